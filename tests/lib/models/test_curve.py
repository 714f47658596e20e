import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lib.core.problems import ProblemsError
from lib.inference.cluster_variance import clustered_variance
from lib.inference.least_squares import least_squares
from lib.inference.many_models import bootstrap_statistics
from lib.inference.wild_bootstrap import sign_vectors, some_sign_vectors, wild_inversion
from lib.models.curve import assess_curve, medians_beyond, needed_variables, trace_curve

CURVE = {
    "sign": "positive",
    "outcomes": [
        {"variable": "y", "transform": "level"}, {"variable": "y", "transform": "logit"},
        {"variable": "v", "transform": "level"},
    ],
    "focal": [{"variable": "x", "transform": "level"}],
    "controls": [
        [], [{"variable": "w", "transform": "log"}],
        [{"variable": "w", "transform": "log"}, {"variable": "size", "transform": "level"}],
    ],
    "samples": {"all": [], "without_a": ["first"]},
    "weights": ["none", "size"],
    "periods": [{"layout": "17", "years": [2018, 2021]}, {"layout": "20", "years": [2020, 2021]}],
    "estimators": [
        "year_effects", "fixed_effects", "two_way_fixed_effects", "first_differences", "between",
    ],
}  # fmt: skip
REGIONS = {unit: unit[0] for unit in ["a", "b", "c", "d", "e", "f", "a1", "a2", "f1", "f2"]}


def frame(units, seed):
    generator = np.random.default_rng(seed)
    rows = pd.DataFrame(
        [(unit, year) for unit in units for year in range(2018, 2022)], columns=["unit", "year"]
    )
    n = len(rows)
    return rows.assign(
        x=generator.normal(size=n),
        y=generator.uniform(5, 60, n),
        w=generator.uniform(1, 9, n),
        size=generator.uniform(1, 3, n),
        v=generator.normal(size=n),
    )


@pytest.fixture(scope="module")
def panels():
    return {"17": frame("abcdef", 0), "20": frame(["a1", "a2", "b", "c", "d", "e", "f1", "f2"], 1)}


GROUPS = {"17": {"first": ["a"]}, "20": {"first": ["a1", "a2"]}}


@pytest.fixture(scope="module")
def curve(panels):
    return trace_curve("question", CURVE, panels, GROUPS, REGIONS)


def test_every_combination_is_there_once(curve):
    choices = ["outcome", "controls", "layout", "sample", "weights", "estimator"]
    assert len(curve.table) == 3 * 3 * 2 * 2 * 2 * 5 == len(curve.table.drop_duplicates(choices))


def test_a_specification_is_the_regression_it_names(curve, panels):
    table, _ = assess_curve(curve)
    row = table.query(
        "outcome == 'logit_y' and controls == 'log_w' and layout == '17' and sample == 'all' "
        "and weights == 'size' and estimator == 'two_way_fixed_effects'"
    ).iloc[0]
    data = panels["17"]
    y = np.log(data.y / (100 - data.y))
    X = np.column_stack([data.x, np.log(data.w)])
    fit = least_squares(y, X, weights=data["size"], absorb=[data.unit, data.year])
    assert row.estimate == pytest.approx(fit.coefficients[0])
    error = clustered_variance(fit, data.unit, "CRV1").std_errors[0]
    assert row.statistic == pytest.approx(fit.coefficients[0] / error)
    assert row.p_value == pytest.approx(wild_inversion(fit, data.unit, 0).p_value(0.0))
    assert row.standardised == pytest.approx(fit.coefficients[0] * data.x.std() / y.std())
    wide = stats.t.ppf(0.975, 5) * error
    assert (row.ci_low, row.ci_high) == pytest.approx((row.estimate - wide, row.estimate + wide))
    assert (row.df, row.n, row.clusters, row.std_error) == (5, 24, 6, pytest.approx(error))


def test_specifications_are_numbered_and_name_their_choices(curve):
    table = curve.table
    assert table.specification.tolist() == list(range(1, 361))
    assert set(zip(table.layout, table.first_year, table.last_year, strict=True)) == {
        ("17", 2018, 2021),
        ("20", 2020, 2021),
    }
    assert needed_variables(CURVE) == ["size", "v", "w", "x", "y"]


@pytest.mark.parametrize("at_once", [3, 512])
def test_of_more_vectors_than_are_tried_some_are_drawn(curve, monkeypatch, at_once):
    """Of 32 vectors of signs 8 are tried, the sample among them: p-values are shares of eight."""
    monkeypatch.setattr("lib.models.curve.MOST_VECTORS", 8)
    monkeypatch.setattr("lib.models.curve.VECTORS_IN_A_BLOCK", at_once)
    table, tests = assess_curve(curve)
    raw = bootstrap_statistics(curve.a, curve.M, some_sign_vectors(6, 7, seed=0))
    beyond = np.abs(raw) >= np.abs(raw[:, [0]]) * (1 - 1e-9)
    np.testing.assert_allclose(table.p_value, beyond.mean(axis=1))
    assert tests.vectors.tolist() == [8] * 4
    assert (8 * tests.p_value).tolist() == (8 * tests.p_value).round().tolist()


def test_clusters_are_the_older_regions(curve):
    table = curve.table
    assert set(table[table.layout == "20"].clusters) == {5, 6}
    assert (curve.a[(table["sample"] == "without_a").to_numpy(), 0] == 0).all()


def test_the_joint_test_counts_curves_at_least_as_extreme(curve):
    table, tests = assess_curve(curve)
    raw = bootstrap_statistics(curve.a, curve.M, sign_vectors(6))
    t = raw * (table.statistic / raw[:, 0]).to_numpy()[:, None]
    assert list(zip(tests.estimand, tests.outcome, strict=True)) == [
        ("between_regions", "y"), ("between_regions", "v"), ("within_regions", "y"), ("within_regions", "v"),
    ]  # fmt: skip
    for test in tests.itertuples():
        within = table.estimator.isin(["fixed_effects", "two_way_fixed_effects", "first_differences"])
        pile = (within == (test.estimand == "within_regions")) & (
            table.outcome.str.removeprefix("logit_") == test.outcome
        )
        medians = np.median(t[pile.to_numpy()], axis=0)
        assert (test.vectors, test.specifications) == (32, pile.sum())
        assert test.median_t == pytest.approx(table.statistic[pile].median())
        assert test.p_value == pytest.approx(np.mean(np.abs(medians) >= abs(medians[0]) - 1e-12))


def test_drawn_vectors_are_seeded_distinct_and_hold_the_sample():
    vectors = some_sign_vectors(12, 200, seed=3)
    assert vectors.shape == (201, 12)
    assert (vectors[0] == 1).all()
    assert len(np.unique(vectors, axis=0)) == 201
    np.testing.assert_array_equal(vectors, some_sign_vectors(12, 200, seed=3))
    assert len(some_sign_vectors(5, 200, seed=3)) == 16


@pytest.mark.parametrize("G", [70, 200])
def test_signs_of_many_clusters_are_drawn_and_never_enumerated(G):
    vectors = some_sign_vectors(G, 99, seed=3)
    assert vectors.shape == (100, G)
    assert set(vectors.ravel()) == {-1, 1}
    assert (vectors[0] == 1).all()
    assert (vectors[:, -1] == 1).all()
    assert abs(vectors[1:, :-1].mean()) < 0.05
    np.testing.assert_array_equal(vectors, some_sign_vectors(G, 99, seed=3))
    with pytest.raises(ValueError, match=f"{G} clusters have 2\\*\\*{G - 1} vectors of signs, too many"):
        sign_vectors(G)


def test_a_median_beyond_a_bound_is_counted_in_even_and_odd_piles():
    generator = np.random.default_rng(2)
    for rows in (7, 8):
        t = generator.normal(size=(rows, 500)).round(1)
        for bound in (0.1, 0.35, 0.8):
            expected = (np.abs(np.median(t, axis=0)) >= bound).sum()
            assert medians_beyond(t, bound) == expected


def test_choices_that_rows_cannot_carry_are_named(panels):
    with pytest.raises(ProblemsError, match="the panel of 17 units has no z"):
        trace_curve(
            "q", {**CURVE, "focal": [{"variable": "z", "transform": "level"}]}, panels, GROUPS, REGIONS
        )
    zero = {**panels, "17": panels["17"].assign(w=0.0)}
    with pytest.raises(ProblemsError, match="w of a in 2018 is 0, which has no log"):
        trace_curve("q", CURVE, zero, GROUPS, REGIONS)
    flat = {**panels, "17": panels["17"].assign(x=1.0)}
    with pytest.raises(ProblemsError, match="does not vary"):
        trace_curve("q", CURVE, flat, GROUPS, REGIONS)
