import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.sparse import eye_array

from lib.core.tables import read_table
from lib.inference.error_process import Scenario, error_process
from lib.inference.fixed_effects import encode, sweep
from lib.inference.least_squares import least_squares
from lib.models.specification import Regression, Term
from lib.space.weights import contiguity, distances, tabulate
from regress.simulate_size import (
    SIMULATED_KEYS,
    _taken_out,
    monte_carlo_interval,
    over_scenarios,
    simulate_size,
)


def grid(rows):
    table = pd.DataFrame(rows, columns=["method", "size", "size_low", "size_high", "detectable"])
    fixed = dict.fromkeys(["draws", "level", "n", "clusters"], 1)
    return table.assign(model="m", estimator="e", term="x", **fixed)


def test_a_method_is_trusted_where_every_interval_lies_within_the_limits():
    table = over_scenarios(
        grid(
            [
                ("CRV3", 0.05, 0.04, 0.06, 1.0),
                ("CRV3", 0.06, 0.05, 0.074, 3.0),
                ("WCR", 0.07, 0.06, 0.08, np.nan),
                ("WCR", 0.05, 0.04, 0.06, np.nan),
                ("HC3", 0.03, 0.02, 0.04, 2.0),
            ]
        ),
        0.025,
        0.075,
    ).set_index("method")
    assert table["trusted"].to_dict() == {"CRV3": "yes", "WCR": "no", "HC3": "no"}
    assert table.loc["CRV3", ["size_lowest", "size_highest", "detectable"]].tolist() == [0.05, 0.06, 3.0]
    assert table.loc["WCR", "size_high"] == 0.08


def test_the_monte_carlo_interval_is_wilsons_of_the_two_sided_rate():
    expected = stats.binomtest(100, 1000).proportion_ci(method="wilson")
    assert monte_carlo_interval(0.05, 1000) == pytest.approx((expected.low / 2, expected.high / 2), rel=1e-6)


@pytest.mark.parametrize("absorb", [("unit", "year"), ("year",), ("unit",), ()])
def test_what_a_fit_leaves_of_errors_varies_as_the_matrix_of_all_rows_says(absorb):
    """The trace of M S M' with M = I - P, made from dense matrices of an uneven panel."""
    generator = np.random.default_rng(0)
    rows = np.flatnonzero(generator.random(35) > 0.1)
    labels = {"unit": rows // 5, "year": rows % 5}
    W = np.roll(np.eye(7), 1, axis=1)
    spreads = generator.uniform(1, 3, 7)
    process = error_process(Scenario(0.9, 0.4, "residuals"), spreads, labels["unit"], labels["year"], W)
    absorbed = [labels[name] for name in absorb]
    X = generator.normal(size=(len(rows), 2))
    fit = least_squares(generator.normal(size=len(rows)), X, absorb=absorbed)
    cleared = sweep(np.eye(len(rows)), encode(absorbed), np.ones(len(rows))) if absorb else np.eye(len(rows))
    maker = cleared - fit.Q @ (fit.Q.T @ cleared)
    unit, year = process.unit, process.year
    errors = process.between[np.ix_(unit, unit)] * process.over[np.ix_(year, year)]
    left = process.variance(eye_array(len(rows))) - process.variance(_taken_out(fit))
    assert left == pytest.approx(np.trace(maker @ errors @ maker.T), rel=1e-9)


def test_a_method_that_is_printed_as_trusted_holds_in_every_scenario(project):
    path = project / "results/models/size_grid.csv"
    if not path.exists():
        pytest.skip("no run has written the results yet")
    grid, sizes = read_table(path), read_table(path.parent / "size.csv")
    trusted = sizes.loc[sizes["trusted"] == "yes", SIMULATED_KEYS].merge(grid, on=SIMULATED_KEYS)
    assert len(trusted) > len(sizes.loc[sizes["trusted"] == "yes"])
    assert trusted["size_low"].min() >= 0.025
    assert trusted["size_high"].max() <= 0.075


def test_a_unit_seen_once_has_no_part_in_the_simulation_of_differences():
    """The errors of the other units are those of a panel that never had it."""
    generator = np.random.default_rng(0)
    rows = pd.DataFrame([(unit, year) for unit in "ABCDEF" for year in range(2015, 2020)])
    rows = rows.set_axis(["unit", "year"], axis=1)
    rows["x"], rows["y"] = generator.normal(size=(2, 30))
    regression = Regression(
        "m", "m", Term("y", "level"), (Term("x", "level"),), "x", "16", (2015, 2019), (), "none",
        ("first_differences",),
    )  # fmt: skip
    ring = {tuple(sorted(("ABCDEF"[i], "ABCDEF"[(i + 1) % 6]))) for i in range(6)}
    queen = tabulate("queen", list("ABCDEF"), contiguity(list("ABCDEF"), ring))
    km = tabulate(
        "16", list("ABCDEF"), 100 * distances(np.column_stack([np.arange(6.0), np.arange(6.0) % 3]))
    )
    plan = {
        "level": 0.05, "power": 0.8, "draws": 50, "sign_vectors": 16, "permutations": 20,
        "neighbours": "queen", "models": ["m"], "cross_sections": [], "estimators": ["first_differences"],
        "panels": {"rho": [0.5], "spatial": [0.3], "spread": ["residuals"]},
    }  # fmt: skip

    def simulated(panel):
        return simulate_size(
            [regression], {"16": panel}, {"16": {}}, weights={"16": queen}, cutoffs=[150], plan=plan, seed=1,
            distances=km.rename(columns={"weight": "km", "kind": "layout"}),
        )  # fmt: skip

    once = rows[(rows.unit != "C") | (rows.year == 2017)]
    pd.testing.assert_frame_equal(simulated(once), simulated(rows[rows.unit != "C"]))
