"""No line of a figure and no headline compares years on either side of a declared break."""

import pytest
from project_words import project_words

from lib.core.configuration import read_yaml
from lib.core.tables import read_table
from lib.exhibits.layout import Sheet
from lib.exhibits.style import apply_style
from publish.figures import inequality, productivity_ratio

CENSUS = 2022  # the first year of GRP per capita, and of productivity, on the people counted anew


@pytest.fixture(scope="module")
def tables(project):
    results = project / "results"
    if not (results / "claims/readings.csv").exists():
        pytest.skip("no run has written the results yet")
    files = {
        "inequality": "describe/inequality.csv",
        "panel_marks": "data/panel_marks.csv",
        "codebook": "data/codebook.csv",
        "panel_20": "data/panel_20.csv",
        "readings": "claims/readings.csv",
        "verdicts": "claims/verdicts.csv",
    }
    tables = {name: read_table(results / path) for name, path in files.items()}
    return {**tables, "units": read_table(project / "data/raw/units.csv")}


def drawn(module, name, tables, project):
    apply_style()
    entry = read_yaml(project / "config/article/exhibits.yaml")["figures"][name]
    words = project_words("en")
    return module.draw(
        tables, words, Sheet(entry["columns"], entry["height"], "Source: x", entry["settings"])
    )


@pytest.mark.parametrize(
    ("module", "name"), [(inequality, "inequality"), (productivity_ratio, "productivity_ratio")]
)
def test_no_line_crosses_the_census(module, name, tables, project):
    figure, _ = drawn(module, name, tables, project)
    solid = [
        line.get_xdata()
        for line in figure.axes[1].lines
        if len(set(line.get_ydata())) > 1 and len(set(line.get_xdata())) > 1
    ]
    assert solid
    assert all(max(years) < CENSUS or min(years) >= CENSUS for years in solid)


def test_the_headline_of_inequality_compares_years_of_one_basis(tables, project):
    figure, behind = drawn(inequality, "inequality", tables, project)
    told = " ".join(text.get_text() for text in figure.texts)
    assert f"in {CENSUS}" in told
    assert str(behind["year"].min()) not in told
    assert "2025, preliminary" in told
