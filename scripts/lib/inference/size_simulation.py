"""True size of every method of inference on given regressors and errors, and the effect that it can see."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from lib.inference.cluster_variance import (
    ClusterParts,
    adjusted_rows,
    cluster_parts,
    crv1_factor,
    satterthwaite_df,
)
from lib.inference.conventions import PLACEBOS, TIE_SLACK, VERDICT_CONFIDENCE
from lib.inference.fixed_effects import balanced, encode_labels, sweep
from lib.inference.jackknives import jackknife_factor, jackknives
from lib.inference.least_squares import LeastSquares
from lib.inference.panel_estimators import Estimate
from lib.inference.randomisation import cleared_paths, cleared_rows, dealt_paths
from lib.inference.robust_variance import leverages
from lib.inference.student import reach
from lib.inference.wild_bootstrap import some_sign_vectors, squared_lengths

FEW_CLUSTERS = 32  # up to which a matrix of pairs of clusters is the shorter way
DRAWS_AT_ONCE = 125  # draws that stay in the processor's cache


@dataclass(frozen=True)
class Refit:
    """One design fitted to many outcomes: `estimates` (B,), `residuals` (n, B)."""

    estimates: np.ndarray
    residuals: np.ndarray


@dataclass(frozen=True)
class Rates:
    """The share of true nulls rejected, and the effect detected as often as asked for (not of p-values)."""

    size: float
    detectable: float = np.nan


Spread = Callable[[Refit], np.ndarray]  # standard errors of a refit
PValues = Callable[[Refit], np.ndarray]
TTests = dict[str, tuple[Spread, float]]  # by method, with the degrees of freedom of t


def refit(fit: LeastSquares, j: int, outcomes: np.ndarray) -> Refit:
    """Fit the design of an unweighted `fit` to the columns of `outcomes`, (n, B)."""
    root = fit.root_weights
    cleared = sweep(outcomes, fit.effects, root) if fit.effects else outcomes
    projected = fit.Q.T @ cleared
    return Refit(fit.rows[j] @ projected, cleared - fit.Q @ projected)


def rejection_rates(
    fit: LeastSquares,
    clusters: np.ndarray,
    periods: np.ndarray,
    j: int,
    errors: Iterable[np.ndarray],
    *,
    kernels: dict[str, csr_array],
    level: float,
    power: float,
    sign_vectors: int,
    permutations: int,
    seed: int,
) -> dict[str, Rates]:
    """Size of each method for coefficient j, and the effect that it detects with this power.

    Tests are one-sided at `level`, as intervals of coverage 1 - 2 level are read; the sizes in both
    directions are averaged.

    Parameters
    ----------
    fit : unweighted design, whose own outcome does not matter
    errors : blocks of simulated errors, (n, b) each
    kernels : (G, G) weights of the products of the clusters' scores, in the order of their sorted labels, by
        the name of the method: `lib.inference.conley.conley_clusters`
    sign_vectors, permutations : used within every draw by the wild bootstrap and the randomisation test

    Returns
    -------
    By method. Methods that need clusters are left out when every row is its own cluster, and permutations of
    paths when units are not seen in the same years.
    """
    one_row = len(np.unique(clusters)) == fit.n
    tests = _unclustered(fit, j) | _neighbours(fit, clusters, j, kernels)
    tests |= {"HC3": verdict_test(fit, clusters, j)} if one_row else _clustered(fit, clusters, j)
    counted: dict[str, PValues] = {}
    if not one_row:
        counted["WCR"] = _wild_p(fit, clusters, j, sign_vectors, seed)
    if balanced(encode_labels(clusters), encode_labels(periods)):
        name = "permutation" if one_row else "randomisation"
        counted[name] = _randomised_p(fit, clusters, None if one_row else periods, j, permutations, seed)
    needed: dict[str, list[np.ndarray]] = defaultdict(list)
    p_values: dict[str, list[np.ndarray]] = defaultdict(list)
    for refitted in _refits(fit, j, errors):
        for name, (spread, df) in tests.items():
            wide = reach(spread(refitted), df, 1 - 2 * level)
            needed[name] += [wide - refitted.estimates, wide + refitted.estimates]
        for name, p in counted.items():
            p_values[name].append(p(refitted))
    effects = {name: np.concatenate(each) for name, each in needed.items()}
    return {
        name: Rates(float(np.mean(effect < 0)), float(np.quantile(effect, power)))
        for name, effect in effects.items()
    } | {name: Rates(float(np.mean(np.concatenate(p) <= 2 * level)) / 2) for name, p in p_values.items()}


def _refits(fit: LeastSquares, j: int, errors: Iterable[np.ndarray]) -> Iterator[Refit]:
    """The design fitted to at most `DRAWS_AT_ONCE` draws at a time, in whatever blocks they come."""
    for block in errors:
        for start in range(0, block.shape[1], DRAWS_AT_ONCE):
            yield refit(fit, j, block[:, start : start + DRAWS_AT_ONCE])


def _unclustered(fit: LeastSquares, j: int) -> TTests:
    """Standard errors as functions of a refit, with the degrees of freedom of t."""
    row = fit.Q @ fit.rows[j]
    length = np.linalg.norm(fit.rows[j])
    room = np.maximum(1 - leverages(fit), 1e-9)

    def classical(refitted: Refit) -> np.ndarray:
        return length * np.sqrt((refitted.residuals**2).sum(axis=0) / fit.residual_df)

    def hc3(refitted: Refit) -> np.ndarray:
        return np.sqrt((((row / room)[:, None] * refitted.residuals) ** 2).sum(axis=0))

    return {"classical": (classical, fit.residual_df), "HC3": (hc3, fit.residual_df)}


def _clustered(fit: LeastSquares, clusters: np.ndarray, j: int) -> TTests:
    parts = cluster_parts(fit, clusters)
    G = parts.count
    wide = np.sqrt(crv1_factor(G, fit.n, parts.counted))
    plain = _spread_of(parts, np.broadcast_to(parts.rows[j], (G, len(parts.rows[j]))), wide)
    cr2, grams = adjusted_rows(parts, "CR2")
    df = satterthwaite_df(cr2[:, [j]], grams)[0]
    return {
        "CRV1 normal": (plain, np.inf),
        "CRV1": (plain, G - 1),
        "CR2": (_spread_of(parts, cr2[:, j], 1.0), df),
        "CRV3": verdict_test(fit, clusters, j),
    }


def _neighbours(fit: LeastSquares, clusters: np.ndarray, j: int, kernels: dict[str, csr_array]) -> TTests:
    parts = cluster_parts(fit, clusters)
    factor = crv1_factor(parts.count, fit.n, parts.counted)
    weight = parts.Z @ parts.rows[j]
    kept = np.isin(parts.cluster.labels, parts.labels)

    def spread(kernel: csr_array) -> Spread:
        between = kernel[kept][:, kept]

        def of(refitted: Refit) -> np.ndarray:
            influence = parts.sums(weight[:, None] * refitted.residuals)
            squares = np.einsum("gb,gb->b", influence, between @ influence)
            return np.sqrt(factor * np.maximum(squares, np.finfo(float).tiny))

        return of

    return {name: (spread(kernel), parts.count - 1) for name, kernel in kernels.items()}


def _spread_of(parts: ClusterParts, adjusted: np.ndarray, factor: float) -> Spread:
    """The standard error that multiplies each cluster's scores by its row of `adjusted`, (G, K)."""
    weight = (parts.Z * adjusted[parts.codes]).sum(axis=1)

    def spread(refitted: Refit) -> np.ndarray:
        return factor * np.sqrt((parts.sums(weight[:, None] * refitted.residuals) ** 2).sum(axis=0))

    return spread


def _wild_p(fit: LeastSquares, clusters: np.ndarray, j: int, count: int, seed: int) -> PValues:
    """The p-value of the wild cluster restricted bootstrap as a function of a refit."""
    parts = cluster_parts(fit, clusters)
    contrast = parts.rows[j]
    pulled = parts.gram_times(contrast[None])[:, 0]
    slope = pulled / (contrast @ contrast)
    gram = pulled.T @ pulled
    signs = some_sign_vectors(parts.count, count, seed)
    members = [np.flatnonzero(parts.codes == g) for g in range(parts.count)]

    def p(refitted: Refit) -> np.ndarray:
        scores = np.stack([parts.Z[rows].T @ refitted.residuals[rows] for rows in members])
        scores = scores + slope[:, :, None] * refitted.estimates
        a = np.einsum("gkb,k->gb", scores, contrast)
        if parts.count <= FEW_CLUSTERS:
            M = -np.einsum("gk,hkb->bgh", pulled, scores, optimize=True)
            M[:, np.arange(parts.count), np.arange(parts.count)] += a.T
            squares = squared_lengths(M, signs).T
        else:
            total = np.tensordot(signs, scores, 1)
            crossed = np.tensordot(signs, a[:, None] * pulled[:, :, None], 1)
            inner = np.tensordot(total, gram, (1, 0)).swapaxes(1, 2)
            squares = (a**2).sum(axis=0) + ((inner - 2 * crossed) * total).sum(axis=1)
        t = (signs @ a) ** 2 / np.maximum(squares, np.finfo(float).tiny)
        return (t >= t[0] * (1 - TIE_SLACK)).mean(axis=0)

    return p


def _randomised_p(
    fit: LeastSquares, clusters: np.ndarray, periods: np.ndarray | None, j: int, count: int, seed: int
) -> PValues:
    """The p-value of the randomisation test as a function of a refit."""
    regressor, _ = cleared_paths(fit, clusters, periods, j)
    shape = regressor.shape
    time = np.zeros(fit.n) if periods is None else periods
    order = np.lexsort((time, clusters))
    squares = (regressor**2).sum(axis=1)
    generator = np.random.default_rng(seed)
    dealt = generator.permuted(np.broadcast_to(np.arange(len(squares)), (count, len(squares))), axis=1)
    dealt = np.vstack([np.arange(len(squares)), dealt])
    G = len(squares)
    places = csr_array(
        (np.ones(dealt.size), (dealt + G * np.arange(G)).ravel(), np.arange(0, dealt.size + 1, G)),
        shape=(len(dealt), G * G),
    )

    def p(refitted: Refit) -> np.ndarray:
        paths = refitted.residuals[order].reshape(*shape, -1)
        outcome = paths + regressor[:, :, None] * refitted.estimates
        if len(dealt) >= G:  # then every pair of units is met
            products = regressor @ outcome
            slope, top, crossed = (
                places @ each.reshape(G * G, -1)
                for each in (products / squares.sum(), products**2, products * squares[:, None])
            )
        else:
            sums = [_dealt_sums(regressor[row], squares[row], outcome) for row in dealt]
            slope, top, crossed = np.stack(sums, axis=1)
            slope = slope / squares.sum()
        spread = top - 2 * slope * crossed + slope**2 * (squares**2).sum()
        t = slope**2 / np.maximum(spread, np.finfo(float).tiny)
        return (t >= t[0] * (1 - TIE_SLACK)).mean(axis=0)

    return p


def _dealt_sums(regressor: np.ndarray, squares: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Sums over units of products of paths (G, T) and (G, T, B), of their squares, and times `squares`."""
    products = np.einsum("gt,gtb->gb", regressor, outcome)
    return np.stack([products.sum(axis=0), (products**2).sum(axis=0), squares @ products])


def placebo_rate(estimate: Estimate, term: str, seed: int, count: int = PLACEBOS) -> float:
    """How often a regressor that has nothing to do with the outcome is found significant.

    A placebo regression (MacKinnon, Nielsen and Webb 2023, Journal of Econometrics 232): the real outcome
    and the whole model as it is, with one regressor more, the paths (or values) of the term, cleared of all
    else and dealt anew among the units, so that they persist as the term's own. One-sided tests, as intervals
    of `VERDICT_CONFIDENCE` are read, both directions averaged, by HC3 with one row a unit, else by CRV3.
    Placebos that add nothing to the model or that one cluster carries alone do not count.
    """
    fit, parts = estimate.fit, estimate.parts
    periods = np.zeros(fit.n, int) if estimate.one_row_a_unit else estimate.periods
    dealt = dealt_paths(cleared_rows(fit, term)[0], estimate.clusters, periods, count, seed)
    added = refit(fit, 0, refit(fit, 0, dealt).residuals).residuals  # twice: the second clears rounding
    lengths = np.linalg.norm(added, axis=0)
    new = lengths > 1e-8 * np.linalg.norm(dealt, axis=0)
    added = added[:, new] / lengths[new]
    slopes = added.T @ fit.weighted_residuals
    grams, scores = _extended(parts, added, fit.weighted_residuals, slopes)
    rows = np.eye(grams.shape[-1])[-1:]
    many = jackknives(grams, scores, rows)
    errors = jackknife_factor(parts, parts.count) * many.std_errors[:, 0]
    rejected = np.abs(slopes) > reach(errors, many.df[:, 0], VERDICT_CONFIDENCE)
    return float(np.mean(rejected[many.accurate])) / 2


def _extended(
    parts: ClusterParts, added: np.ndarray, residuals: np.ndarray, slopes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gram matrices (B, G, K + 1, K + 1) and scores (B, G, K + 1) with each of B columns added to the basis.

    The columns `added` (n, B) have length one and are orthogonal to it, `slopes` (B,) are their coefficients.
    """
    crossed = np.stack([parts.sums(column[:, None] * added) for column in parts.Z.T])
    squares, products = parts.sums(added**2), parts.sums(added * residuals[:, None])
    grams = np.empty((len(slopes), parts.count, len(crossed) + 1, len(crossed) + 1))
    grams[..., :-1, :-1] = parts.grams()
    grams[..., :-1, -1] = grams[..., -1, :-1] = crossed.transpose(2, 1, 0)
    grams[..., -1, -1] = squares.T
    scores = np.concatenate(
        [
            parts.scores[..., None] - crossed.transpose(1, 0, 2) * slopes,
            (products - squares * slopes)[:, None],
        ],
        axis=1,
    )
    return grams, scores.transpose(2, 0, 1)


def verdict_test(fit: LeastSquares, clusters: np.ndarray, j: int) -> tuple[Spread, float]:
    """Standard errors of a refit, and df of t, as `Estimate.jackknife` has them: by HC3, or else by CRV3."""
    parts = cluster_parts(fit, clusters)
    adjusted, grams = adjusted_rows(parts, "CRV3", fit.names)
    df = satterthwaite_df(adjusted[:, [j]], grams)[0]
    return _spread_of(parts, adjusted[:, j], jackknife_factor(parts, parts.count)), df
