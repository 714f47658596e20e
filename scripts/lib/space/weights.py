"""Spatial weights: which units are neighbours, and how much each neighbour counts.

Every matrix is (n, n) with a zero diagonal and rows that add up to one.
"""

import numpy as np
import pandas as pd

Joins = set[tuple[str, str]]


def contiguity(units: list[str], joins: Joins) -> np.ndarray:
    """Equal weights on the units that share a boundary (0 in the row of a unit without neighbours)."""
    position = {unit: place for place, unit in enumerate(units)}
    weights = np.zeros((len(units), len(units)))
    for one, other in joins:
        weights[position[one], position[other]] = weights[position[other], position[one]] = 1.0
    return standardise_rows(weights)


def nearest(points: np.ndarray, k: int) -> np.ndarray:
    """Equal weights on the `k` units whose points are nearest; `points` is (n, 2) in metres."""
    between = distances(points)
    np.fill_diagonal(between, np.inf)
    order = np.argsort(between, axis=1, kind="stable")[:, :k]
    weights = np.zeros_like(between)
    np.put_along_axis(weights, order, 1.0, axis=1)
    return standardise_rows(weights)


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


def tabulate(kind: str, units: list[str], weights: np.ndarray) -> pd.DataFrame:
    """Rows `kind,unit,neighbour,weight` of the non-zero weights, in the order of `units`."""
    rows, columns = np.nonzero(weights)
    return pd.DataFrame(
        {
            "kind": kind,
            "unit": [units[row] for row in rows],
            "neighbour": [units[column] for column in columns],
            "weight": weights[rows, columns],
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
