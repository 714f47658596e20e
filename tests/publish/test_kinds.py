"""Figures that an entry makes alone: every kind in every language, the example of CONTRIBUTING among them."""

import re

import pytest
from drawing_faults import drawing_faults
from matplotlib.text import Text
from project_words import project_words

from lib.core.configuration import load
from lib.core.country import languages
from lib.core.problems import ProblemsError
from lib.exhibits.register import exhibit_entries
from lib.exhibits.style import apply_style
from publish.draw_figures import draw_figure, read_input

FURTHER = {
    "scatter": {"x": "rural_share", "y": "self_employment_share", "year": 2022, "per": 10},
    "lines": {
        "variable": "unemployment_rate",
        "units": ["ATY", "ALA", "TUR"],
        "years": [2019, 2023],
        "step": 2,
    },
    "map": {"variable": "unemployment_rate", "year": 2022, "decimals": 1, "percent": True},
    "dumbbell": {"variable": "self_employment_share", "years": [2022, 2024], "decimals": 1},
}
SAID = {"scatter": "{slope} ({size} {direction}), {n}, {year}", "dumbbell": "{up} of {n}, {early} to {late}"}


@pytest.fixture(scope="module")
def entries(project, tmp_path_factory):
    text = (project / "CONTRIBUTING.md").read_text(encoding="utf-8")
    file = tmp_path_factory.mktemp("kinds") / "exhibits.yaml"
    entry = re.search(r"```yaml\n(  unemployment:.*?)```", text, re.DOTALL)[1]
    file.write_text(f"paper: {{figures: 1, tables: 0}}\nfigures:\n{entry}tables: {{}}\n", encoding="utf-8")
    bars = load(file, project / "workflow/schemas/exhibits.schema.yaml")["figures"]["unemployment"]
    further = {}
    for kind, settings in FURTHER.items():
        said = SAID.get(kind, "{highest}: {highest_value}, {lowest}: {lowest_value} ({year})")
        headline = dict.fromkeys(languages(), said)
        inputs = ["panel_20", "regions_20"] if kind == "map" else ["panel_20", "units"]
        looks = {"kind": kind, "columns": 2, "height": 110, "says": {"headline": headline}}
        further[kind] = {**bars, **looks, "settings": settings, "inputs": inputs}
    return {"bars": bars, **further}


@pytest.fixture(scope="module")
def tables(project):
    results = project / "results"
    if not (results / "geometry/regions_20.geojson").exists():
        pytest.skip("there are no results yet: run make first")
    return {
        "panel_20": read_input(results / "data/panel_20.csv"),
        "panel_1": read_input(results / "data/panel_1.csv"),
        "regions_20": read_input(results / "geometry/regions_20.geojson"),
        "units": read_input(project / "data/raw/units.csv"),
        "codebook": read_input(results / "data/codebook.csv"),
    }


def draw(kind, entries, tables, language):
    apply_style()
    (entry,) = exhibit_entries({"figures": {"unemployment": entries[kind]}}, "figures")
    return draw_figure(entry, tables, project_words(language), "Source: x")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", ["bars", *FURTHER])
def test_an_entry_alone_makes_a_figure_without_faults(kind, language, entries, tables):
    figure, behind = draw(kind, entries, tables, language)
    assert drawing_faults(figure) == []
    panel = tables["panel_20"]
    asked = entries[kind]["settings"]
    columns = [asked[key] for key in ("variable", "x", "y") if key in asked]
    first, last = asked.get("years", [asked.get("year")] * 2)
    years = range(first, last + 1) if kind == "lines" else {first, last}
    known = panel[panel["year"].isin(years)].dropna(subset=columns)
    assert len(behind) == (len(known) if kind != "dumbbell" else known["unit"].nunique())


def test_no_line_joins_years_that_a_break_parts(entries, tables):
    """Unemployment stands on the weights of the census from 2022 on."""
    figure, _ = draw("lines", entries, tables, "en")
    spans = {(min(years), max(years)) for years in (line.get_xdata() for line in figure.axes[0].lines)}
    assert {span for span in spans if span[0] == int(span[0])} == {(2019, 2021), (2022, 2023)}


@pytest.mark.parametrize(("first", "gap"), [(2019, True), (2022, False)])
def test_a_gap_in_a_line_is_explained_where_there_is_one(first, gap, entries, tables):
    settings = {**FURTHER["lines"], "years": [first, 2023]}
    figure, _ = draw("lines", {"lines": {**entries["lines"], "settings": settings}}, tables, "en")
    told = [text.get_text() for text in figure.findobj(Text)]
    assert ("gap in a line: break in the series" in told) == gap


@pytest.mark.parametrize(("sign", "told"), [(1, "10.0 (10.0 higher), "), (-1, "−10.0 (10.0 lower), ")])
def test_the_slope_of_a_falling_line_has_its_minus(sign, told, entries, tables):
    panel = tables["panel_20"]
    made = panel.assign(self_employment_share=100 + sign * panel["rural_share"])
    figure, _ = draw("scatter", entries, tables | {"panel_20": made}, "en")
    assert any(text.get_text().startswith(told) for text in figure.findobj(Text))


def test_a_column_or_a_year_that_is_not_there_is_told(entries, tables):
    for settings, told in (
        ({"variable": "unemployment_ratee", "year": 2022}, "no column 'unemployment_ratee'; did you mean"),
        ({"variable": "unemployment_rate", "year": 1922}, "has no year 1922; correct it"),
    ):
        faulty = {"bars": {**entries["bars"], "settings": settings}}
        with pytest.raises(ProblemsError, match=told):
            draw("bars", faulty, tables, "en")
