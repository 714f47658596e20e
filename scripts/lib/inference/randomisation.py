"""Randomisation inference: whole paths of a regressor dealt anew among the units."""

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lib.inference.conventions import PERMUTATIONS, TIE_SLACK
from lib.inference.fixed_effects import Labels, balanced, encode_labels
from lib.inference.least_squares import DesignError, LeastSquares

PERMUTATIONS_AT_ONCE = 2048  # permutations that stay in the processor's cache


@dataclass(frozen=True)
class RandomisationTest:
    """t `statistic`, `p_value`, the number of `permutations`, `exact` when they are all there are."""

    statistic: float
    p_value: float
    permutations: int
    exact: bool


def randomisation_test(
    fit: LeastSquares,
    units: Labels,
    periods: Labels | None,
    term: str | int,
    *,
    draws: int = PERMUTATIONS,
    seed: int = 0,
) -> RandomisationTest:
    """Test that a coefficient is zero by permuting whole paths of its regressor over the units.

    The regressor and the outcome are first cleared of the other columns and the effects; the cleared paths of
    the regressor (one value a period) are dealt anew among the units and the clustered t statistic is
    recomputed (Fisher 1935; studentised as in DiCiccio and Romano 2017, JASA 112; cleared regressors as in
    Kennedy 1995, Journal of Business & Economic Statistics 13). Exact when the regressor's paths are
    exchangeable between units; approximate with further regressors.

    Parameters
    ----------
    fit : from `least_squares`, unweighted
    units, periods : (n,) labels; `periods` None for a cross-section, one row a unit
    term : name or index of the coefficient
    draws, seed : random permutations; all of them are enumerated when there are no more than `draws`

    Returns
    -------
    RandomisationTest; ties count as extreme; p = (1 + count) / (1 + draws) when not all are enumerated.

    Raises
    ------
    DesignError
        A weighted fit, or units that are not seen in the same periods.
    """
    if not (fit.root_weights == fit.root_weights[0]).all():
        raise DesignError(["Paths of weighted rows are not exchangeable; use an unweighted fit."])
    regressor, outcome = cleared_paths(fit, units, periods, term)
    products = outcome @ regressor.T
    squares = (regressor**2).sum(axis=1)
    chosen, exact = permutations(len(squares), draws, seed)
    t = _t_statistics(products, squares, chosen)
    observed = _t_statistics(products, squares, np.arange(len(squares))[None])[0]
    count = int((np.abs(t) >= abs(observed) * (1 - TIE_SLACK)).sum())
    p = count / len(t) if exact else (1 + count) / (1 + len(t))
    return RandomisationTest(float(observed), float(p), len(t), exact)


def cleared_rows(fit: LeastSquares, term: str | int) -> tuple[np.ndarray, np.ndarray]:
    """The regressor and the outcome less all other columns and effects, (n,) each, times the root weights.

    The slope of the second on the first is the coefficient (Frisch and Waugh 1933; Lovell 1963).
    """
    j = fit.position(term)
    direction = fit.rows[j]
    cleared = fit.Q @ direction / (direction @ direction)
    return cleared, fit.weighted_residuals + cleared * fit.coefficients[j]


def cleared_paths(
    fit: LeastSquares, units: Labels, periods: Labels | None, term: str | int
) -> tuple[np.ndarray, np.ndarray]:
    """The regressor and the outcome less everything else, as (G, T) paths of the units."""
    cleared, outcome = cleared_rows(fit, term)
    unit = encode_labels(units)
    time = encode_labels(np.zeros(fit.n) if periods is None else periods)
    if not balanced(unit, time):
        raise DesignError(["Paths can be dealt anew only if every unit is seen once in every period."])
    order = np.lexsort((time.codes, unit.codes))
    shape = (unit.levels, time.levels)
    return cleared[order].reshape(shape), outcome[order].reshape(shape)


def dealt_paths(values: np.ndarray, units: Labels, periods: Labels, count: int, seed: int) -> np.ndarray:
    """Values (n, count): in each column every unit has the path of another, at its own periods.

    A period that the other unit lacks takes the mean of that period, and of the unit's deviations from the
    means of the periods that it has.
    """
    unit, period = encode_labels(units), encode_labels(periods)
    means = np.bincount(period.codes, weights=values) / np.bincount(period.codes)
    away = np.bincount(unit.codes, weights=values - means[period.codes]) / np.bincount(unit.codes)
    paths = np.add.outer(away, means)
    paths[unit.codes, period.codes] = values
    base = np.broadcast_to(np.arange(unit.levels), (count, unit.levels))
    orders = np.random.default_rng(seed).permuted(base, axis=1)
    return paths[orders[:, unit.codes], period.codes].T


@lru_cache(maxsize=8)
def permutations(G: int, draws: int, seed: int) -> tuple[np.ndarray, bool]:
    """Orders of G things, one a row, and whether they are all: the given one first when there are few."""
    if math.factorial(G) <= draws:
        return np.array(list(itertools.permutations(range(G)))), True
    base = np.broadcast_to(np.arange(G), (draws, G))
    return np.random.default_rng(seed).permuted(base, axis=1), False


def _t_statistics(products: np.ndarray, squares: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """t of each permutation: unit g gets path chosen[g]; standard errors clustered by unit, no factor."""
    t = np.empty(len(chosen))
    total, tiny = squares.sum(), np.finfo(float).tiny
    rows = len(squares) * np.arange(len(squares))
    for start in range(0, len(chosen), PERMUTATIONS_AT_ONCE):
        dealt = chosen[start : start + PERMUTATIONS_AT_ONCE]
        top = products.take(rows + dealt)
        slope = top.sum(axis=1) / total
        top -= slope[:, None] * squares.take(dealt)
        error = np.sqrt(np.einsum("ij,ij->i", top, top)) / total
        t[start : start + PERMUTATIONS_AT_ONCE] = slope / np.maximum(error, tiny)
    return t
