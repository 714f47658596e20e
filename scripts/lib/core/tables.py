"""Tables of results as workflow/schemas/tables.yaml describes them: columns, types, keys, and the check."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lib.core.configuration import read_yaml
from lib.core.country import ENGINE_FOLDER, country, detail_layout, first_year, layouts, region_layouts
from lib.core.files import DIGITS, read_csv, write_csv
from lib.core.problems import stop_if

if TYPE_CHECKING:  # importing pandas takes longer than all that the rest of this module does
    import pandas as pd

ROUNDING = 1e-9  # how far the last bits of a sum may carry a number over the end of its range
DESCRIPTIONS = ENGINE_FOLDER / "workflow/schemas/tables.yaml"


@dataclass(frozen=True)
class Field:
    """One column of a table, in the terms of Table Schema.

    Parameters
    ----------
    type : string, integer or number
    values : the only values there may be, empty for any
    minimum, maximum : ends of the range of numbers
    optional : whether a cell may be empty
    noise : numbers closer to zero than this are zero but for rounding, and are written as zero
    digits : significant digits that are the same on every processor; 0 for as many as the table has
    unit : unit of measurement, empty where it depends on the row
    """

    name: str
    type: str
    description: str = ""
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    optional: bool = False
    noise: float = 0.0
    digits: int = 0


@dataclass(frozen=True)
class TableDescription:
    """One table: its path below results/, what a row is, its columns in order, and those that name a row.

    `further` is the type of columns that follow the described ones, one a variable; empty where none may.
    `digits` is how many significant digits of its numbers are the same on every processor.
    """

    path: str
    name: str
    rows: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    further: str = ""
    digits: int = DIGITS

    def field_of(self, column: str) -> Field:
        """The description of a column, those that depend on the variables included."""
        described = {each.name: each for each in self.fields}
        return described.get(column) or Field(column, self.further, optional=True)


@cache
def table_descriptions() -> Mapping[str, TableDescription]:
    """Every described table by its path below results/."""
    content = read_yaml(DESCRIPTIONS)
    columns = _for_each(content["columns"])
    return {path: _description(path, entry, columns) for path, entry in _for_each(content["tables"]).items()}


def _for_each(node: Any, names: Mapping[str, str] = MappingProxyType({})) -> Any:
    """The node with what holds {language}, {layout}, {unit_code} or {whole} once for each of the country.

    `names` are those of one language or layout; they stand in the places of all that is below it.
    """
    if isinstance(node, Mapping):
        pairs = ((key, value, each) for key, value in node.items() for each in _namings(key, names))
        return {key.format(**each): _for_each(value, each) for key, value, each in pairs}
    if isinstance(node, list):
        return [_for_each(part, each) for part in node for each in _namings(part, names)]
    return node.format(**names) if names and isinstance(node, str) else node


def _namings(text: Any, names: Mapping[str, str]) -> list[Mapping[str, str]]:
    """What stands in the places of a text: each language or layout, the detail, the whole; nothing."""
    if names or not isinstance(text, str):
        return [names]
    if "{language}" in text:
        spoken = country()["languages"].items()
        return [{"language": code, "in_english": each["in_english"]} for code, each in spoken]
    if "{layout}" in text:
        return [{"layout": layout, "borders": _borders(layout)} for layout in region_layouts()]
    if "{unit_code}" in text:
        return [{"unit_code": str(column)} for column in country().get("unit_codes", {}).values()]
    if "{detail}" in text:
        return [{"detail": detail_layout()}] if detail_layout() else []
    return [{"whole": layouts()[-1]}] if "{whole}" in text else [names]


def _borders(layout: str) -> str:
    """From when to when the borders of a layout held."""
    position = layouts().index(layout)
    ended = first_year(layouts()[position - 1]) if position else None
    began = first_year(layout)
    if ended is None:
        return "of today"
    return f"of {began} to {ended}" if began else f"to {ended}"


def _description(path: str, entry: Mapping[str, Any], columns: Mapping[str, Any]) -> TableDescription:
    optional, own = entry.get("optional", ()), entry.get("own", {})
    fields = []
    for name in entry["columns"]:
        content = dict(own.get(name) or columns[name])
        content["values"] = tuple(content.get("values", ()))
        fields.append(Field(name, **content, optional=name in optional))
    return TableDescription(
        path=path,
        name=entry.get("name", Path(path).stem),
        rows=entry["rows"],
        fields=tuple(fields),
        key=tuple(entry["key"]),
        further=entry.get("further", ""),
        digits=entry.get("digits", DIGITS),
    )


def describe_table(path: str | Path) -> TableDescription:
    """The description of the table at a path, known by the path's last two names.

    Raises
    ------
    KeyError
        When workflow/schemas/tables.yaml does not describe it.
    """
    return table_descriptions()["/".join(Path(path).parts[-2:])]


def described_frame(path: str, rows: Iterable[Any], dtype: Any = None) -> "pd.DataFrame":
    """Rows, tuples or mappings, as a table with the columns that the description of a path has.

    Whole numbers of a column that may have empty cells stay whole.
    """
    import pandas as pd

    fields = describe_table(path).fields
    table = pd.DataFrame(list(rows), columns=[each.name for each in fields], dtype=dtype)
    whole = [each.name for each in fields if each.type == "integer" and each.optional]
    return table.astype(dict.fromkeys(whole, "Int64"))


@cache
def table_keys() -> Mapping[str, tuple[str, ...]]:
    """The columns that name a row, by the name of the table."""
    return {each.name: each.key for each in table_descriptions().values()}


def read_table(path: str | Path, described_as: str | Path = "") -> "pd.DataFrame":
    """Read a table of results with the types of its description.

    See `lib.core.files.read_csv` for the types. `described_as` is the path below results/ of the description,
    for a file that lies elsewhere.
    """
    description = describe_table(described_as or path)
    table = read_csv(path, {each.name: each.type for each in description.fields}, description.further)
    if {*table} == {each.name for each in description.fields}:
        table = table[[each.name for each in description.fields]]  # people put them in any order
    stop_if(_column_problems(table, description, None), f"Reading {path}")
    return table


def write_table(
    path: str | Path,
    table: "pd.DataFrame",
    allowed: Mapping[str, Collection[str]] | None = None,
    described_as: str | Path = "",
) -> None:
    """Write a table of results as CSV, whole or not at all, if it fits its description; the caller sorts.

    Raises
    ------
    ProblemsError
        With a sentence for every way in which it does not fit, see `table_problems`.
    """
    description = describe_table(described_as or path)
    stop_if(table_problems(table, description, allowed), f"Checking {path}")
    settled = {
        each.name: _settled(table[each.name], each)
        for each in description.fields
        if each.noise or each.digits
    }
    write_csv(path, table.assign(**settled), description.digits)


def _settled(cells: "pd.Series", field: Field) -> "pd.Series":
    """Numbers as every processor has them: noise around zero as zero, digits beyond the shared ones off."""
    cells = cells.mask(cells.abs() < field.noise, 0.0)
    return cells.map(lambda value: float(f"{value:.{field.digits}g}")) if field.digits else cells


def check_table(
    table: "pd.DataFrame", path: str, allowed: Mapping[str, Collection[str]] | None = None
) -> "pd.DataFrame":
    """Return the table if it fits the description of `path`; raises `ProblemsError` if it does not."""
    stop_if(table_problems(table, describe_table(path), allowed), f"Checking {path}")
    return table


def table_problems(
    table: "pd.DataFrame", description: TableDescription, allowed: Mapping[str, Collection[str]] | None = None
) -> list[str]:
    """Every way in which a table breaks its description, as sentences.

    Parameters
    ----------
    table : the frame
    description : columns and their order, types, ranges and values; the key, which names each row once
    allowed : further limits known to the caller alone: the values of a column, and under ``further`` the
        columns that follow the described ones
    """
    allowed = allowed or {}
    problems = _column_problems(table, description, allowed.get("further"))
    if problems:
        return problems
    for column in table.columns:
        kind = description.field_of(column)
        values = allowed.get(column, kind.values)
        problems += _cell_problems(f"{description.path}, {column}", table[column], kind, values)
    repeated = table[table.duplicated(list(description.key))]
    if len(repeated):
        first = ", ".join(str(repeated.iloc[0][column]) for column in description.key)
        problems.append(
            f"{description.path}: {len(repeated)} rows repeat the {', '.join(description.key)} of another, "
            f"as {first}."
        )
    return problems


def _column_problems(
    table: "pd.DataFrame", description: TableDescription, further: Collection[str] | None
) -> list[str]:
    expected = [each.name for each in description.fields]
    columns = list(table.columns)
    if description.further:
        expected += columns[len(expected) :] if further is None else list(further)
    if columns == expected:
        return []
    return [
        f"{description.path}: expected the columns {', '.join(expected)}; "
        f"got {', '.join(map(str, columns))}. Mend what makes the table, "
        "or describe it in workflow/schemas/tables.yaml."
    ]


def _cell_problems(where: str, cells: "pd.Series", kind: Field, values: Collection[str]) -> list[str]:
    """What is wrong with the cells of one column."""
    import pandas as pd

    missing = cells.isna() | (cells == "")
    faults = {"is empty": missing & (not kind.optional)}
    if kind.type == "string":
        if pd.api.types.infer_dtype(cells) not in ("string", "empty"):
            faults["is no text"] = ~missing & ~cells.map(lambda cell: isinstance(cell, str)).astype(bool)
        if values:
            faults[f"is none of {', '.join(sorted(values))}"] = ~missing & ~cells.isin(list(values))
    else:
        numbers = pd.to_numeric(cells, errors="coerce").astype(float)
        faults["is no number"] = ~missing & numbers.isna()
        faults["is infinite"] = numbers.abs() == float("inf")
        if kind.type == "integer":
            faults["is no whole number"] = numbers.notna() & (numbers % 1 != 0)
        if kind.minimum is not None:
            faults[f"is below {kind.minimum:g}"] = numbers < kind.minimum - ROUNDING
        if kind.maximum is not None:
            faults[f"is above {kind.maximum:g}"] = numbers > kind.maximum + ROUNDING
    return [
        f"{where}: '{cells[wrong].iloc[0]}' {fault}, the first of {int(wrong.sum())} such cells."
        for fault, wrong in faults.items()
        if wrong.any()
    ]
