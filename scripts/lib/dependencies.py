"""Which figures of the panels a reading rests on, and which figures no statement uses."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from lib.evaluation import Outcome
from lib.evidence import Evidence
from lib.provenance import variables_of

Figure = tuple[str, str, str, int]


def figures_behind(outcome: Outcome, evidence: Evidence) -> set[Figure]:
    """Return every figure that an outcome may depend on, as (layout, variable, unit, year).

    Outcomes of models and of arithmetic on stated numbers look at no panel and have none.
    """
    reading, layout = outcome.reading, outcome.layout
    if reading.kind in ("association", "arithmetic"):
        return set()
    units = _units(reading.kind, reading.settings, evidence.groups[layout], evidence.panels[layout].units)
    years = _years(reading.settings, outcome.year)
    return {
        (layout, variable, unit, year)
        for variable in variables_of(reading)
        for unit in units
        for year in years
    }


def _units(
    kind: str, settings: Mapping[str, Any], groups: Mapping[str, tuple[str, ...]], every: tuple[str, ...]
) -> set[str]:
    """The units whose figures a reading of a kind looks at in one layout."""
    if kind in ("share", "count", "rank"):
        return set(groups.get(settings.get("whole", settings.get("among")), every))
    named = {settings.get(key) for key in ("group", "other_group")}
    named.add(settings.get("select", {}).get("among"))
    return {unit for group in named if group for unit in groups[group]}


def _years(settings: Mapping[str, Any], year: int) -> tuple[int, ...]:
    if "from" in settings:
        return settings["from"], settings["to"]
    return (year - settings["lag"], year) if "lag" in settings else (year,)


def usage_table(outcomes: Iterable[Outcome], evidence: Evidence) -> pd.DataFrame:
    """Return how much of each variable the statements use, a row a layout and variable.

    Columns: layout, variable, figures there are, figures used by some reading, claims that use them.
    A figure outside the admissible years, or of a variable that no statement names, is not used.
    """
    used: dict[tuple[str, str], set[tuple[str, int]]] = {}
    claims: dict[tuple[str, str], dict[str, None]] = {}
    for outcome in outcomes:
        for layout, variable, unit, year in figures_behind(outcome, evidence):
            used.setdefault((layout, variable), set()).add((unit, year))
            claims.setdefault((layout, variable), {})[outcome.reading.claim] = None
    rows = [
        (layout, variable, count, _known(used.get((layout, variable), set()), panel, values),
         " ".join(claims.get((layout, variable), {})))
        for layout, panel in evidence.panels.items()
        for variable, values in sorted(panel.values.items())
        if (count := int(np.isfinite(values).sum()))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["layout", "variable", "figures", "used", "claims"])


def _known(cells: set[tuple[str, int]], panel, values: np.ndarray) -> int:
    """How many of the cells have a figure."""
    row = {int(year): place for place, year in enumerate(panel.years)}
    column = {unit: place for place, unit in enumerate(panel.units)}
    return sum(bool(np.isfinite(values[row[year], column[unit]])) for unit, year in cells)
