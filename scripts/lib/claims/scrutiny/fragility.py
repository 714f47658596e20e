"""Fragility: the smallest change of one published figure that would turn a verdict.

Each figure that the chosen reading rests on is moved on its own, down to nothing and up to twice its size,
and all readings are computed again from it: panels are built anew, so that a figure that enters a sum, an
average or a ratio moves these too. Changes are tried on a grid that grows by three quarters a step; the first
that turns the verdict is then bracketed to a thousandth of itself. A verdict that turns and turns back
between two steps of the grid is not noticed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd

from lib.claims.dealt_regions import OF_ALL, compute_variants
from lib.claims.evidence import Evidence
from lib.claims.measures import Array, View
from lib.claims.outcomes import DEPENDS, TRUE_VERDICTS, ReadingOutcome, verdicts_of
from lib.claims.settings import Quantity
from lib.claims.statements import Judging
from lib.claims.verdicts import PartVerdict, depends_on_reading
from lib.core.country import layouts
from lib.data.lineage import Recipe
from lib.data.long_table import constant_series
from lib.data.panel import Cells, panels_of, raw_cells
from lib.data.units import parts

MOST_TIMES = 2
GRID = np.array([0.0, *np.geomspace(1e-5, MOST_TIMES - 1, 21)])
ROUNDS, FINER, DIGITS_OF_CHANGE = 3, 12, 4

FigureKey = tuple[str, str, int]
"""A published figure: variable, unit, year."""
Judge = Callable[[list[tuple[FigureKey, float]]], Array]
"""Gives the verdict for each moved figure, multiplied by a factor, array (variants,)."""


@dataclass(frozen=True)
class Flip:
    """The smallest change of one figure that turns a verdict, as a part of it, and what the verdict would be.

    A printed number has neither unit nor year.
    """

    variable: str
    unit: str
    year: int | None
    figure: float
    change: float
    verdict: str


@dataclass(frozen=True)
class Fragility:
    """How fragile a verdict is: how many figures were moved, and the flip that needs least."""

    claim: str
    part: str
    verdict: str
    moved: int
    flip: Flip | None


@dataclass(frozen=True)
class Published:
    """What panels are made from: the figures as they are published, the parts of units, and the rules."""

    raw: Cells
    members: Mapping[str, Mapping[str, list[str]]]
    recipe: Recipe

    def only(self, variables: Iterable[str], of_layouts: Collection[str]) -> "Published":
        """What variables are made from, no layout coarser than needed."""
        coarsest = max(layouts().index(layout) for layout in of_layouts)
        recipe = self.recipe.only(variables)
        return Published(
            self.raw.only(list(recipe.read)),
            {layout: self.members[layout] for layout in layouts()[1 : max(coarsest, 1) + 1]},
            recipe,
        )

    @cached_property
    def constant(self) -> frozenset[str]:
        """The variables whose figure holds for every year."""
        series = constant_series(self.recipe.registry)
        return frozenset(name for name, each in self.recipe.read.items() if each.series in series)

    def varied(self, moved: Sequence[tuple[FigureKey, float]], year: int) -> dict[str, Cells]:
        """The panels of a year by layout, in which variants take the place of years.

        `moved`: a variant each, a figure and the factor it is multiplied by.
        """
        raw = self.raw
        values = raw.values[:, [raw.years.index(year)] * len(moved), :]
        for place, ((variable, unit, at), factor) in enumerate(moved):
            if at == year or variable in self.constant:
                values[raw.units.index(unit), place, raw.variables.index(variable)] *= factor
        variants = Cells(raw.units, list(range(len(moved))), raw.variables, values, {})
        return panels_of(variants, self.members, self.recipe)


def published(figures: pd.DataFrame, units: pd.DataFrame, recipe: Recipe) -> Published:
    """Arrange the figures in use, a long table, as `Published`."""
    members = {layout: parts(units, layout) for layout in layouts()[1:]}
    return Published(raw_cells(figures, units, recipe.registry), members, recipe)


@dataclass(frozen=True)
class Trial:
    """One verdict whose figures are moved."""

    verdict: PartVerdict
    chosen: ReadingOutcome
    figures: Published
    judging: Judging
    evidence: Evidence

    def verdicts(self, moved: list[tuple[FigureKey, float]]) -> Array:
        """The verdict for each moved figure, array (variants,); the present one where nothing is computed."""
        outcomes, constant = self.verdict.outcomes, self.figures.constant
        affected = [
            (place, each)
            for place, each in enumerate(outcomes)
            if constant or {*self.chosen.years} & {*each.years}
        ]
        read = sorted({year for _, each in affected for year in each.years})
        panels = {year: self.figures.varied(moved, year) for year in read}
        truths = np.repeat([[outcome.true] for outcome in outcomes], len(moved), axis=1)
        own, known = np.full(len(moved), self.chosen.verdict, dtype=object), np.ones(len(moved), dtype=bool)
        for place, outcome in affected:
            cells = [panels[year][outcome.layout] for year in outcome.years]
            values = {
                name: np.concatenate([each.of(name).T for each in cells])
                for name in outcome.reading.variables
            }
            computed = compute_variants(
                outcome, values, tuple(cells[0].units), len(moved), self.judging, self.evidence
            )
            if computed is None:
                continue
            verdicts = verdicts_of(computed, outcome.reading.asserted, self.judging)
            truths[place] = np.isin(verdicts, list(TRUE_VERDICTS))
            known &= np.isfinite(computed.value)
            if outcome is self.chosen:
                own = verdicts
        held = np.isin(own, list(TRUE_VERDICTS))
        hinges = depends_on_reading(held, truths, outcomes, self.chosen, self.judging)
        return np.where(known, np.where(hinges, DEPENDS, own), self.verdict.verdict)


def fragilities(
    verdicts: Iterable[PartVerdict], figures: Published, judging: Judging, evidence: Evidence
) -> list[Fragility]:
    """Return how fragile verdicts on figures are, proxies, models and printed numbers left out."""
    verdict_fragilities = []
    for verdict in verdicts:
        chosen = verdict.chosen
        if chosen is None or verdict.proxy or chosen.association or chosen.implication:
            continue
        made_from = figures.only(
            {name for each in verdict.outcomes for name in each.reading.variables},
            {each.layout for each in verdict.outcomes},
        )
        trial = Trial(verdict, chosen, made_from, judging, evidence)
        behind = figures_moving(made_from, chosen.layout, cells_behind(chosen, evidence))
        both_ways = [(key, sign) for key in behind for sign in (-1, 1)]
        flip = least_flip(verdict.verdict, trial.verdicts, behind, both_ways)
        verdict_fragilities.append(Fragility(verdict.claim, verdict.part, verdict.verdict, len(behind), flip))
    return verdict_fragilities


def most_fragile_first(verdict_fragilities: Iterable[Fragility]) -> list[Fragility]:
    """Return verdicts in order of the change that turns them, those that nothing turns last."""
    return sorted(verdict_fragilities, key=lambda each: abs(each.flip.change) if each.flip else np.inf)


def least_flip(
    stands: str, judge: Judge, behind: Mapping[FigureKey, float], tried: Iterable[tuple[FigureKey, int]]
) -> Flip | None:
    """Return the flip that needs least of the figures and directions tried; None where none turns."""
    brackets, turned = _narrow(stands, judge, dict.fromkeys(tried, GRID))
    if not brackets:
        return None
    for _ in range(ROUNDS):
        least = min(high for _, high in brackets.values())
        finer = {
            key: low + np.arange(FINER + 1) / FINER * (high - low)
            for key, (low, high) in brackets.items()
            if low < least
        }
        brackets, turned = _narrow(stands, judge, finer)
    sizes = {key: float(f"{high:.{DIGITS_OF_CHANGE}g}") for key, (_, high) in brackets.items()}
    key, sign = min(sizes, key=lambda each: (sizes[each], each))
    return Flip(*key, behind[key], sign * sizes[key, sign], turned[key, sign])


def _narrow(
    stands: str, judge: Judge, changes: Mapping[tuple[FigureKey, int], Array]
) -> tuple[dict[tuple[FigureKey, int], tuple[float, float]], dict[tuple[FigureKey, int], str]]:
    """Try growing changes, the first of which does not turn the verdict; return those between which it turns.

    And to what it turns.
    """
    moved = [(key, 1 + sign * change) for (key, sign), tried in changes.items() for change in tried[1:]]
    if not moved:
        return {}, {}
    narrowed, turned = {}, {}
    verdicts = judge(moved).reshape(len(changes), -1)
    for (key, tried), row in zip(changes.items(), verdicts, strict=True):
        places = np.flatnonzero(row != stands)
        if places.size:
            first = int(places[0])
            narrowed[key] = (float(tried[first]), float(tried[first + 1]))
            turned[key] = str(row[first])
    return narrowed, turned


def figures_moving(
    figures: Published, layout: str, read: Mapping[int, Iterable[tuple[str, str]]]
) -> dict[FigureKey, float]:
    """Return the published figures that move a panel's cells (unit, variable); a nought cannot be moved."""
    raw, years = figures.raw, list(read)
    at = [raw.years.index(year) for year in years]
    known = np.argwhere(np.isfinite(raw.values[:, at, :]) & (raw.values[:, at, :] != 0))
    candidates: dict[FigureKey, float] = {
        (raw.variables[column], raw.units[row], years[place]): float(raw.values[row, at[place], column])
        for row, place, column in known
    }
    tried = [*((key, 2.0) for key in candidates), (next(iter(candidates)), 1.0)]
    moves = np.zeros(len(candidates), dtype=bool)
    for year, cells_read in read.items():
        cells = figures.varied(tried, year)[layout]
        places = [(cells.units.index(unit), cells.variables.index(name)) for unit, name in cells_read]
        rows, columns = (list(each) for each in zip(*places, strict=True))
        values = np.nan_to_num(cells.values[rows, :, columns])
        moves |= (values[:, :-1] != values[:, -1:]).any(axis=0)
    return {key: value for (key, value), moved in zip(candidates.items(), moves, strict=True) if moved}


def cells_behind(outcome: ReadingOutcome, evidence: Evidence) -> dict[int, set[tuple[str, str]]]:
    """Return the cells of its panel, (unit, variable), that an outcome may depend on, by year."""
    reading, settings = outcome.reading, outcome.reading.settings
    view = View(evidence.panels[outcome.layout], evidence.groups[outcome.layout])
    quantities = [each for each in (settings.quantity, settings.other) if each is not None]
    if reading.kind in OF_ALL:
        quantities = [Quantity(group=settings.whole or settings.among)]
    units: set[str] = set()
    for quantity in quantities:
        mask = view.mask(quantity.group, quantity.select)
        if mask is not None:
            inside = np.flatnonzero(mask[view.panel.rows[outcome.years[-1]]])
            units |= {view.panel.units[column] for column in inside}
    cells = set(product(units, reading.value_variables))
    if select := settings.quantity.select:
        ranked_by = (*select.quantity.variables, *select.quantity.per)
        cells |= set(product(view.groups[select.among], ranked_by))
    return dict.fromkeys(outcome.years, cells)
