"""Spatial weights: which units are neighbours, and how much each neighbour counts.

Every matrix is (n, n) with a zero diagonal and rows that add up to one; one of near pairs alone is found by a
tree, and sparse.
"""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.spatial import cKDTree

Joins = set[tuple[str, str]]


def contiguity(units: list[str], joins: Joins) -> np.ndarray:
    """Equal weights on the units that share a boundary (0 in the row of a unit without neighbours)."""
    position = {unit: place for place, unit in enumerate(units)}
    weights = np.zeros((len(units), len(units)))
    for unit, neighbour in joins:
        weights[position[unit], position[neighbour]] = weights[position[neighbour], position[unit]] = 1.0
    return standardise_rows(weights)


def nearest(points: np.ndarray, k: int) -> csr_array:
    """Equal weights on the `k` units whose points are nearest, of equally near ones the earlier.

    `points` is (n, 2) in metres; where there are fewer other units, all of them are near.
    """
    k, tree = min(k, len(points) - 1), cKDTree(points)
    reach = tree.query(points, k + 1)[0][:, -1] * (1 + 1e-9)  # oneself is among them
    rows, columns = [], []
    for unit, around in enumerate(tree.query_ball_point(points, reach, return_sorted=True)):
        others = np.array([each for each in around if each != unit])
        apart = np.linalg.norm(points[others] - points[unit], axis=1)
        rows += [unit] * k
        columns += others[np.argsort(apart, kind="stable")[:k]].tolist()
    return csr_array((np.full(len(rows), 1 / k), (rows, columns)), (len(points),) * 2)


def near(points: np.ndarray, cutoff: float) -> coo_array:
    """Straight distances between points up to a cutoff, each point's own among them; `points` is (n, 2)."""
    tree = cKDTree(points)
    return coo_array(tree.sparse_distance_matrix(tree, cutoff, output_type="coo_matrix"))


def inverse_distance(points: np.ndarray) -> np.ndarray:
    """Weights proportional to one over the distance between points, all pairs; `points` is (n, 2)."""
    between = distances(points)
    np.fill_diagonal(between, np.inf)
    return standardise_rows(1.0 / between)


def distances(points: np.ndarray) -> np.ndarray:
    """Straight distances between points, (n, n); `points` is (n, 2)."""
    between: np.ndarray = np.linalg.norm(points[:, None, :] - points[None, :, :], axis=2)
    return between


def standardise_rows(weights: np.ndarray) -> np.ndarray:
    """Divide each row by its sum; a row of zeros stays as it is."""
    sums = weights.sum(axis=1, keepdims=True)
    shares: np.ndarray = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    return shares


def tabulate(kind: str, units: list[str], weights: np.ndarray | csr_array) -> pd.DataFrame:
    """Rows `kind,unit,neighbour,weight` of the non-zero weights, in the order of `units`."""
    sparse = csr_array(weights)
    sparse.sort_indices()
    rows, columns = sparse.nonzero()
    return pd.DataFrame(
        {
            "kind": kind,
            "unit": [units[row] for row in rows],
            "neighbour": [units[column] for column in columns],
            "weight": sparse.data,
        }
    )


def matrix(table: pd.DataFrame, kind: str, units: list[str]) -> np.ndarray:
    """The weights of one kind among `units` in their order, rows standardised anew over those present.

    A unit whose neighbours are all absent keeps a row of zeros.
    """
    chosen = table[table["kind"] == kind]
    wide = chosen.pivot(index="unit", columns="neighbour", values="weight")
    return standardise_rows(wide.reindex(index=units, columns=units).fillna(0.0).to_numpy())


def distance_matrix(table: pd.DataFrame, layout: str) -> tuple[list[str], np.ndarray]:
    """The units of a layout, sorted, and the km between them; `table` is results/geometry/distances.csv."""
    chosen = table[table["layout"].astype(str) == layout]
    wide = chosen.pivot(index="unit", columns="neighbour", values="km").sort_index(kind="stable")
    return list(wide.index), wide[wide.index].fillna(0.0).to_numpy()
