"""Fragile verdicts on three units, the changes that turn them solved by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lib.claims.evidence import build_evidence
from lib.claims.outcomes import ReadingOutcome, evaluate
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.scrutiny.fragility import (
    Flip,
    Fragility,
    fragilities,
    least_flip,
    most_fragile_first,
    published,
)
from lib.claims.scrutiny.past_revisions import (
    PastRevisions,
    fragility_table,
    past_revisions,
    read_fragility,
)
from lib.claims.settings import Quantity, ReadingSettings, Selection
from lib.claims.statements import Assertion, Claim, Hedge, Judging, Part
from lib.claims.verdicts import PartVerdict, judge_parts
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


def test_where_nothing_can_be_computed_any_more_the_verdict_stands():
    """2 a head is above -1 with any output; of nobody there is no output a head."""
    found = judge(
        "sign", Assertion("times", direction="above"), threshold=-1.0,
        quantity=Quantity(("output",), ("people",), group="AA"),
    )  # fmt: skip
    assert (found.verdict, found.moved, found.flip) == ("holds", 2, None)


def test_figures_of_another_year_are_moved_only_if_they_hold_for_all():
    figures = pd.DataFrame(
        [
            (name, unit, year, "total", value, "published", name, "2023-01-01")
            for name, values in VALUES.items()
            for year in ((2021, 2022) if name != "area" else (2021,))
            for unit, value in zip(("AA", "BB", "CC"), values, strict=True)
        ],
        columns=["variable", "unit", "year", "locality", "value", "status", "series", "vintage"],
    )
    made_from = published(figures, UNITS, RECIPE)
    assert made_from.constant == {"area"}
    moved = [(("people", "AA", 2021), 2.0), (("people", "AA", 2022), 3.0), (("area", "CC", 2021), 4.0)]
    cells = made_from.varied(moved, 2022)["20"]
    people, area = (cells.of(name)[:, :] for name in ("people", "area"))
    row, other = cells.units.index("AA"), cells.units.index("CC")
    assert people[row].tolist() == [20, 60, 20]
    assert area[other].tolist()[2] == 20 or np.isnan(area[other]).all()


def test_what_is_no_value_of_figures_is_not_moved():
    stated = Assertion("percent", 50.0, 0)
    reading = Reading("X1", "p", "", "share", stated, ReadingSettings(), (), 0)
    chosen = ReadingOutcome(reading, 2022, "2022", "20", 50.0, "", "matches")
    verdict = PartVerdict("X1", "p", "", "matches", chosen, (chosen,))
    others = [
        replace(verdict, chosen=None),
        replace(verdict, proxy="another"),
        replace(verdict, chosen=replace(chosen, association=object())),
        replace(verdict, chosen=replace(chosen, implication=object())),
    ]
    assert fragilities(others, None, JUDGING, None) == []


@pytest.mark.parametrize(
    ("least", "change"), [(0.9999, 1.0), (1.0, 1.0), (1.01, None), (1.5, None), (1e-6, 1e-8)]
)
def test_figures_move_up_to_twice_their_size(least, change):
    """The last step of the grid doubles a figure; what turns at next to nothing is told as that."""
    key = ("x", "AA", 2022)
    flip = least_flip(
        "holds",
        lambda moved: np.array(["fails" if factor - 1 >= least - 1e-12 else "holds" for _, factor in moved]),
        {key: 5.0},
        [(key, 1)],
    )
    if change is None:
        assert flip is None
    elif least < 1e-5:
        assert least <= flip.change <= least * 1.01
    else:
        assert flip.change == pytest.approx(least, rel=1e-3)


@pytest.mark.parametrize(
    ("settings", "moved"),
    [
        # the figure of one unit
        ({"kind": "level", "quantity": Quantity(("people",), group="BB")}, 1),
        # a share of two units, one of which it is
        ({"kind": "share", "quantity": Quantity(("people",), group="AA"), "whole": "two"}, 2),
        # the people of the one of two units that leads by output, and the output of both
        ({"kind": "level", "quantity": Quantity(("people",), select=Selection("output", "two", 1))}, 3),
        # units of which one has a figure of one
        ({"kind": "share", "quantity": Quantity(("area",), group="AA")}, 3),
    ],
)
def test_the_figures_behind_a_value_are_those_that_move_it(settings, moved):
    assert judge(asserted=Assertion("percent", 50.0, 0), **settings).moved == moved


def test_the_most_fragile_come_first_and_what_nothing_turns_last():
    found = [
        Fragility("X1", "p", "holds", 1, None),
        *(Fragility("X1", str(change), "holds", 1, Flip("x", "AA", 2022, 1.0, change, "fails"))
          for change in (0.3, -0.5, -0.1)),
    ]  # fmt: skip
    assert [each.part for each in most_fragile_first(found)] == ["-0.1", "0.3", "-0.5", "p"]


def test_a_search_brackets_the_least_change_to_a_thousandth():
    """Two figures, one of which turns the verdict at 3.7 percent down, the other at 3.6 percent up."""
    least = {("x", "AA", 2022): (-1, 0.037), ("x", "BB", 2022): (1, 0.036)}

    def judge_all(moved):
        return np.array(
            ["fails" if (factor - 1) * least[key][0] >= least[key][1] else "holds" for key, factor in moved],
            dtype=object,
        )

    tried = [(key, sign) for key in least for sign in (-1, 1)]
    behind = dict.fromkeys(least, 5.0)
    flip = least_flip("holds", judge_all, behind, tried)
    assert (flip.unit, flip.figure, flip.verdict) == ("BB", 5.0, "fails")
    assert 0.036 <= flip.change <= 0.036 * 1.001
    first = least_flip("holds", judge_all, behind, [(("x", "AA", 2022), -1)])
    assert -0.037 * 1.001 <= first.change <= -0.037
    assert least_flip("holds", judge_all, behind, [(("x", "AA", 2022), 1)]) is None


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
    assert turning.percent == pytest.approx(-5)
    assert (staying.percent, staying.reprinted, staying.dates, staying.turned) == (None, None, 0, 0)
    small = Fragility("X1", "p", "holds", 9, Flip("people", "AA", 2020, 100.0, 0.02, "fails"))
    row = read_fragility(fragility_table([small], {"people": past}, vintages))["X1", "p", ""]
    assert (row.percent, row.revised_as_much) == (pytest.approx(2), 1)
    least = Fragility("X1", "p", "holds", 9, Flip("people", "AA", 2020, 100.0, 0.005, "fails"))
    assert (
        read_fragility(fragility_table([least], {"people": past}, vintages))["X1", "p", ""].revised_as_much
        == 2
    )


def test_of_a_variable_with_one_release_nothing_is_counted():
    flip = Flip("people", "AA", 2020, 100.0, 0.5, "fails")
    vintages = pd.DataFrame({"claim": ["X1"], "part": ["p"], "flipped": ["no"]})
    past = {"people": PastRevisions(1, 0, np.array([]))}
    table = fragility_table([Fragility("X1", "p", "holds", 1, flip)], past, vintages)
    row = read_fragility(table)["X1", "p", ""]
    assert (row.releases, row.reprinted, row.revised_as_much, row.dates) == (1, 0, 0, 0)


def test_where_nothing_is_tried_nothing_turns():
    assert least_flip("holds", lambda moved: np.full(len(moved), "fails"), {}, []) is None
