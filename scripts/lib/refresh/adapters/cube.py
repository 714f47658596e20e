"""The cube that Taldau and the portal both send: slices, each with terms, their names and periods."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lib.core.problems import ProblemsError
from lib.data.observations import Observation
from lib.refresh.account import shown
from lib.refresh.adapters.replies import SourceReplies
from lib.refresh.responses import parse_json

REGION_DICTIONARIES = ("67", "68")
YEAR_TO_DATE_PERIODS = ("8", "9")
PERIOD_DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


def read_portal_cube(replies: SourceReplies) -> list[Observation]:
    """Read a cube of the portal, /api/iblock/element/<id>/json/file/<language>/, as `read_cube` does.

    `source["select"]` gives the term wanted at each position but the first, which is the region;
    `source["year_to_date"]` says that the periods accumulate.
    """
    select = {int(position): term for position, term in replies.source.get("select", {}).items()}
    return read_cube(replies, 0, select, replies.source.get("year_to_date", False))


def read_taldau_index(replies: SourceReplies) -> list[Observation]:
    """Read Taldau's GetIndexData, as `read_cube` does; the `dics` of `source["url"]` name the positions.

    `source["select"]` gives the term wanted in each dictionary but the regions', by dictionary id.

    Raises
    ------
    ProblemsError
        As `read_cube`; also when the URL names no dictionary of regions.
    """
    source = replies.source
    arguments = parse_qs(urlsplit(source["url"]).query)
    dictionaries = ",".join(arguments.get("dics", [""])).split(",")
    regions = [position for position, name in enumerate(dictionaries) if name in REGION_DICTIONARIES]
    if len(regions) != 1:
        fault = f"{source['url']}: `dics` must name one dictionary of regions, 67 or 68."
        raise ProblemsError("Reading the reply", [fault])
    wanted = {str(name): term for name, term in source.get("select", {}).items()}
    select = {position: wanted[name] for position, name in enumerate(dictionaries) if name in wanted}
    accumulates = arguments.get("period", ["7"])[0] in YEAR_TO_DATE_PERIODS
    return read_cube(replies, regions[0], select, accumulates)


def read_cube(
    replies: SourceReplies, region_position: int, select: dict[int, int], year_to_date: bool
) -> list[Observation]:
    """Read the yearly figures of the regions.

    Parameters
    ----------
    replies : JSON list of {"terms": [...], "termNames": [...], "periods": [{"date": ..., "value": ...}]}
    region_position : which of the terms is the region
    select : the term wanted at every other position
    year_to_date : the periods accumulate from January, so December is the year and the others are left out

    Returns
    -------
    figures under the units of today's borders, in the source's own unit, sorted; terms that are no region
    of the gazetteer (districts, cities of a region) are left out.

    Raises
    ------
    ProblemsError
        When the reply has another shape, a value is no number, names and ids of the terms disagree, or two
        slices give different figures for one region and year.
    """
    years_elsewhere: dict[int, str] = {}
    for number, piece in enumerate(_slices(replies), start=1):
        where = f"slice {number}"
        terms, names = _terms(replies, piece, where)
        term, name = terms[region_position], names[region_position]
        periods = _periods(replies, piece, where, year_to_date)
        if not _selected(terms, region_position, select, where):
            others = " / ".join(each for at, each in enumerate(names) if at != region_position)[:60]
            replies.account.pass_over("code", others, "not the term of `select`")
            if term in replies.gazetteer.by_term:
                for year, _ in periods:
                    years_elsewhere.setdefault(year, others)
        elif unit := replies.unit_of(f"{where}: term {term}", term, name):
            for year, cell in periods:
                replies.add(f"{where}, {year}", cell, unit, year)
    observations = replies.observations()
    if lost := sorted(set(years_elsewhere) - {each.year for each in observations}):
        replies.account.lost.append(
            f"figures of regions for {shown(map(str, lost))} stand only under '{years_elsewhere[lost[0]]}', "
            "which `select` does not name."
        )
    return observations


def _slices(replies: SourceReplies) -> list[dict]:
    cube = parse_json(replies.content)
    if cube is None or cube == []:
        raise replies.unlike(
            "the source has no data for this request: the dictionaries asked for may not be a whole segment"
        )
    if not isinstance(cube, list) or not all(isinstance(piece, dict) for piece in cube):
        dump = "; a sheet dump has taken the cube's place" if isinstance(cube, dict) else ""
        raise replies.unlike(f"expected a list of slices{dump}")
    return cube


def _terms(replies: SourceReplies, piece: dict, where: str) -> tuple[list[int], list[str]]:
    terms, names = piece.get("terms"), piece.get("termNames")
    if not isinstance(terms, list) or not isinstance(names, list) or len(terms) != len(names) or not terms:
        raise replies.unlike(f"{where}: expected as many 'terms' as 'termNames'")
    if not all(re.fullmatch(r"\s*\d{1,12}\s*", str(term)) for term in terms):
        raise replies.unlike(f"{where}: expected whole numbers as 'terms'")
    return [int(str(term)) for term in terms], [str(name) for name in names]


def _selected(terms: list[int], region_position: int, select: dict[int, int], where: str) -> bool:
    positions = {region_position, *select}
    if positions != set(range(len(terms))):
        fault = (
            f"{where} has {len(terms)} terms; the registry says what to take at position "
            f"{', '.join(map(str, sorted(positions)))}; give a term for each."
        )
        raise ProblemsError("Reading the reply", [fault])
    return all(terms[position] == term for position, term in select.items())


def _periods(
    replies: SourceReplies, piece: dict, where: str, year_to_date: bool
) -> Iterator[tuple[int, Any]]:
    periods = piece.get("periods")
    if not isinstance(periods, list) or not all(isinstance(period, dict) for period in periods):
        raise replies.unlike(f"{where}: expected a list of 'periods'")
    for period in periods:
        match = PERIOD_DATE.fullmatch(str(period.get("date", "")).strip())
        if not match or "value" not in period:
            raise replies.unlike(f"{where}: expected periods with a 'date' such as 31.12.2020 and a 'value'")
        day, month, year = match.groups()
        if (day, month) == ("31", "12"):
            yield int(year), period["value"]
        elif year_to_date:
            replies.account.pass_over("period", f"{month}.{year}", "accumulates a part of a year")
        else:
            raise replies.unlike(f"{where}: {day}.{month}.{year} does not end a year")
