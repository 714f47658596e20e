"""Clustered variances for few clusters, and their degrees of freedom.

All of them come from two small arrays a cluster. With Z an orthonormal basis of the regressors and e the
residuals, cluster g has the Gram matrix N_g = Z_g'Z_g and the score z_g = Z_g'e_g. The estimators differ in a
function f of the eigenvalues of N_g that multiplies the scores (Bell and McCaffrey 2002, Survey Methodology
28; Pustejovsky and Tipton 2018, Journal of Business & Economic Statistics 36, eq. 4-6; MacKinnon, Nielsen and
Webb 2023, Journal of Econometrics 232, section 2):

========  ====================  ===================================================================
kind      f(eigenvalue)         factor
========  ====================  ===================================================================
``CR0``   1                     1
``CR1``   1                     G / (G - 1), as in R's clubSandwich
``CRV1``  1                     G / (G - 1) * (n - 1) / (n - K), as in Stata and MacKinnon et al.
``CR2``   (1 - x) ** -1/2       1
``CR3``   (1 - x) ** -1         1, as in R's clubSandwich
``CRV3``  (1 - x) ** -1         (G - 1) / G: the cluster jackknife centred at the estimate
========  ====================  ===================================================================

K counts the coefficients and the absorbed effects that are not nested in the clusters; effects nested in the
clusters count as one, the constant (Stata's ``xtreg, fe``, R's fixest). G counts the clusters that carry
information: one whose rows the absorbed effects explain wholly, as a unit seen once, does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.inference.fixed_effects import Codes, Labels, effects_rank, encode_labels
from lib.inference.least_squares import DesignError, LeastSquares

FULL_LEVERAGE = 1e-9
VARIANCE_KINDS = ("CR0", "CR1", "CRV1", "CR2", "CR3", "CRV3")


@dataclass(frozen=True)
class ClusterParts:
    """A fitted regression seen by cluster; G clusters, K = dimension of the basis Z.

    Attributes
    ----------
    cluster : the label codes of all clusters
    labels : (G,) labels of the clusters that carry information
    Z : (n, K) orthonormal basis: effects that cross clusters first, then the regressors
    codes : (n,) cluster of each row, -1 where its cluster carries no information
    scores : (G, K) z_g
    rows : (k, K) matrix L with coefficients = L Z'y
    counted : K of the CRV1 factor
    """

    cluster: Codes
    labels: np.ndarray
    Z: np.ndarray
    codes: np.ndarray
    scores: np.ndarray
    rows: np.ndarray
    counted: int

    @property
    def count(self) -> int:
        """Number of clusters that carry information."""
        return len(self.labels)

    def grams(self) -> np.ndarray:
        """The Gram matrices N_g, (G, K, K)."""
        order = np.argsort(self.codes, kind="stable")
        sizes = np.bincount(self.codes + 1, minlength=self.count + 1)
        starts = np.cumsum(sizes)[:-1]
        grams = np.empty((self.count, self.Z.shape[1], self.Z.shape[1]))
        for size in np.unique(sizes[1:]):
            chosen = np.flatnonzero(sizes[1:] == size)
            blocks = np.take(self.Z.T, order[starts[chosen, None] + np.arange(size)], axis=1)
            grams[chosen] = blocks.transpose(1, 0, 2) @ blocks.transpose(1, 2, 0)
        return grams

    def sums(self, columns: np.ndarray) -> np.ndarray:
        """Sum rows by cluster: (n, m) to (G, m)."""
        return _sums(self.codes, self.count, columns)

    def gram_times(self, vectors: np.ndarray) -> np.ndarray:
        """N_g times each of q vectors, without the Gram matrices: (q, K) to (G, q, K)."""
        fitted = self.Z @ vectors.T
        return np.stack([self.sums(self.Z * column[:, None]) for column in fitted.T], axis=1)


def _sums(codes: np.ndarray, G: int, columns: np.ndarray) -> np.ndarray:
    return Codes(codes + 1, np.arange(G + 1)).sums(columns)[1:]


Clusters = Labels | Codes | ClusterParts


def cluster_parts(fit: LeastSquares, clusters: Clusters) -> ClusterParts:
    """Split a fit by cluster, once for several calls: every `clusters` may be the result of this function.

    Parameters
    ----------
    fit : from `least_squares`
    clusters : (n,) labels of any kind; or the parts of this fit, returned as they are

    Raises
    ------
    DesignError
        Fewer than three clusters carry information, or labels of another length.
    """
    if isinstance(clusters, ClusterParts):
        return clusters
    cluster, codes, labels = _informative(fit, clusters)
    crossing = crossing_effects(fit.effects, fit.effects_basis, cluster, fit.root_weights)
    Z = np.column_stack([crossing, fit.Q]) if crossing.size else fit.Q
    rows = np.column_stack([np.zeros((fit.k, Z.shape[1] - fit.k)), fit.rows])
    scores = _sums(codes, len(labels), Z * fit.weighted_residuals[:, None])
    counted = fit.k + counted_effects(fit.effects, cluster, fit.root_weights)
    return ClusterParts(cluster, labels, Z, codes, scores, rows, counted)


def _informative(fit: LeastSquares, clusters: Labels | Codes) -> tuple[Codes, np.ndarray, np.ndarray]:
    """All clusters; the cluster of each row among those that carry information, else -1; their labels."""
    if len(clusters) != fit.n:
        raise DesignError([f"{len(clusters)} cluster labels for {fit.n} rows; give one a row."])
    cluster = encode_labels(clusters)
    energy = np.bincount(cluster.codes, weights=(fit.Q**2).sum(axis=1), minlength=cluster.levels)
    kept = energy > 1e-20
    if kept.sum() < 3:
        raise DesignError(
            [f"Clustered inference needs at least three clusters that carry information; got {kept.sum()}."]
        )
    codes = np.where(kept, np.cumsum(kept) - 1, -1)[cluster.codes]
    return cluster, codes, cluster.labels[kept]


def crossing_effects(
    effects: tuple[Codes, ...], basis: np.ndarray, cluster: Codes, root: np.ndarray
) -> np.ndarray:
    """Orthonormal basis, (n, r), of the absorbed effects that are not nested in the clusters.

    `basis` is that of the effects after the first; the first is added unless it is nested.
    """
    if not effects or _nested(effects[0], cluster):
        return basis
    first = effects[0]
    totals = np.bincount(first.codes, weights=root**2, minlength=first.levels)
    dummies = np.zeros((len(root), first.levels))
    dummies[np.arange(len(root)), first.codes] = root / np.sqrt(totals[first.codes])
    return np.column_stack([dummies, basis])


def counted_effects(effects: tuple[Codes, ...], cluster: Codes, root: np.ndarray) -> int:
    """Parameters of the effects in the K of CRV1: all that are not nested, and one for those that are."""
    nested = tuple(effect for effect in effects if _nested(effect, cluster))
    return effects_rank(effects, root) - effects_rank(nested, root) + bool(nested)


def _nested(effect: Codes, cluster: Codes) -> bool:
    """Whether every label of the effect lies in one cluster."""
    home = np.empty(effect.levels, dtype=np.int64)
    home[effect.codes] = cluster.codes
    return bool((home[effect.codes] == cluster.codes).all())


@dataclass(frozen=True)
class Clustered:
    """A clustered variance: `covariance` (k, k), `df` (k,) for t tests of each coefficient, `clusters` G."""

    kind: str
    covariance: np.ndarray
    df: np.ndarray
    clusters: int

    @property
    def std_errors(self) -> np.ndarray:
        """Standard errors, (k,)."""
        return np.sqrt(np.diag(self.covariance))


def clustered_variance(fit: LeastSquares, clusters: Clusters, kind: str = "CRV3") -> Clustered:
    """Estimate the variance of the coefficients, robust to any dependence within clusters.

    Parameters
    ----------
    fit : from `least_squares`, weighted or not
    clusters : (n,) labels
    kind : one of `VARIANCE_KINDS`, defined at the head of this module; CR2 of a weighted fit is unbiased for
        errors of variance 1 / weight, the model that makes the weights efficient

    Returns
    -------
    Clustered, with df = G - 1, but Satterthwaite's for CR2, CR3 and CRV3 (Bell and McCaffrey 2002;
    Pustejovsky and Tipton 2018, section 3.1): the fewer, the less evenly clusters carry the coefficient.
    Directions that one cluster alone identifies get the Moore-Penrose inverse, as in that paper; for CR3 and
    CRV3 that is allowed only where no reported coefficient depends on them.

    Raises
    ------
    DesignError
        An unknown kind, fewer than three clusters; CR3, CRV3: a coefficient that hangs on one cluster.
    """
    if kind not in VARIANCE_KINDS:
        raise DesignError(
            [f"There is no clustered variance '{kind}'; there are {', '.join(VARIANCE_KINDS)}."]
        )
    if kind in ("CR0", "CR1", "CRV1"):
        return _crv1(fit, clusters, kind)
    parts = cluster_parts(fit, clusters)
    adjusted, grams = adjusted_rows(parts, kind, fit.names)
    influence = np.einsum("gjk,gk->gj", adjusted, parts.scores)
    factor = (parts.count - 1) / parts.count if kind == "CRV3" else 1.0
    return Clustered(kind, factor * influence.T @ influence, satterthwaite_df(adjusted, grams), parts.count)


def _crv1(fit: LeastSquares, clusters: Clusters, kind: str) -> Clustered:
    """CR0, CR1 and CRV1, which need the scores of the regressors only."""
    if isinstance(clusters, ClusterParts):
        G, counted = clusters.count, clusters.counted
        influence = clusters.scores @ clusters.rows.T
    else:
        cluster, codes, labels = _informative(fit, clusters)
        G, counted = len(labels), fit.k + counted_effects(fit.effects, cluster, fit.root_weights)
        influence = _sums(codes, G, fit.Q * fit.weighted_residuals[:, None]) @ fit.rows.T
    factors = {"CR0": 1.0, "CR1": G / (G - 1)}
    factor = factors[kind] if kind in factors else crv1_factor(G, fit.n, counted)
    return Clustered(kind, factor * influence.T @ influence, np.full(fit.k, G - 1.0), G)


def crv1_factor(G: int, n: int, K: int) -> float:
    """The small-sample factor of CRV1: G clusters, n rows, K parameters.

    Raises
    ------
    DesignError
        When there are no more rows than parameters.
    """
    if n <= K:
        raise DesignError([f"{n} rows leave no degrees of freedom after {K} coefficients and effects."])
    return G / (G - 1) * (n - 1) / (n - K)


def adjusted_rows(parts: ClusterParts, kind: str, names: Sequence[str] = ()) -> tuple[np.ndarray, np.ndarray]:
    """Rows L f(N_g), (G, k, K), that turn scores into influences on the coefficients; and the N_g."""
    grams = parts.grams()
    values, vectors = np.linalg.eigh(grams)
    room = 1 - values
    whole = room < FULL_LEVERAGE
    if kind in ("CR3", "CRV3"):
        _check_jackknife(parts, whole, vectors, names)
    power = {"CR2": -0.5, "CR3": -1.0, "CRV3": -1.0}[kind]
    factors = np.where(whole, 0.0, np.where(whole, 1.0, room) ** power)
    turned = parts.rows @ vectors
    return (turned * factors[:, None, :]) @ vectors.transpose(0, 2, 1), grams


def _check_jackknife(
    parts: ClusterParts, whole: np.ndarray, vectors: np.ndarray, names: Sequence[str]
) -> None:
    problems = []
    for g in np.flatnonzero(whole.any(axis=1)):
        loading = np.abs(parts.rows @ vectors[g][:, whole[g]]).max(axis=1)
        for j in np.flatnonzero(loading > 1e-6 * np.linalg.norm(parts.rows, axis=1)).tolist():
            problems.append(
                f"Coefficient '{names[j] if names else j}' cannot be estimated without cluster "
                f"'{parts.labels[g]}', so its jackknife variance does not exist; use CR2 or WCR."
            )
    if problems:
        raise DesignError(problems)


def satterthwaite_df(adjusted: np.ndarray, grams: np.ndarray) -> np.ndarray:
    """Degrees of freedom of each contrast, (q,): twice the squared expectation over the variance."""
    turned = np.einsum("gqk,gkl->qgl", adjusted, grams)
    own = np.einsum("qgk,gqk->qg", turned, adjusted)
    lengths = (turned**2).sum(axis=2)
    inner = turned.transpose(0, 2, 1) @ turned
    squares = (own**2 - 2 * own * lengths).sum(axis=1) + (inner**2).sum(axis=(1, 2))
    return (own - lengths).sum(axis=1) ** 2 / squares


def effective_clusters(fit: LeastSquares, clusters: Clusters, term: str | int) -> float:
    """The number of equal clusters that would carry a coefficient as these unequal ones do.

    Carter, Schnepel and Steigerwald (2017, Review of Economics and Statistics 99): G* = G / (1 + Gamma),
    Gamma the squared coefficient of variation of the clusters' shares in the coefficient's variance under
    independent errors of equal variance.
    """
    parts = cluster_parts(fit, clusters)
    row = parts.rows[fit.position(term)]
    shares = (parts.gram_times(row[None])[:, 0] @ row) / (row @ row)
    return float(shares.sum() ** 2 / (shares**2).sum())
