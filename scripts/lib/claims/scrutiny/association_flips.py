"""Flips of associations: the smallest change of one published figure that would turn an estimate's verdict.

Every figure behind the regression is moved a little on its own, and the verdict is foretold from how the ends
of its interval then move. The figures foretold to need least are searched exactly: panels are built anew and
the regression is fitted again, by the estimator and the errors that gave the verdict.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from lib.claims.associations import FACTORS, interval_of, verdict_of
from lib.claims.measures import Array
from lib.claims.printed_numbers import Interval
from lib.claims.scrutiny.fragility import FigureKey, Fragility, Published, figures_moving, least_flip
from lib.claims.settings import ModelChoice
from lib.claims.statements import Assertion, Judging
from lib.claims.verdicts import PartVerdict
from lib.inference.least_squares import DesignError
from lib.inference.panel_estimators import Panel, fitted
from lib.models.rows import panel_of
from lib.models.specification import Regression

ONE_YEAR = "cross_section"
A_LITTLE = 1e-4
SEARCHED = 20
LEAST_FACTOR = 1e-6  # what has a logarithm is not moved down to nothing


@dataclass(frozen=True)
class AssociationTrial:
    """An estimate of one year whose figures are moved."""

    regression: Regression
    choice: ModelChoice
    asserted: Assertion
    stands: str
    figures: Published
    groups: Mapping[str, Mapping[str, list[str]]]
    judging: Judging

    def behind(self) -> dict[FigureKey, float]:
        """The published figures that move the rows of the regression."""
        raw, year = self.figures.raw, self.regression.years[0]
        sample = self.panel([((raw.variables[0], raw.units[0], year), 1.0)]).unit
        read = [(str(unit), name) for unit in sample for name in self.regression.variables]
        return figures_moving(self.figures, self.regression.layout, {year: read})

    def panel(self, moved: list[tuple[FigureKey, float]]) -> Panel:
        """The rows of the regression by variant, whose number takes the place of the year.

        A variant has none when a change makes something negative that is not, as the rural part of a city
        whose total falls below its townspeople.
        """
        layout, year = self.regression.layout, self.regression.years[0]
        factors = [(key, max(factor, LEAST_FACTOR)) for key, factor in moved]
        variants = self.figures.varied(factors, year)[layout].table()
        negative = (variants[self.regression.variables] < 0).sum(axis=1).groupby(variants["year"]).sum()
        possible = negative.index[negative == negative.min()]
        rows = replace(self.regression, years=(0, len(moved) - 1))
        frame = variants[variants["year"].isin(possible)]
        return panel_of(rows, {layout: frame}, {layout: dict(self.groups[layout])})

    def intervals(self, moved: list[tuple[FigureKey, float]]) -> list[Interval | None]:
        """The estimate's interval for each moved figure, told as effects are; None where none exists."""
        panel = self.panel(moved)
        return [self._interval(panel.part(panel.year == variant)) for variant in range(len(moved))]

    def _interval(self, rows: Panel) -> Interval | None:
        if not len(rows.y):
            return None
        try:
            estimate = fitted(ONE_YEAR, rows)
            at, errors = estimate.fit.position(self.choice.term), estimate.jackknife
        except DesignError:
            return None
        coefficient, error = float(estimate.fit.coefficients[at]), float(errors.std_errors[at])
        return interval_of(coefficient, error, float(errors.df[at]), FACTORS.get(self.asserted.effect, 1.0))

    def verdicts(self, moved: list[tuple[FigureKey, float]]) -> Array:
        """The verdict for each moved figure, array (variants,); the present one without an interval."""
        moved_verdicts = (
            each and verdict_of(each, self.asserted, self.judging) for each in self.intervals(moved)
        )
        return np.array([each or self.stands for each in moved_verdicts], dtype=object)

    def foretold(self, behind: Iterable[FigureKey]) -> list[tuple[FigureKey, int]]:
        """The figures and directions of change that are foretold to need least, at most `SEARCHED`."""
        keys = list(behind)
        now, *after = self.intervals([(keys[0], 1.0), *((key, 1 + A_LITTLE) for key in keys)])
        sizes = {}
        for key, then in zip(keys, after, strict=True):
            if now is None or then is None:
                continue
            slopes = (then.low - now.low) / A_LITTLE, (then.high - now.high) / A_LITTLE
            for sign in (-1, 1):
                size = self._foretold(now, sign * slopes[0], sign * slopes[1])
                if size is not None:
                    sizes[key, sign] = size
        return sorted(sizes, key=lambda each: (sizes[each], each))[:SEARCHED]

    def _foretold(self, now: Interval, low: float, high: float) -> float | None:
        """How much change turns the verdict if the ends of the interval move at these rates."""
        matters = self.judging.smallest_effects[self.asserted.matters].value
        ends = ((now.low, low), (now.high, high))
        crossings = sorted(
            (line - end) / rate for end, rate in ends if rate for line in (-matters, 0.0, matters)
        )
        for size in crossings:
            beyond = size + A_LITTLE
            there = Interval(now.low + beyond * low, now.high + beyond * high)
            if size > 0 and verdict_of(there, self.asserted, self.judging) != self.stands:
                return size
        return None


def association_flips(
    verdicts: Iterable[PartVerdict],
    figures: Published,
    regressions: Iterable[Regression],
    groups: Mapping[str, Mapping[str, list[str]]],
    judging: Judging,
) -> list[Fragility]:
    """Return how fragile each verdict is that rests on an estimate of one year.

    Of an estimate over several years, and where readings contradict one another, none is moved.
    """
    by_name = {each.model: each for each in regressions}
    verdict_fragilities = []
    for verdict in verdicts:
        chosen = verdict.chosen
        if chosen is None or verdict.proxy or chosen.association is None:
            continue
        choice, behind, flip = chosen.reading.settings.model, {}, None
        regression = by_name.get(f"{choice.name}@{chosen.year}")
        if choice.estimator == ONE_YEAR and regression and verdict.verdict == chosen.verdict:
            used = figures.only(regression.variables, {regression.layout})
            trial = AssociationTrial(
                regression, choice, chosen.reading.asserted, chosen.verdict, used, groups, judging
            )
            behind = trial.behind()
            flip = least_flip(chosen.verdict, trial.verdicts, behind, trial.foretold(behind))
        verdict_fragilities.append(Fragility(verdict.claim, verdict.part, verdict.verdict, len(behind), flip))
    return verdict_fragilities
