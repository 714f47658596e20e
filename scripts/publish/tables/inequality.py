"""Inequality between regions by year, and its parts between and within macro-regions."""

import pandas as pd

from lib.data.panel import preliminary_years
from lib.exhibits.tables import Column, Frames, Number, Row, Settings, Table
from lib.words.language import Words

INDICES = ("theil", "theil_between", "theil_within", "gini", "williamson")


def fill(tables: Frames, words: Words, settings: Settings) -> Table:
    """Return the measures by sample and year, of the years that stand on the latest basis alone.

    Settings: `variable`, `layout`, `samples`.
    """
    data = tables["inequality"]
    chosen = data[
        (data["variable"] == settings["variable"])
        & (data["layout"] == settings["layout"])
        & (data["macro_region"] == "")
        & data["measure"].isin(INDICES)
    ]
    chosen = chosen[chosen["regime"] == chosen["regime"].max()]
    early = preliminary_years(tables["panel_marks"], settings["layout"], [settings["variable"]])
    wide = chosen.pivot(index=["sample", "year"], columns="measure", values="value")
    columns = [
        Column(words.say("tables.year")),
        *(Column(words.say(f"tables.{name}"), 3) for name in INDICES),
    ]
    columns.append(Column(words.say("tables.share_between"), 1))
    rows = [
        Row(_cells(f"{year} p" if year in early else str(year), values), words.say(f"samples.{sample}"))
        for sample in settings["samples"]
        if sample in wide.index.get_level_values("sample")
        for year, values in wide.loc[sample].iterrows()
    ]
    return Table(tuple(columns), tuple(rows))


def _cells(year: str, values: pd.Series) -> tuple:
    share = 100 * values["theil_between"] / values["theil"]
    return (year, *(Number(values[name], 3) for name in INDICES), Number(share, 1))
