"""Correlations between the panel's variables: pooled below the diagonal, within regions above it."""

import numpy as np
import pandas as pd

from lib.exhibits.tables import Column, Frames, Number, Row, Settings, Table
from lib.words.language import Words


def fill(tables: Frames, words: Words, settings: Settings) -> Table:
    """Return the matrix of correlations.

    Settings: `layout`; `variables`, names of panel variables; `logarithms`, those taken in logarithms.
    """
    panel = tables[f"panel_{settings['layout']}"]
    names = [name for name in settings["variables"] if panel[name].notna().any()]
    data = panel[["unit", "year", *names]].dropna()
    data = data.assign(**{name: np.log(data[name]) for name in settings["logarithms"] if name in names})
    matrix = pooled_and_within(data, names)
    columns = [Column(words.say("tables.variable"), width=1.0)]
    columns += [Column(f"({position})", 2) for position in range(1, len(names) + 1)]
    rows = [
        Row((_title(position, name, settings["logarithms"], words), *(Number(value, 2) for value in values)))
        for position, (name, values) in enumerate(zip(names, matrix, strict=True), 1)
    ]
    years = f"{int(data['year'].min())}–{int(data['year'].max())}"
    span = words.say("tables.sample", units=data["unit"].nunique(), rows=len(data), years=years)
    return Table(tuple(columns), (*rows, Row((span, *[""] * len(names)))))


def pooled_and_within(data: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Return Pearson correlations: of all region-years below the diagonal, of deviations from each
    region's mean above it, missing on the diagonal.

    Parameters
    ----------
    data : `unit` and the named columns, without missing values
    """
    pooled = data[names].corr().to_numpy()
    within = (data[names] - data.groupby("unit")[names].transform("mean")).corr().to_numpy()
    matrix = np.tril(pooled, -1) + np.triu(within, 1)
    np.fill_diagonal(matrix, 1.0)
    return matrix


def _title(position: int, name: str, logarithms: list[str], words: Words) -> str:
    title = words.variable(name)
    return f"({position}) {words.say('tables.logarithm', of=title) if name in logarithms else title}"
