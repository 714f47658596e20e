"""Taldau's GetIndexData: one index, one whole segment of dictionaries, every period."""

from urllib.parse import parse_qs, urlsplit

from lib.core.problems import ProblemsError
from lib.data.observations import Observation
from lib.refresh.account import Account
from lib.refresh.adapters.cube import read_cube
from lib.refresh.region_names import Gazetteer

REGION_DICTIONARIES = ("67", "68")
YEAR_TO_DATE_PERIODS = ("8", "9")


def read_reply(
    contents: list[bytes], source: dict, gazetteer: Gazetteer, measure: str, account: Account
) -> list[Observation]:
    """Read the reply to `source["url"]`, whose `dics` name the terms' positions.

    `source["select"]` gives the term wanted in each dictionary but the regions', by dictionary id.

    Raises
    ------
    ProblemsError
        As `read_cube`; also when the URL names no dictionary of regions.
    """
    arguments = parse_qs(urlsplit(source["url"]).query)
    dictionaries = ",".join(arguments.get("dics", [""])).split(",")
    regions = [position for position, name in enumerate(dictionaries) if name in REGION_DICTIONARIES]
    if len(regions) != 1:
        raise ProblemsError(
            "Reading the cube", [f"{source['url']}: `dics` must name one dictionary of regions, 67 or 68."]
        )
    wanted = {str(name): term for name, term in source.get("select", {}).items()}
    return read_cube(
        contents[0],
        account=account,
        gazetteer=gazetteer,
        measure=measure,
        locality=source.get("locality", "total"),
        region_position=regions[0],
        select={position: wanted[name] for position, name in enumerate(dictionaries) if name in wanted},
        year_to_date=arguments.get("period", ["7"])[0] in YEAR_TO_DATE_PERIODS,
    )
