"""As known on an earlier date, models of years to come are left out; today such a model is a fault."""

import pandas as pd
import pytest

from lib.models.rows import has_rows, selected
from lib.models.specification import Regression, Term, load_regressions
from regress.trace_specification_curve import known_periods

PANEL = pd.DataFrame(
    [("A", year, 1.0, 2.0 if year < 2020 else None) for year in range(2017, 2021)],
    columns=["unit", "year", "y", "x"],
)
NAMES = {"model": "m", "base": "m", "headline": "x", "exclude": ()}


def regression(years, weights="none"):
    return Regression(
        **NAMES, outcome=Term("y", "level"), regressors=(Term("x", "level"),), layout="20", years=years,
        weights=weights, estimators=("pooled",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("years", "known"),
    [
        ((2016, 2024), True),
        ((2018, 2019), True),
        ((2018, 2024), False),
        ((2020, 2020), False),
        ((2022, 2024), False),
    ],
)
def test_a_regression_has_rows_where_all_its_variables_are_known(years, known):
    assert has_rows(regression(years), {"20": PANEL}, {"20": {}}) == known


def test_weights_count_as_variables():
    panel = PANEL.assign(w=[None, None, None, 1])
    assert not has_rows(regression((2017, 2020), "w"), {"20": panel}, {"20": {}})


def test_periods_that_begin_later_leave_an_earlier_curve_only():
    term = {"variable": "x", "transform": "level"}
    curve = {
        "outcomes": [{"variable": "y", "transform": "level"}], "focal": [term], "controls": [[]],
        "periods": [{"layout": "20", "years": [2016, 2024]}, {"layout": "20", "years": [2018, 2024]}],
    }  # fmt: skip
    assert known_periods(curve, {"20": PANEL}, "2021-06-30")["periods"] == curve["periods"][:1]
    assert known_periods(curve, {"20": PANEL}, "latest") == curve


MODEL = """
title: {{en: a, ru: b, kk: c}}
outcome: {{variable: y, transform: level}}
regressors: [{{variable: x, transform: level}}]
headline: x
panel: {{layout: "20", years: [2017, 2020]}}
weights: none
exclude: {exclude}
estimators: [pooled]
cross_sections: []
variants: [all_of_b]
"""


@pytest.mark.parametrize(
    ("exclude", "rows", "told"),
    [
        ("[A]", [("B", 2017), ("B", 2018), ("C", 2017), ("C", 2018)], "A"),
        ("{A: []}", [("B", 2017), ("B", 2018), ("C", 2017), ("C", 2018)], "A"),
        ("{A: [2018], pair: [2017]}", [("A", 2017), ("B", 2018), ("C", 2018)], "A:2018 pair:2017"),
    ],
)
def test_units_and_groups_are_left_out_in_all_years_or_in_some(tmp_path, exclude, rows, told):
    (tmp_path / "m.yaml").write_text(MODEL.format(exclude=exclude))
    (tmp_path / "variants.yaml").write_text("all_of_b: {title: {en: a}, exclude: [B]}")
    main, variant = load_regressions([tmp_path / "m.yaml"], tmp_path / "variants.yaml")
    panel = pd.DataFrame([(unit, year) for unit in "ABC" for year in (2017, 2018)], columns=["unit", "year"])
    kept = selected(panel, main, {"pair": ["B", "C"]})
    assert list(kept.itertuples(index=False, name=None)) == rows
    assert (main.left_out, variant.left_out) == (told, "B")
