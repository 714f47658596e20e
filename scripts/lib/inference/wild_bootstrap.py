"""The wild cluster restricted bootstrap, exact where the sign vectors can be enumerated.

The bootstrap-t of Cameron, Gelbach and Miller (2008, Review of Economics and Statistics 90) with the null
imposed, in the form of Roodman, MacKinnon, Nielsen and Webb (2019, Stata Journal 19) and MacKinnon, Nielsen
and Webb (2023, Journal of Applied Econometrics 38, section 5): with a_h = c's_h and
M_gh = [g = h] a_h - c'N_g s_h, where s_h are restricted scores and N_g Gram matrices, the statistic under
signs v is  t(v) = a'v / sqrt(factor * |M v|^2).  Its square needs only the quadratic form v'M'M v.

Conventions
-----------
* Up to `EXACT_CLUSTERS` clusters all 2**(G - 1) sign vectors that differ in more than an overall sign are
  used: no draws, no seed. Above that, `draws` vectors of Webb's six weights (Webb 2023, Canadian Journal
  of Economics 56), seeded.
* Tie rule: a vector whose |t| equals the observed one within a relative 1e-9 counts as at least as extreme.
  The observed sample is one of the vectors, so p is never below 2**(1 - G) and, when the errors' signs are
  symmetric, the test never rejects too often.
* With Webb's weights p = (1 + count) / (1 + draws).
* An interval is the range around the estimate where p exceeds 1 - level, to 1e-8 standard errors. An end
  that the p-value never reaches (few clusters: p cannot get below 2**(1 - G)) is infinite.
"""

import itertools
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from lib.inference.cluster_variance import ClusterParts, Clusters, cluster_parts, crv1_factor
from lib.inference.conventions import TIE_SLACK
from lib.inference.least_squares import DesignError, LeastSquares
from lib.inference.student import Significance

EXACT_CLUSTERS = 22
NUMBERED_CLUSTERS = 62  # whose vectors of signs have numbers of 64 bits
VECTORS_AT_ONCE = 1 << 13  # vectors that stay in the processor's cache
WEIGHTS_AT_ONCE = 1 << 22  # drawn weights of a block
STRIDE = 1.25  # by which the search for the end of an interval moves
FAR_STEPS = 1e4  # steps of two standard errors after which an end counts as infinite


def sign_vectors(G: int) -> np.ndarray:
    """The (2**(G - 1), G) vectors of signs with last sign +1; first all +1.

    Raises
    ------
    DesignError
        More clusters than vectors can be numbered for.
    """
    if G > NUMBERED_CLUSTERS:
        raise DesignError([f"{G} clusters have 2**{G - 1} vectors of signs, too many to list; draw some."])
    return _signs(np.arange(1 << (G - 1)), G)


def some_sign_vectors(G: int, count: int, seed: int) -> np.ndarray:
    """All sign vectors, or `count` drawn besides the first, which is all +1.

    Without repetition up to `NUMBERED_CLUSTERS`; beyond, where there are 2**62 and more, sign by sign.
    """
    if G > NUMBERED_CLUSTERS:
        drawn = np.random.default_rng(seed).choice([-1.0, 1.0], size=(count, G - 1))
        return np.pad(drawn, ((1, 0), (0, 1)), constant_values=1.0)
    others = (1 << (G - 1)) - 1
    if others <= count:
        return sign_vectors(G)
    drawn = np.random.default_rng(seed).choice(others, size=count, replace=False)
    return _signs(np.concatenate([[0], 1 + np.sort(drawn)]), G)


def _signs(numbers: np.ndarray, G: int) -> np.ndarray:
    """Sign vectors by number: bit g of the number tells whether sign g is -1; the last sign is +1."""
    signs = 1.0 - 2.0 * ((numbers[:, None] >> np.arange(G - 1)) & 1)
    return np.column_stack([signs, np.ones(len(signs))])


def webb_weights(G: int, draws: int, generator: np.random.Generator) -> np.ndarray:
    """Draw (draws, G) of Webb's weights: plus or minus the roots of 1/2, 1 and 3/2."""
    values = np.sqrt([0.5, 1.0, 1.5])
    values = np.concatenate([-values[::-1], values])
    return values[generator.integers(0, 6, size=(draws, G), dtype=np.int8)]


def restricted_scores(
    parts: ClusterParts, contrasts: np.ndarray, gap: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Scores s_g (G, K) under contrasts = value, and N_g c (G, q, K); `gap` = estimate - value, (q,)."""
    pulled = parts.gram_times(contrasts)
    shift = np.linalg.solve(contrasts @ contrasts.T, gap)
    return parts.scores + np.einsum("gqk,q->gk", pulled, shift), pulled


def bootstrap_parts(
    scores: np.ndarray, contrast: np.ndarray, pulled: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The vector a (..., G) and the matrix M (..., G, G) of one contrast, from restricted scores.

    `scores` (..., G, K), `contrast` (..., K), `pulled` (..., G, K) = N_g c; leading axes are models.
    """
    a = np.einsum("...gk,...k->...g", scores, contrast)
    M = -pulled @ np.swapaxes(scores, -1, -2)
    diagonal = np.arange(a.shape[-1])
    M[..., diagonal, diagonal] += a
    return a, M


def squared_lengths(M: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """|Mv|^2 under every vector of signs: (m, G, G) and (B, G) to (m, B).

    As v'M'Mv: the trace of M'M, and each pair of its clusters twice, times the product of their signs.
    """
    square = np.swapaxes(M, 1, 2) @ M
    first, second = np.triu_indices(M.shape[1], 1)
    products = 2 * signs[:, first] * signs[:, second]
    return square[:, first, second] @ products.T + np.einsum("mgg->m", square)[:, None]


class _SignGrid:
    """All sign vectors of G clusters as pairs of halves: a quadratic form costs one product a pair."""

    def __init__(self, G: int):
        half = G // 2
        left = sign_vectors(half + 1)[:, :half]
        self.left, self.right = left, sign_vectors(G - half)
        self.half, self.count = half, 1 << (G - 1)

    def linear(self, a: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """a'v of every vector, (B,), in `out` where it is given."""
        out, grid = self._places(out)
        np.add.outer(self.left @ a[: self.half], self.right @ a[self.half :], out=grid)
        return out

    def quadratic(self, Q: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """v'Qv of every vector, (B,), Q symmetric."""
        h = self.half
        out, grid = self._places(out)
        np.matmul(self.left @ (2 * Q[:h, h:]), self.right.T, out=grid)
        grid += ((self.left @ Q[:h, :h]) * self.left).sum(axis=1)[:, None]
        grid += ((self.right @ Q[h:, h:]) * self.right).sum(axis=1)
        return out

    def _places(self, out: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Room for a number a vector, and the same as a grid of pairs of halves."""
        out = np.empty(self.count) if out is None else out
        return out, out.reshape(len(self.left), len(self.right))


@cache
def _sign_grid(G: int) -> _SignGrid:
    return _SignGrid(G)


def _drawn(
    scores: np.ndarray, contrast: np.ndarray, pulled: np.ndarray, draws: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Numerators and |Mv|^2 for drawn weights through K-vectors: no G x G matrix, any number of clusters."""
    a = scores @ contrast
    linear = np.column_stack([a, scores, a[:, None] * pulled])
    inner = pulled.T @ pulled
    K = len(contrast)
    numerator, square = np.empty(draws), np.empty(draws)
    rows = max(1, WEIGHTS_AT_ONCE // len(a))
    for start in range(0, draws, rows):
        v = webb_weights(len(a), min(rows, draws - start), generator)
        stop = start + len(v)
        weighted_sums = v @ linear
        total, crossed = weighted_sums[:, 1 : K + 1], weighted_sums[:, K + 1 :]
        numerator[start:stop] = weighted_sums[:, 0]
        np.square(v, out=v)
        square[start:stop] = (
            v @ a**2 - 2 * (total * crossed).sum(axis=1) + ((total @ inner) * total).sum(axis=1)
        )
    return numerator, square


def wild_inversion(
    fit: LeastSquares, clusters: Clusters, term: str | int, *, draws: int = 9999, seed: int = 0
) -> "WildInversion":
    """What p-values of one coefficient and intervals of every coverage follow from.

    The restricted scores are linear in the value tested, so each weight vector has five numbers from which
    the test of any value follows; the ends of intervals are found by doubling and bisection.

    Parameters
    ----------
    fit : from `least_squares`, weighted or not, with any absorbed effects (crossed ones are re-estimated)
    clusters : (n,) labels
    term : name or index of the coefficient
    draws, seed : used above `EXACT_CLUSTERS` clusters only

    Raises
    ------
    DesignError
        Fewer than three clusters that carry information, an unknown term.
    """
    j = fit.position(term)
    parts = cluster_parts(fit, clusters)
    contrast = parts.rows[j]
    variance = float(((parts.scores @ contrast) ** 2).sum())
    zero, pulled = restricted_scores(parts, contrast[None], np.zeros(1))
    pulled = pulled[:, 0]
    slope = pulled / (contrast @ contrast)
    exact = parts.count <= EXACT_CLUSTERS
    if exact:
        forms = _exact_forms(zero, slope, contrast, pulled)
        forms[:, 0] = 0, 1, variance, 0, 0  # the sample itself, without rounding
    else:
        forms = _drawn_forms(zero, slope, contrast, pulled, draws, seed)
    step = 2 * np.sqrt(_factor(fit, parts) * variance)
    return WildInversion(float(fit.coefficients[j]), variance, forms, exact, step)


def _factor(fit: LeastSquares, parts: ClusterParts) -> float:
    return crv1_factor(parts.count, fit.n, parts.counted)


@dataclass(frozen=True)
class WildInversion:
    """Weight vectors by five numbers each, (5, B): numerator a0 + gap a1, square q0 + gap q1 + gap^2 q2.

    `gap` is the `estimate` less the value tested, `variance` the sample's squared influences, `step` the gap
    from which ends are sought; `states` remembers for each gap which vectors were extreme.
    """

    estimate: float
    variance: float
    forms: np.ndarray
    exact: bool
    step: float
    states: dict[float, np.ndarray] = field(default_factory=dict)

    def interval(self, level: float) -> tuple[float, float]:
        """The ends of the interval of this coverage."""
        if self.variance == 0:
            return self.estimate, self.estimate
        needed = (1 - level) * (self.forms.shape[1] + (not self.exact)) - (not self.exact)
        return self.estimate - self._end(needed, self.step), self.estimate - self._end(needed, -self.step)

    def p_value(self, value: float) -> float:
        """The symmetric p-value of coefficient = value, ties counted."""
        reached = np.count_nonzero(self._state(self.estimate - value))
        drawn = not self.exact
        return (reached + drawn) / (self.forms.shape[1] + drawn)

    def _state(self, gap: float) -> np.ndarray:
        if gap not in self.states:
            self.states[gap] = _extreme_at(gap, self.forms, self.variance)
        return self.states[gap]

    def _end(self, needed: float, step: float) -> float:
        """The gap in the direction of `step` where no more than `needed` vectors stay extreme.

        At gap zero all are. A bracket is sought from `step` outwards or inwards, and halved with only the
        vectors whose state differs between its ends; none is taken to change twice within it.
        """
        enough = needed + 1e-9 * self.forms.shape[1]
        inside, outside = 0.0, step
        before, after = np.ones(self.forms.shape[1], bool), self._state(step)
        if np.count_nonzero(after) > enough:
            while np.count_nonzero(after) > enough:
                inside, outside, before = outside, STRIDE * outside, after
                if abs(outside) > FAR_STEPS * abs(step):
                    return float(np.copysign(np.inf, step))
                after = self._state(outside)
        else:
            while abs(outside) > 1e-8 * abs(step):
                state = self._state(outside / STRIDE)
                if np.count_nonzero(state) > enough:
                    inside, before = outside / STRIDE, state
                    break
                outside, after = outside / STRIDE, state
        forms = self.forms
        while abs(outside - inside) > 1e-8 * abs(step):
            changing = before != after
            enough -= np.count_nonzero(before & after)
            forms, before, after = forms.compress(changing, axis=1), before[changing], after[changing]
            middle = (inside + outside) / 2
            state = _extreme_at(middle, forms, self.variance)
            if np.count_nonzero(state) > enough:
                inside, before = middle, state
            else:
                outside, after = middle, state
        return float((inside + outside) / 2)


def _extreme_at(gap: float, forms: np.ndarray, variance: float) -> np.ndarray:
    """Which vectors are at least as extreme as the sample when the value at this gap is tested."""
    reached = np.empty(forms.shape[1], bool)
    for start in range(0, len(reached), VECTORS_AT_ONCE):
        a0, a1, q0, q1, q2 = forms[:, start : start + VECTORS_AT_ONCE]
        left = gap * a1
        left += a0
        left *= left
        right = gap * q2
        right += q1
        right *= gap
        right += q0
        right *= gap**2 * (1 - TIE_SLACK) / variance
        reached[start : start + VECTORS_AT_ONCE] = left >= right
    return reached


def _exact_forms(zero: np.ndarray, slope: np.ndarray, contrast: np.ndarray, pulled: np.ndarray) -> np.ndarray:
    a0, M0 = bootstrap_parts(zero, contrast, pulled)
    a1, M1 = bootstrap_parts(slope, contrast, pulled)
    grid = _sign_grid(len(a0))
    crossed = M0.T @ M1
    forms = np.empty((5, grid.count))
    for i, a in enumerate((a0, a1)):
        grid.linear(a, forms[i])
    for i, Q in enumerate((M0.T @ M0, crossed + crossed.T, M1.T @ M1), start=2):
        grid.quadratic(Q, forms[i])
    return forms


def _drawn_forms(
    zero: np.ndarray, slope: np.ndarray, contrast: np.ndarray, pulled: np.ndarray, draws: int, seed: int
) -> np.ndarray:
    """The forms at gaps -1, 0, 1 give the quadratic in the gap; one stream of weights for all three."""
    forms = [
        _drawn(zero + gap * slope, contrast, pulled, draws, np.random.default_rng(seed))
        for gap in (-1.0, 0.0, 1.0)
    ]
    (a_low, q_low), (a_mid, q_mid), (a_high, q_high) = forms
    linear = [a_mid, (a_high - a_low) / 2]
    return np.array([*linear, q_mid, (q_high - q_low) / 2, (q_high + q_low) / 2 - q_mid])


def wild_cluster_joint_test(
    fit: LeastSquares,
    clusters: Clusters,
    restrictions: np.ndarray,
    values: np.ndarray | None = None,
    *,
    draws: int = 9999,
    seed: int = 0,
) -> Significance:
    """Test restrictions @ coefficients = values jointly: the Wald F with CRV1, bootstrapped under the null.

    Parameters
    ----------
    restrictions : (q, k) of full row rank, q < number of clusters
    values : (q,), zeros by default
    """
    C = np.atleast_2d(np.asarray(restrictions, dtype=float))
    parts = cluster_parts(fit, clusters)
    if np.linalg.matrix_rank(C) < len(C) or len(C) >= parts.count:
        raise DesignError(["The restrictions must be independent and fewer than the clusters."])
    gap = C @ fit.coefficients - (0.0 if values is None else np.asarray(values, dtype=float))
    contrasts = C @ parts.rows
    scores, pulled = restricted_scores(parts, contrasts, gap)
    exact = parts.count <= EXACT_CLUSTERS
    if exact:
        wald = _enumerated_wald(scores, contrasts, pulled)
        observed = wald[0]
    else:
        weights = webb_weights(parts.count, draws, np.random.default_rng(seed))
        sample = np.ones((1, parts.count))
        both = _drawn_wald(np.vstack([sample, weights]), scores, contrasts, pulled)
        observed, wald = both[0], both[1:]
    reached = wald >= observed * (1 - TIE_SLACK)
    p = reached.mean() if exact else (1 + reached.sum()) / (1 + len(reached))
    return Significance(float(observed / len(C) / _factor(fit, parts)), float(p))


def _enumerated_wald(scores: np.ndarray, contrasts: np.ndarray, pulled: np.ndarray) -> np.ndarray:
    """Wald statistics, up to the CRV1 factor, of every sign vector; that of the sample first."""
    by_contrast = [bootstrap_parts(scores, contrast, pulled[:, s]) for s, contrast in enumerate(contrasts)]
    grid = _sign_grid(len(scores))
    top = np.stack([grid.linear(a) for a, _ in by_contrast], axis=1)
    covariance = np.empty((*top.shape, len(by_contrast)))
    for s, t in itertools.combinations_with_replacement(range(len(by_contrast)), 2):
        crossed = by_contrast[s][1].T @ by_contrast[t][1]
        covariance[:, s, t] = covariance[:, t, s] = grid.quadratic((crossed + crossed.T) / 2)
    return _quadratic_forms(top, covariance)


def _drawn_wald(v: np.ndarray, scores: np.ndarray, contrasts: np.ndarray, pulled: np.ndarray) -> np.ndarray:
    """Wald statistics, up to the CRV1 factor, of each weight vector (B, G)."""
    own = scores @ contrasts.T
    influence = v[:, :, None] * own - np.einsum("gqk,bk->bgq", pulled, v @ scores)
    return _quadratic_forms(v @ own, influence.transpose(0, 2, 1) @ influence)


def _quadratic_forms(top: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """top' covariance^-1 top of each row: (B, q) and (B, q, q) to (B,)."""
    if top.shape[1] == 1:
        return top[:, 0] ** 2 / np.maximum(covariance[:, 0, 0], np.finfo(float).tiny)
    return np.einsum("bq,bq->b", top, np.linalg.solve(covariance, top[:, :, None])[:, :, 0])
