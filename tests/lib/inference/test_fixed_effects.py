"""Labels as codes: the same numbers however they are made, and once is enough."""

import numpy as np
import pytest

from lib.inference.cluster_variance import clustered_variance
from lib.inference.fixed_effects import encode_labels
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
