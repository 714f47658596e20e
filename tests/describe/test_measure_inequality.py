"""Every table of the rule on two macro-regions of two units, worked by hand."""

from math import log

import pandas as pd
import pytest

from describe.measure_inequality import measure_inequality

UNITS = pd.DataFrame(
    {
        "unit": ["KZ", "A", "B", "C", "D", "CD"],
        "macro_region": ["", "west", "west", "east", "east", "east"],
        "layout_20": ["", "A", "B", "C", "D", ""],
        "layout_16": ["", "A", "B", "CD", "CD", "CD"],
    }
)
GROUPS = {"oil": {"units": ["A"]}, "cities": {"units": ["C"]}, "east": {"units": ["C", "D"]}}
PANELS = {
    "20": pd.DataFrame(
        {
            "unit": ["A", "A", "B", "B", "C", "C", "D", "D"],
            "year": [2021, 2022] * 4,
            "people": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, None],
            "output": [4.0, 4.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0],
        }
    ),
    "16": pd.DataFrame(
        {"unit": ["A", "B", "CD"], "year": [2021] * 3, "people": [1.0, 1.0, 2.0], "output": [4.0, 2.0, 1.0]}
    ),
}
CHOICES = {
    "convergence": {"variables": []},
    "layouts": ["20", "16"],
    "samples": {"all_units": [], "without_oil": ["oil"], "without_cities": ["cities"]},
    "per_head": {"output": "people"},
    "totals": ["output"],
    "specialisation": [{"part": "output", "whole": "people"}],
    "decomposition": {"people": "people", "cases": "output", "rural": "rural", "groups": ["east"]},
}


@pytest.fixture(scope="module")
def tables():
    return measure_inequality(PANELS, UNITS, GROUPS, CHOICES, {})


def value(table: pd.DataFrame, **keys) -> float:
    found = table[(table[list(keys)] == pd.Series(keys)).all(axis=1)]["value"]
    assert len(found) == 1
    return found.item()


def test_the_index_is_split_by_macro_region(tables):
    whole = {"variable": "output", "sample": "all_units", "layout": "20", "year": 2021}
    inequality = tables["inequality"]
    between = 0.75 * log(1.5) + 0.25 * log(0.5)
    within = 0.75 * ((2 / 3) * log(4 / 3) + (1 / 3) * log(2 / 3))
    assert value(inequality, measure="theil_between", macro_region="", **whole) == pytest.approx(between)
    assert value(inequality, measure="theil_within", macro_region="", **whole) == pytest.approx(within)
    assert value(inequality, measure="theil", macro_region="", **whole) == pytest.approx(between + within)
    assert value(inequality, measure="theil_within", macro_region="east", **whole) == 0
    assert value(inequality, measure="mean", macro_region="", **whole) == 2


def test_a_year_with_a_gap_enters_only_the_totals_that_are_known(tables):
    inequality = tables["inequality"]
    assert set(inequality.loc[inequality["year"] == 2022, "measure"]) == {"herfindahl"}
    assert 2022 not in set(tables["lorenz"]["year"])


def test_a_sample_that_would_split_a_unit_is_absent(tables):
    inequality = tables["inequality"]
    assert set(inequality.loc[inequality["layout"] == "16", "sample"]) == {"all_units", "without_oil"}
    assert set(inequality.loc[inequality["layout"] == "20", "sample"]) == set(CHOICES["samples"])


def test_shares_of_groups_and_units(tables):
    shares = tables["shares"]
    assert value(shares, variable="output", group="east", layout="20", year=2021) == 25
    assert value(shares, variable="output", group="A", layout="20", year=2021) == 50
    assert value(shares, variable="output", group="east", layout="16", year=2021) == pytest.approx(100 / 7)
    assert "cities" not in set(shares.loc[shares["layout"] == "16", "group"])


def test_concentration_and_specialisation(tables):
    keys = {"variable": "output", "sample": "without_oil", "layout": "20", "year": 2021}
    concentration = value(tables["inequality"], measure="herfindahl", **keys)
    assert concentration == pytest.approx(0.5**2 + 2 * 0.25**2)
    assert value(tables["location_quotients"], unit="A", layout="20", year=2021) == 2


def test_every_lorenz_curve_runs_from_the_origin_to_one(tables):
    curves = tables["lorenz"].groupby(["layout", "variable", "sample", "year"])
    assert (curves[["heads", "amount"]].first() == 0).all(axis=None)
    assert curves[["heads", "amount"]].last().to_numpy() == pytest.approx(1)
