"""Harmonising, on cases small enough to work by hand."""

import numpy as np
import pandas as pd
import pytest
from small_country import REGISTRY, UNITS, figures

from lib.data.lineage import Recipe
from lib.data.panel import harmonise

JOBS = {"whole": "people", "parts": ["people_urban", "people_rural"], "fills": ["people_rural", "people"]}
PER_HEAD = {"numerator": ["output"], "denominator": ["people"], "scale": 1000}


def panels(table, identities=(), **ratios):
    return harmonise(table, UNITS, Recipe(REGISTRY, dict(identities), ratios))


def cell(cells, unit, variable, year=2020):
    table = cells.table().set_index(["unit", "year"])
    return table.loc[(unit, year), variable]


def marks(cells, unit, variable):
    marked = cells.marked()
    return set(marked.loc[(marked["unit"] == unit) & (marked["variable"] == variable), "mark"])


def test_levels_of_the_parts_add_up_through_every_layout():
    made = panels(
        figures(*[("output", unit, 2020, value) for unit, value in zip("ABCD", (1, 2, 4, 8), strict=True)])
    )
    assert cell(made["20"], "C", "output") == 4
    assert cell(made["17"], "BC", "output") == 6
    assert cell(made["16"], "ABC", "output") == 7
    assert cell(made["1"], "KZ", "output") == 15
    assert marks(made["17"], "BC", "output") == {"summed"}
    assert marks(made["17"], "A", "output") == set()


def test_a_part_without_a_figure_leaves_the_whole_missing():
    made = panels(figures(("output", "B", 2020, 2), ("output", "D", 2020, 8)))
    assert np.isnan(cell(made["17"], "BC", "output"))
    assert np.isnan(cell(made["1"], "KZ", "output"))


def test_a_published_whole_goes_before_the_sum_of_its_parts_and_counts_once():
    rows = [
        ("output", unit, 2020, value) for unit, value in (("A", 1), ("B", 2), ("C", 4), ("D", 8), ("ABC", 70))
    ]
    made = panels(figures(*rows))
    assert cell(made["16"], "ABC", "output") == 70
    assert cell(made["17"], "BC", "output") == 6
    assert cell(made["1"], "KZ", "output") == 78


def test_a_wider_figure_is_never_split():
    made = panels(figures(("output", "ABC", 2020, 7), ("output", "D", 2020, 8)))
    assert np.isnan([cell(made[layout], "A", "output") for layout in ("20", "17")]).all()
    assert cell(made["1"], "KZ", "output") == 15


def test_shares_are_averaged_with_their_own_denominator():
    rows = [
        ("poor", "B", 2020, 10),
        ("poor", "C", 2020, 40),
        ("people", "B", 2020, 300),
        ("people", "C", 2020, 100),
    ]
    made = panels(figures(*rows))
    assert cell(made["17"], "BC", "poor") == pytest.approx((10 * 300 + 40 * 100) / 400)
    assert marks(made["17"], "BC", "poor") == {"averaged"}


def test_shares_whose_denominator_is_not_known_in_one_part_are_not_averaged():
    made = panels(figures(("poor", "B", 2020, 10), ("poor", "C", 2020, 40), ("people", "B", 2020, 300)))
    assert np.isnan(cell(made["17"], "BC", "poor"))


def test_a_rural_share_takes_the_rural_denominator():
    rows = [("poor", "B", 2020, 10, "rural"), ("poor", "C", 2020, 40, "rural")]
    total = [("people", "B", 2020, 300), ("people", "C", 2020, 100)]
    rural = [("people", "B", 2020, 50, "rural"), ("people", "C", 2020, 50, "rural")]
    assert np.isnan(cell(panels(figures(*rows, *total))["17"], "BC", "poor_rural"))
    assert cell(panels(figures(*rows, *total, *rural))["17"], "BC", "poor_rural") == 25


@pytest.mark.parametrize("variable", ["wage", "moves_in"])
def test_rates_and_measures_that_do_not_add_up_are_never_combined(variable):
    made = panels(figures((variable, "B", 2020, 2), (variable, "C", 2020, 4)))
    assert np.isnan(cell(made["17"], "BC", variable))


def test_a_balance_adds_up():
    made = panels(figures(("moves_net", "B", 2020, -2), ("moves_net", "C", 2020, 4)))
    assert cell(made["17"], "BC", "moves_net") == 2


def test_a_constant_holds_in_every_year():
    made = panels(
        figures(
            *[("land", unit, 2023, value) for unit, value in zip("ABC", (1, 2, 4), strict=True)],
            ("output", "A", 2019, 1),
            ("output", "A", 2021, 1),
        )
    )
    assert [cell(made["16"], "ABC", "land", year) for year in (2019, 2020, 2021)] == [7, 7, 7]
    assert made["16"].years == [2019, 2020, 2021]


def test_an_identity_gives_its_one_missing_term_and_the_gap_is_marked():
    made = panels(
        figures(
            ("people", "A", 2020, 10), ("people", "A", 2020, 10, "urban"),
            ("people", "B", 2020, 7, "urban"), ("people", "B", 2020, 2, "rural"),
            ("people", "C", 2020, 5),
        ),
        {"by_locality": JOBS},
    )  # fmt: skip
    assert cell(made["20"], "A", "people_rural") == 0
    assert cell(made["20"], "B", "people") == 9
    assert marks(made["20"], "B", "people") == {"derived"}
    assert np.isnan(cell(made["20"], "C", "people_rural"))
    assert cell(made["17"], "BC", "people") == 14
    assert marks(made["17"], "BC", "people") == {"summed", "derived"}


def test_an_identity_may_be_in_another_unit_of_measurement():
    identity = {
        "whole": "output",
        "parts": ["moves_in", "moves_net"],
        "scale": 1000,
        "fills": ["output", "moves_net"],
    }
    made = panels(
        figures(
            ("moves_in", "A", 2020, 1500), ("moves_net", "A", 2020, 500),
            ("moves_in", "B", 2020, 1500), ("output", "B", 2020, 2),
        ),
        {"scaled": identity},
    )  # fmt: skip
    assert cell(made["20"], "A", "output") == 2
    assert cell(made["20"], "B", "moves_net") == 500


def test_a_published_term_is_never_replaced():
    made = panels(
        figures(
            ("people", "A", 2020, 9), ("people", "A", 2020, 7, "urban"), ("people", "A", 2020, 1, "rural")
        ),
        {"by_locality": JOBS},
    )
    assert cell(made["20"], "A", "people") == 9


def test_a_ratio_stays_inside_one_unit_of_one_layout():
    """Output is known on the new borders, people on the old ones: only together in the wider unit."""
    made = panels(
        figures(("output", "B", 2020, 2), ("output", "C", 2020, 4), ("people", "BC", 2020, 1000)),
        per_head=PER_HEAD,
    )
    assert np.isnan(cell(made["20"], "B", "per_head"))
    assert cell(made["17"], "BC", "per_head") == 6
    assert marks(made["17"], "BC", "per_head") == {"summed"}


def test_a_ratio_of_ratios_and_a_ratio_to_nought():
    double = {"numerator": ["per_head"], "denominator": ["output"], "scale": 2}
    made = panels(
        figures(
            ("output", "A", 2020, 3),
            ("people", "A", 2020, 1000),
            ("output", "B", 2020, 3),
            ("people", "B", 2020, 0),
        ),
        per_head=PER_HEAD,
        double=double,
    )
    assert cell(made["20"], "A", "double") == 2
    assert np.isnan(cell(made["20"], "B", "per_head"))


def test_what_the_source_says_of_a_figure_is_passed_on():
    table = pd.concat(
        [
            figures(("output", "B", 2020, 2), status="preliminary"),
            figures(("output", "C", 2020, 4), status="estimate"),
            figures(("output", "D", 2020, 4), status="unplaced"),
        ]
    )
    made = panels(table)
    assert marks(made["17"], "BC", "output") == {"summed", "preliminary", "estimate"}
    assert np.isnan(cell(made["20"], "D", "output"))


def test_every_unit_and_year_has_a_row_sorted():
    table = panels(figures(("output", "D", 2019, 2), ("output", "A", 2021, 4)))["20"].table()
    assert list(table["unit"]) == [unit for unit in "ABCD" for _ in range(3)]
    assert list(table["year"]) == [2019, 2020, 2021] * 4
