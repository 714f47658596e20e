"""Hostile text in a region's name, a note, a caption, the article: shown as text, never run."""

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from browser import Visit, chromium
from project_words import project_words

from lib.claims.evidence import build_evidence
from lib.claims.register import read_claims
from lib.core.configuration import load
from lib.core.tables import read_table
from lib.data.bundled import bundled_file
from lib.exhibits.register import ExhibitEntry
from publish.bind_exhibits import bind_page
from publish.page.contents import Paper, Results
from publish.write_page import read_texts, write_page

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "results"
SCRIPT = "<script>document.title='hacked'</script>"
BREAKOUT = "</script></template><img src=x onerror=\"document.title='hacked'\">"
FORMULA = "=cmd()"
TURNED = "\u202eturned"
NAME = f"Akmola{SCRIPT}{TURNED}"
NOTE = f"{BREAKOUT}{FORMULA}"
CAPTION = f"{FORMULA}{SCRIPT}{BREAKOUT}"
ARTICLE = "---\nabstract-title: A\nabstract: '{{count.verdicts}} <b>bold</b>'\n---\n"
TABLES = {
    "claims": ("verdicts", "readings", "coverage", "wording", "vintages"),
    "data": ("snapshot", "codebook", "edition"),
    "models": ("specifications", "models", "coefficients"),
    "describe": ("inequality",),
}


def sound(name):
    return load(ROOT / f"config/{name}.yaml", ROOT / f"workflow/schemas/{Path(name).name}.schema.yaml")


def hostile_words():
    words = project_words("en")
    return replace(words, units={**words.units, "AKM": NAME})


def hostile_paper():
    claims = read_claims(sorted((ROOT / "config/article/claims").glob("*.yaml")))
    claims["P1"] = {**claims["P1"], "caveat": {"en": NOTE}}
    registry = load(ROOT / "data/raw/registry.yaml", ROOT / "workflow/schemas/registry.schema.yaml")
    registry["population_1_january"] = {**registry["population_1_january"], "publisher": NOTE}
    return Paper(
        claims=claims,
        questions=sound("article/questions"),
        judging=sound("article/judging"),
        curves=sound("specification_curve")["curves"],
        figures=[ExhibitEntry("figures", "one", 1, caption={"en": CAPTION}, alt={"en": CAPTION})],
        tables=[],
        texts={"en": ARTICLE},
        registry=registry,
        citation={"authors": [{"name": NAME}], "title": NAME, "version": "1"},
    )


def real_results():
    tables = {
        name: read_texts(RESULTS / f"{folder}/{name}.csv")
        for folder, names in TABLES.items()
        for name in names
    }
    tables["wording"]["how_severe"] = NOTE
    panels = {"20": read_table(RESULTS / "data/panel_20.csv")}
    return Results(
        tables=tables,
        used=pd.read_csv(
            RESULTS / "data/long.csv", usecols=["series", "vintage"], dtype=str
        ).drop_duplicates(),
        panels=panels,
        evidence=build_evidence(panels, {}),
        layer=json.loads(next((RESULTS / "geometry").glob("regions_20.*")).read_text(encoding="utf-8")),
        charting=bundled_file(RESULTS.parent / "scripts/publish/page/charting/record.yaml").read_bytes(),
        makers=defaultdict(lambda: ["results/data/panel_20.csv", "rule", "script"]),
    )


@pytest.fixture(scope="module")
def browser():
    if not (RESULTS / "report/index.html").exists():
        pytest.skip("results have no page: run snakemake first")
    with chromium() as running:
        yield running


def page_file(folder, results):
    """The page with hostile texts, written into a folder."""
    file = folder / "index.html"
    drawing = file.with_name("figures") / "en/one.svg"
    drawing.parent.mkdir(parents=True)
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt"/>', encoding="utf-8")
    draft, _ = write_page({"en": hostile_words()}, hostile_paper(), results)
    file.write_bytes(bind_page(draft, file.parent))
    return file


@pytest.fixture(scope="module")
def visit(browser, tmp_path_factory):
    visit = Visit(browser, page_file(tmp_path_factory.mktemp("page"), real_results()))
    yield visit
    visit.close()


def visible(text):
    return text.replace("\u202e", "[U+202E]")


def test_hostile_texts_are_shown_and_do_nothing(visit):
    page = visit.page
    title = page.title()
    page.locator("#map-chart").scroll_into_view_if_needed()
    page.wait_for_selector("#map-chart svg")
    page.locator("#explore summary").first.click()
    assert visible(NAME) in page.locator("#map-figures").inner_text()
    assert visible(NAME) in page.locator("#panel-unit").inner_text()
    assert CAPTION in page.locator("figcaption").inner_text()
    assert page.locator("img[data-figure]").get_attribute("alt") == CAPTION
    page.locator(".chip[data-dossier=P1]").click()
    page.wait_for_selector("#dossier[open] article")
    assert NOTE in page.locator("#dossier").inner_text()
    page.locator("#dossier .made").first.click()
    assert NOTE in page.locator("#trail").inner_text()
    assert page.title() == title
    assert "<b>bold</b>" in page.locator("#article").inner_text()
    assert page.locator("img:not([data-figure])").count() == 0
    assert visit.faults == []


def test_no_script_but_the_page_s_own_may_run(visit):
    visit.page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.ran = true';"
        " document.body.append(script); }"
    )
    assert visit.page.evaluate("window.ran === undefined")
    refused = visit.page.evaluate("fetch('https://example.org').then(() => 'left', () => 'refused')")
    assert refused == "refused"
    assert all("Content Security Policy" in fault for fault in visit.faults)
    assert len(visit.faults) > 1


def test_without_a_curve_its_section_is_left_out(browser, tmp_path):
    results = real_results()
    results.tables["specifications"] = results.tables["specifications"].iloc[:0]
    visit = Visit(browser, page_file(tmp_path, results))
    visit.ready()
    visit.page.locator("#explore").scroll_into_view_if_needed()
    visit.page.wait_for_selector("#map-chart svg")
    assert "Specification curve" not in visit.page.locator("main").inner_text()
    assert visit.page.locator("[id^=curve]").count() == 0
    visit.close()
    assert visit.faults == []
