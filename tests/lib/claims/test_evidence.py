"""Evidence without models, and with their coefficients by what they are called in any year."""

import pandas as pd
import pytest

from lib.claims.evidence import OtherFits, Sample, build_evidence

PANELS = {
    "20": pd.DataFrame({"unit": ["A", "B"], "year": [2021, 2021], "x": [1.0, 2.0]}),
    "17": pd.DataFrame({"unit": ["A"], "year": [2022], "x": [3.0]}),
}
MODELS = pd.DataFrame(
    {"model": ["m", "m@2022"], "first_year": [2015, 2022], "last_year": [2024, 2022], "layout": ["17", "20"]}
)
COEFFICIENTS = pd.DataFrame(
    [("m@2022", 2.0, 0.5), ("m", 1.0, 0.25), ("m", 1.0, None)], columns=["model", "estimate", "std_error"]
).assign(term="x", estimator="pooled", method=["HC3", "HC3", "WCR"], df=9.0)


def test_panels_share_their_years_and_each_unit_is_a_set():
    evidence = build_evidence(PANELS, {"20": {"both": ["A", "B"]}}, breaks={"x": [2022, 2021]})
    assert evidence.years.tolist() == [2021, 2022]
    assert evidence.groups == {"20": {"A": ("A",), "B": ("B",), "both": ("A", "B")}, "17": {"A": ("A",)}}
    assert evidence.breaks == {"x": {2021, 2022}}


@pytest.mark.parametrize(("table", "models"), [(None, None), (COEFFICIENTS, None), (None, MODELS)])
def test_without_both_tables_there_are_no_coefficients(table, models):
    assert build_evidence(PANELS, {}, table, models).coefficients == {}


def test_coefficients_with_an_error_are_found_by_the_name_of_the_model_in_any_year():
    found = build_evidence(PANELS, {}, COEFFICIENTS, MODELS).coefficients
    assert list(found) == [("m", "x", "pooled", "HC3")]
    main, of_one_year = found["m", "x", "pooled", "HC3"]
    assert (main.model, main.estimate, main.first_year, main.last_year, main.layout) == (
        "m",
        1,
        2015,
        2024,
        "17",
    )
    assert (of_one_year.model, of_one_year.std_error, of_one_year.layout) == ("m@2022", 0.5, "20")


def test_a_coefficient_has_the_other_fits_of_its_own_model_and_itself_without_each_unit():
    fit = {"model": ["m"], "term": ["x"], "estimator": ["pooled"]}
    other_fits = OtherFits(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    associations = pd.DataFrame({**fit, **{name: [value] for name, value in vars(other_fits).items()}})
    left_out = [("A", 1.5, 0.5, 8.0), ("B", 0.5, 0.25, 7.0)]
    columns = ["unit", "estimate_without", "std_error_without", "df_without"]
    influence = pd.DataFrame(left_out, columns=columns).assign(model="m", term="x", estimator="pooled")
    tables = {"influence": influence, "associations": associations}
    evidence = build_evidence(PANELS, {}, COEFFICIENTS, MODELS, **tables)
    main, of_one_year = evidence.coefficients["m", "x", "pooled", "HC3"]
    assert (main.without, main.other_fits) == (tuple(left_out), other_fits)
    assert (of_one_year.without, of_one_year.other_fits, of_one_year.sample) == ((), None, None)


@pytest.mark.parametrize(
    ("excluded", "asked", "missing"),
    [("", "ABCD", "CD"), ("far", "ABC", "C"), ("C far", "AB", ""), ("D:2021,2022", "ABCD", "CD")],
)
def test_a_coefficient_tells_which_units_that_it_asks_for_have_no_figures(excluded, asked, missing):
    panel = pd.DataFrame({"unit": list("ABCD"), "year": 2022, "x": 1.0})
    models = MODELS.assign(layout="17", excluded=["", excluded], units=[4, 2])
    influence = pd.DataFrame({"unit": ["A", "B"], "model": "m@2022", "term": "x", "estimator": "pooled"})
    influence = influence.assign(estimate_without=1.0, std_error_without=1.0, df_without=1.0)
    evidence = build_evidence(
        {"17": panel}, {"17": {"far": ["D"]}}, COEFFICIENTS, models, influence=influence
    )
    over_years, of_one_year = evidence.coefficients["m", "x", "pooled", "HC3"]
    assert of_one_year.sample == Sample(tuple(asked), tuple(missing))
    assert (over_years.partial, of_one_year.partial) == (False, bool(missing))
