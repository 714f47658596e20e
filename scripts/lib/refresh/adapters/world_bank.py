"""The World Bank's API: national figures to compare with, never to put into a series."""

from lib.core.country import country, country_unit
from lib.data.observations import Observation, parse_year
from lib.refresh.adapters.replies import SourceReplies
from lib.refresh.responses import parse_json


def read_reply(replies: SourceReplies) -> list[Observation]:
    """Read the yearly national figures of one indicator.

    The reply is a list of two: the paging, and the records with `countryiso3code`, `date` and `value`. An
    error comes with status 200 as a list of one with a `message`.

    Raises
    ------
    ProblemsError
        When the reply is an error, has another shape, is not the whole series, or is about another country.
    """
    reply = parse_json(replies.content)
    if isinstance(reply, list) and len(reply) == 1 and isinstance(reply[0], dict) and "message" in reply[0]:
        raise replies.unlike("the World Bank refuses the request")
    if not (isinstance(reply, list) and len(reply) == 2 and isinstance(reply[0], dict)):
        raise replies.unlike("expected a list of paging and records")
    paging, records = reply
    if not isinstance(records, list) or not records or not all(isinstance(row, dict) for row in records):
        raise replies.unlike("the World Bank has no records for this request")
    if str(paging.get("pages")) != "1":
        raise replies.unlike("expected one page; ask for more records a page")
    asked = country()["iso_3166_alpha_3"]
    for record in records:
        year = parse_year(record.get("date"))
        if record.get("countryiso3code") != asked or year is None:
            raise replies.unlike(f"expected yearly records of {asked}")
        replies.account.use("row", year)
        replies.add(str(year), record.get("value"), country_unit(), year)
    return replies.observations("expected figures, found none")
