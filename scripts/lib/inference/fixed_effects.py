"""Absorbing effects: means taken out group by group, one way or several, balanced or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.linalg import qr

from lib.core.problems import ProblemsError

Labels = Sequence[Any] | np.ndarray
SMALL_PANEL = 1 << 16  # cells of the matrix that averages by label, above which labels are counted instead


class DesignError(ProblemsError, ValueError):
    """The data cannot carry the regression asked for: every reason, a sentence each."""

    def __init__(self, problems: list[str]):
        super().__init__("Estimating a regression", problems)


@dataclass(frozen=True)
class Codes:
    """Labels as integers: `codes` (n,) from 0, `labels` the sorted distinct labels they stand for."""

    codes: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self.codes, dtype=dtype)

    @property
    def levels(self) -> int:
        """Number of distinct labels."""
        return len(self.labels)

    def sums(self, columns: np.ndarray) -> np.ndarray:
        """Sum the rows of (n, m) columns by label: (levels, m)."""
        if self.levels * len(self.codes) <= SMALL_PANEL:
            return self.indicator() @ columns
        return np.column_stack(
            [np.bincount(self.codes, weights=column, minlength=self.levels) for column in columns.T]
        )

    def indicator(self, values: np.ndarray | float = 1.0) -> np.ndarray:
        """The (levels, n) matrix that sums rows by label, each times its value."""
        table = np.zeros((self.levels, len(self.codes)))
        table[self.codes, np.arange(len(self.codes))] = values
        return table


def encode_labels(labels: Labels | Codes) -> Codes:
    """Number labels in their sorted order; missing labels are refused. Codes stay as they are.

    Sorting texts costs more than a fit: whoever estimates often on the same rows numbers them once.
    """
    if isinstance(labels, Codes):
        return labels
    array = np.asarray(labels)
    if array.dtype.kind == "i" and array.size:
        lowest = int(array.min())
        if int(array.max()) - lowest <= 4 * array.size:  # near one another they need no sorting
            above = array.astype(np.int64) - lowest
            present = np.bincount(above) > 0
            uniques = (np.flatnonzero(present) + lowest).astype(array.dtype)
            return Codes((np.cumsum(present) - 1)[above], uniques)
    if array.dtype.kind in "iuU":  # numbers and texts that cannot be missing, sorted faster by numpy
        uniques, codes = np.unique(array, return_inverse=True)
        return Codes(codes, uniques)
    codes, uniques = pd.factorize(array, sort=True)
    if (codes < 0).any():
        raise DesignError([f"{int((codes < 0).sum())} rows have no label; drop them first."])
    return Codes(codes, np.asarray(uniques))


def encode(absorb: Sequence[Labels | Codes]) -> tuple[Codes, ...]:
    """Number the labels of each effect; the effect with most levels comes first."""
    return tuple(sorted(map(encode_labels, absorb), key=lambda effect: -effect.levels))


def sweep(columns: np.ndarray, effects: tuple[Codes, ...], root: np.ndarray) -> np.ndarray:
    """Weighted columns (n, m) with all effects taken out."""
    weights = None if (root == root[0]).all() else root**2
    if len(effects) == 2 and weights is None and balanced(*effects):
        return _centred(columns, effects, None) * root[:, None]
    swept = _centred(columns, effects[:1], weights) * root[:, None]
    basis = absorbed_basis(effects, root)
    return swept - basis @ (basis.T @ swept) if basis.shape[1] else swept


def balanced(first: Codes, second: Codes) -> bool:
    """Whether every pair of labels occurs exactly once."""
    if first.levels * second.levels != len(first.codes):
        return False
    return bool((np.bincount(first.codes * second.levels + second.codes) == 1).all())


def _centred(columns: np.ndarray, effects: tuple[Codes, ...], weights: np.ndarray | None) -> np.ndarray:
    """Columns less the means of each effect in turn; the overall mean goes first, for accuracy."""
    centred = np.subtract(columns, np.average(columns, axis=0, weights=weights))
    for effect in effects:
        share = _shares(effect, weights)
        if effect.levels * len(columns) <= SMALL_PANEL:
            centred -= (effect.indicator(share) @ centred)[effect.codes]
            continue
        for values in centred.T:
            values -= np.bincount(effect.codes, weights=values * share, minlength=effect.levels)[effect.codes]
    return centred


def _shares(effect: Codes, weights: np.ndarray | None) -> np.ndarray:
    """Each row's share in the total weight of its label."""
    totals = np.bincount(effect.codes, weights=weights, minlength=effect.levels)
    return (1.0 if weights is None else weights) / totals[effect.codes]


def effects_rank(effects: tuple[Codes, ...], root: np.ndarray) -> int:
    """Number of parameters that the effects use up."""
    if not effects:
        return 0
    if len(effects) == 2 and balanced(*effects):
        return effects[0].levels + effects[1].levels - 1
    return effects[0].levels + absorbed_basis(effects, root).shape[1]


def absorbed_basis(effects: tuple[Codes, ...], root: np.ndarray) -> np.ndarray:
    """Orthonormal (n, r) basis of the dummies of all effects after the first, with the first swept out."""
    if len(effects) < 2:
        return np.empty((len(root), 0))
    dummies = np.column_stack([np.eye(effect.levels)[effect.codes] for effect in effects[1:]])
    weights = None if (root == root[0]).all() else root**2
    swept = _centred(dummies, effects[:1], weights) * root[:, None]
    basis, triangle, _ = qr(swept, mode="economic", pivoting=True, check_finite=False)
    diagonal = np.abs(np.diag(triangle))
    return basis[:, diagonal > 1e-10 * max(diagonal[0], 1e-300)]
