"""Jackknife variances of many regressions at once, from the moments of their clusters.

Regressions that differ by a cluster left out or by one regressor share their rows, so their CRV3 (with one
row a cluster HC3) follows from Gram matrices and scores: nothing is fitted anew. With Z any basis of the
columns, N_g = Z_g'Z_g, S their sum, z_g = Z_g'e_g and coefficients L S^-1 Z'y, cluster g moves the
coefficients by L (S - N_g)^-1 z_g (MacKinnon, Nielsen and Webb 2023, Journal of Applied Econometrics 38,
eq. 12 to 14); degrees of freedom as in `lib.inference.cluster_variance`.
"""

from dataclasses import dataclass, replace

import numpy as np

from lib.inference.cluster_variance import ClusterParts

MOST_GROWTH = 1e5  # of an inverse over the matrix, above which digits are lost


@dataclass(frozen=True)
class Jackknives:
    """Standard errors and degrees of freedom of k coefficients in each of m regressions.

    Attributes
    ----------
    std_errors : (m, k), up to the factor of CRV3
    df : (m, k) by Satterthwaite, as `lib.inference.cluster_variance.satterthwaite_df`
    accurate : (m,) whether no cluster comes near to carrying a direction of the basis alone
    """

    std_errors: np.ndarray
    df: np.ndarray
    accurate: np.ndarray


def jackknives(grams: np.ndarray, scores: np.ndarray, rows: np.ndarray) -> Jackknives:
    """Jackknife variances of m regressions.

    Parameters
    ----------
    grams : (m, G, K, K); of a cluster that is not in a regression zeros
    scores : (m, G, K)
    rows : (k, K) L

    A regression of which a cluster alone carries some direction is not accurate; its numbers mean nothing.
    """
    total = grams.sum(axis=1)
    inverse, fine = _inverses(total)
    others, all_fine = _inverses(total[:, None] - grams)
    adjusted = others @ rows.T
    influence = np.einsum("mgKk,mgK->mgk", adjusted, scores)
    turned = grams @ adjusted
    own = (adjusted * turned).sum(axis=2)
    against = inverse[:, None] @ turned
    lengths = (turned * against).sum(axis=2)
    inner = np.einsum("mgKk,mgJk->mkKJ", against, turned)
    squares = (own**2 - 2 * own * lengths).sum(axis=1) + np.einsum("mkKJ,mkJK->mk", inner, inner)
    df = (own - lengths).sum(axis=1) ** 2 / np.where(squares > 0, squares, np.nan)
    return Jackknives(np.sqrt((influence**2).sum(axis=1)), df, fine & all_fine.all(axis=1))


def _inverses(matrices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The inverses (..., K, K), and of which no digits are lost; those that are singular are of others."""
    singular = np.linalg.det(matrices) == 0
    inverse = np.linalg.inv(np.where(singular[..., None, None], np.eye(matrices.shape[-1]), matrices))
    return inverse, ~singular & (np.abs(inverse).max(axis=(-2, -1)) < MOST_GROWTH)


def without_each(
    parts: ClusterParts, coefficients: np.ndarray, terms: list[int]
) -> tuple[np.ndarray, Jackknives]:
    """The coefficients `terms`, (G, k), without each cluster that carries information; by CRV3 or HC3.

    Parameters
    ----------
    parts : of a fit whose rows of a cluster do not depend on other clusters
    coefficients : (k,) of the whole fit
    """
    grams, rows, G = parts.grams(), parts.rows[terms], parts.count
    inverse, _ = _inverses(grams.sum(axis=0) - grams)
    shift = np.einsum("gKJ,gJ->gK", inverse, parts.scores)
    present = 1.0 - np.eye(G)
    scores = parts.scores + np.einsum("hKJ,gJ->ghK", grams, shift)
    many = jackknives(present[:, :, None, None] * grams, present[:, :, None] * scores, rows)
    factor = jackknife_factor(parts, G - 1)
    return coefficients[terms] - shift @ rows.T, replace(many, std_errors=factor * many.std_errors)


def jackknife_factor(parts: ClusterParts, G: int) -> float:
    """The root of CRV3's factor with G clusters; one where every row is its own cluster, as in HC3."""
    return 1.0 if parts.cluster.levels == len(parts.Z) else ((G - 1) / G) ** 0.5
