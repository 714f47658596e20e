"""Every figure in every language, from the last results: words stand well, and a PDF has them as text."""

from pathlib import Path

import pytest
from drawing_faults import drawing_faults
from project_words import project_words
from pypdf import PdfReader
from text_boxes import text_boxes

from lib.core.configuration import load, read_yaml
from lib.core.country import languages
from lib.core.tables import read_table
from lib.exhibits.pictures import save_figure
from lib.exhibits.register import ExhibitEntry, exhibit_entries
from lib.exhibits.style import apply_style
from lib.words.source_line import source_line
from publish.draw_figures import (
    boundary_credit,
    draw_absence,
    draw_figure,
    figure_inputs,
    read_input,
    what_is_to_come,
    years_to_come,
)

ROOT = Path(__file__).parents[2]
REGISTER = load(ROOT / "config/article/exhibits.yaml", ROOT / "workflow/schemas/exhibits.schema.yaml")
FIGURES = {entry.name: entry for entry in exhibit_entries(REGISTER, "figures")}
RENAMED = {
    "units": "data/raw/units.csv",
    "groups": "config/groups.yaml",
    "regions_districts": "data/raw/district_boundaries/districts.geojson",
}


def table(name):
    if name == "claims":
        return read_input(sorted((ROOT / "config/article/claims").glob("*.yaml")))
    if name.startswith("releases_"):
        return read_input(sorted((ROOT / "data/raw" / name.removeprefix("releases_")).glob("*.csv")))
    found = [ROOT / RENAMED[name]] if name in RENAMED else sorted((ROOT / "results").glob(f"*/{name}.*"))
    if not found:
        pytest.skip(f"results have no {name}: run snakemake first")
    return read_input(found[0])


@pytest.fixture(scope="module")
def tables():
    return {
        name: table(name)
        for name in sorted({key for entry in FIGURES.values() for key in figure_inputs(entry)})
    }


@pytest.fixture(scope="module")
def sources():
    """The records of the raw series and their editions."""
    editions = ROOT / "results/data/edition.csv"
    if not editions.exists():
        pytest.skip("results have no editions: run snakemake first")
    return read_yaml(ROOT / "data/raw/registry.yaml"), read_table(editions)


@pytest.fixture(scope="module", params=languages())
def words(request):
    return project_words(request.param)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_reads_well_and_its_pdf_has_every_word_in_an_embedded_font(
    name, tables, sources, words, tmp_path
):
    """The PDF is that of the last language: in Kazakhstan's it has the most letters."""
    apply_style()
    credit = boundary_credit(FIGURES[name], words)
    foot = source_line(FIGURES[name].series, *sources, words, "figures", credit)
    figure, behind = draw_figure(FIGURES[name], tables, words, foot)
    boxes = text_boxes(figure)
    assert drawing_faults(figure, boxes) == []
    assert len(behind)
    if words.language != languages()[-1]:
        return
    question = FIGURES[name].question[words.language]
    save_figure(figure, {"pdf": tmp_path / "f.pdf"}, question, "shown", words.language)
    document = PdfReader(tmp_path / "f.pdf")
    assert document.metadata.title == question
    extracted = letters(document.pages[0].extract_text())
    drawn = {line for box in boxes for line in box.words.splitlines()}
    assert [line for line in sorted(drawn) if letters(line) not in extracted] == []
    fonts = embedded_fonts(document.pages[0]["/Resources"])
    assert fonts
    assert all("FiraSans" in font and embedded for font, embedded in fonts.items())


def test_more_than_a_number_is_told_as_above_it(tables):
    """L5 says more than half of the labour force, S7 more than 45 percent; E1 almost 40."""
    figure, _ = draw_figure(FIGURES["verdicts"], tables, project_words("en"), "")
    drawn = [box.words for box in text_boxes(figure)]
    assert ("> 50%" in drawn, "> 45%" in drawn, "> 40%" in drawn, "40%" in drawn) == (True, True, False, True)


def letters(text):
    """Without blanks: where words are apart, a reader of PDF puts them by its own judgement."""
    return "".join(text.split())


def embedded_fonts(resources):
    """Return whether each font of a page, or of what is drawn on it, has its letters in the file."""
    fonts = {}
    for font in resources.get("/Font", {}).values():
        (descendant,) = font.get_object()["/DescendantFonts"]
        fonts[font["/BaseFont"]] = "/FontFile2" in descendant.get_object()["/FontDescriptor"]
    for drawn in resources.get("/XObject", {}).values():
        fonts |= embedded_fonts(drawn.get_object().get("/Resources", {}))
    return fonts


@pytest.mark.parametrize(
    ("settings", "series", "expected"),
    [
        ({"year": 2022}, ["grp"], [2022]),
        ({"year": 2020}, ["grp"], []),
        ({"year": 2020}, ["grp", "poverty"], [2020]),
        ({"years": [2018, 2022]}, ["grp"], [2022]),
        ({}, ["grp"], []),
        ({"year": 2022}, ["area"], []),
    ],
)
def test_years_that_a_vintage_does_not_reach_are_told(settings, series, expected):
    """`area` is constant and limits no year."""
    entry = ExhibitEntry("figures", "one", 1, settings=settings, series=series)
    assert years_to_come(entry, {"grp": 2020, "poverty": 2019}) == expected


def test_a_series_without_any_figure_yet_is_named():
    registry = {name: {"title": {"en": name.title()}} for name in ("grp", "rate")} | {
        "area": {"constant": True}
    }
    entry = ExhibitEntry("figures", "one", 1, settings={"year": 2022}, series=["area", "grp", "rate"])
    assert what_is_to_come(entry, {"grp": 2020}, registry, "en") == ["Rate"]
    assert what_is_to_come(entry, {"grp": 2020, "rate": 2022}, registry, "en") == ["2022"]


def test_a_figure_of_years_to_come_says_so(words):
    apply_style()
    entry = ExhibitEntry("figures", "one", 1, columns=1, height=80)
    figure, behind = draw_absence(entry, ["2022"], words, "2021-06-30")
    assert drawing_faults(figure) == []
    said = " ".join(text.get_text() for text in figure.texts)
    day = {"en": "30 June 2021", "ru": "30 июня 2021", "kk": "2021 жылғы 30 маусым"}
    assert day[words.language] in " ".join(said.split())
    assert "2022" in said
    assert list(behind["not_known"]) == ["2022"]
