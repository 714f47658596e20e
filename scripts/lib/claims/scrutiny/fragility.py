"""Fragility: the smallest change of one published figure that would turn a verdict.

Each figure that the chosen reading rests on is moved on its own, down to nothing and up to twice its size,
and all readings are computed again from it: panels are built anew, so that a figure that enters a sum, an
average or a ratio moves these too. Changes are tried on a grid that grows by three quarters a step; the first
that turns the verdict is then bracketed to a thousandth of itself. A verdict that turns and turns back
between two steps of the grid is not noticed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from lib.claims.coverage import cells_behind
from lib.claims.dealt_regions import compute_variants
from lib.claims.evidence import Evidence
from lib.claims.measures import Array
from lib.claims.outcomes import DEPENDS, FAILS, HOLDS, TRUE_VERDICTS, ReadingOutcome, number_verdicts
from lib.claims.statements import Judging
from lib.claims.verdicts import PartVerdict, depends_on_reading
from lib.core.country import layouts
from lib.data.lineage import Recipe
from lib.data.long_table import constant_series
from lib.data.panel import MARKS, Cells, panels_of, raw_cells
from lib.data.units import parts
from lib.data.variables import panel_variables

MOST_TIMES = 2
GRID = np.geomspace(1e-5, MOST_TIMES - 1, 21)
ROUNDS, FINER, DIGITS_OF_CHANGE = 3, 12, 4

FigureKey = tuple[str, str, int]
"""A published figure: variable, unit, year."""


@dataclass(frozen=True)
class Flip:
    """The smallest change of one figure that turns a verdict.

    Parameters
    ----------
    variable, unit, year, figure : which figure, and what it is; a printed number has neither unit nor year
    change : as a part of the figure, with its sign
    verdict : what the verdict would be
    """

    variable: str
    unit: str
    year: int | None
    figure: float
    change: float
    verdict: str


@dataclass(frozen=True)
class Fragility:
    """How fragile a verdict is: how many figures were moved, and the flip that needs least, if any does."""

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
        names = [each.variable for each in panel_variables(recipe.registry)]
        columns = [self.raw.variables.index(name) for name in names]
        return Published(
            Cells(self.raw.units, self.raw.years, names, self.raw.values[:, :, columns], {}),
            {layout: self.members[layout] for layout in layouts()[1 : max(coarsest, 1) + 1]},
            recipe,
        )

    @cached_property
    def constant(self) -> frozenset[str]:
        """The variables whose figure holds for every year."""
        series = constant_series(self.recipe.registry)
        variables = panel_variables(self.recipe.registry)
        return frozenset(each.variable for each in variables if each.series in series)

    def varied(self, moved: Sequence[tuple[FigureKey, float]], year: int) -> dict[str, Cells]:
        """The panels of a year by layout, in which variants take the place of years.

        Parameters
        ----------
        moved : a variant each, a figure and the factor it is multiplied by
        """
        raw = self.raw
        values = raw.values[:, [raw.years.index(year)] * len(moved), :]
        for place, ((variable, unit, at), factor) in enumerate(moved):
            if at == year or variable in self.constant:
                values[raw.units.index(unit), place, raw.variables.index(variable)] *= factor
        marks = {mark: np.zeros(values.shape, dtype=bool) for mark in MARKS}
        variants = Cells(raw.units, list(range(len(moved))), raw.variables, values, marks)
        recipe = self.recipe
        return panels_of(variants, self.members, recipe.registry, recipe.identities, recipe.ratios)


def published(figures: pd.DataFrame, units: pd.DataFrame, recipe: Recipe) -> Published:
    """Arrange the figures in use, a long table, as `Published`."""
    members = {layout: parts(units, layout) for layout in layouts()[1:]}
    return Published(raw_cells(figures, units, recipe.registry), members, recipe)


@dataclass(frozen=True)
class Trial:
    """One verdict whose figures are moved.

    Parameters
    ----------
    affected : the outcomes that read one of the years of the chosen one
    truths : whether each outcome is true
    figures : what the readings of the verdict are made from
    """

    verdict: PartVerdict
    chosen: ReadingOutcome
    affected: tuple[int, ...]
    truths: Array
    figures: Published
    judging: Judging
    evidence: Evidence

    def verdicts(self, moved: list[tuple[FigureKey, float]]) -> Array:
        """The verdict for each moved figure, array (variants,); the present one where nothing is computed."""
        outcomes = [self.verdict.outcomes[place] for place in self.affected]
        years = sorted(
            {year for each in outcomes for year in each.reading.settings.years_read(each.year or 0)}
        )
        panels = {year: self.figures.varied(moved, year) for year in years}
        truths = np.repeat(self.truths[:, None], len(moved), axis=1)
        own, known = np.full(len(moved), self.chosen.verdict, dtype=object), np.ones(len(moved), dtype=bool)
        for place, outcome in zip(self.affected, outcomes, strict=True):
            computed = compute_variants(
                outcome,
                _values(outcome, panels, self.evidence),
                self.evidence.panels[outcome.layout].units,
                len(moved),
                self.judging,
                self.evidence,
            )
            if computed is None:
                continue
            if computed.holds is None:
                verdicts = number_verdicts(computed.value, outcome.reading.asserted, self.judging)
            else:
                verdicts = np.where(computed.holds, HOLDS, FAILS)
            truths[place] = np.isin(verdicts, list(TRUE_VERDICTS))
            known &= np.isfinite(computed.value)
            if outcome is self.chosen:
                own = verdicts
        held = np.isin(own, list(TRUE_VERDICTS))
        hinges = depends_on_reading(held, truths, self.verdict.outcomes, self.chosen)
        return np.where(known, np.where(hinges, DEPENDS, own), self.verdict.verdict)


def fragilities(
    verdicts: Iterable[PartVerdict], figures: Published, judging: Judging, evidence: Evidence
) -> list[Fragility]:
    """Return how fragile each verdict is that rests on figures, the most fragile first.

    Verdicts on models, on stated numbers and on proxies are left out.
    """
    found = [
        _fragility(verdict, verdict.chosen, figures, judging, evidence)
        for verdict in verdicts
        if verdict.chosen is not None
        and not verdict.proxy
        and verdict.chosen.association is None
        and verdict.chosen.implication is None
    ]
    return sorted(found, key=lambda each: abs(each.flip.change) if each.flip else np.inf)


def _fragility(
    verdict: PartVerdict, chosen: ReadingOutcome, figures: Published, judging: Judging, evidence: Evidence
) -> Fragility:
    years = set(chosen.reading.settings.years_read(chosen.year or 0))
    made_from = figures.only(
        {name for each in verdict.outcomes for name in each.reading.variables},
        {each.layout for each in verdict.outcomes},
    )
    affected = tuple(
        place
        for place, each in enumerate(verdict.outcomes)
        if made_from.constant or years & set(each.reading.settings.years_read(each.year or 0))
    )
    truths = np.array([outcome.true for outcome in verdict.outcomes])
    trial = Trial(verdict, chosen, affected, truths, made_from, judging, evidence)
    behind = _figures_behind(trial, sorted(years))
    brackets = {(key, sign): (0.0, 1.0) for key in behind for sign in (-1, 1)}
    brackets, turned = _narrow(trial, brackets, GRID)
    for _ in range(ROUNDS):
        least = min((high for _, high in brackets.values()), default=1.0)
        brackets = {key: ends for key, ends in brackets.items() if ends[0] < least}
        brackets, turned = _narrow(trial, brackets, np.arange(1, FINER + 1) / FINER)
    flip = None
    if brackets:
        sizes = {key: float(f"{high:.{DIGITS_OF_CHANGE}g}") for key, (_, high) in brackets.items()}
        key, sign = min(sizes, key=lambda each: (sizes[each], each))
        flip = Flip(*key, behind[key], sign * sizes[key, sign], turned[key, sign])
    return Fragility(verdict.claim, verdict.part, verdict.verdict, len(behind), flip)


def _narrow(
    trial: Trial, brackets: Mapping[tuple[FigureKey, int], tuple[float, float]], steps: Array
) -> tuple[dict[tuple[FigureKey, int], tuple[float, float]], dict[tuple[FigureKey, int], str]]:
    """Try steps between the ends of each bracket; return those in which the verdict turns, and to what."""
    if not brackets:
        return {}, {}
    changes = {key: low + steps * (high - low) for key, (low, high) in brackets.items()}
    moved = [(key, 1 + sign * change) for (key, sign), tried in changes.items() for change in tried]
    verdicts = trial.verdicts(moved).reshape(len(brackets), len(steps))
    narrowed, turned = {}, {}
    for (key, tried), (low, _), row in zip(changes.items(), brackets.values(), verdicts, strict=True):
        places = np.flatnonzero(row != trial.verdict.verdict)
        if places.size:
            first = int(places[0])
            narrowed[key] = (float(tried[first - 1]) if first else low, float(tried[first]))
            turned[key] = str(row[first])
    return narrowed, turned


def _figures_behind(trial: Trial, years: list[int]) -> dict[FigureKey, float]:
    """The published figures that move something the chosen reading looks at; a nought cannot be moved."""
    raw = trial.figures.raw
    at = [raw.years.index(year) for year in years]
    known = np.argwhere(np.isfinite(raw.values[:, at, :]) & (raw.values[:, at, :] != 0))
    candidates: dict[FigureKey, float] = {
        (raw.variables[column], raw.units[row], years[place]): float(raw.values[row, at[place], column])
        for row, place, column in known
    }
    tried = [*((key, 2.0) for key in candidates), (next(iter(candidates)), 1.0)]
    moves = np.zeros(len(candidates), dtype=bool)
    behind = cells_behind(trial.chosen, trial.evidence)
    for year in years:
        cells = trial.figures.varied(tried, year)[trial.chosen.layout]
        read = [
            (cells.units.index(unit), cells.variables.index(name))
            for _, name, unit, when in behind
            if when == year
        ]
        rows, columns = (list(places) for places in zip(*read, strict=True))
        values = np.nan_to_num(cells.values[rows, :, columns])
        moves |= (values[:, :-1] != values[:, -1:]).any(axis=0)
    return {key: value for (key, value), moved in zip(candidates.items(), moves, strict=True) if moved}


def _values(
    outcome: ReadingOutcome, panels: Mapping[int, Mapping[str, Cells]], evidence: Evidence
) -> dict[str, Array]:
    """By variable, the figures of every variant, array (years x variants, units)."""
    layout, settings = outcome.layout, outcome.reading.settings
    years = settings.years_read(outcome.year or 0)
    made = [panels[year][layout] for year in years]
    rows = [made[0].units.index(unit) for unit in evidence.panels[layout].units]
    return {
        name: np.concatenate([cells.of(name)[rows].T for cells in made]) for name in outcome.reading.variables
    }
