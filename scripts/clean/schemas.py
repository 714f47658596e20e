"""Declared schemas of the tables in results/data, enforced with pandera before anything is written."""

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from clean.accounting import ACCOUNTING, FATES
from clean.codebook import CODEBOOK
from clean.conservation import CONSERVATION
from lib.core.problems import stop_if
from lib.data.long_table import LONG, STATUSES
from lib.data.panel import MARKS
from lib.data.snapshots import LOCALITIES
from lib.data.units import LAYOUTS

TEXT, WHOLE, NUMBER = str, int, float
YEARS = pa.Check.in_range(1990, 2100)


def _table(columns: dict[str, pa.Column], unique: list[str] | None = None) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=unique)


def long_schema(units: list[str], variables: list[str]) -> pa.DataFrameSchema:
    """results/data/long.csv: one row a figure."""
    checks = {
        "variable": pa.Column(TEXT, pa.Check.isin(variables)),
        "unit": pa.Column(TEXT, pa.Check.isin(units)),
        "year": pa.Column(WHOLE, YEARS),
        "locality": pa.Column(TEXT, pa.Check.isin(LOCALITIES)),
        "value": pa.Column(NUMBER),
        "status": pa.Column(TEXT, pa.Check.isin(STATUSES)),
    }
    columns = {name: checks.get(name, pa.Column(TEXT)) for name in LONG}
    return _table(columns, unique=["variable", "unit", "year", "locality"])


def panel_schema(units: list[str], variables: list[str]) -> pa.DataFrameSchema:
    """results/data/panel_<layout>.csv: one row a unit and year, one column a variable, missing allowed."""
    columns = {"unit": pa.Column(TEXT, pa.Check.isin(units)), "year": pa.Column(WHOLE, YEARS)}
    columns |= {name: pa.Column(NUMBER, nullable=True) for name in variables}
    return _table(columns, unique=["unit", "year"])


def codebook_schema() -> pa.DataFrameSchema:
    """results/data/codebook.csv: one row a panel column."""
    columns = {name: pa.Column(TEXT, nullable=True) for name in CODEBOOK}
    columns |= {
        name: pa.Column(TEXT) for name in ("title_en", "title_ru", "title_kk", "unit", "kind", "definition")
    }
    columns["variable"] = pa.Column(TEXT, unique=True)
    columns["scale"] = pa.Column(NUMBER, nullable=True)
    return _table(columns)


def marks_schema(variables: list[str]) -> pa.DataFrameSchema:
    """results/data/panel_marks.csv: one row a mark of a panel cell."""
    columns = {
        "layout": pa.Column(TEXT, pa.Check.isin(LAYOUTS)),
        "unit": pa.Column(TEXT),
        "year": pa.Column(WHOLE, YEARS),
        "variable": pa.Column(TEXT, pa.Check.isin(variables)),
        "mark": pa.Column(TEXT, pa.Check.isin(MARKS)),
    }
    return _table(columns, unique=list(columns))


def accounting_schema() -> pa.DataFrameSchema:
    """results/data/accounting.csv: one row a figure and layout, or an unused file."""
    columns = {name: pa.Column(TEXT) for name in ACCOUNTING}
    columns["layout"] = pa.Column(TEXT, pa.Check.isin([*LAYOUTS, "all"]))
    columns["year"] = pa.Column("Int64", nullable=True)
    columns["fate"] = pa.Column(TEXT, pa.Check.isin(FATES))
    columns["figures"] = pa.Column(WHOLE, pa.Check.ge(1))
    return _table(columns, unique=["layout", "series", "vintage", "variable", "locality", "unit", "year"])


def conservation_schema() -> pa.DataFrameSchema:
    """results/data/conservation.csv: one row a comparison; a table with one that fails is refused."""
    columns = {name: pa.Column(TEXT) for name in CONSERVATION}
    columns["year"] = pa.Column(WHOLE, YEARS)
    columns |= {name: pa.Column(NUMBER) for name in ("parts", "whole", "difference")}
    columns["tolerance"] = pa.Column(NUMBER, pa.Check.ge(0))
    columns["verdict"] = pa.Column(TEXT, pa.Check.isin(["holds", "disagrees"]))
    return _table(columns, unique=["check", "variable", "layout", "unit", "year"])


def enforce(table: pd.DataFrame, schema: pa.DataFrameSchema, name: str) -> pd.DataFrame:
    """Return the table if it fits; raises `ProblemsError` with a sentence for every way it does not."""
    try:
        return schema.validate(table, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        stop_if(
            [_sentence(name, group) for _, group in cases.groupby(["column", "check"], dropna=False)],
            "Checking tables",
        )
        raise


def _sentence(name: str, cases: pd.DataFrame) -> str:
    first = cases.iloc[0]
    examples = ", ".join(map(str, cases["failure_case"].drop_duplicates().head(3)))
    column = first["column"] or "the table"
    return f"{name}, {column}: {first['check']} fails in {len(cases)} places, as for {examples}."
