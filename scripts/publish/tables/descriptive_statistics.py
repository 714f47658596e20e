"""Descriptive statistics of the panel by layout, and which region-years are missing."""

from collections.abc import Iterable

import pandas as pd

from lib.exhibits.tables import Column, Frames, Number, Row, Settings, Table
from lib.words.language import Words
from publish.tables.regions import variable_header


def fill(tables: Frames, words: Words, settings: Settings) -> Table:
    """Return counts, moments and coverage of each variable in each layout.

    Settings: `variables`, decimals by panel variable; `layouts`, in order.
    """
    heads = ("observations", "mean", "deviation", "minimum", "maximum")
    columns = [
        Column(words.say("tables.variable"), width=1.6),
        Column(words.say("tables.years")),
        *(Column(words.say(f"tables.{head}"), 0) for head in heads),
        Column(words.say("tables.gaps"), width=1.6),
    ]
    titles = {name: variable_header(name, tables["codebook"], words) for name in settings["variables"]}
    rows = [
        Row(
            (titles[name], *described(panel, name, decimals, words)), words.say("tables.layout", units=layout)
        )
        for layout in settings["layouts"]
        for panel in [tables[f"panel_{layout}"]]
        for name, decimals in settings["variables"].items()
        if panel[name].notna().any()
    ]
    return Table(tuple(columns), tuple(rows))


def described(panel: pd.DataFrame, variable: str, decimals: int, words: Words) -> tuple:
    """Years, observations, moments over region-years, and what is missing between first and last year."""
    known = panel[variable].notna()
    values, years = panel[variable][known], panel["year"][known]
    moments = (values.mean(), values.std(ddof=1), values.min(), values.max())
    missing = ~known & panel["year"].between(years.min(), years.max())
    return (
        _years(years),
        Number(len(values), 0),
        *(Number(moment, decimals) for moment in moments),
        gaps(panel.loc[missing, ["unit", "year"]], words) or words.say("tables.no_gaps"),
    )


def gaps(missing: pd.DataFrame, words: Words) -> str:
    """Say which units lack which years, units with the same years together.

    Parameters
    ----------
    missing : `unit,year`, a row for each region-year without a figure
    """
    years: dict[str, list[int]] = {}
    for unit, year in zip(missing["unit"], missing["year"], strict=True):
        years.setdefault(unit, []).append(year)
    alike: dict[str, list[str]] = {}
    for unit in sorted(years):
        alike.setdefault(_years(years[unit]), []).append(words.unit(unit))
    return "; ".join(f"{', '.join(names)} {span}" for span, names in sorted(alike.items()))


def _years(years: Iterable[int]) -> str:
    """Write years as runs: 2010–2012, 2015."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
