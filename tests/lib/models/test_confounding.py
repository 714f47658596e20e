import numpy as np
import pytest

from lib.inference.least_squares import least_squares, with_constant
from lib.models.confounding import sensitivity


def test_the_published_example_of_cinelli_and_hazlett():
    """Darfur: estimate 0.09732, standard error 0.02326, 783 degrees of freedom."""
    found = sensitivity(0.09731582 / 0.02325654, 783, confidence=0.95)
    assert found.partial_r2 == pytest.approx(0.0219, abs=5e-5)
    assert found.robustness_value == pytest.approx(0.139, abs=5e-4)
    assert found.robustness_value_interval == pytest.approx(0.076, abs=5e-4)


def test_a_confounder_of_that_strength_brings_the_estimate_to_zero():
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(2, 40))
    y += x
    fit = least_squares(y, with_constant(x))
    t = fit.coefficients[1] / np.sqrt(fit.residuals @ fit.residuals / 38 / ((x - x.mean()) ** 2).sum())
    value = sensitivity(t, 38).robustness_value
    cleared = x - x.mean()
    noise = generator.normal(size=40)
    basis = np.linalg.qr(np.column_stack([np.ones(40), cleared, fit.residuals, noise]))[0][:, 1:]
    basis *= np.sign(basis.T @ np.column_stack([cleared, fit.residuals, noise])).diagonal()
    share = np.sqrt(value)  # correlation with the regressor, and with the outcome given the regressor
    rest = np.sqrt(1 - value)
    confounder = share * basis[:, 0] + rest * (share * basis[:, 1] + np.sqrt(1 - value) * basis[:, 2])
    left = least_squares(y, np.column_stack([np.ones(40), x, confounder])).coefficients[1]
    assert left == pytest.approx(0, abs=1e-10)


def test_an_interval_that_holds_zero_needs_no_confounder():
    assert sensitivity(1.0, 18).robustness_value_interval == 0
