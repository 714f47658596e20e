"""Workings of small readings, their formulas and totals worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from lib.claims.evidence import Evidence
from lib.claims.measures import View
from lib.claims.outcomes import evaluate
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.scrutiny.workings import Bench, Operand, Step, Working, workings_of
from lib.claims.settings import HIGHEST, Quantity, ReadingSettings, Sum
from lib.claims.statements import Assertion, Claim, Hedge, Judging, Part
from lib.claims.verdicts import PartVerdict
from lib.data.arrays import PanelArrays

JUDGING = Judging(natural=2022, first=2021, last=2022, layouts=("20",), hedges={"none": Hedge(0, 0)})
NUMBER = Assertion("percent", 50.0, 0)
PANEL = PanelArrays(
    ("AA", "BB", "CC"),
    np.array([2021, 2022]),
    {
        "people": np.array([[10.0, 20.0, 30.0], [10.0, 30.0, 60.0]]),
        "output": np.array([[5.0, 5.0, 5.0], [20.0, 30.0, 30.0]]),
        "rate": np.array([[1.0, 2.0, 3.0], [4.0, 8.0, 5.0]]),
    },
)
GROUPS = {"AA": ("AA",), "BB": ("BB",), "CC": ("CC",), "two": ("AA", "BB")}
EVIDENCE = Evidence({"20": PANEL}, {"20": GROUPS})


def working_of(kind, asserted=NUMBER, **settings):
    reading = Reading("X1", "p", "", kind, asserted, ReadingSettings(**settings), (), 0)
    register = Register({}, {}, JUDGING, (reading,))
    chosen = evaluate(register, EVIDENCE)[-1]
    verdict = PartVerdict("X1", "p", "", chosen.verdict, chosen, (chosen,))
    return chosen, workings_of([verdict], register, EVIDENCE)["X1", "p", ""]


@pytest.mark.parametrize(
    ("kind", "settings", "formula", "values", "result"),
    [
        ("share", {"quantity": Quantity(("people",), group="two")}, "100 * sum(a) / sum(b)", [40, 100], 40),
        ("share", {"quantity": Quantity(("people",), group="CC")}, "100 * a / sum(b)", [60, 100], 60),
        ("level", {"quantity": Quantity(("output",), ("people",), group="two", scale=1000)},
         "1000 * sum(a) / sum(b)", [50, 40], 1250),
        ("level", {"quantity": Quantity(("rate",), weight="people", group="two")},
         "sum(a * b) / sum(b)", [280, 40], 7),
        ("level", {"quantity": Quantity(("people",), group="two"), "lag": 1},
         "sum(b) - sum(a)", [40, 30], 10),
        ("growth", {"quantity": Quantity(("people",), group="two"), "start": 2021, "end": 2022},
         "sum(b) / sum(a)", [40, 30], 4 / 3),
        ("ratio", {"quantity": Quantity(("output",), ("people",), group="AA", aggregate=HIGHEST),
                   "other": Quantity(("output",), ("people",), group="two", aggregate=HIGHEST)},
         "highest(a / b) / highest(c / d)", [2, 2], 1),
        ("count", {"quantity": Quantity(("output",), ("people",))}, "count(a / b < sum(a) / sum(b))", [1], 1),
        ("count", {"quantity": Quantity(("output",), ("people",)), "result": "percent"},
         "100 * count(a / b < sum(a) / sum(b)) / count(a)", [100 / 3], 100 / 3),
        ("count", {"quantity": Quantity(("output",)), "benchmark": "none"}, "count(a)", [3], 3),
        ("level", {"quantity": Quantity(("rate",), weight="people", group="AA")}, "a", [4], 4),
        ("level", {"quantity": Quantity(("rate",), times="people", group="two", aggregate=HIGHEST)},
         "highest(a * b)", [240], 240),
    ],
)  # fmt: skip
def test_formulas_say_what_is_computed(kind, settings, formula, values, result):
    chosen, working = working_of(kind, **settings)
    assert working.formula == formula
    assert [step.value for step in working.steps] == pytest.approx(values)
    assert chosen.value == pytest.approx(result)


def test_ranks_show_what_is_ranked_the_highest_first():
    _, working = working_of(
        "rank",
        Assertion("places", direction="lowest"),
        quantity=Quantity(("output",), ("people",), group="CC"),
    )
    assert working.formula == "rank(a / b)"
    assert working.by_unit == (("AA", 2.0), ("BB", 1.0), ("CC", 0.5))


def test_a_list_that_enters_twice_has_one_letter():
    _, working = working_of("share", quantity=Quantity(("people",)))
    assert [operand.letter for operand in working.operands] == ["a"]
    assert working.formula == "100 * sum(a) / sum(a)"


def test_ranks_of_changes_have_the_lists_of_both_years():
    _, working = working_of(
        "rank",
        Assertion("places", direction="lowest"),
        quantity=Quantity(("output",), ("people",), group="CC"),
        lag=1,
    )
    assert working.formula == "rank((c / d) - (a / b))"
    assert [operand.year for operand in working.operands] == [2021, 2021, 2022, 2022]


@pytest.mark.parametrize(
    ("operation", "formula"),
    [("sum", "a + b"), ("ratio", "a / b"), ("percent", "100 * a / b"), ("sum_of_examples", "a + b")],
)
def test_stated_numbers_are_worked_as_printed(operation, formula):
    stated = Part({}, "level", Assertion("percent", 30.0, 0), {})
    claim = Claim("X1", "", {}, {"a": stated})
    settings = ReadingSettings(sum=Sum(operation, ("X1.a", 20), (50,)))
    reading = Reading("Y1", "p", "", "arithmetic", Assertion("percent"), settings, (), 0)
    register = Register({"X1": claim}, {}, JUDGING, (reading,))
    (chosen,) = evaluate(register, Evidence({}, {}))
    verdict = PartVerdict("Y1", "p", "", chosen.verdict, chosen, (chosen,))
    working = workings_of([verdict], register, Evidence({}, {}))["Y1", "p", ""]
    assert working.formula == formula
    assert [step.value for step in working.steps] == [30, 20]
    assert [operand.figures for operand in working.operands] == [(("X1.a", 30.0),), (("", 20.0),)]


def test_what_is_not_chosen_or_a_model_s_has_no_working():
    chosen, _ = working_of("share", quantity=Quantity(("people",)))
    verdict = PartVerdict("X1", "p", "", "matches", None, ())
    of_a_model = replace(verdict, chosen=replace(chosen, association=object()))
    assert workings_of([verdict, of_a_model], Register({}, {}, JUDGING, ()), EVIDENCE) == {}


def quotient(top, bottom, pattern="{} / {}", variables=("x", "x"), steps=None):
    operands = [
        Operand(letter, (variable,), 2022, "", (("AA", value),))
        for letter, variable, value in zip("ab", variables, (top, bottom), strict=True)
    ]
    return Working(pattern, [operand.total for operand in operands] if steps is None else steps, operands)


def test_a_quotient_of_two_published_figures_has_what_it_was_before_rounding():
    """10 and 30 without decimals are 9.5 to 10.5 and 29.5 to 30.5."""
    found = quotient(10.0, 30.0).before_rounding
    assert (found.low, found.high) == pytest.approx((9.5 / 30.5, 10.5 / 29.5))
    assert quotient(10.0, 1.0).before_rounding.high == pytest.approx(10.5 / 0.5)
    for other in (
        quotient(10.0, 30.0, pattern="100 * {} / {}"),
        quotient(10.0, 30.0, variables=("x", "y")),
        quotient(10.0, 30.0, steps=[Step("sum(a)", 40.0), Step("b", 30.0)]),
        quotient(10.0, 0.5),  # as whole numbers, as most are, this is nought to one
        quotient(10.0, 0.0),
    ):
        assert other.before_rounding is None


def test_a_group_that_the_layout_has_not_has_no_units():
    bench = Bench(View(PANEL, GROUPS), ReadingSettings())
    assert bench.units(Quantity(("people",), group="nowhere"), 2022) == ()
