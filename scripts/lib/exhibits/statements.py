"""What figures show: rows that an entry's settings pick, numbers that the article asserts, its readings."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lib.core.configuration import did_you_mean
from lib.core.country import layouts
from lib.core.problems import stop_if
from lib.exhibits.layout import LegendKey, Sheet
from lib.exhibits.marks import macro_region_key, new_unit_key
from lib.exhibits.register import REGISTER
from lib.words.language import Words

PLAIN_HEADLINE = "figure.headline"  # of a figure that its entry makes alone


def of_year(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of one year."""
    return table[table["year"] == year]


def statement(verdicts: pd.DataFrame, key: str) -> dict[str, Any]:
    """Return the row of results/claims/verdicts.csv of a statement "claim.part", its numbers as floats.

    Raises
    ------
    ProblemsError
        When the register has no such statement.
    """
    rows = verdicts[verdicts["claim"] + "." + verdicts["part"] == key].to_dict("records")
    known = list(verdicts["claim"] + "." + verdicts["part"])
    fault = f"{REGISTER}: there is no statement '{key}'{did_you_mean(key, known) or '; write claim.part.'}"
    stop_if([fault] * (not rows), "Drawing figures")
    numbers = {name: pd.to_numeric(rows[0][name], errors="coerce") for name in ("asserted", "computed")}
    return {**rows[0], **numbers}


def readings_of(readings: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the rows of results/claims/readings.csv of a statement "claim.part" that gave a number.

    Columns reading, layout, year (int), computed (float), chosen (bool), sorted by the first three.
    """
    rows = readings[readings["claim"] + "." + readings["part"] == key].copy()
    rows["computed"] = pd.to_numeric(rows["computed"], errors="coerce")
    rows["year"] = pd.to_numeric(rows["year"], errors="coerce")
    rows = rows.dropna(subset=["computed", "year"]).astype({"year": int})
    rows["chosen"] = rows["chosen"] == "yes"
    columns = ["claim", "part", "reading", "layout", "year", "computed", "chosen"]
    return rows[columns].sort_values(["reading", "layout", "year"], ignore_index=True)


def regions_panel(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The one panel of regions, or of units below them, that the entry names."""
    return tables[_regions_panel(tables)]


def country_panel(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame | None:
    """The country's panel, None where the entry does not name it."""
    return tables.get(f"panel_{layouts()[-1]}")


def _regions_panel(tables: Mapping[str, pd.DataFrame]) -> str:
    others = ("panel_marks", f"panel_{layouts()[-1]}")
    panels = [name for name in tables if name.startswith("panel_") and name not in others]
    stop_if(
        [f"{REGISTER}: name one panel of regions under inputs, as panel_<layout>; there are {panels}."]
        * (len(panels) != 1),
        "Drawing figures",
    )
    return panels[0]


def picked_rows(
    tables: Mapping[str, pd.DataFrame], variables: Sequence[str], years: Sequence[int]
) -> pd.DataFrame:
    """The rows of the panel that the entry names which have every variable, by unit and year.

    Parameters
    ----------
    variables, years : that must be there

    Raises
    ------
    ProblemsError
        When the entry names no panel, a column or a year that is not there, or nothing is left.
    """
    named = _regions_panel(tables)
    panel = tables[named]
    problems = [
        f"{REGISTER}: {named} has no column '{name}'{did_you_mean(name, list(panel)) or '; correct it.'}"
        for name in variables
        if name not in panel
    ]
    problems += [
        f"{REGISTER}: {named} has no year {year}; correct it."
        for year in years
        if year not in set(panel["year"])
    ]
    stop_if(problems, "Drawing figures")
    rows = panel[panel["year"].isin(years)]
    rows = rows[["unit", "year", *dict.fromkeys(variables)]].dropna().sort_values(["unit", "year"])
    names_and_years = f"{', '.join(variables)} {', '.join(map(str, years))}".strip()
    stop_if([f"{REGISTER}: {named} has no figure of {names_and_years}."] * rows.empty, "Drawing figures")
    return rows.reset_index(drop=True)


def printed_value(value: float, words: Words, sheet: Sheet) -> str:
    """A number as the settings `decimals` and `percent` have it."""
    show = words.percent if sheet.settings.get("percent") else words.number
    return show(value, sheet.settings.get("decimals", 0))


def plain_key(words: Words, sheet: Sheet, further: Sequence = ()) -> LegendKey:
    """The key of macro-regions, what is further, and units formed anew where the settings name some."""
    formed = new_unit_key(words) if sheet.settings.get("new") else []
    return [*macro_region_key(words), *further, *formed]


def axis_title(words: Words, which: str, variable: str) -> str:
    """The entry's own words for an axis, else the variable's title."""
    return words.texts.get(f"figure.{which}") or words.variable(variable)


def extremes(rows: pd.DataFrame, variable: str, words: Words, sheet: Sheet) -> dict[str, object]:
    """What a headline may say: {highest}, {highest_value}, {lowest}, {lowest_value}, {n}, {year}."""
    order = rows.sort_values([variable, "unit"], kind="stable")
    low, high = order.iloc[0], order.iloc[-1]
    return {
        "highest": words.unit(high["unit"]),
        "highest_value": printed_value(high[variable], words, sheet),
        "lowest": words.unit(low["unit"]),
        "lowest_value": printed_value(low[variable], words, sheet),
        "n": rows["unit"].nunique(),
        "year": int(rows["year"].max()),
    }
