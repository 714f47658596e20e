"""The front door: what it offers is documented, and meets data of awkward shapes as documented."""

import importlib
import inspect
import re

import numpy as np
import pandas as pd
import pytest

from lib.inference.cluster_variance import clustered_variance
from lib.inference.conley import conley_clusters
from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.panel_estimators import Panel, first_differences, pooled
from lib.inference.randomisation import randomisation_test
from lib.inference.wild_bootstrap import wild_cluster_joint_test, wild_inversion

LISTED = re.compile(r"^\| `(\w+)\.([a-z_]+)(\([^`]*\))` \|", re.MULTILINE)


def test_every_function_of_the_list_is_there_with_its_signature_and_docstring(project):
    listed = LISTED.findall((project / "docs/inference.md").read_text(encoding="utf-8"))
    assert len(listed) > 30
    for module, name, signature in listed:
        room = "inference" if (project / f"scripts/lib/inference/{module}.py").is_file() else "space"
        function = getattr(importlib.import_module(f"lib.{room}.{module}"), name)
        parameters = inspect.signature(function).parameters.values()
        bare = [one.replace(annotation=inspect.Parameter.empty) for one in parameters]
        assert signature == str(inspect.Signature(bare)), name
        assert inspect.getdoc(function), name


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
    assert wild_inversion(fit, labels, "a").interval(0.9) == wild_inversion(plain, unit, 1).interval(0.9)
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
    assert wild_inversion(fit, unit, 1).interval(0.95) == pytest.approx((2.0, 2.0), abs=1e-9)


def test_units_seen_once_are_no_clusters_under_their_own_effect():
    y, X, unit, _ = unbalanced()
    fit = least_squares(y, X, absorb=[unit])
    assert fit.n == len(y)
    assert clustered_variance(fit, unit, "CR2").clusters == 6
    assert wild_inversion(fit, unit, 0).forms.shape[1] == 2**5


def test_joint_tests_do_not_depend_on_how_restrictions_are_written():
    y, X, unit, _ = unbalanced()
    fit = least_squares(y, with_constant(X))
    C, values = np.eye(3)[1:], np.array([1.0, -1.0])
    mixed = np.array([[2.0, 1.0], [1.0, -1.0]])
    one, other = (
        wild_cluster_joint_test(fit, unit, C, values),
        wild_cluster_joint_test(fit, unit, mixed @ C, mixed @ values),
    )
    assert one.p_value == other.p_value
    assert one.statistic == pytest.approx(other.statistic)


def test_what_a_missing_year_does():
    y, X, unit, year = unbalanced()
    kept = ~((unit == 8) & (year == 3))
    panel = Panel(y[kept], X[kept], ("a", "b"), unit[kept], year[kept])
    # pairs of consecutive years: 1 + 2 + 3 + 4 + 5 + (5 - 2)
    assert first_differences(panel).fit.n == 18
    fit = pooled(panel).fit
    with pytest.raises(DesignError, match="seen once in every period"):
        randomisation_test(fit, panel.unit, panel.year, "a")
    assert 0 < wild_inversion(fit, panel.unit, "a").p_value(0.0) <= 1


def test_two_clusters_are_refused_by_every_clustered_method():
    y, X, unit, _ = unbalanced()
    fit, two = least_squares(y, with_constant(X)), unit > 5
    for method in (
        lambda: clustered_variance(fit, two, "CRV1"),
        lambda: clustered_variance(fit, two, "CR2"),
        lambda: wild_cluster_joint_test(fit, two, np.eye(3)[1:]),
        lambda: wild_inversion(fit, two, 1),
        lambda: conley_clusters(fit, two, np.array([[0.0, 1.0], [1.0, 0.0]]), 2.0),
    ):
        with pytest.raises(DesignError, match="at least three clusters"):
            method()
