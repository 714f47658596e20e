"""Which figures of the panels a reading rests on, and which figures no statement uses."""

from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np
import pandas as pd

from lib.claims.evaluation import Outcome
from lib.claims.evidence import Evidence, PanelArrays
from lib.claims.measures import View, leaders
from lib.claims.readings import selection_variables, value_variables

Figure = tuple[str, str, str, int]


def figures_behind(outcome: Outcome, evidence: Evidence) -> set[Figure]:
    """Return every figure that an outcome may depend on, as (layout, variable, unit, year).

    Outcomes of models and of arithmetic on stated numbers look at no panel and have none.
    """
    reading, layout = outcome.reading, outcome.layout
    if reading.kind in ("association", "arithmetic"):
        return set()
    settings = reading.settings
    groups, panel = evidence.groups[layout], evidence.panels[layout]
    years = _years(settings, outcome.year)
    wanted = set(product(value_variables(reading), _units(outcome, groups, panel), years))
    if "select" in settings:
        wanted |= set(product(selection_variables(settings), groups[settings["select"]["among"]], years))
    return {(layout, *figure) for figure in wanted}


def _units(outcome: Outcome, groups: Mapping[str, tuple[str, ...]], panel: PanelArrays) -> set[str]:
    """The units whose values an outcome is put together from."""
    settings = outcome.reading.settings
    if outcome.reading.kind in ("share", "count", "rank"):
        return set(groups.get(settings.get("whole", settings.get("among")), panel.units))
    named = [settings[key] for key in ("group", "other_group") if key in settings]
    units = {unit for group in named for unit in groups[group]}
    if "select" in settings:
        selected = leaders(View(panel, groups), settings["select"])[list(panel.years).index(outcome.year)]
        units |= {unit for unit, taken in zip(panel.units, selected, strict=True) if taken}
    return units


def _years(settings: Mapping, year: int) -> tuple[int, ...]:
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


def _known(cells: set[tuple[str, int]], panel: PanelArrays, values: np.ndarray) -> int:
    """How many of the cells have a figure."""
    row = {int(year): place for place, year in enumerate(panel.years)}
    column = {unit: place for place, unit in enumerate(panel.units)}
    return sum(bool(np.isfinite(values[row[year], column[unit]])) for unit, year in cells)
