"""The front door: what it offers is documented, and meets data of awkward shapes as documented."""

import inspect
import re

import numpy as np
import pandas as pd
import pytest

import lib.inference
import lib.space
from lib.inference import (
    DesignError,
    Panel,
    clustered_variance,
    conley_clusters,
    first_differences,
    joint_test,
    least_squares,
    pooled,
    randomisation_test,
    two_way_variance,
    wild_cluster_interval,
    wild_cluster_joint_test,
    wild_cluster_test,
    with_constant,
)

OFFERED = {
    name: each
    for room in (lib.inference, lib.space)
    for name, each in vars(room).items()
    if callable(each) and not name.startswith("_")
}


def signature(name):
    parameters = inspect.signature(OFFERED[name]).parameters.values()
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in parameters]
    return name + str(inspect.Signature(bare))


def test_every_function_is_listed_with_its_signature(project):
    text = (project / "docs/inference.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z_]+\([^`]*\))` \|", text, re.MULTILINE)
    functions = [name for name, one in OFFERED.items() if inspect.isfunction(one)]
    assert sorted(listed) == sorted(map(signature, functions))


def test_every_name_has_a_docstring_of_its_own():
    for name, one in OFFERED.items():
        assert inspect.getdoc(one), name


def unbalanced(seed=0):
    """Nine clusters of 1 to 6 rows, three of them of one row."""
    generator = np.random.default_rng(seed)
    unit = np.repeat(np.arange(9), [1, 1, 1, 2, 3, 4, 5, 6, 6])
    year = np.concatenate([np.arange(size) for size in np.bincount(unit)])
    X = generator.normal(size=(len(unit), 2)) + generator.normal(size=9)[unit, None]
    return X @ [1.0, -1.0] + generator.normal(size=len(unit)), X, unit, year


LABELS = {
    "text": lambda unit: np.array([f"région {u}" for u in unit]),
    "objects": lambda unit: [f"u{u}" for u in unit],
    "categories": lambda unit: pd.Categorical(
        [f"u{u}" for u in unit], categories=[f"u{u}" for u in range(99)]
    ),
    "dates": lambda unit: pd.to_datetime("2000-01-01") + pd.to_timedelta(unit, unit="D"),
    "numbers": lambda unit: unit * 1.5 - 3,
    "series": lambda unit: pd.Series(unit, index=unit[::-1] + 100),
}


@pytest.mark.parametrize("kind", list(LABELS))
def test_labels_of_any_kind_mean_the_same(kind):
    y, X, unit, _ = unbalanced()
    labels = LABELS[kind](unit)
    fit = least_squares(
        pd.Series(y, index=range(5, 5 + len(y))), pd.DataFrame(with_constant(X), columns=list("cab"))
    )
    assert fit.names == ("c", "a", "b")
    plain = least_squares(y, with_constant(X))
    for method in ("CRV1", "CR2", "CRV3"):
        np.testing.assert_allclose(
            clustered_variance(fit, labels, method).covariance,
            clustered_variance(plain, unit, method).covariance,
            rtol=1e-10,
        )
    assert wild_cluster_test(fit, labels, "a") == wild_cluster_test(plain, unit, 1)
    within_units = least_squares(y, X, absorb=[labels])
    np.testing.assert_allclose(
        within_units.coefficients, least_squares(y, X, absorb=[unit]).coefficients, rtol=1e-12
    )


def test_a_perfect_fit_has_no_spread():
    _, X, unit, _ = unbalanced()
    Z = with_constant(X)
    fit = least_squares(Z @ [1.0, 2.0, 3.0], Z)
    for kind in ("CRV1", "CR2", "CRV3"):
        np.testing.assert_allclose(clustered_variance(fit, unit, kind).std_errors, 0, atol=1e-13)
    low, high = wild_cluster_interval(fit, unit, 1)
    assert (low, high) == pytest.approx((2.0, 2.0), abs=1e-9)
    assert wild_cluster_test(fit, unit, 1, 0.0).p_value <= 2**-5


def test_units_seen_once_are_no_clusters_under_their_own_effect():
    y, X, unit, _ = unbalanced()
    fit = least_squares(y, X, absorb=[unit])
    assert fit.n == len(y)
    assert clustered_variance(fit, unit, "CR2").clusters == 6
    assert wild_cluster_test(fit, unit, 0).vectors == 2**5


def test_two_ways_of_one_row_each_are_counted_once():
    """Firm and a label of every row: first + second - both = first, since both is the second."""
    y, X, unit, _ = unbalanced()
    fit = least_squares(y, with_constant(X))
    both = two_way_variance(fit, unit, np.arange(len(y)))
    np.testing.assert_allclose(both.covariance, clustered_variance(fit, unit, "CRV1").covariance)
    assert both.clusters == 9


@pytest.mark.parametrize("kind", ["CRV1", "CR2", "CRV3"])
def test_joint_tests_do_not_depend_on_how_restrictions_are_written(kind):
    y, X, unit, _ = unbalanced()
    fit = least_squares(y, with_constant(X))
    C, values = np.eye(3)[1:], np.array([1.0, -1.0])
    mixed = np.array([[2.0, 1.0], [1.0, -1.0]])
    first, second = (
        joint_test(fit, unit, C, values, kind),
        joint_test(fit, unit, mixed @ C, mixed @ values, kind),
    )
    assert (first.statistic, *first.df, first.p_value) == pytest.approx(
        (second.statistic, *second.df, second.p_value)
    )
    wild = [
        wild_cluster_joint_test(fit, unit, mixed @ C, mixed @ values),
        wild_cluster_joint_test(fit, unit, C, values),
    ]
    assert wild[0].p_value == wild[1].p_value


def test_what_a_missing_year_does():
    y, X, unit, year = unbalanced()
    kept = ~((unit == 8) & (year == 3))
    panel = Panel(y[kept], X[kept], ("a", "b"), unit[kept], year[kept])
    # pairs of consecutive years: 1 + 2 + 3 + 4 + 5 + (5 - 2)
    assert first_differences(panel).fit.n == 18
    fit = pooled(panel).fit
    with pytest.raises(DesignError, match="seen once in every period"):
        randomisation_test(fit, panel.unit, panel.year, "a")
    assert np.isfinite(wild_cluster_test(fit, panel.unit, "a").p_value)


def test_two_clusters_are_refused_by_every_clustered_method():
    y, X, unit, _ = unbalanced()
    fit, two = least_squares(y, with_constant(X)), unit > 5
    for method in (
        lambda: clustered_variance(fit, two, "CRV1"),
        lambda: clustered_variance(fit, two, "CR2"),
        lambda: joint_test(fit, two, np.eye(3)[1:]),
        lambda: wild_cluster_test(fit, two, 1),
        lambda: wild_cluster_interval(fit, two, 1),
        lambda: two_way_variance(fit, unit, two),
        lambda: conley_clusters(fit, two, np.array([[0.0, 1.0], [1.0, 0.0]]), 2.0),
    ):
        with pytest.raises(DesignError, match="at least three clusters"):
            method()
