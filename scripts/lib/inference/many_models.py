"""Many regressions on the same rows at once, with clustered variances and the parts of the wild bootstrap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lib.inference.cluster_variance import counted_effects, crossing_effects, crv1_factor
from lib.inference.fixed_effects import Codes, Labels, absorbed_basis, encode, encode_labels, sweep
from lib.inference.least_squares import EPSILON, DesignError
from lib.inference.wild_bootstrap import bootstrap_parts, sign_vectors, squared_lengths

MODELS_AT_ONCE = 128  # models whose rows stay in the processor's cache
CLUSTERS_IN_A_BLOCK = 7  # whose signs differ between the vectors of a block


@dataclass(frozen=True)
class ManyModels:
    """m fitted regressions of k columns on the same n rows, sorted by cluster.

    Attributes
    ----------
    coefficients : (m, k)
    Q : (n, k, m) orthonormal bases of the columns after the effects are taken out
    rows : (m, k, k) matrices L with coefficients = L Q'y
    residuals : (n, m) times the roots of the weights
    scores : (m, G, k) Q_g'e_g of every model and cluster
    effects : (n, r) orthonormal basis of the absorbed effects that cross the clusters
    starts : (G,) first row of each cluster
    factor : the small-sample factor of CRV1
    """

    coefficients: np.ndarray
    Q: np.ndarray
    rows: np.ndarray
    residuals: np.ndarray
    scores: np.ndarray
    effects: np.ndarray
    starts: np.ndarray
    factor: float

    @property
    def clusters(self) -> int:
        """Number of clusters."""
        return len(self.starts)

    def std_errors_crv1(self) -> np.ndarray:
        """Standard errors by CRV1, (m, k); for t with G - 1 degrees of freedom."""
        influence = self.scores @ self.rows.transpose(0, 2, 1)
        return np.sqrt(self.factor * (influence**2).sum(axis=1))

    def wild_parts(self, j: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """The vectors a (m, G) and matrices M (m, G, G) of `wild_bootstrap` for column j being zero."""
        direction = self.rows[:, j].T
        fitted = np.einsum("nkm,km->nm", self.Q, direction)
        scores, pulled = (
            np.concatenate([self._crossed(column), self._sums(self.Q * column[:, None])], axis=1)
            for column in (self.residuals, fitted)
        )
        contrast = np.concatenate([np.zeros((self.effects.shape[1], direction.shape[1])), direction])
        shift = self.coefficients[:, j] / (contrast**2).sum(axis=0)
        restricted, pulled = (each.transpose(2, 0, 1) for each in (scores + pulled * shift, pulled))
        return bootstrap_parts(restricted, contrast.T, pulled)

    def _sums(self, columns: np.ndarray) -> np.ndarray:
        return np.add.reduceat(columns, self.starts, axis=0)

    def _crossed(self, column: np.ndarray) -> np.ndarray:
        """Sums by cluster of each crossing effect times a column a model: (n, m) to (G, r, m)."""
        ends = np.append(self.starts[1:], len(column))
        return np.stack(
            [
                self.effects[start:end].T @ column[start:end]
                for start, end in zip(self.starts, ends, strict=True)
            ]
        )


def fit_many(
    y: np.ndarray,
    X: np.ndarray,
    clusters: Labels,
    *,
    absorb: Sequence[Labels] = (),
    weights: np.ndarray | None = None,
) -> ManyModels:
    """Fit m regressions that share rows, clusters, effects and weights; conventions of `least_squares`.

    The columns are made orthogonal by Gram and Schmidt, twice, which is as accurate as Householder's QR
    (Giraud, Langou and Rozloznik 2005, *Computers & Mathematics with Applications* 50).

    Parameters
    ----------
    y : (m, n) outcomes
    X : (m, n, k) regressors
    clusters : (n,) labels
    absorb : label arrays of length n
    weights : (n,) positive analytic weights

    Raises
    ------
    DesignError
        A regressor that is constant or a combination of others in some model, fewer than three clusters.
    """
    order = np.argsort(encode_labels(clusters).codes, kind="stable")
    cluster = encode_labels(np.asarray(clusters)[order])
    if cluster.levels < 3:
        raise DesignError([f"Clustered inference needs at least three clusters; got {cluster.levels}."])
    m, n, k = X.shape
    root = np.ones(n) if weights is None else np.sqrt(np.asarray(weights, dtype=float)[order])
    effects = encode([np.asarray(labels)[order] for labels in absorb])
    starts = np.searchsorted(cluster.codes, np.arange(cluster.levels))
    crossing = crossing_effects(effects, absorbed_basis(effects, root), cluster, root)
    fits = ManyModels(
        coefficients=np.empty((m, k)),
        Q=np.empty((n, k, m)),
        rows=np.empty((m, k, k)),
        residuals=np.empty((n, m)),
        scores=np.empty((m, cluster.levels, k)),
        effects=crossing,
        starts=starts,
        factor=crv1_factor(cluster.levels, n, k + counted_effects(effects, cluster, root)),
    )
    for start in range(0, m, MODELS_AT_ONCE):
        block = slice(start, start + MODELS_AT_ONCE)
        _fit_block(y[block][:, order], X[block][:, order], effects, root, fits, block)
    return fits


def bootstrap_statistics(a: np.ndarray, M: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Statistics t of every specification under every vector of signs, up to CRV1's factor: (S, B)."""
    return _ratios(a @ vectors.T, squared_lengths(M, vectors))


def enumerated_statistics(a: np.ndarray, M: np.ndarray) -> Iterator[np.ndarray]:
    """The same under all 2**(G - 1) vectors in blocks, the first of which begins with the sample.

    Vectors of a block differ in the signs of the first clusters only, so what these clusters have to do with
    one another is summed once for all blocks, and a block costs one product a cluster, not one a pair.
    """
    near = min(CLUSTERS_IN_A_BLOCK, a.shape[1] - 1)
    square = np.swapaxes(M, 1, 2) @ M
    signs = sign_vectors(near + 1)[:, :near]
    linear = a[:, :near] @ signs.T
    inner = np.einsum("vg,sgh,vh->sv", signs, square[:, :near, :near], signs, optimize=True)
    for far in sign_vectors(a.shape[1] - near):
        lengths = 2 * (square[:, :near, near:] @ far) @ signs.T
        lengths += (square[:, near:, near:] @ far @ far)[:, None]
        lengths += inner
        yield _ratios(linear + (a[:, near:] @ far)[:, None], lengths)


def _ratios(top: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    np.maximum(lengths, np.finfo(float).tiny, out=lengths)
    np.sqrt(lengths, out=lengths)
    return np.divide(top, lengths, out=lengths)


def _fit_block(
    y: np.ndarray, X: np.ndarray, effects: tuple[Codes, ...], root: np.ndarray, fits: ManyModels, block: slice
) -> None:
    """Fit some of the models, rows sorted by cluster, into their places."""
    m, n, k = X.shape
    raw = np.empty((n, k + 1, m))
    raw[:, 0], raw[:, 1:] = y.T, X.transpose(1, 2, 0)
    flat = raw.reshape(n, -1)
    swept = (sweep(flat, effects, root) if effects else flat * root[:, None]).reshape(raw.shape)
    before, scale = _lengths(raw[:, 1:] * root[:, None, None]), _lengths(swept[:, 1:])
    if (scale <= 1e-11 * before).any():
        raise DesignError(["A regressor is zero or does not vary within the effects in some of the models."])
    Q, R = _orthogonal(swept[:, 1:] / scale)
    if (np.abs(np.einsum("kkm->km", R)) <= 8 * np.sqrt(n) * EPSILON * before / scale).any():
        raise DesignError(["A regressor is a linear combination of the others in some of the models."])
    projected = np.einsum("nkm,nm->mk", Q, swept[:, 0])
    residuals = swept[:, 0] - np.einsum("nkm,mk->nm", Q, projected)
    fits.Q[:, :, block], fits.residuals[:, block] = Q, residuals
    fits.rows[block] = np.linalg.inv(R.transpose(2, 0, 1)) / scale.T[:, :, None]
    fits.coefficients[block] = np.einsum("mjk,mk->mj", fits.rows[block], projected)
    fits.scores[block] = np.add.reduceat(Q * residuals[:, None], fits.starts, axis=0).transpose(2, 0, 1)


def _lengths(columns: np.ndarray) -> np.ndarray:
    """Euclidean lengths of the columns of every model: (n, k, m) to (k, m)."""
    return np.sqrt(np.einsum("nkm,nkm->km", columns, columns))


def _orthogonal(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Orthonormal Q (n, k, m) and upper triangular R (k, k, m) of each model's columns (n, k, m)."""
    k, m = columns.shape[1:]
    Q, R = columns, np.zeros((k, k, m))
    tiny = np.finfo(float).tiny
    for j in range(k):
        for i in [*range(j), *range(j)]:
            share = np.einsum("nm,nm->m", Q[:, i], Q[:, j])
            Q[:, j] -= Q[:, i] * share
            R[i, j] += share
        R[j, j] = np.sqrt(np.einsum("nm,nm->m", Q[:, j], Q[:, j]))
        Q[:, j] /= np.maximum(R[j, j], tiny)
    return Q, R
