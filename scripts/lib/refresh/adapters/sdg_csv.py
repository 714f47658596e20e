"""The statistics office's SDG repository: tidy CSV files, one an indicator."""

import csv
import io

from lib.core.problems import stop_if
from lib.data.observations import Gathered, Observation, parse_year
from lib.data.units import COUNTRY
from lib.refresh.region_names import Gazetteer
from lib.refresh.responses import decode, looks_like_html, wrong_shape

_TASK = "Reading the indicator"
KNOWN = {"Year", "UNIT_MEASURE", "URBANISATION", "REF_AREA", "Value"}
SDG_LOCALITIES = {"": "total", "U": "urban", "R": "rural"}


def read_reply(contents: list[bytes], source: dict, gazetteer: Gazetteer, measure: str) -> list[Observation]:
    """Read the rows for regions, town and country; rows broken down by anything else are left out.

    The file has the columns Year, Value and any of UNIT_MEASURE, URBANISATION, REF_AREA, SEX and others; an
    empty cell means the whole. `source["where"]` fixes the value of a column.

    Raises
    ------
    ProblemsError
        When the file has another shape or was cut, an area code is unknown, a value is no number, or two
        rows give different figures for one place and year.
    """
    rows = _rows(contents[0])
    where = source.get("where", {})
    gathered = Gathered()
    for line, row in rows:
        kept = all(row.get(column, "") == value for column, value in where.items())
        if not kept or any(row[column] for column in row if column not in KNOWN | set(where)):
            continue
        place = f"line {line}"
        year, area = parse_year(row["Year"]), row.get("REF_AREA", "")
        locality = SDG_LOCALITIES.get(row.get("URBANISATION", ""))
        unit = gazetteer.by_code.get(area) if area else COUNTRY
        if year is None or locality is None or unit is None:
            gathered.problems.append(
                f"{place}: the year, area or locality is not known: {','.join(row.values())[:60]}."
            )
            continue
        gathered.add(place, row["Value"], measure, unit, year, locality)
    stop_if(gathered.problems[:20], _TASK)
    if not gathered.by_key:
        raise wrong_shape("expected figures, found none", contents[0], _TASK)
    return gathered.sorted()


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    if looks_like_html(content):
        raise wrong_shape("expected a CSV file", content, _TASK)
    text = decode(content)
    if not text.endswith("\n"):
        raise wrong_shape("the CSV file does not end with a line end: it was cut", content, _TASK)
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise wrong_shape(f"expected a CSV file ({error})", content, _TASK) from None
    header = [name.strip() for name in lines[0]] if lines else []
    if not {"Year", "Value"} <= set(header) or len(set(header)) != len(header):
        raise wrong_shape("expected the columns Year and Value", content, _TASK)
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise wrong_shape(f"line {number} has {len(cells)} cells, {len(header)} expected", content, _TASK)
        rows.append((number, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    return rows
