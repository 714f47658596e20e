"""Which tests and models the tables of space hold, on a ring of eight units."""

import numpy as np
import pandas as pd
import pytest

from lib.models.specification import Regression, Term
from lib.space.weights import contiguity, tabulate
from regress.estimate_space import estimate_space

UNITS = list("ABCDEFGH")
RING = {(UNITS[i], UNITS[i + 1]) for i in range(7)} | {("A", "H")}
WEIGHTS = tabulate("queen", UNITS, contiguity(UNITS, RING))
YEARS = range(2015, 2021)
CHOICES = {
    "weights": ["queen"],
    "layouts": ["20"],
    "values": [{"variable": "output", "transform": "log"}],
    "models": ["poverty"],
}


def regression(model: str, years: tuple[int, int], estimators: tuple[str, ...]) -> Regression:
    return Regression(
        model=model,
        base="poverty",
        outcome=Term("poverty", "level"),
        regressors=(Term("output", "log"),),
        headline="output",
        layout="20",
        years=years,
        exclude=(),
        weights="none",
        estimators=estimators,
    )


REGRESSIONS = [
    regression("poverty", (2015, 2020), ("pooled", "two_way_fixed_effects")),
    regression("poverty:other", (2015, 2018), ("pooled",)),
    regression("poverty@2019", (2019, 2019), ("cross_section",)),
    regression("poverty@2020", (2020, 2020), ("cross_section",)),
]


@pytest.fixture(scope="module")
def panel():
    """Poverty that follows output; the last year of one unit is missing."""
    generator = np.random.default_rng(1)
    rows = pd.DataFrame([(unit, year) for unit in UNITS for year in YEARS], columns=["unit", "year"])
    rows["output"] = np.exp(generator.normal(size=len(rows)))
    rows["poverty"] = 5 - 2 * np.log(rows["output"]) + 0.1 * generator.normal(size=len(rows))
    rows.loc[rows["unit"].eq("C") & rows["year"].eq(2020), "poverty"] = None
    return rows


@pytest.fixture(scope="module")
def tables(panel):
    return estimate_space({"20": panel}, {"20": WEIGHTS}, REGRESSIONS, {"20": {}}, CHOICES, seed=1)


def test_values_are_tested_in_every_complete_year(tables):
    spatial, _ = tables
    rows = spatial[spatial["estimator"] == "values"]
    assert rows["first_year"].tolist() == list(YEARS)
    assert set(rows["model"]) == {"log_output"}
    assert rows["expected"].to_numpy() == pytest.approx(-1 / 7)


def test_clusters_are_of_the_last_complete_year_and_hold_the_moran_scatter(tables):
    spatial, clusters = tables
    assert clusters["unit"].tolist() == UNITS
    assert set(clusters["year"]) == {2020}
    slope = clusters["value"] @ clusters["neighbours"] / (clusters["value"] @ clusters["value"])
    last = spatial[(spatial["estimator"] == "values") & (spatial["first_year"] == 2020)]
    assert slope == pytest.approx(last["estimate"].item())
    assert (clusters["adjusted_p_value"] >= clusters["p_value"]).all()
    assert set(clusters.loc[clusters["adjusted_p_value"] >= 0.05, "cluster"]) <= {""}


def test_a_year_without_all_units_enters_neither_panel_nor_cross_sections(tables):
    spatial, _ = tables
    assert set(spatial["model"]) == {"log_output", "poverty", "poverty@2019"}
    whole = spatial[spatial["model"] == "poverty"]
    assert set(whole["last_year"]) == {2019}
    assert set(whole["n"]) == {8 * 5}


def test_spatial_models_find_what_made_the_data(tables):
    spatial, _ = tables
    of_term = spatial[(spatial["term"] == "log_output") & spatial["effect"].isin(["coefficient", "direct"])]
    assert set(of_term["estimator"]) == {
        *("spatial_lag", "spatial_error", "spatial_durbin"),
        *("two_way_spatial_lag", "two_way_spatial_error", "two_way_spatial_durbin"),
    }
    assert of_term["estimate"].to_numpy() == pytest.approx(-2, abs=0.3)
    assert (of_term["ci_low"] < of_term["estimate"]).all()
    assert (of_term["ci_high"] > of_term["estimate"]).all()


def test_every_test_has_a_p_value_and_says_how_it_was_made(tables):
    spatial, _ = tables
    tests = spatial[
        spatial["term"].isin(["morans_i", "lm_error", "lm_lag", "robust_lm_lag", "robust_lm_error"])
    ]
    assert tests["p_value"].between(0, 1).all()
    assert spatial["method"].ne("").all()


def test_the_same_seed_gives_the_same_tables(panel, tables):
    again = estimate_space({"20": panel}, {"20": WEIGHTS}, REGRESSIONS, {"20": {}}, CHOICES, seed=1)
    for one, other in zip(tables, again, strict=True):
        pd.testing.assert_frame_equal(one, other)
