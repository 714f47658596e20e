"""The estimates of this run against statsmodels and linearmodels on the same panels."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from linearmodels.panel import BetweenOLS, PanelOLS, PooledOLS, RandomEffects

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
        "models": sorted(map(str, (project / "config/models").glob("*.yaml"))),
        "variants": project / "config/variants.yaml",
        "groups": project / "config/groups.yaml",
        **{f"panel_{layout}": project / f"results/data/panel_{layout}.csv" for layout in (20, 17, 16)},
    }
    given = model_inputs(files, LATEST)
    names = ["model", "estimator", "method", "term"]
    table = read_table(project / "results/models/coefficients.csv")
    panels = {one.model: panel_of(one, given["panels"], given["groups"]) for one in given["regressions"]}
    return table.set_index(names, verify_integrity=True).sort_index(), panels


def data_of(panel):
    index = pd.MultiIndex.from_arrays([panel.unit, panel.year], names=["unit", "year"])
    X = pd.DataFrame(panel.X, index=index, columns=list(panel.names))
    return pd.Series(panel.y, index=index, name="outcome"), X


def main_models(panels):
    return [model for model in panels if ":" not in model and "@" not in model]


THEIRS = {
    "pooled": lambda y, X: PooledOLS(y, sm.add_constant(X)).fit(),
    "between": lambda y, X: BetweenOLS(y, sm.add_constant(X)).fit(),
    "fixed_effects": lambda y, X: PanelOLS(y, X, entity_effects=True).fit(),
    "two_way_fixed_effects": lambda y, X: PanelOLS(y, X, entity_effects=True, time_effects=True).fit(),
    "random_effects": lambda y, X: RandomEffects(y, sm.add_constant(X)).fit(small_sample=True),
}


@pytest.mark.parametrize("estimator", list(THEIRS))
def test_main_models_have_the_estimates_of_linearmodels(run, estimator):
    table, panels = run
    for model in main_models(panels):
        theirs = THEIRS[estimator](*data_of(panels[model]))
        ours = table.loc[(model, estimator, "HC3" if estimator == "between" else "CRV3"), "estimate"]
        expected = theirs.params.rename({"const": "constant"})
        np.testing.assert_allclose(ours[expected.index], expected, rtol=1e-7)


def test_pooled_models_have_the_clustered_tests_of_statsmodels(run):
    """With Student's t: without `use_t` statsmodels prints normal p-values."""
    table, panels = run
    for model in main_models(panels):
        y, X = data_of(panels[model])
        groups = pd.factorize(panels[model].unit)[0]
        for method, kind in (("CRV1", "cluster"), ("CRV3", "cluster-crv3")):
            theirs = sm.OLS(y, sm.add_constant(X)).fit(cov_type=kind, cov_kwds={"groups": groups}, use_t=True)
            ours = table.loc[(model, "pooled", method)]
            for term, name in (("const", "constant"), *((each, each) for each in X)):
                assert ours.loc[name, "std_error"] == pytest.approx(theirs.bse[term], rel=1e-7)
                assert ours.loc[name, "p_value"] == pytest.approx(theirs.pvalues[term], rel=1e-6)


def test_cross_sections_have_the_hc3_tests_of_statsmodels(run):
    table, panels = run
    yearly = [model for model in panels if "@" in model]
    assert yearly
    for model in yearly:
        y, X = data_of(panels[model])
        theirs = sm.OLS(y, sm.add_constant(X)).fit(cov_type="HC3", use_t=True)
        ours = table.loc[(model, "cross_section", "HC3")]
        for term in X:
            found = ours.loc[term, ["estimate", "std_error", "p_value"]]
            expected = theirs.params[term], theirs.bse[term], theirs.pvalues[term]
            np.testing.assert_allclose(found.to_numpy(float), expected, rtol=1e-6)
            np.testing.assert_allclose(
                ours.loc[term, ["ci_low", "ci_high"]].to_numpy(float), theirs.conf_int().loc[term], rtol=1e-6
            )


def test_missing_numbers_are_those_that_the_method_has_not(run):
    """WCR has no degrees of freedom, permutations have no interval, tests no estimate (docs/methods.md)."""
    table, _ = run
    rows = table.reset_index()
    tests = rows["term"].isin(["hausman", "mundlak"])
    assert rows.loc[tests, ["estimate", "std_error", "ci_low", "ci_high"]].isna().all(axis=None)
    assert ((rows["method"] == "chi-squared, indefinite") == rows["p_value"].isna()).all()
    coefficients = rows[~tests]
    assert coefficients[["estimate", "statistic"]].notna().all(axis=None)
    dealt = ["permutation", "randomisation"]
    assert (coefficients["method"].isin(dealt) == coefficients["ci_low"].isna()).all()
    assert (coefficients["method"].isin([*dealt, "WCR"]) == coefficients["df"].isna()).all()
