"""Where figures come from, on a codebook of three series, an origin for each."""

import pandas as pd
import pytest

from lib.claims.provenance import provenance_of
from lib.claims.readings import Reading
from lib.claims.settings import ModelChoice, Quantity, ReadingSettings
from lib.claims.statements import Assertion

CODEBOOK = pd.DataFrame(
    [
        ("people", "people", "Table 1", "", "", "persons"),
        ("output", "output", "Table 2", "", "", "KZT"),
        ("rural", "people", "Table 1", "", "", "persons"),
        ("area", "area", "Table 3", "", "", "km2"),
        ("per_head", "", "", "output", "people + rural", "KZT"),
        ("density", "", "", "per_head", "area", "KZT"),
    ],
    columns=["variable", "series", "table", "numerator", "denominator", "unit"],
)
USED = pd.DataFrame(
    [("people", "2024-02-01"), ("people", "2023-01-01"), ("people", "2024-02-01"), ("output", "2024-03-01")],
    columns=["series", "vintage"],
)
MODELS = pd.DataFrame(
    [("m", "log_output", "people rural"), ("n@2020", "per_head", "logit_rural constant")],
    columns=["model", "outcome", "regressors"],
)
SNAPSHOT = pd.DataFrame(
    [
        ("people", "2024-02-01", "github:some/where/data/people.csv @abc12 | read 2024"),
        ("output", "2024-03-01", "Yearbook | page 9"),
        ("area", "2020-01-01", "https://example.org/area"),
    ],
    columns=["series", "vintage", "source"],
)


@pytest.fixture(scope="module")
def found():
    registry = {"people": {}, "output": {"endpoint": "https://example.org/output"}, "area": {}}
    return provenance_of(CODEBOOK, USED, MODELS, SNAPSHOT, registry)


def reading(kind, *variables, model=""):
    settings = ReadingSettings(Quantity(variables), model=ModelChoice(model))
    return Reading("X1", "p", "", kind, Assertion("percent", 1, 0), settings, (), 0)


def test_a_computed_variable_rests_on_the_series_of_its_parts(found):
    assert found.series_behind("rural") == {"people"}
    assert found.series_behind("per_head") == {"output", "people"}
    assert found.series_behind("density") == {"output", "people", "area"}
    assert found.series_behind("unknown") == set()
    assert found.units["density"] == "KZT"


def test_origins_have_every_release_in_use_and_the_address_of_their_table(found):
    people, output = found.origins_of(["per_head"])[::-1]
    assert (people.series, people.vintage, people.table) == ("people", "2023-01-01, 2024-02-01", "Table 1")
    assert people.page == "https://github.com/some/where/blob/abc12/data/people.csv"
    assert (output.file, output.page) == ("data/raw/output/2024-03-01.csv", "https://example.org/output")
    (area,) = found.origins_of(["area"])
    assert (area.vintage, area.page) == ("", "")


def test_the_variables_of_a_model_stand_without_their_transforms_and_its_year(found):
    assert found.models == {"m": ("output", "people", "rural"), "n": ("per_head", "rural")}
    assert found.series_of(reading("association", model="m")) == ["output", "people"]
    assert found.series_of(reading("association", model="none")) == []


def test_cells_tell_releases_and_tables_and_of_arithmetic_that_numbers_are_the_articles(found):
    assert found.cells(reading("level", "density")) == (
        "area; output 2024-03-01; people 2023-01-01, 2024-02-01",
        "area (Table 3); output (Table 2); people (Table 1)",
    )
    assert found.cells(reading("arithmetic")) == ("", "the article's own numbers")


def test_without_a_snapshot_or_a_registry_there_are_no_addresses():
    for given in ((None, {"people": {}}), (SNAPSHOT, None)):
        assert {each.page for each in provenance_of(CODEBOOK, USED, None, *given).origins.values()} == {""}
    assert provenance_of(CODEBOOK, USED).models == {}
