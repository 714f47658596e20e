"""The fitted line and its interval against a textbook example; labels, keys and statements."""

import numpy as np
import pandas as pd
import pytest

from lib.core.problems import ProblemsError
from lib.exhibits.fits import fit_regions, linear_fit
from lib.exhibits.marks import name_units
from lib.exhibits.statements import statement
from lib.words.language import Words

# Lane et al., Introduction to Statistics (OnlineStatBook), chapter 14: slope 0.425, intercept 0.785,
# sum of squared errors 2.791; Student's t with 3 degrees of freedom, 0.975 quantile: 3.182.
X, Y = [1, 2, 3, 4, 5], [1.00, 2.00, 1.30, 3.75, 2.25]


def test_line_and_interval_are_those_of_the_textbook():
    line, low, high, slope = linear_fit(X, Y, [0, 3])
    assert slope == pytest.approx(0.425)
    assert line == pytest.approx([0.785, 2.06])
    half = 3.182 * np.sqrt(2.791 / 3) * np.sqrt([1 / 5 + 9 / 10, 1 / 5])
    assert high - line == pytest.approx(half, rel=1e-3)
    assert line - low == pytest.approx(half, rel=1e-3)


def test_a_fit_on_a_logarithm_tells_the_change_by_doubling():
    rows = pd.DataFrame({"unit": list("abcd"), "x": [1, 2, 4, np.nan], "y": [10.0, 7.0, 4.0, 1.0]})
    fit = fit_regions(rows, "x", "y", logarithmic=True)
    assert fit.slope == pytest.approx(-3)
    assert list(fit.rows["unit"]) == ["a", "b", "c"]
    assert fit.rows["fitted"].tolist() == pytest.approx([10, 7, 4])
    assert fit.at[[0, -1]].tolist() == pytest.approx([1, 4])


def test_units_formed_anew_carry_a_dagger():
    words = Words("kk", {}, units={"ABA": "Абай", "AKM": "Ақмола"})
    assert name_units(["ABA", "AKM"], words, new=["ABA"]) == ["Абай †", "Ақмола"]


def test_a_statement_that_is_not_judged_is_named_with_the_one_that_is_meant():
    verdicts = pd.DataFrame(
        {"claim": ["P1", "P1"], "part": ["a", "b"], "asserted": ["38", "<0"], "computed": ["", "1"]}
    )
    assert statement(verdicts, "P1.a")["asserted"] == 38
    with pytest.raises(ProblemsError, match=r"'P1\.c'; did you mean 'P1\.[ab]'"):
        statement(verdicts, "P1.c")
