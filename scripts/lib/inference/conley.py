"""Spatial standard errors: scores of places near one another may be correlated."""

import numpy as np
from scipy.sparse import coo_array, csr_array, issparse

from lib.inference.cluster_variance import Clustered, Clusters, cluster_parts, crv1_factor
from lib.inference.least_squares import DesignError, LeastSquares

NO_EIGENVALUE = 1e-12  # a share of the largest that is rounding


def conley_clusters(
    fit: LeastSquares,
    clusters: Clusters,
    distances: np.ndarray | coo_array,
    cutoff: float,
) -> Clustered:
    """Clustered variance that lets near clusters be correlated too, in any periods of theirs.

    CRV1 with the products of the scores of clusters g and h weighted by the kernel of their distance: Conley
    (1999, section 3) on the sums of scores of each place, with CRV1's small-sample factor and t(G - 1). A
    cutoff below the smallest distance gives CRV1. Negative eigenvalues are set to zero.

    Parameters
    ----------
    clusters : (n,) labels, or `cluster_parts` of the fit
    distances : (G, G) between the sorted distinct labels, in the unit of `cutoff`; or a sparse array of the
        pairs that are nearer, as `lib.space.weights.near` finds them among many
    cutoff : positive; pairs at this distance or further have weight zero
    """
    parts = cluster_parts(fit, clusters)
    weights = kernel_weights(distances, cutoff)
    if weights.shape[0] != parts.cluster.levels:
        raise DesignError(
            [f"Distances are {weights.shape}; give one a pair of the {parts.cluster.levels} clusters."]
        )
    kept = np.isin(parts.cluster.labels, parts.labels)
    influence = parts.scores @ parts.rows.T
    factor = crv1_factor(parts.count, fit.n, parts.counted)
    covariance = _semidefinite(factor * influence.T @ (weights[kept][:, kept] @ influence))
    return Clustered("Conley", covariance, np.full(fit.k, parts.count - 1.0), parts.count)


def kernel_weights(distances: np.ndarray | coo_array, cutoff: float) -> csr_array:
    """Bartlett's weight of every pair: one at distance zero, falling to zero at the cutoff.

    Of a sparse array what is not stored is further than the cutoff, but for the diagonal.

    Raises
    ------
    DesignError
        A cutoff that is not positive, distances that are not a symmetric matrix of numbers
        of zero or more with a diagonal of zeros.
    """
    if not cutoff > 0:
        raise DesignError(["Conley's cutoff must be positive."])
    if issparse(distances):
        pairs = coo_array(distances)
    else:
        places = np.nonzero(np.asarray(distances) < cutoff)
        pairs = coo_array((np.asarray(distances)[places], places), np.shape(distances))
    share = pairs.data / cutoff
    near = share < 1
    weights = csr_array((1 - share[near], (pairs.row[near], pairs.col[near])), pairs.shape)
    sound = pairs.shape[0] == pairs.shape[1] and (share >= 0).all() and (weights.diagonal() == 1).all()
    if not sound or abs(weights - weights.T).max() > 1e-8:
        raise DesignError(["Distances must be a symmetric matrix of zero or more, zeros on its diagonal."])
    return weights


def _semidefinite(covariance: np.ndarray) -> np.ndarray:
    """The matrix with its negative eigenvalues set to zero; as it is where it has none but for rounding.

    Putting a matrix together again from its eigenvectors costs the small variances digits.
    """
    symmetric = (covariance + covariance.T) / 2
    values, vectors = np.linalg.eigh(symmetric)
    if values[0] > -NO_EIGENVALUE * values[-1]:
        return symmetric
    return (vectors * np.maximum(values, 0)) @ vectors.T
