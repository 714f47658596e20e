"""A total that does not add up is found, named, and stops the run."""

from small_country import REGISTRY, TOTALS, UNITS, figures

from lib.data.conservation import check_totals, failures
from lib.data.lineage import Recipe
from lib.data.panel import harmonise

REGIONS = [
    ("output", "A", 2020, 1),
    ("output", "B", 2020, 2),
    ("output", "C", 2020, 4),
    ("output", "D", 2020, 8),
]


def checked(*rows, **totals):
    table = figures(*rows)
    totals = TOTALS | totals
    cells = harmonise(table, UNITS, Recipe(REGISTRY, totals["identities"], {}))
    return check_totals(table, cells, UNITS, REGISTRY, totals)


def test_regions_that_give_the_country_hold_in_every_layout():
    table = checked(*REGIONS, ("output", "KZ", 2020, 15))
    assert list(table["layout"]) == ["16", "17", "20"]
    assert set(table["verdict"]) == {"holds"}
    assert failures(table) == []


def test_a_country_that_the_regions_do_not_give_is_named():
    (sentence,) = failures(checked(*REGIONS, ("output", "KZ", 2020, 3000015)))
    told = "output of KZ in 2020: the parts give 15, the whole is 3000015; the difference -3000000 exceeds"
    assert told in sentence


def test_a_whole_beside_its_parts_is_compared_and_not_counted_twice():
    table = checked(*REGIONS, ("output", "BC", 2020, 7), ("output", "KZ", 2020, 16)).set_index(
        ["check", "layout"]
    )
    assert table.loc[("parts_to_whole", "17"), "difference"] == -1
    assert table.loc[("regions_to_country", "17"), "parts"] == 1 + 7 + 8
    assert table.loc[("regions_to_country", "20"), "parts"] == 15


def test_shares_are_compared_with_their_weights():
    people = [("people", unit, 2020, 100 * value) for unit, value in zip("ABCD", (1, 1, 2, 4), strict=True)]
    poor = [("poor", unit, 2020, 10 * value) for unit, value in zip("ABCD", (1, 2, 3, 4), strict=True)]
    table = checked(*people, *poor, ("poor", "KZ", 2020, 31), country={"poor": {"tolerance": 0.3}})
    assert set(table["parts"]) == {(10 + 20 + 60 + 160) / 8}
    assert set(table["verdict"]) == {"holds"}
    assert failures(checked(*people, *poor, ("poor", "KZ", 2020, 31)))


def test_a_tolerance_may_be_relative():
    rows = (*REGIONS, ("output", "KZ", 2020, 16))
    assert failures(checked(*rows, country={"output": {"percent": 6}}))
    assert not failures(checked(*rows, country={"output": {"percent": 6.3}}))


def test_identities_are_checked_on_published_figures_only():
    identity = {
        "whole": "people",
        "parts": ["people_urban", "people_rural"],
        "fills": ["people_rural"],
        "tolerance": 0,
    }
    rows = [("people", "A", 2020, 10), ("people", "A", 2020, 6, "urban"), ("people", "B", 2020, 3)]
    filled = checked(*rows, ("people", "B", 2020, 3, "urban"), identities={"by_locality": identity})
    assert "by_locality" not in set(filled["check"])
    wrong = checked(*rows, ("people", "A", 2020, 5, "rural"), identities={"by_locality": identity})
    assert "by_locality: people of A in 2020: the parts give 11, the whole is 10" in failures(wrong)[0]


def test_what_leaves_must_arrive():
    rows = [("moves_net", unit, 2020, value) for unit, value in zip("ABCD", (5, -2, -2, 0), strict=True)]
    assert (
        "zero_sum: moves_net of KZ in 2020: the parts give 1"
        in failures(checked(*rows, zero_sums=["moves_net"]))[0]
    )


def test_a_product_must_lie_in_its_range():
    rows = [("wage", "A", 2020, 2), ("people", "A", 2020, 3), ("output", "A", 2020, 10)]
    product = {"factors": ["wage", "people"], "over": "output", "between": [0.5, 0.7]}
    assert not failures(checked(*rows, products={"wage_bill": product}))
    assert failures(checked(*rows, products={"wage_bill": product | {"between": [0.7, 0.9]}}))


def test_an_index_is_averaged_with_the_year_before():
    index = [("wage", unit, 2021, value) for unit, value in zip("ABCD", (110, 100, 100, 100), strict=True)]
    table = checked(
        *REGIONS, *index, ("wage", "KZ", 2021, 101), indices={"wage": {"weight": "output", "tolerance": 0.5}}
    )
    assert set(table["parts"]) == {100 + 10 / 15}


def test_a_known_disagreement_is_reported_for_its_vintage_only():
    rows = (*REGIONS, ("output", "KZ", 2020, 16))
    case = {"series": "output", "vintage": "2024-01-01", "variable": "output", "unit": "KZ", "years": [2020]}
    assert set(checked(*rows, disagreements=[case])["verdict"]) == {"disagrees"}
    assert set(checked(*rows, disagreements=[case | {"vintage": "2023-01-01"}])["verdict"]) == {"fails"}
