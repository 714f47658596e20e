"""The statistics office's SDG repository: tidy CSV files, one an indicator."""

from collections import Counter

from lib.core.country import country_unit
from lib.core.delimited import read_delimited
from lib.data.observations import Observation, parse_year
from lib.refresh.account import Account, shown
from lib.refresh.adapters.replies import SourceReplies
from lib.refresh.responses import BINARY, looks_like_html

UNIT = "UNIT_MEASURE"
KNOWN = {"Year", UNIT, "URBANISATION", "REF_AREA", "Value"}
SDG_LOCALITIES = {"": "total", "U": "urban", "R": "rural"}


def read_reply(replies: SourceReplies) -> list[Observation]:
    """Read the rows for regions, town and country; rows broken down by anything else are left out.

    The file has the columns Year, Value and any of UNIT_MEASURE, URBANISATION, REF_AREA, SEX and others; an
    empty cell means the whole. `source["where"]` fixes the value of a column, as of the unit of measurement
    in a file with two. A column with one value on every row, as a code of the series, breaks nothing down.

    Raises
    ------
    ProblemsError
        When the file has another shape or was cut, an area code is unknown, a value is no number, the rows
        have several units of measurement, or two rows give different figures for one place and year.
    """
    rows, account, gazetteer = _rows(replies), replies.account, replies.gazetteer
    where = replies.source.get("where", {})
    further = _dimensions(rows, where, account)
    units: Counter[str] = Counter()
    elsewhere: dict[tuple[str, str, str], str] = {}
    for line, row in rows:
        place = f"line {line}"
        other = next((column for column, value in where.items() if row.get(column, "") != value), None)
        filled = [f"{column}={row[column]}" for column in further if row[column]]
        if other or filled:
            what = f"{other}={row.get(other, '')}" if other else filled[0]
            why = "left out by `where`" if other else f"broken down by {what.partition('=')[0]}"
            account.pass_over("row", place, why)
            if row.get("REF_AREA", "") in (*gazetteer.by_code, ""):
                elsewhere.setdefault(_cell_key(row), f"{place} ({what})")
            elif not other:
                account.pass_over("code", row["REF_AREA"], "no unit of aliases.csv")
            continue
        elsewhere[_cell_key(row)] = ""
        units[row.get(UNIT, "")] += 1
        year, area = parse_year(row["Year"]), row.get("REF_AREA", "")
        locality = SDG_LOCALITIES.get(row.get("URBANISATION", ""))
        unit = gazetteer.by_code.get(area) if area else country_unit()
        if year is None or locality is None or unit is None:
            replies.gathered.problems.append(
                f"{place}: the year, area or locality is not known: {','.join(row.values())[:60]}."
            )
            continue
        account.use("row", place)
        account.use("code", area or country_unit())
        replies.add(place, row["Value"], unit, year, locality)
    passed = [(reason, names) for (kind, reason), names in account.passed.items() if kind == "row"]
    why = ", ".join(f"{len(names)} rows {reason}" for reason, names in passed)
    observations = replies.observations(f"expected figures, found none{why and f': {why}'}")
    if len(units) > 1:
        counts = shown(f"{name} in {number} rows" for name, number in units.items())
        account.lost.append(
            f"the figures have several units of measurement ({counts}); "
            f"name one in the registry: where: {{{UNIT}: ...}}."
        )
    years = {each.year for each in observations} if where else set()
    if lost := [place for key, place in elsewhere.items() if place and parse_year(key[0]) not in years]:
        account.lost.append(
            f"{len(lost)} figures of known regions and years stand only in rows that are broken down "
            f"further: {shown(lost)}; name the wanted value in `where`."
        )
    return observations


def _cell_key(row: dict[str, str]) -> tuple[str, str, str]:
    return row["Year"], row.get("REF_AREA", ""), row.get("URBANISATION", "")


def _dimensions(rows: list[tuple[int, dict[str, str]]], where: dict[str, str], account: Account) -> list[str]:
    """Columns that break figures down: not those with one value on every row."""
    columns = [column for column in (rows[0][1] if rows else {}) if column not in KNOWN | set(where)]
    constant = [column for column in columns if len({row[column] for _, row in rows}) == 1]
    for column in constant:
        if rows[0][1][column]:
            account.pass_over("column", f"{column}={rows[0][1][column]}", "the same on every row")
    return [column for column in columns if column not in constant]


def _rows(replies: SourceReplies) -> list[tuple[int, dict[str, str]]]:
    content = replies.content
    if looks_like_html(content) or content.startswith((*BINARY, b"{", b"[")):
        raise replies.unlike("expected a CSV file")
    if not content.rstrip(b"\0").endswith((b"\n", b"\r")):
        raise replies.unlike(
            "the CSV file does not end with a line end: it may be cut; add one where it is whole"
        )
    lines = read_delimited(content, "the CSV file", KNOWN, ["Value"]).lines
    header = [name.strip() for name in lines[0]] if lines else []
    while header and not header[-1]:  # columns that a spreadsheet left behind, empty in every row
        header.pop()
    if not {"Year", "Value"} <= set(header) or len(set(header)) != len(header):
        raise replies.unlike("expected the columns Year and Value")
    rows, width = [], len(header)
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line]
        if (len(cells) < width and any(cells)) or any(cells[width:]):
            raise replies.unlike(f"line {number} has {len(cells)} cells, {width} expected")
        if any(cells):
            rows.append((number, dict(zip(header, cells[:width], strict=True))))
    return rows
