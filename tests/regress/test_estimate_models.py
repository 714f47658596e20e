"""The estimates of this run against brute force, statsmodels and linearmodels on the same panels."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from lib.core.tables import read_table
from lib.data.vintages import LATEST
from lib.models.inputs import model_inputs
from lib.models.rows import panel_of


@pytest.fixture(scope="module")
def run(project):
    """The coefficients as the last run wrote them, indexed, and the rows of every regression by its id."""
    if not (project / "results/models/coefficients.csv").exists():
        pytest.skip("no run has written the results yet")
    files = {
        "units": project / "data/raw/units.csv",
        "codebook": project / "results/data/codebook.csv",
        "models": sorted(map(str, (project / "config/models").glob("*.yaml"))),
        "variants": project / "config/variants.yaml",
        "groups": project / "config/groups.yaml",
        **{f"panel_{layout}": project / f"results/data/panel_{layout}.csv" for layout in (20, 17, 16)},
    }
    given = model_inputs(files, LATEST)
    names = ["model", "estimator", "method", "term"]
    table = read_table(project / "results/models/coefficients.csv")
    panels = {one.model: panel_of(one, given["panels"], given["groups"]) for one in given["regressions"]}
    table = table.set_index(names).sort_index()
    assert table.index.is_unique
    return table, panels


def data_of(panel):
    index = pd.MultiIndex.from_arrays([panel.unit, panel.year], names=["unit", "year"])
    X = pd.DataFrame(panel.X, index=index, columns=list(panel.names))
    return pd.Series(panel.y, index=index, name="outcome"), X


def main_models(panels):
    return [model for model in panels if ":" not in model and "@" not in model]


@pytest.mark.parametrize("estimator", ["pooled", "fixed_effects", "two_way_fixed_effects"])
def test_main_models_have_the_estimates_of_dummies_by_brute_force(run, estimator):
    table, panels = run
    for model in main_models(panels):
        panel = panels[model]
        labels = {
            "pooled": [panel.regime],
            "fixed_effects": [panel.spell],
            "two_way_fixed_effects": [panel.spell, panel.year],
        }
        dummies = [pd.get_dummies(pd.Series(each)).to_numpy(float) for each in labels[estimator]]
        if (model, estimator) not in table.index:
            continue
        found = np.linalg.lstsq(np.column_stack([panel.X, *dummies]), panel.y)[0][: panel.X.shape[1]]
        ours = table.loc[(model, estimator, "CRV3"), "estimate"]
        np.testing.assert_allclose(ours[list(panel.names)], found, rtol=1e-6)  # written to seven digits


def test_every_estimate_of_a_main_model_is_computed_twice(project, run):
    """Printed numbers are the core's half of the cross-check, and both halves agree."""
    table, panels = run
    checks = read_table(project / "results/models/cross_check.csv")
    assert checks["difference"].max() <= 1e-8
    twice = checks[checks["quantity"] == "estimate"].drop_duplicates(["model", "estimator", "term"])
    printed = table.reset_index()
    printed = printed[printed["model"].isin(main_models(panels)) & printed["estimate"].notna()]
    keys = ["model", "estimator", "term"]
    merged = printed.drop_duplicates(keys).merge(twice, on=keys, how="left", suffixes=("", "_twice"))
    assert merged["core"].notna().all()
    np.testing.assert_allclose(merged["estimate"], merged["library"], rtol=1e-8, atol=1e-10)
    for method in ("CRV1", "CRV3", "HC3"):
        errors = checks[(checks["quantity"] == "std_error") & (checks["method"] == method)]
        both = table.reset_index().merge(errors, on=["model", "estimator", "term", "method"])
        assert len(both)
        np.testing.assert_allclose(both["std_error"], both["library"], rtol=1e-8)


def satterthwaite(X, term):
    """Degrees of freedom of an HC3 variance, (tr B)^2 / tr(B^2) (Bell and McCaffrey 2002), by whole matrices.

    With equal and independent errors e, the variance of a coefficient is e'Be.
    """
    inverse = np.linalg.inv(X.T @ X)
    residual_maker = np.eye(len(X)) - X @ inverse @ X.T
    weights = (X @ inverse)[:, term] / np.diag(residual_maker)
    B = residual_maker @ np.diag(weights**2) @ residual_maker
    return np.trace(B) ** 2 / np.trace(B @ B)


def test_cross_sections_have_the_hc3_errors_of_statsmodels_and_t_tests_by_their_own_degrees(run):
    table, panels = run
    yearly = [model for model in panels if "@" in model]
    assert yearly
    for model in yearly:
        y, X = data_of(panels[model])
        with_constant = sm.add_constant(X)
        theirs = sm.OLS(y, with_constant).fit(cov_type="HC3", use_t=True)
        ours = table.loc[(model, "cross_section", "HC3")]
        for term in X:
            estimate, error = theirs.params[term], theirs.bse[term]
            df = satterthwaite(with_constant.to_numpy(), with_constant.columns.get_loc(term))
            half = stats.t.ppf(0.975, df) * error
            expected = [
                estimate,
                error,
                df,
                2 * stats.t.sf(abs(estimate / error), df),
                estimate - half,
                estimate + half,
            ]
            columns = ["estimate", "std_error", "df", "p_value", "ci_low", "ci_high"]
            np.testing.assert_allclose(ours.loc[term, columns].to_numpy(float), expected, rtol=2e-6)


def test_missing_numbers_are_those_that_the_method_has_not(run):
    """WCR and SCPC lack degrees of freedom, permutations an interval, tests an estimate (docs/methods.md)."""
    table, _ = run
    rows = table.reset_index()
    tests = rows["term"].isin(["hausman", "mundlak"])
    assert rows.loc[tests, ["estimate", "std_error", "ci_low", "ci_high"]].isna().all(axis=None)
    assert ((rows["method"] == "chi-squared, indefinite") == rows["p_value"].isna()).all()
    coefficients = rows[~tests]
    assert coefficients[["estimate", "statistic"]].notna().all(axis=None)
    dealt = ["permutation", "randomisation"]
    assert (coefficients["method"].isin(dealt) == coefficients["ci_low"].isna()).all()
    assert (coefficients["method"].isin([*dealt, "WCR", "SCPC"]) == coefficients["df"].isna()).all()
