"""Every figure has one fate in every layout, and every panel cell comes from somewhere."""

import pandas as pd
import pytest
from small_country import REGISTRY, UNITS, figures

from lib.data.accounting import account, figure_fates
from lib.data.lineage import Recipe
from lib.data.panel import harmonise

RECIPE = Recipe(REGISTRY, {}, {})


def fates(table, layout):
    cells = harmonise(table, UNITS, RECIPE)
    return figure_fates(table, cells, UNITS, REGISTRY)[layout].set_index("unit")[["fate", "into", "reason"]]


def test_parts_are_summed_once_and_the_wider_figure_is_too_wide_below():
    table = figures(
        ("output", "B", 2020, 2),
        ("output", "C", 2020, 4),
        ("output", "ABC", 2020, 9),
        ("output", "D", 2020, 8),
    )
    assert list(fates(table, "20")["fate"]) == ["kept", "kept", "dropped", "kept"]
    assert fates(table, "20").loc["ABC", "reason"] == "covers more than one unit of the layout"
    assert fates(table, "17").loc["B"].tolist() == ["summed", "BC", ""]
    assert fates(table, "16").loc["ABC", "fate"] == "kept"
    assert fates(table, "16").loc["B"].tolist() == ["dropped", "", "a figure is published for the wider unit"]
    assert fates(table, "1").loc["ABC"].tolist() == ["summed", "KZ", ""]
    assert fates(table, "1").loc["B", "fate"] == "dropped"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("wage", "B", 2020, 2), ("wage", "C", 2020, 4)], "figures of kind rate are not combined"),
        ([("output", "B", 2020, 2)], "not every part of the wider unit has a figure"),
        ([("poor", "B", 2020, 2), ("poor", "C", 2020, 2)],
         "not every part of the wider unit has a figure and its denominator"),
        ([("moves_in", "B", 2020, 2), ("moves_in", "C", 2020, 2)],
         "does not add up: moves inside the wider unit are counted in its parts"),
    ],
)  # fmt: skip
def test_why_a_figure_is_dropped(rows, reason):
    assert fates(figures(*rows), "17").loc["B"].tolist() == ["dropped", "", reason]


def test_a_figure_of_unstated_territory_is_used_nowhere():
    for layout in ("20", "17", "16", "1"):
        row = fates(figures(("output", "D", 2020, 2), ("output", "A", 2020, 2)).assign(
            status=["unplaced", "published"]), layout).loc["D"]  # fmt: skip
        assert row.tolist() == ["dropped", "", "territory not stated by the source"]


def test_files_that_are_not_used_are_counted():
    table = figures(("output", "A", 2020, 2))
    index = pd.DataFrame(
        [("output", "2023-01-01", 7), ("output", "2024-01-01", 3), ("output", "2025-01-01", 9)],
        columns=["series", "vintage", "rows"],
    )
    chosen = pd.DataFrame({"series": ["output"], "vintage": ["2024-01-01"]})
    made = account(table, harmonise(table, UNITS, RECIPE), UNITS, RECIPE, index, chosen)
    files = made[made["layout"] == "all"]
    assert dict(zip(files["fate"], files["figures"], strict=True)) == {
        "superseded": 7,
        "withheld": 2,
        "later": 9,
    }
