"""Specification curves: every declared way to estimate a question, and one test over all of them.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4), with their shuffling replaced by the wild
cluster restricted bootstrap: one vector of signs flips the restricted residuals of whole regions in all
specifications at once, so the dependence between them is kept.

Regions that were one until 2018 or 2022 are one cluster (their unit of the 16-unit layout), whatever the
layout of the specification, so that the same signs serve all.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from lib.core.problems import ProblemsError
from lib.inference.conventions import TIE_SLACK
from lib.inference.least_squares import DesignError
from lib.inference.many_models import ManyModels, bootstrap_statistics, fit_many
from lib.inference.panel_estimators import Panel, difference, unit_means
from lib.inference.student import reach
from lib.models.rows import transformed
from lib.models.specification import Term

SPECIFICATION_COLUMNS = [
    "curve", "specification", "outcome", "focal", "controls", "layout", "first_year", "last_year", "sample",
    "weights", "estimator", "estimate", "std_error", "statistic", "df", "p_value", "ci_low", "ci_high",
    "standardised", "n", "clusters",
]  # fmt: skip


@dataclass(frozen=True)
class Curve:
    """A `table` of S specifications; `a` (S, C) and `M` (S, C, C) of the wild bootstrap over C signs."""

    table: pd.DataFrame
    a: np.ndarray
    M: np.ndarray


def trace_curve(
    name: str,
    curve: dict,
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    regions: dict[str, str],
) -> Curve:
    """Estimate every specification of one curve.

    Parameters
    ----------
    curve : one entry of config/specification_curve.yaml
    panels, groups : by layout, as in `lib.models.rows.panel_of`
    regions : the cluster of every unit of every layout

    Raises
    ------
    ProblemsError
        A choice whose rows cannot carry it.
    """
    labels = sorted(set(regions.values()))
    rows, a_parts, M_parts = [], [], []
    for period, (sample, exclude), weights in itertools.product(
        curve["periods"], curve["samples"].items(), curve["weights"]
    ):
        where = f"{name}: {sample}, {period['layout']} units, {period['years']}, weights {weights}"
        layout = period["layout"]
        panel = _rows(curve, panels[layout], groups[layout], period, exclude, weights, where)
        about = {
            "curve": name,
            "layout": layout,
            "first_year": period["years"][0],
            "last_year": period["years"][1],
            "sample": sample,
            "weights": weights,
        }
        for estimator in curve["estimators"]:
            for described, fitted, present in _fits(curve, panel, estimator, regions, where):
                rows += [
                    {**about, "estimator": estimator, **row} for row in _describe(described, fitted, panel)
                ]
                a, M = fitted.wild_parts(0)
                places = np.searchsorted(labels, present)
                wide = np.zeros((len(a), len(labels)))
                square = np.zeros((len(a), len(labels), len(labels)))
                wide[:, places] = a
                square[:, places[:, None], places] = M
                a_parts.append(wide)
                M_parts.append(square)
    table = pd.DataFrame(rows).assign(specification=range(1, len(rows) + 1))
    return Curve(table, np.concatenate(a_parts), np.concatenate(M_parts))


def _terms(curve: dict) -> list[Term]:
    entries = [*curve["outcomes"], *curve["focal"], *itertools.chain(*curve["controls"])]
    return sorted({Term(**entry) for entry in entries}, key=lambda term: term.name)


def _rows(
    curve: dict,
    frame: pd.DataFrame,
    groups: dict[str, list[str]],
    period: dict,
    exclude: list[str],
    weights: str,
    where: str,
) -> Panel:
    """The rows that all specifications of a period and sample share: X holds every term of the curve."""
    terms = _terms(curve)
    needed = sorted({term.variable for term in terms} | ({weights} - {"none"}))
    absent = [variable for variable in needed if variable not in frame]
    unknown = [one for one in exclude if one not in groups and one not in set(frame["unit"])]
    if absent or unknown:
        missing = ", ".join(absent + unknown)
        raise _problem(f"{where}: the panel has no variable, group or unit {missing}; change the curve.")
    out = {unit for one in exclude for unit in groups.get(one, [one])}
    chosen = frame[frame["year"].between(*period["years"]) & ~frame["unit"].isin(out)].dropna(subset=needed)
    if chosen.empty:
        raise _problem(f"{where}: no row has all the variables; change the curve.")
    columns = [transformed(chosen, term, where) for term in terms]
    return Panel(
        y=np.empty(len(chosen)),
        X=np.column_stack(columns),
        names=tuple(term.name for term in terms),
        unit=chosen["unit"].to_numpy(str),
        year=chosen["year"].to_numpy(int),
        weights=None if weights == "none" else chosen[weights].to_numpy(float),
    )


def _fits(curve: dict, panel: Panel, estimator: str, regions: dict[str, str], where: str) -> Iterator:
    """Batches of specifications with equally many controls: their terms, their fits, the clusters present."""
    table, unit, absorb, weights = _estimator_rows(panel, estimator)
    clusters = np.array([regions[one] for one in unit])
    choices = [
        (Term(**outcome).name, Term(**focal).name, tuple(Term(**control).name for control in controls))
        for outcome, focal, controls in itertools.product(
            curve["outcomes"], curve["focal"], curve["controls"]
        )
    ]
    position = {name: j for j, name in enumerate(panel.names)}
    for size in sorted({len(controls) for *_, controls in choices}):
        batch = [choice for choice in choices if len(choice[2]) == size]
        y = table[:, [position[outcome] for outcome, *_ in batch]].T
        columns = [[position[name] for name in (focal, *controls)] for _, focal, controls in batch]
        X = table[:, columns].transpose(1, 0, 2)
        try:
            fitted = fit_many(y, X, clusters, absorb=absorb, weights=weights)
        except DesignError as error:
            raise _problem(f"{where}, {estimator}: {error.problems[0]}") from None
        yield batch, fitted, np.unique(clusters)


def _estimator_rows(
    panel: Panel, estimator: str
) -> tuple[np.ndarray, np.ndarray, list[np.ndarray], np.ndarray | None]:
    """The columns of all terms on the estimator's rows, their units, absorbed labels and weights."""
    if estimator == "first_differences":
        panel = difference(panel)
    if estimator == "between":
        panel = unit_means(panel)
    labels = {
        "year_effects": [panel.year],
        "fixed_effects": [panel.unit],
        "two_way_fixed_effects": [panel.unit, panel.year],
    }
    return panel.X, panel.unit, labels.get(estimator, [np.zeros(len(panel.unit))]), panel.weights


def _describe(batch: list, fitted: ManyModels, panel: Panel) -> list[dict]:
    """One row a specification; intervals by CRV1 and t(G - 1), standardised in the panel's own spread."""
    spread = dict(zip(panel.names, panel.X.std(axis=0), strict=True))
    estimates, errors = fitted.coefficients[:, 0], fitted.std_errors_crv1()[:, 0]
    df = fitted.clusters - 1
    wide = reach(errors, df)
    return [
        {
            "outcome": outcome,
            "focal": focal,
            "controls": " ".join(controls),
            "estimate": estimates[i],
            "std_error": errors[i],
            "statistic": estimates[i] / errors[i],
            "df": df,
            "ci_low": estimates[i] - wide[i],
            "ci_high": estimates[i] + wide[i],
            "standardised": estimates[i] * spread[focal] / spread[outcome],
            "n": len(fitted.residuals),
            "clusters": fitted.clusters,
        }
        for i, (outcome, focal, controls) in enumerate(batch)
    ]


def assess_curve(curve: Curve, sign: str, vectors: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The p-value of every specification, and of the curve as a whole.

    The joint null is that the focal coefficient is zero in every specification. Statistics of the curve:
    ``median_t`` and ``mean_t`` (two-sided), ``share_significant`` in the asserted direction at 5 % by CRV1
    and t(G - 1) (one-sided), ``largest_t`` (two-sided, as in Westfall and Young 1993). The sample is the
    first vector; ties count.

    Returns
    -------
    table : the specifications with their p_value
    tests : one row a statistic: curve, statistic, observed, p_value, specifications, vectors
    """
    raw = bootstrap_statistics(curve.a, curve.M, vectors)
    reached = np.abs(raw) >= np.abs(raw[:, :1]) * (1 - TIE_SLACK)
    table = curve.table.assign(p_value=reached.mean(axis=1))[SPECIFICATION_COLUMNS]
    t = raw * (table["statistic"].to_numpy() / raw[:, 0])[:, None]
    critical = stdtrit(table["df"].to_numpy(float), 0.975)[:, None]
    asserted = t > critical if sign == "positive" else t < -critical
    statistics = {
        "median_t": np.median(t, axis=0),
        "mean_t": t.mean(axis=0),
        "share_significant": asserted.mean(axis=0),
        "largest_t": np.abs(t).max(axis=0),
    }
    tests = [
        {
            "curve": table["curve"].iloc[0],
            "statistic": name,
            "observed": values[0],
            "p_value": np.mean(np.abs(values) >= abs(values[0]) * (1 - TIE_SLACK)),
            "specifications": len(table),
            "vectors": len(vectors),
        }
        for name, values in statistics.items()
    ]
    return table, pd.DataFrame(tests)


def _problem(sentence: str) -> ProblemsError:
    return ProblemsError("Tracing the specification curves", [sentence])
