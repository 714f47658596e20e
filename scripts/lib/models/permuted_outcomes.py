"""Permuted outcomes: what an estimate would look like if outcomes had nothing to do with regions."""

import numpy as np

from lib.core.problems import ProblemsError
from lib.inference.conventions import VERDICT_CONFIDENCE
from lib.inference.panel_estimators import Panel, difference, fitted, unit_means
from lib.inference.randomisation import dealt_paths
from lib.inference.size_simulation import refit, verdict_test
from lib.inference.student import reach


def permuted_intervals(
    estimator: str, panel: Panel, term: str, permutations: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Intervals of a coefficient with the outcomes of whole regions dealt anew among the regions.

    The regressors stay as they are; a region's outcomes keep their years. Intervals are those that verdicts
    are read from: coverage `VERDICT_CONFIDENCE`, by `Estimate.jackknife`.

    Returns
    -------
    low, high : (permutations,)

    Raises
    ------
    ProblemsError
        With weights, which would be dealt with the outcomes.
    """
    if panel.weights is not None:
        raise ProblemsError(
            "Permuting outcomes", [f"{estimator}: outcomes of weighted rows are not dealt anew."]
        )
    estimate = fitted(estimator, panel)
    j = estimate.fit.position(term)
    dealt = dealt_paths(panel.y, panel.unit, panel.year, permutations, seed)
    outcomes = _of_the_estimator(estimator, panel, dealt)
    again = refit(estimate.fit, j, outcomes)
    spread, df = verdict_test(estimate.fit, estimate.clusters, j)
    wide = reach(spread(again), df, VERDICT_CONFIDENCE)
    return again.estimates - wide, again.estimates + wide


def _of_the_estimator(estimator: str, panel: Panel, outcomes: np.ndarray) -> np.ndarray:
    """The outcomes on the rows that the estimator works on."""
    carried = Panel(panel.y, outcomes, (), panel.unit, panel.year, regime=panel.regime)
    if estimator == "between":
        return unit_means(carried).X
    return difference(carried).X if estimator == "first_differences" else outcomes
