"""The regions side by side in the latest year with the most figures, by macro-region, the country last."""

from collections.abc import Mapping

import pandas as pd

from lib.core.country import country_unit, layouts
from lib.exhibits.tables import Column, Frames, Number, Row, Settings, Table
from lib.words.language import Words


def fill(tables: Frames, words: Words, settings: Settings) -> Table:
    """Return the table of regions.

    Settings: `variables`, decimals by panel variable; `marks`, letters by mark of a cell.
    """
    variables = settings["variables"]
    year = fullest_year(tables[f"panel_{layouts()[0]}"], list(variables))
    marks = _letters(tables["panel_marks"], year, settings["marks"])

    def rows(layout: str, places: Mapping[str, str]) -> list[Row]:
        panel = tables[f"panel_{layout}"]
        values = panel[panel["year"] == year].set_index("unit")
        return [
            Row((words.unit(unit), *_numbers(values.loc[unit], variables, marks, layout)), words.say(place))
            for unit, place in places.items()
            if unit in values.index
        ]

    units = tables["units"].dropna(subset="macro_region").sort_values(["macro_region", "unit"])
    macro = {row.unit: f"macro_regions.{row.macro_region}" for row in units.itertuples()}
    columns = [
        Column(variable_header(variable, tables["codebook"], words), decimals, str(year))
        for variable, decimals in variables.items()
    ]
    every_row = rows(layouts()[0], macro) + rows(layouts()[-1], {country_unit(): "tables.country"})
    return Table((Column(words.say("tables.region")), *columns), tuple(every_row))


def fullest_year(panel: pd.DataFrame, variables: list[str]) -> int:
    """Return the latest of the years in which most cells of the variables are filled."""
    filled = panel.groupby("year")[variables].count().sum(axis=1)
    return int(filled[filled == filled.max()].index.max())


def variable_header(variable: str, codebook: pd.DataFrame, words: Words) -> str:
    """Return a variable's title and its unit of measurement."""
    unit = codebook.set_index("variable")["unit"][variable]
    return f"{words.variable(variable)}, {words.measure(unit)}"


def _letters(marks: pd.DataFrame, year: int, letters: Mapping[str, str]) -> dict[tuple[str, str, str], str]:
    """The letters of the year's cells by (layout, unit, variable), several set apart by commas."""
    chosen = marks[(marks["year"] == year) & marks["mark"].isin(list(letters))]
    lettered = chosen.assign(letter=chosen["mark"].map(letters))
    groups = lettered.groupby(["layout", "unit", "variable"])["letter"]
    return {key: ",".join(sorted(set(group))) for key, group in groups}


def _numbers(values: pd.Series, variables: Mapping[str, int], marks: Mapping, layout: str) -> list[Number]:
    return [
        Number(values[variable], decimals, mark=marks.get((layout, values.name, variable), ""))
        for variable, decimals in variables.items()
    ]
