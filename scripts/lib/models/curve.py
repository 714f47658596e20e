"""Specification curves: every declared way to estimate a question, and one test over all of them.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4), with their shuffling replaced by the wild
cluster restricted bootstrap: one vector of signs flips the restricted residuals of whole regions in all
specifications at once, so the dependence between them is kept. Differences between regions and changes within
them are two questions; they are never put in one pile.

Regions that were one in the oldest layout are one cluster, whatever the layout of the specification, so that
the same signs serve all.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np
import pandas as pd

from lib.core.problems import ProblemsError
from lib.core.tables import describe_table
from lib.inference.conventions import TIE_SLACK
from lib.inference.least_squares import DesignError
from lib.inference.many_models import ManyModels, bootstrap_statistics, enumerated_statistics, fit_many
from lib.inference.panel_estimators import Panel, difference, unit_means
from lib.inference.student import reach
from lib.inference.wild_bootstrap import some_sign_vectors
from lib.models.rows import panel_of
from lib.models.specification import Regression, Term

ESTIMANDS = {
    "between": "between_regions",
    "year_effects": "between_regions",
    "fixed_effects": "within_regions",
    "two_way_fixed_effects": "within_regions",
    "first_differences": "within_regions",
}
MOST_VECTORS = 1 << 15  # of signs: all up to 16 regions, drawn from a seed beyond
VECTORS_IN_A_BLOCK = 512


class Period(TypedDict):
    """Years, first and last, of the panel of a layout."""

    layout: str
    years: tuple[int, int]


class CurveChoices(TypedDict):
    """One entry of config/specification_curve.yaml; a specification is one choice from each list."""

    title: dict[str, str]
    sign: str
    outcomes: list[dict[str, str]]
    focal: list[dict[str, str]]
    controls: list[list[dict[str, str]]]
    samples: dict[str, list[str]]
    weights: list[str]
    periods: list[Period]
    estimators: list[str]


@dataclass(frozen=True)
class Curve:
    """A `table` of S specifications; `a` (S, C) and `M` (S, C, C) of the wild bootstrap over C signs."""

    table: pd.DataFrame
    a: np.ndarray
    M: np.ndarray


def trace_curve(
    name: str,
    curve: CurveChoices,
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
        panel = _rows(_terms(curve), panels, groups, period, exclude, weights, where)
        about = {
            "curve": name,
            "layout": period["layout"],
            "first_year": period["years"][0],
            "last_year": period["years"][1],
            "sample": sample,
            "weights": weights,
        }
        for estimator in curve["estimators"]:
            for described, fitted, present in _fits(curve, panel, estimator, regions, where):
                kind = {"estimand": ESTIMANDS[estimator], "estimator": estimator}
                rows += [{**about, **kind, **row} for row in _describe(described, fitted, panel)]
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


def _terms(curve: CurveChoices) -> list[Term]:
    entries = [*curve["outcomes"], *curve["focal"], *itertools.chain(*curve["controls"])]
    return sorted({Term(**entry) for entry in entries}, key=lambda term: term.name)


def needed_variables(curve: CurveChoices) -> list[str]:
    """The panel variables of all terms."""
    return sorted({term.variable for term in _terms(curve)})


def _rows(
    terms: list[Term],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    period: Period,
    exclude: list[str],
    weights: str,
    where: str,
) -> Panel:
    """The rows that all specifications of a period and sample share: X holds every term of the curve."""
    outcome, *others = terms
    every_term = Regression(
        model=where,
        base=where,
        outcome=outcome,
        regressors=tuple(others),
        headline=outcome.variable,
        layout=period["layout"],
        years=(period["years"][0], period["years"][1]),
        exclude=tuple(exclude),
        weights=weights,
        estimators=(),
    )
    panel = panel_of(every_term, panels, groups)
    return replace(panel, X=np.column_stack([panel.y, panel.X]), names=(outcome.name, *panel.names))


def _fits(curve: CurveChoices, panel: Panel, estimator: str, regions: dict[str, str], where: str) -> Iterator:
    """Batches of specifications with equally many controls: their terms, their fits, the clusters present."""
    table, unit, absorb, weights = _estimator_rows(panel, estimator)
    clusters = np.array([regions[code] for code in unit])
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
            fault = f"{where}, {estimator}: {error.problems[0]}"
            raise ProblemsError("Tracing the specification curves", [fault]) from None
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
            "outcome_variable": outcome.removeprefix("logit_").removeprefix("log_"),
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


def assess_curve(curve: Curve) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The p-value of every specification, and one joint test for each estimand and outcome.

    The joint null is that the focal coefficient is zero in every specification of an estimand (differences
    between regions, or changes within them) and an outcome, in whatever form it is taken; the statistic is
    their median t, two-sided. Up to `MOST_VECTORS` every vector of signs is enumerated, the sample first; of
    more so many are drawn, always the same ones. Ties count.

    Returns
    -------
    models/specifications.csv and models/specification_tests.csv, but for their numbers of tasks
    """
    piles = curve.table.groupby(["estimand", "outcome_variable"], sort=False).indices
    order = np.concatenate(list(piles.values()))
    ends = np.cumsum([len(rows) for rows in piles.values()])
    observed = curve.table["statistic"].to_numpy()[order]
    medians = [float(np.median(t)) for t in np.split(observed, ends[:-1])]
    a, M = curve.a[order], curve.M[order]
    raw = bootstrap_statistics(a, M, np.ones((1, a.shape[1])))[:, 0]
    bounds = np.abs(observed[:, None]) * (1 - TIE_SLACK)
    reached, extreme, vectors = np.zeros(len(order), int), np.zeros(len(piles), int), 0
    for t in _under_signs(a * (observed / raw)[:, None], M):
        vectors += t.shape[1]
        reached += np.count_nonzero(np.abs(t) >= bounds, axis=1)
        for pile, (part, median) in enumerate(zip(np.split(t, ends[:-1]), medians, strict=True)):
            extreme[pile] += medians_beyond(part, abs(median) * (1 - TIE_SLACK))
    tests = [
        {
            "curve": curve.table["curve"].iloc[0],
            "estimand": estimand,
            "outcome": outcome,
            "median_t": median,
            "p_value": count / vectors,
            "specifications": len(rows),
            "vectors": vectors,
        }
        for ((estimand, outcome), rows), median, count in zip(piles.items(), medians, extreme, strict=True)
    ]
    p_values = np.empty(len(order))
    p_values[order] = reached / vectors
    columns = [each.name for each in describe_table("models/specifications.csv").fields]
    return curve.table.assign(p_value=p_values)[columns], pd.DataFrame(tests)


def _under_signs(a: np.ndarray, M: np.ndarray) -> Iterator[np.ndarray]:
    """Statistics (S, B) of all vectors of signs, or of `MOST_VECTORS`, in blocks."""
    G = a.shape[1]
    if MOST_VECTORS.bit_length() >= G:
        yield from enumerated_statistics(a, M)
        return
    signs = some_sign_vectors(G, MOST_VECTORS - 1, seed=0)
    for start in range(0, len(signs), VECTORS_IN_A_BLOCK):
        yield bootstrap_statistics(a, M, signs[start : start + VECTORS_IN_A_BLOCK])


def medians_beyond(t: np.ndarray, bound: float) -> int:
    """How many columns of (S, B) have a median of at least `bound`, above zero or below.

    More than half of a column settles it; only where exactly half lies beyond is the median computed.
    """
    beyond = np.maximum(np.count_nonzero(t >= bound, axis=0), np.count_nonzero(t <= -bound, axis=0))
    settled, halved = 2 * beyond > len(t), 2 * beyond == len(t)
    return int(settled.sum() + (np.abs(np.median(t[:, halved], axis=0)) >= bound).sum())
