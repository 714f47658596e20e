"""The data package is one that the Frictionless validator accepts, and refuses when the data are changed."""

import html
import json
import shutil

import pandas as pd
import pytest
from frictionless import Package

from clean.document_data import data_dictionary
from lib.core.tables import table_descriptions, write_table
from lib.data.package import data_package
from lib.data.revisions import find_slips, list_revisions

HISTORY = pd.DataFrame(
    [("2019-05-26", 59.9), ("2019-09-24", 84.4), ("2021-04-02", 59.9)], columns=["vintage", "value"]
).assign(series="water", variable="water", unit="KZ", year=2018, locality="rural")


@pytest.fixture(scope="module")
def package_folder(made, tmp_path_factory):
    """results/data with its descriptor, without the largest tables, which the package of a run has."""
    folder = tmp_path_factory.mktemp("package") / "data"
    tables = {
        **{f"panel_{layout}": panel.reset_index() for layout, panel in made.panels.items()},
        "codebook": made.codebook,
        "panel_marks": made.marks,
        "conservation": made.conservation,
        "revisions": list_revisions(HISTORY),
        "suspicious_revisions": find_slips(HISTORY, list_revisions(HISTORY)),
    }
    for name, table in tables.items():
        write_table(folder / f"{name}.csv", table)
    package = data_package(folder, [folder / f"{name}.csv" for name in tables], made.codebook, "latest")
    (folder / "datapackage.json").write_text(json.dumps(package))
    return folder


def test_the_validator_accepts_the_package(package_folder):
    report = Package(str(package_folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]


def test_the_validator_refuses_a_letter_in_a_number(package_folder, tmp_path):
    folder = tmp_path / "changed"
    shutil.copytree(package_folder, folder)
    panel = folder / "panel_1.csv"
    panel.write_text(panel.read_text().replace("KZ,2019,", "KZ,2019,x", 1))
    assert not Package(str(folder / "datapackage.json")).validate().valid


def test_the_package_of_a_run_lists_every_table_that_is_described(project):
    path = project / "results/datapackage.json"
    if not path.exists():
        pytest.skip("no run has written the results yet")
    listed = {each["path"] for each in json.loads(path.read_text(encoding="utf-8"))["resources"]}
    assert listed == {name for name in table_descriptions() if not name.startswith("raw/")}
    report = Package(str(path)).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]


def test_the_dictionary_tells_coverage_and_breaks_of_every_series(made, sources):
    panels = {layout: panel.reset_index() for layout, panel in made.panels.items()}
    snapshot = pd.DataFrame(sources["index"])
    text = data_dictionary(sources["registry"], snapshot, made.codebook, panels, "latest")
    for series, entry in sources["registry"].items():
        assert f'<section id="{series}">' in text
        assert html.escape(entry["definition"], quote=False) in html.unescape(text)
    poverty = section(text, "poverty_share")
    assert "2018: level jumps" in poverty
    assert "2022 (14)" in poverty
    assert "2021–2025 (20)" in section(text, "grp")
    assert "the regions of 2022 from 2021 on" in section(text, "grp")


def section(text, series):
    return text.split(f'<section id="{series}">')[1].split("</section>")[0]


def test_the_dictionary_prints_no_markup_from_the_registry(made, sources):
    panels = {layout: panel.reset_index() for layout, panel in made.panels.items()}
    registry = {**sources["registry"]}
    registry["grp"] = {**registry["grp"], "definition": "<script>alert(1)</script>"}
    text = data_dictionary(registry, pd.DataFrame(sources["index"]), made.codebook, panels, "latest")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
