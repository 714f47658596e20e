"""Regressions as statsmodels and linearmodels fit them, and how far their numbers lie from the core's.

The libraries give the coefficients, the residuals and every standard error they have; `lib.inference` takes
coefficients and residuals from them and adds what they lack. Whatever both sides can compute is computed
twice and compared. A formula tells what was fitted.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from linearmodels.panel import RandomEffects
from statsmodels.regression.linear_model import OLS, WLS, RegressionResults
from statsmodels.tools.sm_exceptions import SingularMatrixWarning

from lib.core.problems import stop_if
from lib.inference.cluster_variance import clustered_variance
from lib.inference.fixed_effects import encode_labels
from lib.inference.panel_estimators import REGIME, Estimate, Panel, difference, unit_means
from lib.inference.robust_variance import LEAST_ROOM, classical_variance, leverages, robust_variance
from lib.inference.student import two_sided_p
from lib.models.specification import Regression

AGREEMENT = 1e-8
ABSORBING = ("fixed_effects", "two_way_fixed_effects")
RANDOM = ("random_effects", "correlated_random_effects")


@dataclass(frozen=True)
class LibraryFit:
    """A regression of k coefficients on n rows as a library fits it, in the order of the core.

    Attributes
    ----------
    fitted_by : the library
    formula : the model in the notation of both libraries
    coefficients : (k,)
    residuals : (n,), None where the library tells them of other rows than the core fits
    std_errors : (k,) by method: classical, HC3, CR0, CRV1, CRV3, those of them that the library has
    residual_df : of t by the classical and the HC3 variance
    """

    fitted_by: str
    formula: str
    coefficients: np.ndarray
    residuals: np.ndarray | None
    std_errors: dict[str, np.ndarray]
    residual_df: int


def library_fit(regression: Regression, estimator: str, panel: Panel, names: tuple[str, ...]) -> LibraryFit:
    """Fit one regression by one estimator; `names` are the core's coefficients, in order.

    linearmodels fits random effects, statsmodels all else, effects as dummies.
    """
    if estimator == "between":
        panel = unit_means(panel)
    elif estimator == "first_differences":
        panel = difference(panel)
    regressors = [name for name in names if name != "constant"]
    columns = _columns(panel, regression.outcome.name, regressors)
    if estimator in RANDOM:
        return _by_linearmodels(regression, panel, columns, names)
    return _by_statsmodels(regression, panel, columns, regressors, _effects(estimator, panel), names)


def _effects(estimator: str, panel: Panel) -> tuple[np.ndarray, ...]:
    """What an estimator absorbs: no labels, those of the spells of units, or of spells and of years."""
    if estimator not in ABSORBING:
        return ()
    return (panel.spell, panel.year) if estimator == "two_way_fixed_effects" else (panel.spell,)


def _columns(panel: Panel, outcome: str, regressors: list[str]) -> dict[str, np.ndarray]:
    """Arrays (n,) under the names of the formula: outcome, regressors, levels of regimes, means of units."""
    columns = {outcome: panel.y, **dict(zip(panel.names, panel.X.T, strict=True))}
    for name in regressors:
        if name.startswith(REGIME):
            columns[name] = np.asarray(panel.regime == int(name.removeprefix(REGIME)), float)
        elif name not in columns:
            values = pd.Series(columns[name.removesuffix("_mean")])
            columns[name] = values.groupby(panel.spell).transform("mean").to_numpy()
    return columns


def _by_statsmodels(
    regression: Regression,
    panel: Panel,
    columns: dict[str, np.ndarray],
    regressors: list[str],
    effects: tuple[np.ndarray, ...],
    names: tuple[str, ...],
) -> LibraryFit:
    """Least squares with a constant and, for each of the `effects`, a dummy a level but the first."""
    dummies = [pd.get_dummies(pd.Series(labels), drop_first=True, dtype=float) for labels in effects]
    X = np.column_stack([np.ones(len(panel.y)), *(columns[name] for name in regressors), *dummies])
    model = OLS(panel.y, X) if panel.weights is None else WLS(panel.y, X, weights=panel.weights)
    with warnings.catch_warnings():  # dummies of years within regimes add up to those of the regimes
        warnings.simplefilter("ignore", SingularMatrixWarning)
        fitted: RegressionResults = model.fit(method="pinv" if effects else "qr")
    units = encode_labels(panel.unit)
    robust = {"HC3": fitted.get_robustcov_results("HC3", use_t=True)}
    options = {"groups": units.codes, "use_t": True}
    if effects:
        robust["CR0"] = fitted.get_robustcov_results("cluster", use_correction=False, **options)
    elif units.levels < len(panel.y):
        robust["CRV1"] = fitted.get_robustcov_results("cluster", **options)
        robust["CRV3"] = fitted.get_robustcov_results("cluster-crv3", **options)
    place = [["constant", *regressors].index(name) for name in names]
    terms = [*regressors, *("C(entity)", "C(year)")[: len(effects)]]
    return LibraryFit(
        fitted_by="statsmodels",
        formula=f"{regression.outcome.name} ~ {' + '.join(terms)}",
        coefficients=fitted.params[place],
        residuals=fitted.resid,
        std_errors={
            method: np.asarray(results.bse)[place]
            for method, results in {"classical": fitted, **robust}.items()
        },
        residual_df=int(fitted.df_resid),
    )


def _by_linearmodels(
    regression: Regression, panel: Panel, columns: dict[str, np.ndarray], names: tuple[str, ...]
) -> LibraryFit:
    """Random effects of units, or of units and regimes where the years cross a break; clusters are units."""
    index = pd.MultiIndex.from_arrays([pd.Categorical(panel.spell), panel.year], names=["entity", "year"])
    formula = f"{regression.outcome.name} ~ 1 + {' + '.join(name for name in names if name != 'constant')}"
    model = RandomEffects.from_formula(formula, pd.DataFrame(columns, index))
    clusters = pd.Series(encode_labels(panel.unit).codes, index)
    clustered = model.fit(small_sample=True, cov_type="clustered", debiased=False, clusters=clusters)
    order = ["Intercept" if name == "constant" else name for name in names]
    return LibraryFit(
        fitted_by="linearmodels",
        formula=formula,
        coefficients=clustered.params[order].to_numpy(),
        residuals=None,
        std_errors={"CR0": clustered.std_errors[order].to_numpy()},
        residual_df=int(clustered.df_resid),
    )


def adopt(estimate: Estimate, fit: LibraryFit) -> Estimate:
    """The estimate with the library's coefficients and residuals, for the core's inference to rest on.

    Of random effects the core keeps its residuals, which are those of the quasi-demeaned rows.
    """
    ours = replace(estimate.fit, coefficients=fit.coefficients)
    if fit.residuals is not None:
        ours = replace(ours, residuals=fit.residuals)
    return Estimate(ours, estimate.clusters, estimate.periods)


def cross_check(regression: Regression, estimator: str, estimate: Estimate, fit: LibraryFit) -> list[dict]:
    """A row a number that both sides compute.

    ``difference`` is relative to the library's number, of an estimate to its standard error where that is
    larger (a coefficient may lie at zero), of p-values plain; to nine decimals, beyond which processors
    differ. The classical variance is compared where both count the same degrees of freedom. HC3 is left out
    where a row has leverage one, which statsmodels divides by.
    """
    rows = []
    for method, theirs in fit.std_errors.items():
        if method == "classical" and fit.residual_df != estimate.fit.residual_df:
            continue
        if method == "HC3" and leverages(estimate.fit).max() > 1 - LEAST_ROOM:
            continue
        ours, df = _std_errors(estimate, method)
        for quantity, own, other, scale in _quantities(estimate, fit, method, ours, theirs, df):
            rows += [
                {
                    "model": regression.model,
                    "estimator": estimator,
                    "term": term,
                    "method": method,
                    "quantity": quantity,
                    "core": own[j],
                    "library": other[j],
                    "difference": round(abs(own[j] - other[j]) / scale[j], 9),
                    "fitted_by": fit.fitted_by,
                    "formula": fit.formula,
                }
                for j, term in enumerate(estimate.fit.names)
            ]
    return rows


def _std_errors(estimate: Estimate, method: str) -> tuple[np.ndarray, np.ndarray]:
    """The core's standard errors by a method, and the degrees of freedom of t."""
    fit = estimate.fit
    if method in ("classical", "HC3"):
        variance = classical_variance(fit) if method == "classical" else robust_variance(fit)
        return np.sqrt(np.diag(variance)), np.full(fit.k, float(fit.residual_df))
    clustered = clustered_variance(fit, estimate.parts, method)
    return clustered.std_errors, clustered.df


def _quantities(
    estimate: Estimate,
    fit: LibraryFit,
    method: str,
    ours: np.ndarray,
    theirs: np.ndarray,
    df: np.ndarray,
) -> Iterator[tuple[str, np.ndarray, np.ndarray, np.ndarray]]:
    """Name, both sides and the scale of the difference of each quantity."""
    own, other = estimate.fit.coefficients, fit.coefficients
    scale = np.maximum(np.abs(other), theirs)
    if method in ("HC3", "CR0"):
        yield "estimate", own, other, scale
    yield "std_error", ours, theirs, theirs
    if method != "CR0":
        yield "p_value", two_sided_p(own / ours, df), two_sided_p(other / theirs, df), np.ones(len(df))


def stop_where_apart(table: pd.DataFrame) -> None:
    """Stop the build when core and library differ anywhere by more than `AGREEMENT`.

    Raises
    ------
    ProblemsError
        A sentence for each of the ten numbers that lie farthest apart.
    """
    apart = (
        table[~(table["difference"] <= AGREEMENT)]
        .sort_values(
            ["difference", "model", "estimator", "term", "quantity", "method"], ascending=False, kind="stable"
        )
        .head(10)
    )
    stop_if(
        [
            f"{row.model}, {row.estimator}, {row.term}: the {row.quantity} by {row.method} is "
            f"{row.core:.12g} by lib.inference and {row.library:.12g} by {row.fitted_by}; one is wrong."
            for row in apart.itertuples()
        ],
        "Comparing our numbers with those of statsmodels and linearmodels",
    )
