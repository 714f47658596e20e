"""A recipe cut down to some variables gives them as the whole recipe does."""

import pandas as pd
import pytest

from lib.core.files import read_csv
from lib.data.lineage import Recipe, read_recipe
from lib.data.long_table import read_observations
from lib.data.panel import harmonise
from lib.data.units import read_units
from lib.data.vintages import as_known_on, select_figures

ENTRY = {"kind": "level", "localities": ["total"]}
SMALL = Recipe(
    {
        "employed": ENTRY,
        "employees": ENTRY,
        "self_employed": ENTRY,
        "poverty": {**ENTRY, "kind": "share", "weight": "population"},
        "population": {**ENTRY, "localities": ["total", "urban"]},
        "grp": ENTRY,
    },
    {"employment": {"whole": "employed", "parts": ["employees", "self_employed"], "fills": ["employed"]}},
    {"output": {"numerator": ["grp"], "denominator": ["employed"], "scale": 1}},
)


@pytest.mark.parametrize(
    ("variable", "series"),
    [
        ("grp", {"grp"}),
        ("poverty", {"poverty", "population"}),
        ("population_urban", {"population"}),
        ("employed", {"employed", "employees", "self_employed"}),
        ("self_employed", {"self_employed"}),
        ("output", {"grp", "employed", "employees", "self_employed"}),
        ("nothing", set()),
    ],
)
def test_a_variable_needs_its_weights_terms_and_identities(variable, series):
    assert set(SMALL.only([variable]).registry) == series


def test_ratios_and_identities_come_along_where_they_are_needed():
    small = SMALL.only(["employed"])
    assert (set(small.identities), set(small.ratios)) == ({"employment"}, set())
    assert set(SMALL.only(["output"]).ratios) == {"output"}
    assert not SMALL.only(["grp"]).identities


@pytest.fixture(scope="module")
def known(project):
    """Recipe, figures of 2021 and units of the project."""
    raw = project / "data/raw"
    index = read_csv(raw / "index.csv")
    config = project / "config"
    recipe = read_recipe(raw / "registry.yaml", config / "totals.yaml", config / "variables.yaml")
    figures = select_figures(read_observations(raw, index, recipe.registry), as_known_on(index, "2021-06-30"))
    return recipe, figures, read_units(raw / "units.csv")


@pytest.mark.parametrize(
    "variables",
    [["poverty_share"], ["rural_share", "labour_productivity"], ["unproductive_share_of_self_employed"]],
)
def test_panels_of_a_part_are_those_of_the_whole(known, variables):
    recipe, figures, units = known
    small = recipe.only(variables)
    whole = harmonise(figures, units, recipe)
    own = figures[figures["series"].isin(small.registry)]
    part = harmonise(own, units, small)
    for layout, cells in part.items():
        expected = whole[layout].table().set_index(["unit", "year"])[cells.variables]
        found = cells.table().set_index(["unit", "year"])
        pd.testing.assert_frame_equal(found, expected.reindex(found.index))
        assert found[variables].notna().any().all()
        assert expected.drop(found.index).drop(columns="area", errors="ignore").isna().all(axis=None)
