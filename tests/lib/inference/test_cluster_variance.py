import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from linearmodels.panel import PanelOLS

from lib.inference.cluster_variance import cluster_parts, clustered_variance, effective_clusters
from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.student import two_sided_p


@pytest.fixture(scope="module")
def grunfeld():
    data = sm.datasets.grunfeld.load_pandas().data
    return data[data.firm != "American Steel"]


@pytest.fixture(scope="module")
def petersen():
    path = sm.__file__.replace("api.py", "stats/tests/test_data.txt")
    return pd.read_csv(path, sep=r"\s+", header=None, names=["firm", "year", "x", "y"])


def panel(seed, G=8, T=5, weighted=False):
    generator = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(G), T), np.tile(np.arange(T), G)
    seen = generator.random(G * T) < 0.85
    seen[::T] = seen[1::T] = True
    unit, year = unit[seen], year[seen]
    X = generator.normal(size=(len(unit), 2)) + 0.2 * unit[:, None]
    y = X @ [1.0, -0.5] + generator.normal(size=len(unit)) + generator.normal(size=G)[unit]
    return y, X, unit, year, generator.uniform(0.5, 2, len(unit)) if weighted else None


def dense(y, X, unit, kind):
    """The textbook form: residuals of each cluster times a power of its block of I - H."""
    bread = np.linalg.inv(X.T @ X)
    residuals = y - X @ (bread @ (X.T @ y))
    meat = 0
    for g in np.unique(unit):
        rows = unit == g
        block = np.eye(rows.sum()) - X[rows] @ bread @ X[rows].T
        values, vectors = np.linalg.eigh(block)
        power = {"CR0": 0.0, "CR2": -0.5, "CR3": -1.0}[kind]
        factors = np.where(values > 1e-9, np.maximum(values, 1e-9) ** power, 0.0)
        score = X[rows].T @ (vectors * factors) @ vectors.T @ residuals[rows]
        meat = meat + np.outer(score, score)
    return bread @ meat @ bread


def test_petersen_by_firm_and_by_year(petersen):
    fit = least_squares(petersen.y, with_constant(petersen.x.to_numpy()), names=["constant", "x"])
    by_firm = clustered_variance(fit, petersen.firm, "CRV1").std_errors[1]
    by_year = clustered_variance(fit, petersen.year, "CRV1").std_errors[1]
    assert [f"{value:.4f}" for value in (by_firm, by_year)] == ["0.0506", "0.0334"]


def test_grunfeld_cr2_with_two_way_effects(grunfeld):
    fit = least_squares(
        grunfeld.invest,
        grunfeld[["value", "capital"]].to_numpy(),
        absorb=[grunfeld.firm, grunfeld.year],
        names=["value", "capital"],
    )
    variance = clustered_variance(fit, grunfeld.firm, "CR2")
    assert f"{variance.std_errors[0]:.11f}" == "0.02081482327"
    assert f"{variance.df[0]:.5f}" == "2.38867"


def test_crv3_equals_statsmodels(grunfeld):
    X = with_constant(grunfeld[["value", "capital"]].to_numpy())
    codes = pd.factorize(grunfeld.firm)[0]
    theirs = sm.OLS(grunfeld.invest.to_numpy(), X).fit(
        cov_type="cluster-crv3", cov_kwds={"groups": codes}, use_t=True
    )
    ours = clustered_variance(least_squares(grunfeld.invest, X), grunfeld.firm, "CRV3")
    np.testing.assert_allclose(ours.std_errors, theirs.bse, rtol=1e-9)


def test_crv1_equals_statsmodels(grunfeld):
    X = with_constant(grunfeld[["value", "capital"]].to_numpy())
    theirs = sm.OLS(grunfeld.invest.to_numpy(), X).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(grunfeld.firm)[0]}, use_t=True
    )
    fit = least_squares(grunfeld.invest, X)
    ours = clustered_variance(fit, grunfeld.firm, "CRV1")
    np.testing.assert_allclose(ours.std_errors, theirs.bse, rtol=1e-10)
    p_values = two_sided_p(fit.coefficients / ours.std_errors, ours.df)
    np.testing.assert_allclose(p_values, theirs.pvalues, rtol=1e-7)


def test_cr0_with_effects_equals_linearmodels(grunfeld):
    data = grunfeld.set_index(["firm", "year"])
    theirs = PanelOLS(data.invest, data[["value", "capital"]], entity_effects=True, time_effects=True).fit(
        cov_type="clustered", cluster_entity=True, debiased=False
    )
    fit = least_squares(
        grunfeld.invest, grunfeld[["value", "capital"]].to_numpy(), absorb=[grunfeld.firm, grunfeld.year]
    )
    ours = clustered_variance(fit, grunfeld.firm, "CR0")
    effects = 10 + 20 - 1  # linearmodels multiplies by n / (n - effects)
    expected = theirs.std_errors * np.sqrt((200 - effects) / 200)
    np.testing.assert_allclose(ours.std_errors, expected, rtol=1e-9)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.sampled_from(["CR0", "CR2", "CR3"]), st.booleans())
def test_absorbed_effects_give_the_variance_of_explicit_dummies(seed, kind, by_unit):
    """Clusters that the effects are nested in, and clusters that they cross."""
    y, X, unit, year, _ = panel(seed)
    clusters = unit if by_unit else unit // 2
    full = np.column_stack([X, np.eye(8)[unit], np.eye(5)[year][:, 1:]])
    ours = clustered_variance(least_squares(y, X, absorb=[unit, year]), clusters, kind).covariance
    np.testing.assert_allclose(ours, dense(y, full, clusters, kind)[:2, :2], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("kind", ["CR0", "CR2"])
def test_effects_that_cross_the_clusters_of_weighted_rows_are_dummies_too(kind):
    """Years are the clusters, which the effects of units cross; weights scale rows and dummies alike."""
    y, X, unit, year, weights = panel(5, weighted=True)
    root = np.sqrt(weights)
    full = np.column_stack([X, np.eye(8)[unit], np.eye(5)[year][:, 1:]]) * root[:, None]
    ours = clustered_variance(least_squares(y, X, absorb=[unit, year], weights=weights), year, kind)
    np.testing.assert_allclose(ours.covariance, dense(y * root, full, year, kind)[:2, :2], rtol=1e-8)


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_crv3_is_the_jackknife_over_clusters(seed):
    y, X, unit, _, weights = panel(seed, weighted=True)
    X = with_constant(X)
    fit = least_squares(y, X, weights=weights)
    left_out = np.array(
        [least_squares(y[unit != g], X[unit != g], weights=weights[unit != g]).coefficients for g in range(8)]
    )
    gaps = left_out - fit.coefficients
    ours = clustered_variance(fit, unit, "CRV3").covariance
    np.testing.assert_allclose(ours, 7 / 8 * gaps.T @ gaps, rtol=1e-7, atol=1e-14)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.booleans())
def test_cr2_is_unbiased_under_the_working_model(seed, weighted):
    """Errors of variance 1 / weight: the expectation of CR2, linear in that variance, is (X'WX)^-1."""
    y, X, unit, _, weights = panel(seed, weighted=weighted)
    X = with_constant(X)
    variances = 1 / weights if weighted else np.ones(len(y))
    expected = sum(
        clustered_variance(least_squares(error, X, weights=weights), unit, "CR2").covariance
        for error in np.diag(np.sqrt(variances))
    )
    np.testing.assert_allclose(expected, np.linalg.inv(X.T / variances @ X), rtol=1e-7, atol=1e-14)


def dense_influences(X, unit, contrasts):
    """The vectors p_sg of Pustejovsky and Tipton (2018), eq. 10, with the n x n residual maker: (q, G, n)."""
    bread = np.linalg.inv(X.T @ X)
    maker = np.eye(len(X)) - X @ bread @ X.T
    vectors = []
    for g in np.unique(unit):
        rows = unit == g
        values, turns = np.linalg.eigh(maker[np.ix_(rows, rows)])
        powers = np.where(values > 1e-9, np.maximum(values, 1e-9) ** -0.5, 0.0)
        adjustment = (turns * powers) @ turns.T
        vectors.append(contrasts @ bread @ X[rows].T @ adjustment @ maker[rows])
    return np.array(vectors).transpose(1, 0, 2)


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_satterthwaite_degrees_of_freedom_by_explicit_matrices(seed):
    """Absorbed effects against all dummies."""
    y, X, unit, year, _ = panel(seed)
    fit = least_squares(y, X, absorb=[unit, year])
    full = np.column_stack([X, np.eye(8)[unit], np.eye(5)[year][:, 1:]])
    p = dense_influences(full, unit, np.column_stack([np.eye(2), np.zeros((2, full.shape[1] - 2))]))
    for j in range(2):
        products = p[j] @ p[j].T
        df = np.trace(products) ** 2 / (products**2).sum()
        assert clustered_variance(fit, unit, "CR2").df[j] == pytest.approx(df)


def test_cr2_of_many_clusters_needs_no_matrix_of_all_pairs():
    """20 000 clusters of one row: the degrees of freedom of HC2, close to the number of rows."""
    generator = np.random.default_rng(0)
    x = generator.normal(size=20_000)
    fit = least_squares(generator.normal(size=20_000), with_constant(x))
    df = clustered_variance(fit, np.arange(20_000), "CR2").df
    # sum p_gg^2 is (sum x^2)^2 / sum x^4 rows for the slope, near n / 3 for normal x
    assert df[1] == pytest.approx((x @ x) ** 2 / (x**4).sum(), rel=0.02)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.sampled_from(["CRV1", "CR2", "CRV3"]))
def test_row_order_and_names_of_clusters_do_not_matter(seed, kind):
    y, X, unit, year, _ = panel(seed)
    generator = np.random.default_rng(seed)
    order, relabel = generator.permutation(len(y)), generator.permutation(8)
    first = clustered_variance(least_squares(y, X, absorb=[unit, year]), unit, kind)
    second = clustered_variance(
        least_squares(y[order], X[order], absorb=[unit[order], year[order]]), relabel[unit][order], kind
    )
    np.testing.assert_allclose(first.covariance, second.covariance, rtol=1e-8)
    np.testing.assert_allclose(first.df, second.df, rtol=1e-8)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.sampled_from(["CRV1", "CR2", "CRV3"]), st.floats(1e-3, 1e3))
def test_scaling_the_outcome_scales_standard_errors(seed, kind, factor):
    y, X, unit, year, _ = panel(seed)
    first = clustered_variance(least_squares(y, X, absorb=[unit, year]), unit, kind)
    second = clustered_variance(least_squares(y * factor, X, absorb=[unit, year]), unit, kind)
    np.testing.assert_allclose(first.std_errors * factor, second.std_errors, rtol=1e-8)


def test_clusters_of_one_row_give_hc_variances():
    y, X, *_ = panel(2)
    X = with_constant(X)
    fit = least_squares(y, X)
    theirs = sm.OLS(y, X).fit()
    labels = np.arange(len(y))
    np.testing.assert_allclose(clustered_variance(fit, labels, "CR0").std_errors, theirs.HC0_se)
    np.testing.assert_allclose(clustered_variance(fit, labels, "CR2").std_errors, theirs.HC2_se)
    np.testing.assert_allclose(clustered_variance(fit, labels, "CR3").std_errors, theirs.HC3_se)


def test_a_unit_seen_once_does_not_count_under_its_own_effect():
    y, X, unit, year, _ = panel(4)
    more = [np.append(a, b) for a, b in ((y, 1.0), (unit, 99), (year, 0))]
    fit = least_squares(y, X, absorb=[unit])
    lonely = least_squares(more[0], np.vstack([X, [5.0, 5.0]]), absorb=[more[1]])
    first, second = (clustered_variance(f, u, "CRV3") for f, u in ((fit, unit), (lonely, more[1])))
    assert first.clusters == second.clusters == 8
    parts = cluster_parts(lonely, more[1])
    assert (parts.count, parts.codes[-1], set(parts.codes[:-1])) == (8, -1, set(range(8)))
    np.testing.assert_allclose(first.std_errors, second.std_errors)


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
def test_a_coefficient_that_hangs_on_one_cluster_has_no_jackknife(size):
    y, X, unit, *_ = panel(4)
    X = np.column_stack([with_constant(X), size * (unit == 3)])
    fit = least_squares(y, X, names=["constant", "a", "b", "only_3"])
    with pytest.raises(DesignError, match="'only_3' cannot be estimated without cluster '3'"):
        clustered_variance(fit, unit, "CRV3")
    variance = clustered_variance(fit, unit, "CR2")
    assert np.isfinite(variance.std_errors[:3]).all()
    for j, p in enumerate(dense_influences(X / [1, 1, 1, size], unit, np.eye(4))):
        products = p @ p.T
        assert variance.df[j] == pytest.approx(np.trace(products) ** 2 / (products**2).sum())


def test_rows_that_leave_no_degrees_of_freedom_are_refused():
    generator = np.random.default_rng(0)
    unit = np.repeat(np.arange(4), 2)
    fit = least_squares(
        generator.normal(size=8), generator.normal(size=(8, 3)), absorb=[np.tile([0, 1, 2, 3], 2)]
    )
    with pytest.raises(DesignError, match="8 rows leave no degrees of freedom after 8"):
        clustered_variance(
            least_squares(
                generator.normal(size=8), generator.normal(size=(8, 4)), absorb=[np.tile([0, 1, 2, 3], 2)]
            ),
            unit,
            "CRV1",
        )
    assert clustered_variance(fit, unit, "CRV1").clusters == 4


def test_rows_without_a_label_are_refused():
    y, X, unit, *_ = panel(4)
    labels = np.array([f"unit {u}" for u in unit], dtype=object)
    labels[3] = None
    fit = least_squares(y, with_constant(X))
    with pytest.raises(DesignError, match="1 rows have no label"):
        clustered_variance(fit, labels, "CRV1")
    with pytest.raises(DesignError, match="1 rows have no label"):
        least_squares(y, X, absorb=[labels])


def test_cr1_is_cr0_with_its_factor():
    y, X, unit, *_ = panel(4)
    fit = least_squares(y, with_constant(X))
    plain, wider = (clustered_variance(fit, unit, kind).covariance for kind in ("CR0", "CR1"))
    np.testing.assert_allclose(wider, plain * 8 / 7)


def test_crv1_counts_one_for_nested_effects_and_all_others():
    """K of (n - 1) / (n - K): two slopes; of units the constant; of five years all, four beside units."""
    y, X, unit, year, _ = panel(4)
    for absorb, counted in (([unit], 2 + 1), ([year], 2 + 5), ([unit, year], 2 + 1 + 4)):
        fit = least_squares(y, X, absorb=absorb)
        plain = clustered_variance(fit, unit, "CR0").covariance
        expected = plain * 8 / 7 * (len(y) - 1) / (len(y) - counted)
        for clusters in (unit, cluster_parts(fit, unit)):
            np.testing.assert_allclose(clustered_variance(fit, clusters, "CRV1").covariance, expected)


def test_three_clusters_are_enough():
    y, X, unit, *_ = panel(4)
    assert clustered_variance(least_squares(y, with_constant(X)), unit // 3, "CRV1").clusters == 3


def test_two_clusters_are_refused():
    y, X, unit, *_ = panel(4)
    with pytest.raises(DesignError, match="at least three clusters"):
        clustered_variance(least_squares(y, with_constant(X)), unit // 4, "CRV1")


def test_an_unknown_kind_and_wrong_labels_are_refused():
    y, X, unit, *_ = panel(4)
    fit = least_squares(y, with_constant(X))
    with pytest.raises(DesignError, match="no clustered variance 'CR7'"):
        clustered_variance(fit, unit, "CR7")
    with pytest.raises(DesignError, match="cluster labels for"):
        clustered_variance(fit, unit[1:], "CRV1")


def test_equal_clusters_are_as_many_as_they_are_and_unequal_ones_fewer():
    """Carter, Schnepel and Steigerwald (2017): G* by hand, from each cluster's sum of squares."""
    x = np.tile([1.0, -1.0, 2.0, -2.0], 5)
    unit = np.repeat(np.arange(5), 4)
    assert effective_clusters(least_squares(x, x), unit, 0) == pytest.approx(5)
    scaled = x * np.repeat([1.0, 1.0, 1.0, 1.0, 2.0], 4)
    shares = np.array([1.0, 1, 1, 1, 4])
    gamma = np.mean((shares - shares.mean()) ** 2) / shares.mean() ** 2
    assert effective_clusters(least_squares(scaled, scaled), unit, 0) == pytest.approx(5 / (1 + gamma))
