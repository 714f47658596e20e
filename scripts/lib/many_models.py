"""Many regressions on the same rows at once, with clustered variances and the parts of the wild bootstrap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.cluster_variance import counted_effects, crossing_effects, crv1_factor
from lib.fixed_effects import absorbed_basis, encode, encode_labels, sweep
from lib.least_squares import EPSILON, DesignError
from lib.wild_bootstrap import bootstrap_parts


@dataclass(frozen=True)
class ManyModels:
    """m fitted regressions of k columns on the same n rows, sorted by cluster.

    Attributes
    ----------
    coefficients : (m, k)
    Q : (m, n, k) orthonormal bases of the columns after the effects are taken out
    rows : (m, k, k) matrices L with coefficients = L Q'y
    residuals : (m, n) times the roots of the weights
    effects : (n, r) orthonormal basis of the absorbed effects that cross the clusters
    starts : (G,) first row of each cluster
    factor : the small-sample factor of CRV1
    """

    coefficients: np.ndarray
    Q: np.ndarray
    rows: np.ndarray
    residuals: np.ndarray
    effects: np.ndarray
    starts: np.ndarray
    factor: float

    @property
    def clusters(self) -> int:
        """Number of clusters."""
        return len(self.starts)

    def scores(self) -> np.ndarray:
        """Q_g'e_g of every model and cluster, (m, G, k)."""
        return np.add.reduceat(self.Q * self.residuals[:, :, None], self.starts, axis=1)

    def std_errors_crv1(self) -> np.ndarray:
        """Standard errors by CRV1, (m, k); for t with G - 1 degrees of freedom."""
        influence = self.scores() @ self.rows.transpose(0, 2, 1)
        return np.sqrt(self.factor * (influence**2).sum(axis=1))

    def wild_parts(self, j: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """The vectors a (m, G) and matrices M (m, G, G) of `lib.wild_bootstrap` for column j being zero."""
        m, n, _ = self.Q.shape
        Z = np.concatenate([np.broadcast_to(self.effects, (m, n, self.effects.shape[1])), self.Q], axis=2)
        contrast = np.concatenate([np.zeros((m, self.effects.shape[1])), self.rows[:, j]], axis=1)
        fitted = np.einsum("mnk,mk->mn", self.Q, self.rows[:, j])
        scores, pulled = (
            np.add.reduceat(Z * column[:, :, None], self.starts, axis=1)
            for column in (self.residuals, fitted)
        )
        shift = self.coefficients[:, j] / (contrast**2).sum(axis=1)
        return bootstrap_parts(scores + pulled * shift[:, None, None], contrast, pulled)


def _lengths(columns: np.ndarray, weight: np.ndarray | float) -> np.ndarray:
    """Euclidean lengths of columns times a weight a row."""
    squares = np.broadcast_to(np.square(weight), len(columns))
    return np.sqrt(np.einsum("n,nc,nc->c", squares, columns, columns))


def fit_many(
    y: np.ndarray,
    X: np.ndarray,
    clusters: Sequence,
    *,
    absorb: Sequence[Sequence] = (),
    weights: np.ndarray | None = None,
) -> ManyModels:
    """Fit m regressions that share rows, clusters, effects and weights; conventions of `least_squares`.

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
    raw = np.concatenate([y[:, :, None], X], axis=2)[:, order].transpose(1, 0, 2).reshape(n, m * (k + 1))
    effects = encode([np.asarray(labels)[order] for labels in absorb])
    swept = sweep(raw, effects, root) if effects else raw * root[:, None]
    before, scale = (
        _lengths(table, weight).reshape(m, k + 1)[:, 1:] for table, weight in ((raw, root), (swept, 1))
    )
    swept = swept.reshape(n, m, k + 1).transpose(1, 0, 2)
    target, columns = swept[:, :, 0], swept[:, :, 1:]
    if (scale <= 1e-11 * before).any():
        raise DesignError(["A regressor is zero or does not vary within the effects in some of the models."])
    Q, R = np.linalg.qr(columns / scale[:, None, :])
    if (np.abs(np.einsum("mkk->mk", R)) <= 8 * np.sqrt(n) * EPSILON * before / scale).any():
        raise DesignError(["A regressor is a linear combination of the others in some of the models."])
    rows = np.linalg.inv(R) / scale[:, :, None]
    projected = np.einsum("mnk,mn->mk", Q, target)
    residuals = target - np.einsum("mnk,mk->mn", Q, projected)
    crossing = crossing_effects(effects, absorbed_basis(effects, root), cluster, root)
    counted = k + counted_effects(effects, cluster, root)
    starts = np.searchsorted(cluster.codes, np.arange(cluster.levels))
    factor = crv1_factor(cluster.levels, n, counted)
    coefficients = np.einsum("mjk,mk->mj", rows, projected)
    return ManyModels(coefficients, Q, rows, residuals, crossing, starts, factor)
