"""Least squares by QR on scaled columns, with weights and absorbed effects."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import qr, solve_triangular

from lib.inference.fixed_effects import (
    Codes,
    DesignError,
    Labels,
    absorbed_basis,
    effects_rank,
    encode,
    sweep,
)

EPSILON = np.finfo(float).eps


@dataclass(frozen=True)
class LeastSquares:
    """A fitted linear regression; n rows, k columns, all effects absorbed.

    Attributes
    ----------
    names : k names of the columns of X
    coefficients : (k,) estimates, in the units of y over those of X
    residuals : (n,) y less its fitted value, effects included, in the units of y
    root_weights : (n,) square roots of the weights, ones without weights
    Q : (n, k) orthonormal basis of the weighted columns after the effects are taken out
    rows : (k, k) matrix L with coefficients = L Q'y, so that (X'X)^-1 = L L'
    effects : label codes of each absorbed effect, the one with most levels first
    """

    names: tuple[str, ...]
    coefficients: np.ndarray
    residuals: np.ndarray
    root_weights: np.ndarray
    Q: np.ndarray
    rows: np.ndarray
    effects: tuple[Codes, ...]

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.residuals)

    @property
    def k(self) -> int:
        """Number of estimated coefficients, absorbed effects not counted."""
        return len(self.names)

    @property
    def weighted_residuals(self) -> np.ndarray:
        """Residuals times the root of the weights: orthogonal to Q."""
        return self.residuals * self.root_weights

    @cached_property
    def effects_basis(self) -> np.ndarray:
        """Orthonormal (n, r) basis of the absorbed effects after the first, which is swept out by means."""
        return absorbed_basis(self.effects, self.root_weights)

    @cached_property
    def effects_rank(self) -> int:
        """Number of parameters the absorbed effects use up."""
        return effects_rank(self.effects, self.root_weights)

    @property
    def residual_df(self) -> int:
        """Rows less coefficients less absorbed parameters."""
        return self.n - self.k - self.effects_rank

    def position(self, term: str | int) -> int:
        """Index of a coefficient, given its name or its index."""
        if isinstance(term, str):
            if term not in self.names:
                raise DesignError([f"There is no coefficient '{term}'; there are {', '.join(self.names)}."])
            return self.names.index(term)
        return range(self.k)[term]


def complete_rows(*arrays: np.ndarray) -> np.ndarray:
    """Mark the rows without a missing value in any of the arrays, each (n,) or (n, k): a boolean (n,)."""
    finite = np.ones(len(arrays[0]), dtype=bool)
    for array in arrays:
        for column in np.asarray(array, dtype=float).reshape(len(array), -1).T:
            finite &= np.isfinite(column)
    return finite


def with_constant(X: np.ndarray) -> np.ndarray:
    """Put a column of ones before the columns of X, (n,) or (n, k)."""
    return np.column_stack([np.ones(len(X)), X])


def least_squares(
    y: np.ndarray,
    X: np.ndarray,
    *,
    weights: np.ndarray | None = None,
    absorb: Sequence[Labels | Codes] = (),
    names: Sequence[str] | None = None,
) -> LeastSquares:
    """Fit y on the columns of X by (weighted) least squares, with any absorbed effects.

    Columns are scaled to unit length before a Householder QR (Golub and Van Loan, Matrix Computations,
    5.3); absorbed effects are removed first (Frisch-Waugh-Lovell), exactly, also in unbalanced panels.

    Parameters
    ----------
    y : (n,) outcome
    X : (n, k) regressors, or (n,) for one; a constant is a column like any other (`with_constant`) and
        must not be given along with absorbed effects
    weights : (n,) positive analytic weights (error variance proportional to 1 / weight); none = ones
    absorb : label arrays of length n, or `encode_labels` of them, one an effect, as in ``[unit, year]``
    names : k names of the columns; by default those of a frame X, else x0, x1, ...

    Raises
    ------
    DesignError
        Missing values (drop those rows first, see `complete_rows`), lengths that disagree, weights that are
        not positive, fewer rows than coefficients, a column that is constant within the absorbed effects,
        a column that is a combination of those before it.
    """
    if names is None and hasattr(X, "columns"):
        names = [str(name) for name in X.columns]
    y, X = np.asarray(y, dtype=float), np.asarray(X, dtype=float)
    X = X[:, None] if X.ndim == 1 else X
    names = tuple(names) if names is not None else tuple(f"x{j}" for j in range(X.shape[1]))
    root = np.ones(len(y)) if weights is None else _root(weights)
    _check_shapes(y, X, root, absorb, names)
    effects = encode(absorb)
    raw = np.empty((len(y), 1 + X.shape[1]), order="F")
    raw[:, 0], raw[:, 1:] = y, X
    weighted = raw * root[:, None]
    swept = sweep(raw, effects, root) if effects else weighted
    target, columns = swept[:, 0], swept[:, 1:]
    before, scale = _lengths(weighted[:, 1:]), _lengths(columns)
    _check_variation(before, scale, names)
    loss = before / scale
    Q, R = qr(columns / scale, mode="economic", check_finite=False, overwrite_a=True)
    _check_rank(R, loss, len(y), names)
    rows = solve_triangular(R, np.eye(len(R))) / scale[:, None]
    coefficients = solve_triangular(R, Q.T @ target) / scale
    residuals = (target - columns @ coefficients) / root
    return LeastSquares(names, coefficients, residuals, root, Q, rows, effects)


def _root(weights: np.ndarray) -> np.ndarray:
    weights = np.asarray(weights, dtype=float)
    if weights.ndim != 1 or not (np.isfinite(weights) & (weights > 0)).all():
        raise DesignError(["Weights must be one positive number a row; drop rows of weight zero."])
    return np.sqrt(weights)


def _check_shapes(
    y: np.ndarray, X: np.ndarray, root: np.ndarray, absorb: Sequence[Labels | Codes], names: tuple[str, ...]
) -> None:
    problems = []
    lengths = {len(y), len(X), len(root), *(len(labels) for labels in absorb)}
    if len(lengths) > 1 or y.ndim != 1 or X.ndim != 2:
        raise DesignError([f"y, X, weights and labels must have one length; got {sorted(lengths)}."])
    if len(names) != X.shape[1] or len(set(names)) != len(names):
        problems.append(f"{X.shape[1]} distinct names of columns are needed; got {', '.join(names)}.")
    missing = np.flatnonzero(~complete_rows(y, X))
    if missing.size:
        problems.append(
            f"{missing.size} of {len(y)} rows hold a missing value (row {missing[0]} first); drop them."
        )
    if X.shape[1] == 0:
        problems.append("There is no regressor; give at least one column.")
    if len(y) <= X.shape[1]:
        problems.append(f"{X.shape[1]} coefficients cannot be estimated from {len(y)} rows.")
    if problems:
        raise DesignError(problems)


def _lengths(columns: np.ndarray) -> np.ndarray:
    """Euclidean lengths of columns."""
    return np.array([np.linalg.norm(column) for column in columns.T])


def _check_variation(before: np.ndarray, after: np.ndarray, names: tuple[str, ...]) -> None:
    flat = after <= 1e-11 * before
    if flat.any():
        raise DesignError(
            [
                f"The regressor '{name}' is zero or does not vary within the effects; leave it out."
                for name, constant in zip(names, flat, strict=True)
                if constant
            ]
        )


def _check_rank(R: np.ndarray, loss: np.ndarray, n: int, names: tuple[str, ...]) -> None:
    """`loss` is how much longer each column was before the effects were taken out: digits lost."""
    dependent = np.abs(np.diag(R)) <= 8 * np.sqrt(n) * EPSILON * loss
    if dependent.any():
        raise DesignError(
            [
                f"The regressor '{name}' is a linear combination of others or of the effects; leave one out."
                for name, singular in zip(names, dependent, strict=True)
                if singular
            ]
        )
