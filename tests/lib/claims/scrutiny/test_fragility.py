"""Fragile verdicts on three units, the changes that turn them solved by hand."""

import numpy as np
import pandas as pd
import pytest

from lib.claims.evidence import build_evidence
from lib.claims.outcomes import evaluate
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.scrutiny.fragility import Flip, Fragility, fragilities, published
from lib.claims.scrutiny.past_revisions import (
    PastRevisions,
    fragility_table,
    past_revisions,
    read_fragility,
)
from lib.claims.settings import Quantity, ReadingSettings
from lib.claims.statements import Assertion, Claim, Hedge, Judging, Part
from lib.claims.verdicts import judge_parts
from lib.data.lineage import Recipe
from lib.data.panel import harmonise

RECIPE = Recipe(
    {
        "people": {"kind": "level", "localities": ["total"]},
        "output": {"kind": "level", "localities": ["total"]},
        "area": {"kind": "level", "localities": ["total"], "constant": True},
    },
    {},
    {"per_head": {"numerator": ["output"], "denominator": ["people"], "scale": 1}},
)
UNITS = pd.DataFrame(
    [
        ("AA", "AA", "AB", "AB", "KZ"), ("BB", "BB", "AB", "AB", "KZ"), ("CC", "CC", "CC", "CC", "KZ"),
        ("AB", "", "AB", "AB", "KZ"), ("KZ", "", "", "", "KZ"),
    ],
    columns=["unit", "layout_20", "layout_17", "layout_16", "layout_1"],
)  # fmt: skip
VALUES = {"people": (20.0, 30.0, 50.0), "output": (40.0, 90.0, 50.0), "area": (1.0, 2.0, 5.0)}
JUDGING = Judging(natural=2022, first=2022, last=2022, layouts=("20",), hedges={"none": Hedge(0, 0)})
GROUPS = {"20": {"two": ("AA", "BB")}, "17": {}, "16": {}, "1": {}}


def judge(kind, asserted, **settings):
    figures = pd.DataFrame(
        [
            (name, unit, 2022, "total", value, "published", name, "2023-01-01")
            for name, values in VALUES.items()
            for unit, value in zip(("AA", "BB", "CC"), values, strict=True)
        ],
        columns=["variable", "unit", "year", "locality", "value", "status", "series", "vintage"],
    )
    cells = harmonise(figures, UNITS, RECIPE)
    evidence = build_evidence({layout: each.table() for layout, each in cells.items()}, GROUPS)
    reading = Reading("X1", "p", "", kind, asserted, ReadingSettings(**settings), (), 0)
    part = Part({}, kind, asserted, {})
    register = Register({"X1": Claim("X1", "", {}, {"p": part})}, {}, JUDGING, (reading,))
    verdicts = judge_parts(register, evaluate(register, evidence))
    return fragilities(verdicts, published(figures, UNITS, RECIPE), JUDGING, evidence)[0]


def test_a_share_turns_at_the_edge_of_its_rounding():
    """50 of 100 prints as 50 up to 50.5; 50 + x over 100 + x passes it at x = 1.0101 of 30, 3.37 percent."""
    found = judge("share", Assertion("percent", 50.0, 0), quantity=Quantity(("people",), group="two"))
    assert (found.verdict, found.moved) == ("matches", 3)
    assert (found.flip.unit, found.flip.verdict) == ("CC", "differs")
    at_least = min((50 - 0.505 * 100) / 0.505 / 50 * -1, (50 / 0.505 - 50) / 50, (50 / 0.495 - 100) / 50)
    assert abs(found.flip.change) == pytest.approx(min(at_least, 1 - (50 / 0.505 - 50) / 50), rel=2e-3)


def test_an_order_of_ratios_turns_where_both_are_equal():
    """2 a head against 3: output of AA up by half, of BB down by a third, people the other way round."""
    found = judge(
        "order", Assertion("times", direction="below"),
        quantity=Quantity(("per_head",), group="AA"), other=Quantity(("per_head",), group="BB"),
    )  # fmt: skip
    assert (found.verdict, found.moved) == ("holds", 4)
    assert (found.flip.variable, found.flip.unit) in {("output", "BB"), ("people", "AA")}
    assert found.flip.change == pytest.approx(-1 / 3, rel=2e-3)
    assert found.flip.verdict == "fails"


def test_a_figure_that_holds_for_all_years_can_turn_a_verdict():
    found = judge("share", Assertion("percent", 62.5, 1), quantity=Quantity(("area",), group="CC"))
    assert (found.verdict, found.flip.variable) == ("matches", "area")


def test_where_no_change_of_one_figure_turns_it_none_is_named():
    found = judge("share", Assertion("percent", 99.0, 0), quantity=Quantity(("people",), group="AA"))
    assert (found.verdict, found.flip, found.moved) == ("differs", None, 3)


def test_revisions_of_as_much_are_counted():
    figures = pd.DataFrame(
        [
            ("people", "people", unit, 2020, "total", value, vintage)
            for vintage, values in {
                "2021-01-01": (100.0, 200.0, 50.0),
                "2022-01-01": (101.0, 190.0, 50.0),
            }.items()
            for unit, value in zip(("AA", "BB", "CC"), values, strict=True)
        ],
        columns=["series", "variable", "unit", "year", "locality", "value", "vintage"],
    )
    past = past_revisions(figures, RECIPE.registry)["people"]
    assert (past.releases, past.reprinted) == (2, 3)
    assert sorted(past.percents) == pytest.approx([1, 5])
    flips = [Fragility("X1", "p", "holds", 9, Flip("people", "AA", 2020, 100.0, -0.05, "fails")),
             Fragility("X2", "p", "holds", 4, None)]  # fmt: skip
    vintages = pd.DataFrame({"claim": "X1", "part": "p", "flipped": ["no", "yes", "no"]})
    rows = read_fragility(fragility_table(flips, {"people": past}, vintages))
    turning, staying = rows["X1", "p", ""], rows["X2", "p", ""]
    assert turning.changed_to == pytest.approx(95)
    assert (turning.revised_as_much, turning.dates, turning.turned) == (1, 2, 1)
    assert (staying.percent, staying.reprinted, staying.dates) == (None, None, 0)


def test_of_a_variable_with_one_release_nothing_is_counted():
    flip = Flip("people", "AA", 2020, 100.0, 0.5, "fails")
    vintages = pd.DataFrame({"claim": ["X1"], "part": ["p"], "flipped": ["no"]})
    past = {"people": PastRevisions(1, 0, np.array([]))}
    table = fragility_table([Fragility("X1", "p", "holds", 1, flip)], past, vintages)
    row = read_fragility(table)["X1", "p", ""]
    assert (row.releases, row.reprinted, row.revised_as_much, row.dates) == (1, 0, 0, 0)
