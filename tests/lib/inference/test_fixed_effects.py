"""Labels as codes: the same numbers however they are made, and once is enough."""

import numpy as np
import pandas as pd
import pytest

from lib.inference.cluster_variance import clustered_variance
from lib.inference.fixed_effects import SMALL_PANEL, effects_rank, encode, encode_labels, sweep
from lib.inference.least_squares import least_squares


@pytest.mark.parametrize("kind", [np.int64, np.int8, np.uint8])
def test_numbers_are_coded_as_sorting_codes_them(kind):
    array = np.array([7, 3, 3, 120, 7, np.iinfo(kind).min] * 10, dtype=kind)
    uniques, codes = np.unique(array, return_inverse=True)
    coded = encode_labels(array)
    assert (coded.labels.tolist(), coded.codes.tolist()) == (uniques.tolist(), codes.tolist())
    assert encode_labels(np.array([10**12, -(10**12)])).codes.tolist() == [1, 0]


def test_labels_coded_once_give_the_same_fit():
    generator = np.random.default_rng(0)
    names = np.repeat([f"unit {g}" for g in range(6)], 5)
    X, y = generator.normal(size=(30, 2)), generator.normal(size=30)
    coded = encode_labels(names)
    assert encode_labels(coded) is coded
    for kind in ("CRV1", "CR2"):
        once = clustered_variance(least_squares(y, X, absorb=[coded]), coded, kind)
        again = clustered_variance(least_squares(y, X, absorb=[names]), names, kind)
        assert (once.covariance == again.covariance).all()


def test_numbers_that_lie_near_one_another_keep_their_labels():
    coded = encode_labels(np.array([102, 100, 102, 103, 100]))
    assert (coded.labels.tolist(), coded.codes.tolist()) == ([100, 102, 103], [1, 0, 1, 2, 0])


@pytest.mark.parametrize("units", [6, 300])  # 300 are counted by label, 6 are multiplied by a matrix
def test_a_balanced_panel_loses_the_means_of_units_and_years(units):
    years = 5
    assert (units * units * years > SMALL_PANEL) == (units == 300)
    panel = np.random.default_rng(units).normal(size=(units, years))
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(years), units)
    effects = encode([year, unit])
    swept = sweep(panel.reshape(-1, 1), effects, np.ones(units * years)).reshape(units, years)
    within = panel - panel.mean(axis=1, keepdims=True) - panel.mean(axis=0) + panel.mean()
    np.testing.assert_allclose(swept, within, atol=1e-12)
    assert effects_rank(effects, np.ones(units * years)) == units + years - 1
    sums = pd.DataFrame(panel.reshape(-1, 1)).groupby(unit).sum().to_numpy()
    np.testing.assert_allclose(encode_labels(unit).sums(panel.reshape(-1, 1)), sums, atol=1e-12)


@pytest.mark.parametrize("units", [6, 300])
def test_weights_count_in_the_means_that_are_taken_out(units):
    generator = np.random.default_rng(units)
    unit, weights = np.repeat(np.arange(units), 5), generator.uniform(1, 3, size=units * 5)
    root = np.sqrt(weights)
    column = generator.normal(size=(units * 5, 1))
    swept = sweep(column, encode([unit]), root)[:, 0]
    means = np.bincount(unit, weights=weights * column[:, 0]) / np.bincount(unit, weights=weights)
    np.testing.assert_allclose(swept, root * (column[:, 0] - means[unit]), atol=1e-12)


def test_a_panel_with_a_gap_uses_up_as_many_parameters_as_its_dummies_have_rank():
    unit, year = np.repeat(np.arange(4), 3)[1:], np.tile(np.arange(3), 4)[1:]
    dummies = np.column_stack([np.eye(4)[unit], np.eye(3)[year]])
    effects = encode([unit, year])
    assert effects_rank(effects, np.ones(11)) == np.linalg.matrix_rank(dummies) == 6
    column = np.random.default_rng(4).normal(size=(11, 1))
    residual = column - dummies @ np.linalg.lstsq(dummies, column, rcond=None)[0]
    np.testing.assert_allclose(sweep(column, effects, np.ones(11)), residual, atol=1e-12)


def test_texts_of_any_kind_are_numbered_in_their_order():
    coded = encode_labels(np.array(["b", "a", "b"], dtype=object))
    assert (coded.labels.tolist(), coded.codes.tolist()) == (["a", "b"], [1, 0, 1])
    assert np.asarray(coded).tolist() == [1, 0, 1]


@pytest.mark.parametrize("root", [np.full(12, 2.0), np.sqrt(np.arange(1.0, 13.0))])
def test_weights_of_a_balanced_panel_count_for_both_effects(root):
    unit, year = np.repeat(np.arange(4), 3), np.tile(np.arange(3), 4)
    dummies = np.column_stack([np.eye(4)[unit], np.eye(3)[year]]) * root[:, None]
    column = np.random.default_rng(5).normal(size=(12, 1))
    weighted = column * root[:, None]
    residual = weighted - dummies @ np.linalg.lstsq(dummies, weighted, rcond=None)[0]
    np.testing.assert_allclose(sweep(column, encode([unit, year]), root), residual, atol=1e-12)
