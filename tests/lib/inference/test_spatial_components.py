from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from great_circles import great_circle_km
from scipy import stats

from lib.data.bundled import bundled_file
from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.spatial_components import _patterns, scpc

LONGITUDE = [71.4, 76.9, 69.6, 57.2, 51.9, 78.2, 71.0, 63.6, 51.2, 65.5, 73.1, 76.9, 69.1, 82.6, 66.9, 80.2]
LATITUDE = [51.2, 43.2, 42.3, 50.3, 47.1, 43.9, 42.9, 53.2, 43.6, 44.8, 49.8, 52.3, 54.9, 49.9, 47.9, 50.4]
KM = great_circle_km(LONGITUDE, LATITUDE)
X = np.array([3, 1, 5, 4, 2, 8, 7, 4, 6, 5, 2, 3, 6, 4, 2, 5.0])
Y = np.array([9, 4, 16, 11, 8, 25, 20, 12, 13, 17, 7, 9, 16, 14, 6, 13.0])
# By spatial-spur's scpc-python (a port of the authors' programs), exact method, avc = 0.03, conditional:
# standard error, t, p, ends of the 95 % interval; its critical values are found to .001.
PUBLIC_PACKAGE = {
    "constant": (0.782123358, 1.82692026, 0.2024964, -0.96595488, 3.82370889),
    "x": (0.247265775, 10.6923422, 5.22978604e-05, 1.87731455, 3.41038598),
}


# Müller and Watson (2024, Econometrica 92), last column of table 1, as the authors' Stata command prints it
# in Becker, Boll and Voth (Stata Journal, table A.1): coefficient and 95 % interval of absolute mobility.
PUBLISHED = {
    "fracblack": (-0.42, -0.70, -0.15),
    "gini": (-0.22, -0.38, -0.05),
    "incsh1": (-0.07, -0.13, -0.00),
}


@pytest.fixture(scope="module")
def zones():
    """The zones, km between them and the transform of that table: GLS for a Lévy-Brown motion."""
    rows = pd.read_csv(bundled_file(Path(__file__).parent / "reference/record.yaml"))
    km = great_circle_km(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    share = km / km.max()
    motion = (share[:, [0]] + share[[0]] - share) / 2
    centre = np.eye(len(km)) - 1 / len(km)
    values, vectors = np.linalg.eigh(centre @ motion @ centre)
    kept = values > 1e-10
    return rows, km, (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T


@pytest.mark.parametrize("variable", PUBLISHED)
def test_the_published_example_comes_out_as_printed(zones, variable):
    rows, km, transform = zones
    standard = ((rows[name] - rows[name].mean()) / rows[name].std() for name in ("am", variable))
    outcome, regressor = (transform @ values.to_numpy() for values in standard)
    fit = least_squares(outcome - outcome.mean(), regressor - regressor.mean(), names=[variable])
    found = scpc(fit, km, variable)
    assert np.round([fit.coefficients[0], found.low, found.high], 2).tolist() == list(PUBLISHED[variable])


@pytest.mark.parametrize("term", PUBLIC_PACKAGE)
def test_inference_is_that_of_the_public_package(term):
    error, t, p, low, high = PUBLIC_PACKAGE[term]
    found = scpc(least_squares(Y, with_constant(X), names=["constant", "x"]), KM, term)
    assert found.patterns == 9
    assert (found.std_error, found.statistic) == pytest.approx((error, t), rel=1e-5)
    assert found.p_value == pytest.approx(p, rel=1e-3)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-3 * error)


def test_the_unit_of_distance_does_not_matter():
    fit = least_squares(Y, with_constant(X))
    near = scpc(fit, KM, 1)
    for unit in (1e-6, 1000):
        far = scpc(fit, unit * KM, 1)
        assert (near.low, near.high) == pytest.approx((far.low, far.high), rel=1e-5)


def test_noise_that_depends_in_space_is_found_no_more_often_than_the_level_says():
    """Errors and a regressor correlate by .03 on average: the worst that is guarded against."""
    generator = np.random.default_rng(4)
    pairs = KM[np.triu_indices(16, 1)]
    strength = next(c for c in np.geomspace(1e-4, 1, 2000) if np.exp(-c * pairs).mean() < 0.03)
    root = np.linalg.cholesky(np.exp(-strength * KM))
    regressor = with_constant(root @ generator.normal(size=16))
    fits = [least_squares(root @ generator.normal(size=16), regressor) for _ in range(600)]
    found = [scpc(fit, KM, 1).p_value < 0.05 for fit in fits]
    assert np.mean(found) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 600)


def test_weights_and_absorbed_effects_are_refused():
    for fit in (
        least_squares(Y, with_constant(X), weights=np.arange(1, 17)),
        least_squares(Y, X, absorb=[np.arange(16) // 4]),
    ):
        with pytest.raises(DesignError, match="unweighted fit without absorbed effects"):
            scpc(fit, KM, 0)
    together = KM.copy()
    together[0, 1] = together[1, 0] = 0
    with pytest.raises(DesignError, match="need places apart"):
        scpc(least_squares(Y, with_constant(X)), together, 0)


@pytest.mark.parametrize("correlation", [1.1e-5, 0.03, 0.5])
def test_strengths_of_dependence_go_from_the_strongest_down_to_none(correlation):
    """Of the mean correlation between two places, each a factor of 1.2 in the exponent from the next."""
    pairs = np.triu_indices(16, 1)
    _, kernels, _ = _patterns((KM / KM.mean()).tobytes(), 16, correlation, 0.05)
    assert kernels[0][pairs].mean() == pytest.approx(correlation)
    np.testing.assert_allclose(kernels[1:], kernels[:-1] ** 1.2)
    if correlation > 1e-4:
        assert kernels[-1][pairs].mean() >= 1e-5 > (kernels[-1][pairs] ** 1.2).mean()
    else:
        assert len(kernels) == 2


@pytest.mark.parametrize("n", [2, 16])
def test_places_all_but_unrelated_have_the_classical_interval_of_a_mean(n):
    """All n - 1 patterns are taken, of which the t statistic is that of n independent numbers."""
    y = Y[:n]
    found = scpc(least_squares(y, np.ones(n)), KM[:n, :n], 0, correlation=1.1e-5)
    assert found.patterns == n - 1
    assert found.std_error == pytest.approx(y.std(ddof=1) / n**0.5)
    expected = stats.t.interval(0.95, n - 1, y.mean(), y.std(ddof=1) / n**0.5)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-3)
    assert found.p_value == pytest.approx(stats.ttest_1samp(y, 0).pvalue, rel=1e-2)


def test_the_stronger_the_dependence_that_is_guarded_against_the_wider_the_interval():
    found = [scpc(least_squares(Y, np.ones(16)), KM, 0, correlation=each) for each in (0.03, 0.3, 0.9)]
    wide = [each.high - each.low for each in found]
    assert wide == sorted(wide)
