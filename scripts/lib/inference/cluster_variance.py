"""Clustered variances for few clusters, their degrees of freedom, joint tests, two ways.

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
from scipy.special import fdtrc

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
    crossing = _crossing(fit, cluster)
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


def _crossing(fit: LeastSquares, cluster: Codes) -> np.ndarray:
    return crossing_effects(fit.effects, fit.effects_basis, cluster, fit.root_weights)


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


def clustered_variance(
    fit: LeastSquares, clusters: Clusters, kind: str = "CRV3", working: str = "inverse weights"
) -> Clustered:
    """Estimate the variance of the coefficients, robust to any dependence within clusters.

    Parameters
    ----------
    fit : from `least_squares`, weighted or not
    clusters : (n,) labels
    kind : one of `VARIANCE_KINDS`, defined at the head of this module
    working : for CR2 of a weighted fit, the error variance under which it is unbiased: "inverse weights"
        (the model that makes the weights efficient) or "identity" (R clubSandwich's default for lm)

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
    if kind == "CR2" and working == "identity" and not (fit.root_weights == fit.root_weights[0]).all():
        return _weighted_cr2(fit, parts)
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


@dataclass(frozen=True)
class Influences:
    """How the influences of clusters on q contrasts covary under independent errors of the working model.

    With p_sg the influence of cluster g on contrast s as a linear form of the errors, p_sg'p_th is
    [g = h] own_stg - t_sg't_th (Pustejovsky and Tipton 2018, eq. 10), so that sums over pairs of clusters
    need no G x G matrix.

    Attributes
    ----------
    own : (q, q, G)
    turned : (q, G, K) the vectors t
    """

    own: np.ndarray
    turned: np.ndarray

    def expected(self) -> np.ndarray:
        """The expectation of the variance estimator, (q, q): sum over g of p_sg'p_tg."""
        return self.own.sum(axis=2) - np.einsum("sgk,tgk->st", self.turned, self.turned)

    def squares(self) -> np.ndarray:
        """Sum over g and h of (p_sg'p_th) (p_ug'p_vh), (q, q, q, q) in the order s, t, u, v."""
        crossed = np.einsum("sgk,tgk->stg", self.turned, self.turned)
        sums = np.einsum("sgk,ugl->sukl", self.turned, self.turned)
        return (
            np.einsum("stg,uvg->stuv", self.own, self.own)
            - np.einsum("stg,uvg->stuv", self.own, crossed)
            - np.einsum("stg,uvg->stuv", crossed, self.own)
            + np.einsum("sukl,tvkl->stuv", sums, sums)
        )


def influences(adjusted: np.ndarray, grams: np.ndarray) -> Influences:
    """The `Influences` of rows (G, q, K) on scores with these Gram matrices (G, K, K)."""
    turned = np.einsum("gqk,gkl->qgl", adjusted, grams)
    return Influences(np.einsum("sgk,gtk->stg", turned, adjusted), turned)


def satterthwaite_df(adjusted: np.ndarray, grams: np.ndarray) -> np.ndarray:
    """Degrees of freedom of each contrast, (q,): twice the squared expectation over the variance."""
    turned = np.einsum("gqk,gkl->qgl", adjusted, grams)
    own = np.einsum("qgk,gqk->qg", turned, adjusted)
    lengths = (turned**2).sum(axis=2)
    inner = turned.transpose(0, 2, 1) @ turned
    squares = (own**2 - 2 * own * lengths).sum(axis=1) + (inner**2).sum(axis=(1, 2))
    return (own - lengths).sum(axis=1) ** 2 / squares


def _weighted_cr2(fit: LeastSquares, parts: ClusterParts) -> Clustered:
    """CR2 of a weighted fit under errors of equal variance, from the cluster blocks of the residual maker."""
    root = fit.root_weights
    cluster = parts.cluster
    effects = _crossing(fit, encode_labels(np.arange(fit.n)))
    Z = np.column_stack([effects, fit.Q])
    X = Z / root[:, None]
    XW = Z * root[:, None]
    squared = XW.T @ XW
    rows = np.column_stack([np.zeros((fit.k, effects.shape[1])), fit.rows])
    members = [np.flatnonzero(cluster.codes == g) for g in range(cluster.levels)]
    weights_of, influences_of = [], []
    for rows_g in members:
        cross = X[rows_g] @ XW[rows_g].T
        block = np.eye(len(rows_g)) - cross - cross.T + X[rows_g] @ squared @ X[rows_g].T
        values, vectors = np.linalg.eigh(block)
        factors = np.where(values > FULL_LEVERAGE, np.maximum(values, FULL_LEVERAGE) ** -0.5, 0.0)
        adjusted = (vectors * factors) @ vectors.T @ XW[rows_g] @ rows.T
        weights_of.append(adjusted)
        influences_of.append(adjusted.T @ fit.residuals[rows_g])
    influence = np.array(influences_of)
    df = np.empty(fit.k)
    for j in range(fit.k):
        spread = np.zeros((fit.n, cluster.levels))
        for g, rows_g in enumerate(members):
            spread[rows_g, g] = weights_of[g][:, j]
        made = spread - XW @ (X.T @ spread)
        products = made.T @ made
        df[j] = np.trace(products) ** 2 / (products**2).sum()
    return Clustered("CR2", influence.T @ influence, df, parts.count)


@dataclass(frozen=True)
class JointTest:
    """A joint test: F `statistic`, its two degrees of freedom, `p_value`."""

    statistic: float
    df: tuple[float, float]
    p_value: float


def joint_test(
    fit: LeastSquares,
    clusters: Clusters,
    restrictions: np.ndarray,
    values: np.ndarray | None = None,
    kind: str = "CRV3",
) -> JointTest:
    """Test restrictions @ coefficients = values by F, with clustered variance.

    For CR2, CR3 and CRV3 the approximate Hotelling test of Pustejovsky and Tipton (2018, section 3.2: "HTZ");
    for the others the Wald statistic over q against F(q, G - 1).

    Parameters
    ----------
    restrictions : (q, k) of full row rank
    values : (q,), zeros by default
    """
    C = np.atleast_2d(np.asarray(restrictions, dtype=float))
    q = len(C)
    if np.linalg.matrix_rank(C) < q:
        raise DesignError(["Some restrictions follow from the others; leave them out."])
    variance = clustered_variance(fit, clusters, kind)
    if q >= variance.clusters:
        raise DesignError([f"{q} restrictions cannot be tested with {variance.clusters} clusters."])
    gap = C @ fit.coefficients - (0.0 if values is None else np.asarray(values, dtype=float))
    wald = float(gap @ np.linalg.solve(C @ variance.covariance @ C.T, gap))
    if kind in ("CR0", "CR1", "CRV1"):
        df = (float(q), variance.clusters - 1.0)
        return JointTest(wald / q, df, float(fdtrc(*df, wald / q)))
    adjusted, grams = adjusted_rows(cluster_parts(fit, clusters), kind, fit.names)
    eta = _hotelling_df(np.einsum("qj,gjk->gqk", C, adjusted), grams)
    statistic = (eta - q + 1) / (eta * q) * wald
    df = (float(q), eta - q + 1)
    return JointTest(statistic, df, float(fdtrc(*df, statistic)) if df[1] > 0 else 1.0)


def _hotelling_df(adjusted: np.ndarray, grams: np.ndarray) -> float:
    """Degrees of freedom of the Wishart that matches the total variance (Pustejovsky and Tipton 2018)."""
    q = adjusted.shape[1]
    values, vectors = np.linalg.eigh(influences(adjusted, grams).expected())
    root = vectors / np.sqrt(values) @ vectors.T
    squares = influences(np.einsum("as,gsk->gak", root, adjusted), grams).squares()
    return q * (q + 1) / float(np.einsum("aabb->", squares) + np.einsum("abba->", squares))


def two_way_variance(fit: LeastSquares, first: Labels, second: Labels) -> Clustered:
    """CRV1 clustered two ways: first + second - intersection (Cameron, Gelbach and Miller 2011, eq. 2.13).

    Each part has its own CRV1 factor; df = smaller number of clusters - 1. Where the difference is not
    positive semi-definite its negative eigenvalues are set to zero (the same paper, section 2.3).
    """
    both = encode_labels(first).codes * np.int64(10**9) + encode_labels(second).codes
    parts = [clustered_variance(fit, labels, "CRV1") for labels in (first, second, both)]
    values, vectors = np.linalg.eigh(parts[0].covariance + parts[1].covariance - parts[2].covariance)
    covariance = (vectors * np.maximum(values, 0)) @ vectors.T
    fewest = min(parts[0].clusters, parts[1].clusters)
    return Clustered("two-way CRV1", covariance, np.full(fit.k, fewest - 1.0), fewest)


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
