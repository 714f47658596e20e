import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.inference import wild_bootstrap
from lib.inference.cluster_variance import clustered_variance
from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.wild_bootstrap import (
    sign_vectors,
    some_sign_vectors,
    webb_weights,
    wild_cluster_joint_test,
    wild_inversion,
)


def panel(seed, G=6, T=5, full=False):
    generator = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(G), T), np.tile(np.arange(T), G)
    seen = (generator.random(G * T) < 0.85) | full
    seen[::T] = seen[1::T] = True
    unit, year = unit[seen], year[seen]
    X = generator.normal(size=(len(unit), 2)) + 0.2 * unit[:, None]
    y = X @ [0.6, -0.3] + generator.normal(size=len(unit)) + generator.normal(size=G)[unit]
    return y, X, unit, year


def brute_force(y, Z, unit, restrictions, values):
    """Every sign vector in turn: restricted fit, new outcome, unrestricted fit, Wald statistic with CR0."""
    bread = np.linalg.inv(Z.T @ Z)
    R, r = np.atleast_2d(restrictions), np.atleast_1d(values)

    def wald(outcome):
        b = bread @ (Z.T @ outcome)
        e = outcome - Z @ b
        meat = sum(np.outer(s, s) for s in (Z[unit == g].T @ e[unit == g] for g in np.unique(unit)))
        gap = R @ b - r
        return gap @ np.linalg.solve(R @ bread @ meat @ bread @ R.T, gap)

    b = bread @ (Z.T @ y)
    restricted = b - bread @ R.T @ np.linalg.solve(R @ bread @ R.T, R @ b - r)
    fitted = Z @ restricted
    errors = y - fitted
    observed = wald(y)
    codes = np.unique(unit, return_inverse=True)[1]
    made = np.array([wald(fitted + errors * v[codes]) for v in sign_vectors(codes.max() + 1)])
    return np.mean(made >= observed * (1 - 1e-9))


def with_dummies(X, unit, year):
    return np.column_stack([X, np.eye(unit.max() + 1)[unit], np.eye(year.max() + 1)[year][:, 1:]])


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.floats(-2, 2))
def test_enumeration_equals_brute_force_with_two_way_effects(seed, value):
    y, X, unit, year = panel(seed)
    tests = wild_inversion(least_squares(y, X, absorb=[unit, year]), unit, 0)
    expected = brute_force(y, with_dummies(X, unit, year), unit, np.eye(12)[:1], value)
    assert tests.p_value(value) == pytest.approx(expected)
    assert (tests.exact, tests.forms.shape) == (True, (5, 32))


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_joint_enumeration_equals_brute_force(seed):
    y, X, unit, year = panel(seed)
    fit = least_squares(y, X, absorb=[unit, year])
    test = wild_cluster_joint_test(fit, unit, np.eye(2), [0.2, 0.1])
    expected = brute_force(y, with_dummies(X, unit, year), unit, np.eye(12)[:2], [0.2, 0.1])
    assert test.p_value == pytest.approx(expected)


def test_weighted_enumeration_equals_brute_force_on_weighted_rows():
    y, X, unit, _ = panel(8)
    weights = np.random.default_rng(8).uniform(0.5, 2, len(y))
    root = np.sqrt(weights)
    Z = with_constant(X)
    tests = wild_inversion(least_squares(y, Z, weights=weights), unit, 1)
    expected = brute_force(y * root, Z * root[:, None], unit, np.eye(3)[1:2], 0)
    assert tests.p_value(0.0) == pytest.approx(expected)


def test_the_statistic_is_the_crv1_t():
    y, X, unit, year = panel(1)
    fit = least_squares(y, X, absorb=[unit, year])
    t = fit.coefficients / clustered_variance(fit, unit, "CRV1").std_errors
    joint = wild_cluster_joint_test(fit, unit, [[0.0, 1.0]])
    assert joint.statistic == pytest.approx(t[1] ** 2)
    assert joint.p_value == pytest.approx(wild_inversion(fit, unit, 1).p_value(0.0))


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_exact_under_symmetric_signs(seed):
    """Flip the signs of whole units in every way: each p is reached by no larger a share of the flips."""
    _, X, unit, _ = panel(seed, full=True)
    x, error = X[:, :1], np.random.default_rng(seed).normal(size=len(unit))
    p = np.array(
        [
            wild_inversion(least_squares(0.4 * x[:, 0] + error * v[unit], x, absorb=[unit]), unit, 0).p_value(
                0.4
            )
            for v in sign_vectors(6)
        ]
    )
    for level in p:
        assert np.mean(p <= level + 1e-12) <= level + 1e-12


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_row_order_names_and_scale_do_not_matter(seed):
    y, X, unit, year = panel(seed)
    generator = np.random.default_rng(seed)
    order, relabel = generator.permutation(len(y)), generator.permutation(6)
    first = wild_inversion(least_squares(y, X, absorb=[unit, year]), unit, 0)
    second = wild_inversion(
        least_squares(1e3 * y[order], X[order], absorb=[unit[order], year[order]]), relabel[unit][order], 0
    )
    assert first.p_value(0.0) == second.p_value(0.0)
    assert 1e3 * np.array(first.interval(0.8)) == pytest.approx(second.interval(0.8))


@pytest.mark.parametrize("level", [0.98, 0.95, 0.5, 0.05])
@pytest.mark.parametrize("G", [10, 24])
def test_the_interval_holds_the_values_that_are_not_rejected(G, level):
    y, X, unit, year = panel(2, G=G)
    fit = least_squares(y, X, absorb=[unit, year])
    tests = wild_inversion(fit, unit, 0, draws=999, seed=4)
    low, high = tests.interval(level)
    alpha = (1 - level) * (1 + 1e-9)
    for end, inwards in ((low, tests.step), (high, -tests.step)):
        assert tests.p_value(end + 1e-6 * inwards) > alpha >= tests.p_value(end - 1e-6 * inwards)


def test_an_interval_of_no_coverage_is_the_estimate():
    y, X, unit, year = panel(2, G=10)
    inversion = wild_inversion(least_squares(y, X, absorb=[unit, year]), unit, 0)
    assert inversion.interval(0.0) == pytest.approx((inversion.estimate,) * 2, abs=1e-7)


@pytest.mark.parametrize("scale", [1e-6, 1e6])
@pytest.mark.parametrize("level", [0.95, 0.5])
def test_ends_are_as_near_in_any_unit_of_measurement(scale, level):
    y, X, unit, year = panel(2, G=10)
    plain, scaled = (
        wild_inversion(least_squares(each * y, X, absorb=[unit, year]), unit, 0).interval(level)
        for each in (1.0, scale)
    )
    assert np.array(scaled) / scale == pytest.approx(plain, abs=1e-6)


def test_few_clusters_cannot_bound_a_95_percent_interval():
    y, X, unit, _ = panel(3, G=5)
    fit = least_squares(y, X[:, :1], absorb=[unit])
    tests = wild_inversion(fit, unit, 0)
    assert tests.interval(0.95) == (-np.inf, np.inf)
    assert tests.p_value(1e6) == 2**-4


def test_webb_weights_beyond_the_limit_are_seeded_and_near_enumeration(monkeypatch):
    y, X, unit, year = panel(5, G=14)
    fit = least_squares(y, X, absorb=[unit, year])
    exact = wild_inversion(fit, unit, 0)
    monkeypatch.setattr(wild_bootstrap, "EXACT_CLUSTERS", 10)
    drawn = wild_inversion(fit, unit, 0, seed=1)
    assert (exact.exact, drawn.exact) == (True, False)
    p = drawn.p_value(0.3)
    assert p == wild_inversion(fit, unit, 0, seed=1).p_value(0.3)
    assert p != wild_inversion(fit, unit, 0, seed=2).p_value(0.3)
    assert p == pytest.approx(exact.p_value(0.3), abs=0.05)


@pytest.mark.parametrize("value", [-3.0, -0.4, 0.1, 0.9, 2.5])
def test_drawn_weights_equal_brute_force(monkeypatch, value):
    y, X, unit, year = panel(5, G=8)
    fit = least_squares(y, X, absorb=[unit, year])
    monkeypatch.setattr(wild_bootstrap, "EXACT_CLUSTERS", 3)
    monkeypatch.setattr(wild_bootstrap, "webb_weights", lambda G, draws, _: sign_vectors(G)[:draws])
    p = wild_inversion(fit, unit, 0, draws=128).p_value(value)
    expected = brute_force(y, with_dummies(X, unit, year), unit, np.eye(14)[:1], value)
    assert (p * 129 - 1) / 128 == pytest.approx(expected)


def test_drawn_weights_of_a_joint_test_equal_brute_force(monkeypatch):
    y, X, unit, year = panel(5, G=8)
    fit = least_squares(y, X, absorb=[unit, year])
    monkeypatch.setattr(wild_bootstrap, "EXACT_CLUSTERS", 3)
    monkeypatch.setattr(wild_bootstrap, "webb_weights", lambda G, draws, _: sign_vectors(G)[::-1][:draws])
    joint = wild_cluster_joint_test(fit, unit, np.eye(2), [0.2, 0.1], draws=128)
    gap = fit.coefficients - [0.2, 0.1]
    wald = gap @ np.linalg.solve(clustered_variance(fit, unit, "CRV1").covariance, gap)
    assert joint.statistic == pytest.approx(wald / 2)
    expected = brute_force(y, with_dummies(X, unit, year), unit, np.eye(14)[:2], [0.2, 0.1])
    assert (joint.p_value * 129 - 1) / 128 == pytest.approx(expected)


def test_webb_weights_have_mean_zero_and_variance_one():
    weights = np.unique(webb_weights(30, 2000, np.random.default_rng(0)))
    np.testing.assert_allclose(weights**2, [1.5, 1.0, 0.5, 0.5, 1.0, 1.5])


def test_sign_vectors_are_all_there_once():
    vectors = sign_vectors(6)
    assert len(np.unique(vectors, axis=0)) == 32
    assert (vectors[0] == 1).all()


@pytest.mark.parametrize(("G", "count"), [(4, 7), (4, 100), (9, 50), (62, 20), (63, 20), (200, 20)])
def test_some_sign_vectors_begin_with_the_sample_and_are_all_there_are_or_drawn(G, count):
    vectors = some_sign_vectors(G, count, seed=1)
    assert vectors.shape == (8 if G == 4 else count + 1, G)
    assert set(np.unique(vectors)) == {-1.0, 1.0}
    assert (vectors[0] == 1).all()
    assert (vectors[:, -1] == 1).all()
    assert len(np.unique(vectors, axis=0)) == len(vectors)
    assert (vectors[:, :-1].min(axis=0) == -1).all()
    assert not (vectors[1] == 1).all()
    np.testing.assert_array_equal(vectors, some_sign_vectors(G, count, seed=1))
    assert G == 4 or (vectors != some_sign_vectors(G, count, seed=2)).any()


def test_one_sign_vector_fewer_than_all_is_drawn():
    vectors = some_sign_vectors(4, 6, seed=1)
    assert len(np.unique(vectors, axis=0)) == 7


def test_more_clusters_than_vectors_have_numbers_for_are_not_listed():
    with pytest.raises(DesignError, match=r"63 clusters have 2\*\*62 vectors of signs, too many to list"):
        sign_vectors(63)


def test_lengths_under_signs_are_those_of_the_products():
    generator = np.random.default_rng(2)
    M, signs = generator.normal(size=(3, 6, 6)), sign_vectors(6)
    expected = ((M @ signs.T) ** 2).sum(axis=1)
    np.testing.assert_allclose(wild_bootstrap.squared_lengths(M, signs), expected)


def test_weights_are_drawn_in_blocks_until_all_are_there(monkeypatch):
    """Every vector of signs in turn, 50 at a time, is the enumeration."""
    y, X, unit, year = panel(5, G=8)
    fit = least_squares(y, X, absorb=[unit, year])
    asked = []

    def in_turn(G, draws, _):
        start = sum(asked) % 128
        asked.append(draws)
        return sign_vectors(G)[start : start + draws]

    monkeypatch.setattr(wild_bootstrap, "EXACT_CLUSTERS", 3)
    monkeypatch.setattr(wild_bootstrap, "WEIGHTS_AT_ONCE", 50 * 8)
    monkeypatch.setattr(wild_bootstrap, "webb_weights", in_turn)
    p = wild_inversion(fit, unit, 0, draws=128).p_value(0.1)
    assert asked == [50, 50, 28] * 3
    expected = brute_force(y, with_dummies(X, unit, year), unit, np.eye(14)[:1], 0.1)
    assert (p * 129 - 1) / 128 == pytest.approx(expected)


def test_as_many_clusters_as_can_be_enumerated_are(monkeypatch):
    y, X, unit, year = panel(1)
    fit = least_squares(y, X, absorb=[unit, year])
    monkeypatch.setattr(wild_bootstrap, "EXACT_CLUSTERS", 6)
    assert wild_inversion(fit, unit, 0).exact
    joint = wild_cluster_joint_test(fit, unit, [[1.0, 0.0]])
    assert 32 * joint.p_value == pytest.approx(round(32 * joint.p_value))


def test_residuals_of_zero_leave_one_value():
    y, X, unit, _ = panel(1)
    inversion = wild_inversion(least_squares(0 * y, with_constant(X)), unit, 1)
    assert inversion.interval(0.95) == (0.0, 0.0)


@pytest.mark.parametrize("restrictions", [np.eye(6)[:2] * [[1], [0]], np.eye(6)])
def test_restrictions_that_repeat_one_another_or_are_as_many_as_clusters_are_refused(restrictions):
    y, X, unit, _ = panel(1, T=8)
    X = np.column_stack([X, np.random.default_rng(0).normal(size=(len(y), 4))])
    with pytest.raises(DesignError, match="independent and fewer than the clusters"):
        wild_cluster_joint_test(least_squares(y, X, absorb=[unit]), unit, restrictions)


def test_two_clusters_are_refused():
    y, X, unit, _ = panel(4)
    with pytest.raises(DesignError, match="at least three clusters"):
        wild_inversion(least_squares(y, with_constant(X)), unit // 3, 1)


PRINT = """
import numpy as np
from lib.inference.least_squares import least_squares
from lib.inference.cluster_variance import clustered_variance
from lib.inference.wild_bootstrap import wild_inversion
g = np.random.default_rng(1)
unit = np.array([f"u{i // 6}" for i in range(16 * 6)]); year = np.tile(np.arange(6), 16)
X = g.normal(size=(96, 2)); y = X[:, 0] + g.normal(size=96)
fit = least_squares(y, X, absorb=[unit, year])
tests = wild_inversion(fit, unit, 0)
print(fit.coefficients.tobytes().hex(), tests.p_value(0.0), tests.interval(0.95))
print(clustered_variance(fit, unit, "CR2").covariance.tobytes().hex())
"""


def test_same_bytes_whatever_the_hash_seed_and_threads(project):
    def printed(seed, threads):
        environment = {
            **os.environ,
            "PYTHONPATH": str(project / "scripts"),
            "PYTHONHASHSEED": seed,
            "OPENBLAS_NUM_THREADS": threads,
            "OMP_NUM_THREADS": threads,
        }
        command = [sys.executable, "-c", PRINT]
        return subprocess.run(command, env=environment, capture_output=True, check=True).stdout

    assert printed("1", "1") == printed("2", "2") != b""
