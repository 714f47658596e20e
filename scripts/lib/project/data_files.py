"""Files of data/raw before a run: their index, units, names and figures, and the years there are."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

from lib.core.configuration import ConfigFile, did_you_mean, read_yaml, strange
from lib.core.country import country, layouts, region_layouts
from lib.core.delimited import BYTE_ORDER_MARK, WINDOWS_LINES, read_delimited
from lib.core.files import csv_rows, files_like, read_json, read_text
from lib.core.problems import ProblemsError
from lib.core.tables import describe_table
from lib.data.bundled import bundled_problems
from lib.data.snapshots import (
    BASES,
    INDEX_COLUMNS,
    file_problems,
    newest_record,
    read_index,
    snapshot_path,
    unit_codes,
)
from lib.data.variables import panel_variables
from lib.data.vintages import date_problems, is_day

RAW_LISTS = ("aliases.csv", "index.csv", "units.csv")
Rows = list[tuple[int, dict[str, str]]]  # of a CSV, each with its line


def data_problems(registry: ConfigFile, root: Path, filling: bool = False) -> Iterator[str]:
    """Sentences on everything wrong with data/raw but its units: its lists, and the files of figures."""
    folder = root / "data/raw"
    units = unit_codes(folder / "units.csv")
    yield from _boundary_problems(folder / "boundaries/record.yaml", folder / "units.csv")
    yield from _alias_problems(folder / "aliases.csv", units)
    index = _rows(folder / "index.csv")
    yield from _index_problems(folder / "index.csv", index, registry, filling)
    for line, record in index:
        if None not in record.values() and record["series"] in registry.content:
            path = snapshot_path(folder, record)
            for problem in file_problems(path, record, registry.content[record["series"]], units):
                listed = problem.startswith(f"{path}:")
                yield f"{folder / 'index.csv'}, line {line}: {problem}" if listed else problem


def list_problems(root: Path) -> list[str]:
    """Sentences on the columns of the lists, without which nothing else of data/raw can be read."""
    paths = [path for name in RAW_LISTS if (path := root / "data/raw" / name).is_file()]
    try:
        problems = [each for path in paths for each in _heading_problems(path)]
        if not problems:
            unit_codes(root / "data/raw/units.csv")
    except ProblemsError as error:
        return error.problems
    return problems


def _heading_problems(path: Path) -> Iterator[str]:
    """Columns of a list that are missing or unknown."""
    expected = [each.name for each in describe_table(path).fields]
    table = read_delimited(path.read_bytes(), str(path), expected, strict=False)
    if unlike := [each for each in table.unlike if each not in (BYTE_ORDER_MARK, WINDOWS_LINES)]:
        yield f"{path}, line 1: saved with {', '.join(unlike)}; save it as UTF-8 with commas, or restore it."
        return
    heading = table.lines[0] if table.lines else []
    for name in heading:
        yield from strange(f"{path}, line 1", "unknown column", name, expected, "; remove it.")
    missing = [name for name in expected if name not in heading]
    if missing and len(missing) > len(set(heading) - set(expected)):
        yield f"{path}, line 1: the columns {', '.join(missing)} are missing; restore them."


def _index_problems(place: Path, index: Rows, registry: ConfigFile, filling: bool) -> Iterator[str]:
    series = set(registry.content)
    listed: dict[tuple[str, str], int] = {}
    for line, row in index:
        where = f"{place}, line {line}"
        if None in row or None in row.values():
            yield f"{where}: expected {len(INDEX_COLUMNS)} cells; see that texts with commas stand in quotes."
            continue
        what = f"{registry.path} has no series"
        yield from strange(where, what, row["series"], series, "; describe it there.")
        bases = f"; expected one of {', '.join(BASES)}."
        yield from strange(where, "there is no basis", row["basis"], BASES, bases)
        yield from (f"{where}: {problem}" for problem in date_problems(row["vintage"]))
        key = (row["series"], row["vintage"])
        if key in listed:
            yield f"{where}: {'/'.join(key)} is listed in line {listed[key]} already; remove one of the rows."
        listed.setdefault(key, line)
    for name in sorted(series - {name for name, _ in listed}) if not filling else ():
        yield (
            f"{registry.at(name)}: {place} lists no file of '{name}'; put one into data/raw/{name} "
            f"and list it by make record series={name}, or remove the record."
        )


def unit_problems(groups: ConfigFile, root: Path) -> Iterator[str]:
    """Sentences on what is wrong with the list of units, by itself and beside the groups."""
    seen: dict[str, int] = {}
    path = root / "data/raw/units.csv"
    rows = _rows(path)
    torn = [line for line, row in rows if None in row or None in row.values()]
    if torn:
        yield f"{path}, line {torn[0]}: too few or many cells; look for a quote or comma."
        return
    own = [row for _, row in rows if row[f"layout_{layouts()[0]}"] == row["unit"]]
    for name in country()["macro_regions"]:
        here = {row["unit"] for row in own if row["macro_region"] == name}
        for unit in sorted(here ^ set(groups.content.get(name, {}).get("units", here))):
            where = groups.at(name, "units")
            yield f"{where}: {unit} lies in '{name}' here or in {path}, not in both; mend one."
    yield from _group_problems(groups, path)
    yield from _kind_problems(path, rows)
    codes = {row["unit"] for _, row in rows}
    for line, row in rows:
        unit, where = row["unit"], f"{path}, line {line}"
        if unit in seen:
            yield f"{where}: the unit {unit} stands in line {seen[unit]} already; one row a unit."
        seen.setdefault(unit, line)
        what, known = "config/country.yaml has no macro-region", {"", *country()["macro_regions"]}
        yield from strange(where, what, row["macro_region"], known, "; add it there.")
        for column in ("kind", *(each for each in row if each.startswith(("short_", "name_")))):
            if not row[column]:
                yield f"{where}, {column}: the unit {unit} has none; write it."
        for column in ("exists_from", "exists_to"):
            if row[column] and not is_day(row[column]):
                yield f"{where}, {column}: there is no day {row[column]}; correct it."
        held = ""
        for layout in layouts():
            column = f"layout_{layout}"
            yield from strange(f"{where}, {column}", "there is no unit", row[column], {"", *codes})
            if held and not row[column]:
                yield f"{where}, {column}: layouts are nested; name the unit of this one that {held} lies in."
            held = row[column]


def _group_problems(groups: ConfigFile, path: Path) -> Iterator[str]:
    """Units of older borders in a group."""
    finest = layouts()[0]
    older = {row["unit"] for _, row in _rows(path) if not row[f"layout_{finest}"]}
    for name, group in groups.content.items():
        for place, unit in enumerate(group["units"]):
            if unit in older:
                where = groups.at(name, "units", place)
                yield f"{where}: groups are written in units of layout {finest}; name the parts of {unit}."


def _boundary_problems(record: Path, units: Path) -> Iterator[str]:
    """Boundaries of other units than the finest layout; of files that are not as recorded, nothing."""
    if bundled_problems(record):
        return
    finest = layouts()[0]
    path = record.with_name(read_yaml(record)["file"])
    try:
        features = read_json(path)["features"]
    except (ValueError, KeyError, TypeError):
        yield f"{path}: this is no GeoJSON file of features; export the regions as one."
        return
    drawn = {str((feature.get("properties") or {}).get("unit")) for feature in features}
    wanted = {row[f"layout_{finest}"] for _, row in _rows(units)} - {""}
    for unit in sorted(wanted ^ drawn):
        amiss = "no feature has" if unit in wanted else "a feature has"
        yield f"{path}: {amiss} the property unit: {unit}; write those of layout {finest}, one a feature."


def _kind_problems(path: Path, rows: Rows) -> Iterator[str]:
    """Kinds that stand in one row alone and look like another one."""
    kinds = Counter(row["kind"] for _, row in rows)
    common = [kind for kind, number in kinds.items() if number > 1]
    for line, row in rows:
        if kinds[row["kind"]] == 1 and (hint := did_you_mean(row["kind"], common)):
            yield f"{path}, line {line}: no other row is of the kind '{row['kind']}'{hint}"


def _alias_problems(path: Path, units: set[str]) -> Iterator[str]:
    rows, later = _rows(path), country()["successors"]
    named: dict[tuple[str, str], str] = {}
    yield from _kind_problems(path, rows)
    for line, row in rows:
        unit = named.setdefault((row["alias"], row["kind"]), row["unit"])
        if later.get(unit, unit) != later.get(row["unit"], row["unit"]):
            words = f"'{row['alias']}' is a name of {unit} already, of the same kind; a name is one unit's"
            yield f"{path}, line {line}: {words}."
        yield from strange(f"{path}, line {line}", "units.csv has no unit", row["unit"], units)


def _rows(path: Path) -> Rows:
    """The rows of a list of data/raw with their lines; none where it is no CSV, which is told elsewhere."""
    try:
        reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
        return [(reader.line_num, row) for row in reader]
    except (ProblemsError, csv.Error):
        return []


def unlisted_files(root: Path) -> list[str]:
    """Sentences on files of figures that the index does not name, so that nothing uses them."""
    folder = root / "data/raw"
    listed = {snapshot_path(folder, row) for row in read_index(folder / "index.csv")}
    return [
        f"{path}: not in index.csv, so nothing uses it; make record series={path.parent.name} "
        f"vintage={path.stem} source=... lists it."
        for path in files_like(folder, "*/*.csv")
        if path not in listed
    ]


def years_of_figures(root: Path, registry: ConfigFile, ratios: ConfigFile) -> dict[str, range]:
    """The first and last year of every variable's figures in the newest vintages, and under "" of any.

    Under `<variable>@<layout>` those in which regions that an older layout has not have figures.
    """
    folder, index = root / "data/raw", read_index(root / "data/raw/index.csv")
    rows = [row for _, row in _rows(folder / "units.csv")]
    held = {name: {row[f"layout_{name}"] for row in rows} for name in region_layouts()}
    new = {f"@{newer}": held[newer] - held[older] for newer, older in pairwise(region_layouts())}
    there: dict[str, set[int]] = {}
    variables = list(panel_variables(registry.content))
    places = {series: _places(folder, index, series) for series in {each.series for each in variables}}
    for each in variables:
        there[each.variable] = {year for _, year in places[each.series]}
        for layout, units in new.items():
            there[f"{each.variable}{layout}"] = {year for unit, year in places[each.series] if unit in units}
    constant = {name for name, entry in registry.content.items() if entry.get("constant")}
    spans = {
        name: range(min(years), max(years) + 1)
        for name, years in there.items()
        if years and name.partition("@")[0] not in constant
    }
    for layout in ("", *new):
        for name, ratio in ratios.content.items():
            terms = [f"{term}{layout}" for term in (*ratio["numerator"], *ratio["denominator"])]
            if common := set.intersection(*[set(spans[term]) for term in terms if term in spans] or [set()]):
                spans[f"{name}{layout}"] = range(min(common), max(common) + 1)
    every = [year for span in spans.values() for year in (span[0], span[-1])]
    return {"": range(min(every), max(every) + 1), **spans} if every else {}


def _places(folder: Path, index: list[dict[str, str]], series: str) -> set[tuple[str, int]]:
    """Unit and year of every figure of the newest vintage."""
    record = newest_record(index, series)
    path = snapshot_path(folder, record) if record else folder
    rows = csv_rows(path)[1:] if path.is_file() else []
    this = str(date.today().year)
    return {(row[1], int(row[2])) for row in rows if len(row) > 2 and row[2].isdecimal() and row[2] <= this}
