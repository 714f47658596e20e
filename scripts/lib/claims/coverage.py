"""Which figures of the panels a reading rests on, and which figures no statement uses."""

from collections.abc import Iterable
from itertools import product

import numpy as np
import pandas as pd

from lib.claims.evidence import Evidence
from lib.claims.measures import View
from lib.claims.outcomes import ReadingOutcome
from lib.core.tables import described_frame
from lib.data.arrays import PanelArrays

PanelCell = tuple[str, str, str, int]
"""One figure of a panel: layout, variable, unit, year."""


def cells_behind(outcome: ReadingOutcome, evidence: Evidence) -> set[PanelCell]:
    """Return every figure that an outcome may depend on.

    Outcomes of models look at no panel and have none; arithmetic on stated numbers has those of groups that
    may explain a gap.
    """
    reading, layout = outcome.reading, outcome.layout
    if reading.kind == "arithmetic" and reading.natural and reading.settings.sum.shares_of:
        variable = reading.settings.sum.shares_of
        return {
            (name, variable, unit, reading.natural)
            for name, panel in evidence.panels.items()
            for unit in panel.units
        }
    if reading.kind in ("association", "arithmetic") or outcome.year is None:
        return set()
    view = View(evidence.panels[layout], evidence.groups[layout])
    years, settings = reading.settings.years_read(outcome.year), reading.settings
    variables = settings.value_variables(ranked=reading.kind == "rank")
    wanted = set(product(variables, _units(outcome, outcome.year, view), years))
    if select := settings.quantity.select:
        wanted |= set(product(select.variables, view.groups[select.among], years))
    return {(layout, *cell) for cell in wanted}


def _units(outcome: ReadingOutcome, year: int, view: View) -> set[str]:
    """The units whose values an outcome is put together from."""
    settings = outcome.reading.settings
    if outcome.reading.kind in ("share", "count", "rank"):
        return set(view.groups.get(settings.whole or settings.among, view.panel.units))
    named = {settings.quantity.group, settings.other.group if settings.other else ""} - {""}
    units = {unit for group in named for unit in view.groups[group]}
    if settings.quantity.select:
        leaders = view.leaders(settings.quantity.select)
        if leaders is not None:
            taken = leaders[view.panel.rows[year]]
            units |= {unit for unit, led in zip(view.panel.units, taken, strict=True) if led}
    return units


def usage_table(outcomes: Iterable[ReadingOutcome], evidence: Evidence) -> pd.DataFrame:
    """Return how much of each variable the statements use, a row a layout and variable.

    Columns: layout, variable, figures there are, figures used by some reading, claims that use them.
    A figure outside the admissible years, or of a variable that no statement names, is not used.
    """
    used: dict[tuple[str, str], set[tuple[str, int]]] = {}
    claims: dict[tuple[str, str], dict[str, None]] = {}
    for outcome in outcomes:
        for layout, variable, unit, year in cells_behind(outcome, evidence):
            used.setdefault((layout, variable), set()).add((unit, year))
            claims.setdefault((layout, variable), {})[outcome.reading.claim] = None
    rows = [
        (layout, variable, count, _known(used.get((layout, variable), set()), panel, values),
         " ".join(claims.get((layout, variable), {})))
        for layout, panel in evidence.panels.items()
        for variable, values in sorted(panel.values.items())
        if (count := int(np.isfinite(values).sum()))
    ]  # fmt: skip
    return described_frame("claims/usage.csv", rows)


def _known(cells: Iterable[tuple[str, int]], panel: PanelArrays, values: np.ndarray) -> int:
    """How many of the cells have a figure; a year after the panel's last has none."""
    return sum(
        bool(np.isfinite(values[panel.rows[year], panel.columns[unit]]))
        for unit, year in cells
        if year in panel.rows
    )
