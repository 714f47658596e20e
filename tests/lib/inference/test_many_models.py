import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.inference import many_models
from lib.inference.cluster_variance import clustered_variance
from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares
from lib.inference.many_models import bootstrap_statistics, enumerated_statistics, fit_many
from lib.inference.wild_bootstrap import sign_vectors, wild_inversion


def rows(seed, m=4, G=7, T=5, k=2):
    generator = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(G), T), np.tile(np.arange(T), G)
    seen = generator.random(G * T) < 0.9
    seen[::T] = seen[1::T] = True
    order = generator.permutation(int(seen.sum()))
    unit, year = unit[seen][order], year[seen][order]
    X = generator.normal(size=(m, len(unit), k)) + 0.2 * unit[:, None]
    y = X[:, :, 0] + generator.normal(size=(m, len(unit))) + unit
    return y, X, unit, year, generator.uniform(0.5, 2, len(unit))


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.sets(st.sampled_from(["unit", "year"])), st.booleans())
def test_every_model_is_what_it_would_be_alone(seed, effects, weighted):
    y, X, unit, year, weights = rows(seed)
    weights = weights if weighted else None
    labels = {"unit": unit, "year": year}
    absorb = [labels[effect] for effect in sorted(effects)] or [np.zeros(len(unit))]
    many = fit_many(y, X, unit, absorb=absorb, weights=weights)
    crv1 = many.std_errors_crv1()
    a, M = many.wild_parts(0)
    v = sign_vectors(7)
    for i in range(len(y)):
        alone = least_squares(y[i], X[i], absorb=absorb, weights=weights)
        np.testing.assert_allclose(many.coefficients[i], alone.coefficients, rtol=1e-8)
        np.testing.assert_allclose(crv1[i], clustered_variance(alone, unit, "CRV1").std_errors, rtol=1e-8)
        t = v @ a[i] / np.linalg.norm(v @ M[i].T, axis=1)
        p = np.mean(np.abs(t) >= abs(t[0]) * (1 - 1e-9))
        assert p == pytest.approx(wild_inversion(alone, unit, 0).p_value(0.0))


def test_singular_models_and_two_clusters_are_refused():
    y, X, unit, _, _ = rows(1)
    X[2, :, 1] = 3 * X[2, :, 0]
    with pytest.raises(DesignError, match="linear combination"):
        fit_many(y, X, unit)
    X[2, :, 1] = unit
    with pytest.raises(DesignError, match="does not vary"):
        fit_many(y, X, unit, absorb=[unit])
    with pytest.raises(DesignError, match="three clusters"):
        fit_many(y, X, unit > 3)


def test_models_do_not_depend_on_how_many_are_fitted_at_once(monkeypatch):
    generator = np.random.default_rng(0)
    X, y, unit = generator.normal(size=(23, 40, 2)), generator.normal(size=(23, 40)), np.arange(40) % 8
    whole = many_models.fit_many(y, X, unit, absorb=[unit])
    for pieces in (1, 5):
        monkeypatch.setattr(many_models, "MODELS_AT_ONCE", pieces)
        again = many_models.fit_many(y, X, unit, absorb=[unit])
        np.testing.assert_allclose(again.coefficients, whole.coefficients, rtol=1e-12)
        np.testing.assert_allclose(again.std_errors_crv1(), whole.std_errors_crv1(), rtol=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_without_effects_models_are_what_they_would_be_alone(weighted):
    y, X, unit, _, weights = rows(5, k=3)
    weights = weights if weighted else None
    many = fit_many(y, X, unit, weights=weights)
    crv1 = many.std_errors_crv1()
    assert many.clusters == 7
    for i in range(len(y)):
        alone = least_squares(y[i], X[i], weights=weights)
        np.testing.assert_allclose(many.coefficients[i], alone.coefficients, rtol=1e-8)
        np.testing.assert_allclose(crv1[i], clustered_variance(alone, unit, "CRV1").std_errors, rtol=1e-8)


@pytest.mark.parametrize("scale", [1e-24, 1e24])
def test_the_unit_of_weights_does_not_matter(scale):
    y, X, unit, year, weights = rows(6, k=3)
    plain = fit_many(y, X, unit, absorb=[year], weights=weights)
    scaled = fit_many(y, X, unit, absorb=[year], weights=scale * weights)
    np.testing.assert_allclose(scaled.coefficients, plain.coefficients, rtol=1e-9)


def test_three_clusters_are_enough():
    y, X, unit, _, _ = rows(7, G=3, T=9)
    many = fit_many(y, X, unit)
    alone = clustered_variance(least_squares(y[0], X[0]), unit, "CRV1").std_errors
    np.testing.assert_allclose(many.std_errors_crv1()[0], alone, rtol=1e-8)


@pytest.mark.parametrize("G", [5, 10])
def test_statistics_under_all_signs_are_those_of_each_vector_by_itself(G):
    """v'a / |M v| of every vector whose last sign is one; the sample, all ones, comes first."""
    generator = np.random.default_rng(8)
    a, M = generator.normal(size=(3, G)), generator.normal(size=(3, G, G))
    vectors = np.array([[*signs, 1] for signs in itertools.product((1, -1), repeat=G - 1)])
    expected = np.array(
        [vectors @ one / np.linalg.norm(vectors @ m.T, axis=1) for one, m in zip(a, M, strict=True)]
    )
    found = np.hstack([block.copy() for block in enumerated_statistics(a, M)])
    np.testing.assert_allclose(found[:, 0], expected[:, 0])
    np.testing.assert_allclose(np.sort(found), np.sort(expected))
    np.testing.assert_allclose(bootstrap_statistics(a, M, vectors), expected)


def test_a_statistic_without_a_variance_is_large_and_a_number():
    t = bootstrap_statistics(np.ones((1, 2)), np.zeros((1, 2, 2)), np.ones((1, 2)))
    assert np.isfinite(t).all()
    assert t[0, 0] > 1e100
