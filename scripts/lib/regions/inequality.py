"""Inequality between regions, each weighted by its people.

`values` are per-head amounts, shape (n,), and `weights` the numbers of heads, shape (n,): with both exact,
`values * weights` are the regions' totals. Neither order nor the units of either matter to a result.
"""

import numpy as np


def _checked(values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return values as they are and weights as shares that add up to one; ValueError when they cannot be."""
    values, weights = np.asarray(values, float), np.asarray(weights, float)
    if values.ndim != 1 or values.shape != weights.shape or len(values) == 0:
        raise ValueError(f"one weight a value is needed; got shapes {values.shape} and {weights.shape}")
    if not (np.isfinite(values).all() and (values >= 0).all() and (values > 0).any()):
        raise ValueError("every value must be a number of zero or more, and at least one above zero")
    if not (np.isfinite(weights).all() and (weights > 0).all()):
        raise ValueError("every weight must be a positive number")
    return values, weights / weights.sum()


def theil(values: np.ndarray, weights: np.ndarray) -> float:
    """Population-weighted Theil index T, in nats, from 0 to ln(1 / smallest population share).

    T = sum_i p_i (y_i / m) ln(y_i / m), with population shares p and weighted mean m (Theil 1967,
    *Economics and Information Theory*, ch. 4). A value of zero adds zero.
    """
    y, p = _checked(values, weights)
    relative = y / (p @ y)
    logs = np.log(relative, out=np.zeros_like(relative), where=relative > 0)
    return float(p @ (relative * logs))


def theil_decomposition(
    values: np.ndarray, weights: np.ndarray, groups: np.ndarray
) -> tuple[dict[str, float], dict[str, float]]:
    """What inequality between groups and inside each group contribute to the Theil index.

    With s_g the group's share of the total, p_g its share of heads, m_g its mean and T_g its own index
    (Shorrocks 1980, *Econometrica* 48, c = 1): between = sum_g s_g ln(m_g / m), within = sum_g s_g T_g, and
    T = between + within exactly.

    Returns
    -------
    between, within : {group: contribution}; a contribution to `between` is negative for a poor group
    """
    y, p = _checked(values, weights)
    groups = np.asarray(groups)
    mean = p @ y
    between, within = {}, {}
    for group in sorted(set(groups.tolist())):
        inside = groups == group
        share = p[inside] @ y[inside] / mean
        between[group] = float(share * np.log(share / p[inside].sum())) if share else 0.0
        within[group] = float(share * theil(y[inside], p[inside])) if share else 0.0
    return between, within


def gini(values: np.ndarray, weights: np.ndarray) -> float:
    """Population-weighted Gini coefficient: sum_ij p_i p_j |y_i - y_j| / (2 m), in [0, 1).

    Without a correction for few units (Cowell 2011, *Measuring Inequality*, appendix A).
    """
    y, p = _checked(values, weights)
    return float(p @ np.abs(y[:, None] - y[None, :]) @ p / (2 * (p @ y)))


def lorenz(values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The Lorenz curve's corners.

    Returns
    -------
    order : (n,) positions of the units from the poorest to the richest, ties in the order given
    heads, amounts : (n,) cumulative shares of heads and of the total after each unit, the last one 1
    """
    y, p = _checked(values, weights)
    order = np.argsort(y, kind="stable")
    amounts = np.cumsum(p[order] * y[order])
    return order, np.cumsum(p[order]), amounts / amounts[-1]


def williamson(values: np.ndarray, weights: np.ndarray) -> float:
    """Williamson's coefficient V_w: the population-weighted coefficient of variation.

    sqrt(sum_i p_i (y_i - m)^2) / m (Williamson 1965, *Economic Development and Cultural
    Change* 13, V_w).
    """
    y, p = _checked(values, weights)
    mean = p @ y
    return float(np.sqrt(p @ (y - mean) ** 2) / mean)


def herfindahl(totals: np.ndarray) -> float:
    """Herfindahl-Hirschman index of concentration: the sum of squared shares, from 1/n to 1."""
    totals = np.asarray(totals, float)
    if not (np.isfinite(totals).all() and (totals >= 0).all() and totals.sum() > 0):
        raise ValueError("totals must be numbers of zero or more, with a positive sum")
    return float(np.sum((totals / totals.sum()) ** 2))


def location_quotients(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """The share of `part` in `whole` of each unit, relative to that of all units together (1 = the same).

    (part_i / whole_i) / (sum part / sum whole); Isard 1960, *Methods of Regional Analysis*, ch. 5.
    """
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return (part / whole) / (part.sum() / whole.sum())
