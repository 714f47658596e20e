"""Workings of small readings, their formulas and totals worked out by hand."""

import numpy as np
import pytest

from lib.claims.evidence import Evidence
from lib.claims.outcomes import evaluate
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.scrutiny.workings import workings_of
from lib.claims.settings import HIGHEST, Quantity, ReadingSettings
from lib.claims.statements import Assertion, Hedge, Judging
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
