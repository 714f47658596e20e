"""Queries on a small long table, their answers worked out by hand."""

import csv
from contextlib import closing

import pandas as pd
import pytest

from check.answer_in_sql import ask as answers_of
from check.answer_in_sql import connect
from lib.claims.outcomes import ReadingOutcome
from lib.claims.readings import Reading
from lib.claims.settings import Quantity, ReadingSettings, Selection
from lib.claims.sql.queries import write_queries
from lib.claims.statements import Assertion, Judging
from lib.data.lineage import Recipe

RECIPE = Recipe(
    {
        "people": {"kind": "level", "localities": ["total", "urban"]},
        "rate": {"kind": "share", "weight": "people", "localities": ["total"]},
        "workers": {"kind": "level", "localities": ["total"]},
        "staff": {"kind": "level", "localities": ["total"]},
        "own": {"kind": "level", "localities": ["total"]},
    },
    {"work": {"whole": "workers", "parts": ["staff", "own"], "fills": ["workers"]}},
    {"own_share": {"numerator": ["own"], "denominator": ["workers"], "scale": 100}},
)
GROUPS = {"AA": ("AA",), "CC": ("CC",), "both": ("AA", "CC"), "all": ("AA", "BB", "CC")}
WIDE = {"AB": ("AB",), "CC": ("CC",), "all": ("AB", "CC")}
FIGURES = [
    ("people", "AA", 10), ("people", "BB", 30), ("people", "CC", 60),
    ("rate", "AA", 4), ("rate", "BB", 8), ("rate", "CC", 5),
    ("staff", "AA", 2), ("staff", "BB", 6), ("staff", "CC", 10), ("workers", "CC", 40),
    ("own", "AA", 2), ("own", "BB", 2), ("own", "CC", 30),
]  # fmt: skip


@pytest.fixture
def ask(tmp_path):
    """The answer of a query: value, holds, places."""
    long, units = tmp_path / "long.csv", tmp_path / "units.csv"
    rows = [(name, unit, 2022, "total", value, "published") for name, unit, value in FIGURES]
    rows += [(name, unit, 2021, "total", value / 2, "published") for name, unit, value in FIGURES]
    rows += [
        ("people", "AA", 2022, "total", 999, "unplaced"),
        ("people", "AA", 2022, "urban", 7, "published"),
    ]
    columns = ["variable", "unit", "year", "locality", "value", "status"]
    pd.DataFrame(rows, columns=columns).to_csv(long, index=False)
    layouts = [
        ("AA", "AA", "AB", "AB", "KZ"), ("BB", "BB", "AB", "AB", "KZ"), ("CC", "CC", "CC", "CC", "KZ"),
        ("AB", "", "AB", "AB", "KZ"), ("KZ", "", "", "", "KZ"),
    ]  # fmt: skip
    names = ["unit", "layout_20", "layout_17", "layout_16", "layout_1"]
    pd.DataFrame(layouts, columns=names).to_csv(units, index=False, quoting=csv.QUOTE_MINIMAL)

    def answer(kind, layout="20", direction="", **settings):
        asserted = Assertion("percent", direction=direction)
        reading = Reading("X1", "p", "", kind, asserted, ReadingSettings(**settings), (), 0)
        outcome = ReadingOutcome(reading, 2022, "2022", layout, 0.0, "", "")
        groups = GROUPS if layout == "20" else WIDE
        query = write_queries([outcome], {layout: groups}, RECIPE, Judging())
        with closing(connect(long, units)) as database:
            (found,) = answers_of(database, [query])
        return found.value, found.holds, found.places

    return answer


def people(group="", **more):
    return Quantity(("people",), group=group, **more)


@pytest.mark.parametrize(
    ("kind", "settings", "answer"),
    [
        # 10 + 60 of 100
        ("share", {"quantity": people("both")}, (70, None, None)),
        # the two that lead by rate, BB and CC
        ("share", {"quantity": people(select=Selection("rate", "all", 2))}, (90, None, None)),
        # 10 and 30 are one unit in the wider layout
        ("level", {"layout": "17", "quantity": people("AB")}, (40, None, None)),
        # (4 * 10 + 8 * 30) / 40: shares average with their weight
        ("level", {"layout": "17", "quantity": Quantity(("rate",), group="AB")}, (7, None, None)),
        # (4 * 10 + 5 * 60) / 70
        ("level", {"quantity": Quantity(("rate",), weight="people", group="both")}, (340 / 70, None, None)),
        ("level", {"quantity": Quantity(("rate",), group="all", aggregate="mean")}, (17 / 3, None, None)),
        # workers of AA are not published: 2 + 2, of which 2 are half
        ("level", {"quantity": Quantity(("own_share",), group="AA")}, (50, None, None)),
        # published for CC: 30 of 40
        ("level", {"quantity": Quantity(("own_share",), group="CC")}, (75, None, None)),
        (
            "level",
            {"quantity": Quantity(("own",), per=("workers",), scale=100, group="both")},
            (3200 / 44, None, None),
        ),
        ("growth", {"quantity": people("AA"), "start": 2021, "end": 2022}, (2, None, None)),
        ("ratio", {"quantity": people("CC"), "other": people("AA")}, (6, None, None)),
        ("order", {"direction": "above", "quantity": people("CC"), "other": people("AA")}, (6, 1, None)),
        ("order", {"direction": "comparable", "quantity": people("CC"), "other": people("AA")}, (6, 0, None)),
        ("sign", {"direction": "below", "quantity": people("CC"), "lag": 1}, (30, 0, None)),
        ("sign", {"direction": "above", "quantity": people("CC"), "lag": 1, "threshold": 29}, (30, 1, None)),
        # below the mean of 33.3: AA and BB
        ("count", {"quantity": people(), "benchmark": "mean"}, (2, None, None)),
        ("count", {"quantity": people(), "benchmark": "mean", "result": "percent"}, (200 / 3, None, None)),
        ("rank", {"direction": "highest", "quantity": people("both")}, (1, 0, "CC 1, AA 3")),
        ("rank", {"direction": "lowest", "quantity": people("AA")}, (1, 1, "AA 1")),
        ("rank", {"direction": "not_lowest", "quantity": people("CC"), "within_share": 0.5}, (0, 1, "CC 3")),
    ],
)  # fmt: skip
def test_a_query_gives_what_a_hand_gives(ask, kind, settings, answer):
    value, holds, places = ask(kind, **settings)
    assert value == pytest.approx(answer[0], abs=1e-12)
    assert (holds, places) == answer[1:]
