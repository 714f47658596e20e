"""Every figure has one fate in every layout, and every panel cell comes from somewhere."""

import pandas as pd
import pytest
from small_country import REGISTRY, UNITS, figures

from clean.accounting import account, figure_fates
from lib.data.panel import harmonise
from lib.data.variables import column_name


def fates(table, layout):
    cells = harmonise(table, UNITS, REGISTRY, {}, {})
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
    made = account(table, harmonise(table, UNITS, REGISTRY, {}, {}), UNITS, REGISTRY, {}, index, chosen)
    files = made[made["layout"] == "all"]
    assert dict(zip(files["fate"], files["figures"], strict=True)) == {
        "superseded": 7,
        "withheld": 2,
        "later": 9,
    }


def test_every_real_figure_has_exactly_one_fate_in_every_layout(made):
    read = made.accounting[(made.accounting["layout"] != "all") & (made.accounting["fate"] != "derived")]
    assert (read.groupby(["series", "variable", "locality", "unit", "year"]).size() == 4).all()
    assert len(read) == 4 * len(made.long)
    assert (read.loc[read["fate"] == "dropped", "reason"] != "").all()


def test_every_figure_of_every_file_is_accounted_for(made, sources):
    table = made.accounting
    unused = table.loc[table["layout"] == "all", "figures"].sum()
    assert unused + len(made.long) == sources["index"]["rows"].sum()


@pytest.mark.parametrize("layout", ["20", "17", "16", "1"])
def test_every_panel_cell_is_kept_or_made_of_its_parts_or_derived(made, sources, marks, layout):
    table = made.accounting[made.accounting["layout"] == layout]
    constant = {name for name, entry in sources["registry"].items() if entry.get("constant")}
    used = table[(table["fate"] != "dropped") & ~table["series"].isin(constant)]
    names = [column_name(*key) for key in zip(used["variable"], used["locality"], strict=True)]
    cells = (
        used.assign(column=names)
        .groupby(["into", "year", "column"])["fate"]
        .agg(["size", "nunique", "first"])
    )
    assert (cells["nunique"] == 1).all()
    assert (cells.loc[cells["first"].isin(["kept", "derived"]), "size"] == 1).all()
    alone = cells[cells["first"].isin(["summed", "averaged"]) & (cells["size"] == 1)]
    for unit, year, column in alone.index:  # the other part is derived
        assert "derived" in marks(layout, unit, year, column)
    panel = made.panels[layout].drop(columns=[*sources["ratios"], *constant])
    filled = panel.stack().dropna()
    assert set(filled.index) == {(unit, int(year), column) for unit, year, column in cells.index}
