"""The cube that Taldau and the portal both send: slices, each with terms, their names and periods."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lib.core.problems import ProblemsError, stop_if
from lib.data.observations import Gathered, Observation
from lib.refresh.account import Account, misnamed_regions, shown, unread_regions
from lib.refresh.region_names import Gazetteer
from lib.refresh.responses import parse_json, wrong_shape

_TASK = "Reading the cube"
REGION_DICTIONARIES = ("67", "68")
YEAR_TO_DATE_PERIODS = ("8", "9")
PERIOD_DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


def read_portal_cube(
    contents: list[bytes], source: dict, gazetteer: Gazetteer, measure: str, account: Account
) -> list[Observation]:
    """Read a cube of the portal, /api/iblock/element/<id>/json/file/<language>/, as `read_cube` does.

    `source["select"]` gives the term wanted at each position but the first, which is the region;
    `source["year_to_date"]` says that the periods accumulate.
    """
    select = {int(position): term for position, term in source.get("select", {}).items()}
    accumulates = source.get("year_to_date", False)
    return read_cube(contents[0], source, gazetteer, measure, account, 0, select, accumulates)


def read_taldau_index(
    contents: list[bytes], source: dict, gazetteer: Gazetteer, measure: str, account: Account
) -> list[Observation]:
    """Read Taldau's GetIndexData, as `read_cube` does; the `dics` of `source["url"]` name the positions.

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
            _TASK, [f"{source['url']}: `dics` must name one dictionary of regions, 67 or 68."]
        )
    wanted = {str(name): term for name, term in source.get("select", {}).items()}
    select = {position: wanted[name] for position, name in enumerate(dictionaries) if name in wanted}
    accumulates = arguments.get("period", ["7"])[0] in YEAR_TO_DATE_PERIODS
    return read_cube(contents[0], source, gazetteer, measure, account, regions[0], select, accumulates)


def read_cube(
    content: bytes,
    source: dict,
    gazetteer: Gazetteer,
    measure: str,
    account: Account,
    region_position: int,
    select: dict[int, int],
    year_to_date: bool,
) -> list[Observation]:
    """Read the yearly figures of the regions.

    Parameters
    ----------
    content : JSON list of {"terms": [...], "termNames": [...], "periods": [{"date": ..., "value": ...}]}
    source : the registry's record, for its locality
    account : told what became of every slice, term and period
    region_position : which of the terms is the region
    select : the term wanted at every other position
    year_to_date : the periods accumulate from January, so December is the year and the others are left out

    Returns
    -------
    figures under the units of today's borders, in the source's own unit, sorted; terms that are no region
    of `gazetteer` (districts, cities of a region) are left out.

    Raises
    ------
    ProblemsError
        When the reply has another shape, a value is no number, names and ids of the terms disagree, or two
        slices give different figures for one region and year.
    """
    gathered, locality = Gathered(), source.get("locality", "total")
    years_elsewhere: dict[int, str] = {}
    strangers: list[str] = []
    for number, piece in enumerate(_slices(content), start=1):
        where = f"slice {number}"
        terms, names = _terms(piece, where, content)
        term, name = terms[region_position], names[region_position]
        if not _selected(terms, region_position, select, where):
            others = " / ".join(each for at, each in enumerate(names) if at != region_position)
            account.pass_over("code", others[:60], "not the term of `select`")
            if term in gazetteer.by_term:
                for year, _ in _periods(piece, where, content, year_to_date, account):
                    years_elsewhere.setdefault(year, others[:60])
            continue
        unit = gazetteer.identified(f"{where}: term {term}", term, name, gathered.problems)
        if unit is None:
            account.pass_over("code", f"{term} '{name[:40]}'", "no region")
            strangers.append(name)
            account.lost += misnamed_regions(f"{where}: term {term}", name, gazetteer)
            continue
        account.use("code", term)
        for year, cell in _periods(piece, where, content, year_to_date, account):
            gathered.add(f"{where}, {year}", cell, measure, unit, year, locality)
    stop_if(gathered.faults, _TASK)
    account.lost += unread_regions(strangers, {unit for _, unit, *_ in gathered.by_key}, gazetteer)
    if lost := sorted(set(years_elsewhere) - {year for _, _, year, _ in gathered.by_key}):
        account.lost.append(
            f"figures of regions for {shown(map(str, lost))} stand only under '{years_elsewhere[lost[0]]}', "
            "which `select` does not name."
        )
    if not gathered.by_key:
        raise wrong_shape("expected figures of regions, found none", content, _TASK)
    return gathered.sorted()


def _slices(content: bytes) -> list[dict]:
    cube = parse_json(content)
    if cube is None or cube == []:
        raise wrong_shape(
            "the source has no data for this request: the dictionaries asked for may not be a whole segment",
            content,
            _TASK,
        )
    if not isinstance(cube, list) or not all(isinstance(piece, dict) for piece in cube):
        dump = "; a sheet dump has taken the cube's place" if isinstance(cube, dict) else ""
        raise wrong_shape(f"expected a list of slices{dump}", content, _TASK)
    return cube


def _terms(piece: dict, where: str, content: bytes) -> tuple[list[int], list[str]]:
    terms, names = piece.get("terms"), piece.get("termNames")
    if not isinstance(terms, list) or not isinstance(names, list) or len(terms) != len(names) or not terms:
        raise wrong_shape(f"{where}: expected as many 'terms' as 'termNames'", content, _TASK)
    if not all(re.fullmatch(r"\s*\d{1,12}\s*", str(term)) for term in terms):
        raise wrong_shape(f"{where}: expected whole numbers as 'terms'", content, _TASK)
    return [int(str(term)) for term in terms], [str(name) for name in names]


def _selected(terms: list[int], region_position: int, select: dict[int, int], where: str) -> bool:
    positions = {region_position, *select}
    if positions != set(range(len(terms))):
        raise ProblemsError(
            _TASK,
            [
                f"{where} has {len(terms)} terms; the registry says what to take at position "
                f"{', '.join(str(position) for position in sorted(positions))}; give a term for each."
            ],
        )
    return all(terms[position] == term for position, term in select.items())


def _periods(
    piece: dict, where: str, content: bytes, year_to_date: bool, account: Account
) -> Iterator[tuple[int, Any]]:
    periods = piece.get("periods")
    if not isinstance(periods, list) or not all(isinstance(period, dict) for period in periods):
        raise wrong_shape(f"{where}: expected a list of 'periods'", content, _TASK)
    for period in periods:
        match = PERIOD_DATE.fullmatch(str(period.get("date", "")).strip())
        if not match or "value" not in period:
            raise wrong_shape(
                f"{where}: expected periods with a 'date' such as 31.12.2020 and a 'value'", content, _TASK
            )
        day, month, year = match.groups()
        if (day, month) == ("31", "12"):
            yield int(year), period["value"]
        elif year_to_date:
            account.pass_over("period", f"{month}.{year}", "accumulates a part of a year")
        else:
            raise wrong_shape(f"{where}: {day}.{month}.{year} does not end a year", content, _TASK)
