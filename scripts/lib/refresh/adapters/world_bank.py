"""The World Bank's API: national figures to compare with, never to put into a series."""

from lib.core.country import country, country_unit
from lib.core.problems import stop_if
from lib.data.observations import Gathered, Observation, parse_year
from lib.refresh.account import Account
from lib.refresh.region_names import Gazetteer
from lib.refresh.responses import parse_json, wrong_shape

_TASK = "Reading the World Bank's reply"


def read_reply(
    contents: list[bytes], source: dict, _places: Gazetteer, measure: str, account: Account
) -> list[Observation]:
    """Read the yearly national figures of one indicator.

    The reply is a list of two: the paging, and the records with `countryiso3code`, `date` and `value`. An
    error comes with status 200 as a list of one with a `message`.

    Raises
    ------
    ProblemsError
        When the reply is an error, has another shape, is not the whole series, or is about another country.
    """
    reply = parse_json(contents[0])
    if isinstance(reply, list) and len(reply) == 1 and isinstance(reply[0], dict) and "message" in reply[0]:
        raise wrong_shape("the World Bank refuses the request", contents[0], _TASK)
    if not (isinstance(reply, list) and len(reply) == 2 and isinstance(reply[0], dict)):
        raise wrong_shape("expected a list of paging and records", contents[0], _TASK)
    paging, records = reply
    if not isinstance(records, list) or not records or not all(isinstance(row, dict) for row in records):
        raise wrong_shape("the World Bank has no records for this request", contents[0], _TASK)
    if str(paging.get("pages")) != "1":
        raise wrong_shape("expected one page; ask for more records a page", contents[0], _TASK)
    gathered = Gathered()
    asked = country()["iso_3166_alpha_3"]
    for record in records:
        year = parse_year(record.get("date"))
        if record.get("countryiso3code") != asked or year is None:
            raise wrong_shape(f"expected yearly records of {asked}", contents[0], _TASK)
        locality = source.get("locality", "total")
        account.use("row", year)
        gathered.add(str(year), record.get("value"), measure, country_unit(), year, locality)
    stop_if(gathered.faults, _TASK)
    if not gathered.by_key:
        raise wrong_shape("expected figures, found none", contents[0], _TASK)
    return gathered.sorted()
