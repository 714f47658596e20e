"""The reader's page of the last results in a real browser, from disk, with the network off."""

import calendar
import json
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Visit, chromium
from PIL import Image

from lib.core.configuration import read_yaml
from lib.core.country import words_files
from lib.words.language import Words, load_texts

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "results/report/index.html"
LIMIT, MOST_NODES = 5 * 2**20, 40_000
DESKTOP = {"width": 1440, "height": 900}
WIDTHS = (375, 768, 1440)
LANGUAGES = read_yaml(ROOT / "config/config.yaml")["languages"]
ROWS = "#claims tbody tr"


@pytest.fixture(scope="module")
def browser():
    if not PAGE.exists():
        pytest.skip("results have no page: run snakemake first")
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def visit(browser):
    visit = Visit(browser, PAGE, viewport=DESKTOP)
    yield visit
    visit.close()


@pytest.fixture
def page(visit):
    """The opened page, as it was at first; a test that makes it err fails."""
    visit.page.evaluate("localStorage.clear()")
    visit.page.goto("about:blank")
    visit.page.goto(PAGE.as_uri())
    visit.ready()
    yield visit.page
    assert visit.faults == []


@pytest.fixture(scope="module")
def opened(browser):
    """The page for tests that leave it as it was at first."""
    visit = Visit(browser, PAGE, viewport=DESKTOP)
    yield visit.page
    visit.close()
    assert visit.faults == []


@pytest.fixture(scope="module", params=LANGUAGES)
def spoken(browser, request):
    """The page in a language, for tests that only look at it."""
    visit = Visit(browser, PAGE, viewport=DESKTOP)
    assert languages(visit.page) == LANGUAGES
    speak(visit.page, request.param)
    yield visit.page
    visit.close()
    assert visit.faults == []


@pytest.fixture(scope="module")
def verdicts():
    return pd.read_csv(ROOT / "results/claims/verdicts.csv", dtype=str, keep_default_na=False)


def languages(page):
    return page.evaluate("data => JSON.parse(document.getElementById('data').textContent).languages")


def texts(page, selector):
    return page.locator(selector).all_inner_texts()


def each_of(page, selector, expression):
    return page.locator(selector).evaluate_all(f"all => all.map((element) => {expression})")


def texts_of(language):
    return load_texts(words_files(language, ROOT))


def speak(page, language):
    page.click(f"button[data-language={language}]")
    page.wait_for_selector(f"html[lang={language}][data-ready]")


def draw(page, chart):
    page.locator(f"#{chart}").scroll_into_view_if_needed()
    page.wait_for_selector(f"#{chart} :is(svg, canvas)")


def test_the_page_is_one_small_file():
    if not PAGE.exists():
        pytest.skip("results have no page: run snakemake first")
    assert PAGE.stat().st_size < LIMIT


def test_the_page_is_small_and_in_one_language_at_a_time(spoken):
    language = spoken.evaluate("document.documentElement.lang")
    draw(spoken, "map-chart")
    assert spoken.evaluate("document.querySelectorAll('*').length") < MOST_NODES
    shown = spoken.locator("body").inner_text()
    assert language in LANGUAGES
    for other in LANGUAGES:
        assert (texts_of(other)["page.findings.rule"] in shown) == (other == language)
    foreign = each_of(spoken, "[lang]", "[element.lang, element.tagName]")
    assert {tag for found, tag in foreign if found != language} <= {"BUTTON", "SPAN"}


def test_the_findings_are_five_and_lead_to_their_verdicts(opened, verdicts):
    found = opened.locator("#findings li")
    assert found.count() == 5
    tested = verdicts[verdicts["verdict"] != "not testable"]
    true = int(
        tested["verdict"].isin(["matches", "close", "holds", "borne out", "borne out but small"]).sum()
    )
    counts = texts(opened, "#findings li")[0]
    assert f"{len(verdicts)} in all, the public figures that were found can test {len(tested)}" in counts
    assert f"their verdicts bear out {true}," in counts
    for item in found.all()[1:]:
        told = item.locator(".why").inner_text()
        assert told in set(verdicts["why"])
        item.locator(".told").click()
        opened.wait_for_selector("#dossier[open]")
        assert told in opened.locator("#dossier").inner_text()
        opened.keyboard.press("Escape")


def test_what_a_reader_chose_is_in_the_address(visit, page):
    page.select_option("#theme", "settlement")
    page.select_option("#verdict", "depends")
    page.locator(".chip[data-dossier=P1]").click()
    page.locator("[data-part=population] [name=year]").select_option("2019")
    page.locator("[data-part=population] [name=value]").fill("47.9")
    address, told = (
        page.evaluate("location.href"),
        page.locator("[data-part=population] .judged").inner_text(),
    )
    assert "matches" in told
    page.goto("about:blank")
    page.goto(address + "&lang=ru")
    page.wait_for_selector("html[lang=ru] #dossier[open]")
    assert page.locator("[data-part=population] [name=year]").input_value() == "2019"
    page.goto("about:blank")
    page.goto(address)
    visit.ready()
    page.wait_for_selector("#dossier[open]")
    assert page.locator("[data-part=population] .judged").inner_text() == told
    assert page.locator("#theme").input_value() == "settlement"
    page.keyboard.press("Escape")
    assert page.locator(ROWS).count() == 1
    assert "own." not in page.evaluate("location.href")


def test_the_first_screen_counts_every_verdict(opened, verdicts):
    counts = {
        tile.get_attribute("data-verdict"): int(tile.locator("b").inner_text())
        for tile in opened.locator(".tile").all()
    }
    assert counts == verdicts["verdict"].value_counts().to_dict()
    assert opened.locator(".tile").last.bounding_box()["y"] < DESKTOP["height"]


def test_the_board_is_filtered_by_theme_verdict_and_tile(opened, verdicts):
    assert opened.locator(ROWS).count() == len(verdicts)
    opened.select_option("#verdict", "differs")
    assert opened.locator(ROWS).count() == sum(verdicts["verdict"] == "differs")
    opened.select_option("#theme", "poverty")
    poverty = verdicts[verdicts["claim"].str.startswith("V")]
    assert opened.locator(ROWS).count() == sum(poverty["verdict"] == "differs")
    opened.select_option("#verdict", "")
    assert opened.locator(ROWS).count() == len(poverty)
    opened.select_option("#theme", "")
    opened.click(".tile[data-verdict=fails]")
    assert set(texts(opened, f"{ROWS} .judgement")) == {"fails"}
    assert (
        opened.locator("#shown").inner_text()
        == f"{sum(verdicts['verdict'] == 'fails')} of {len(verdicts)} shown"
    )
    opened.click(".tile[data-verdict=fails]")
    assert opened.locator(ROWS).count() == len(verdicts)


def test_the_board_is_searched_and_sorted(page, verdicts):
    page.fill("#search", "Kyzylorda")
    found = texts(page, ROWS)
    assert found and all("kyzylorda" in text.lower() for text in found)
    page.fill("#search", "")
    heading = page.locator("#claims thead th").nth(3)
    for order in ("ascending", "descending"):
        heading.click()
        page.wait_for_selector(f"#claims th[aria-sort={order}]")
        shown = each_of(page, f"{ROWS} td:nth-child(4)", "Number(element.dataset.order)")
        assert shown == sorted(shown, reverse=order == "descending") and len(shown) == len(verdicts)


def test_all_is_said_in_the_chosen_language(spoken):
    words = texts_of(spoken.evaluate("document.documentElement.lang"))
    assert spoken.title() == spoken.locator("h1").inner_text() == words["page.title"]
    for verdict in ("matches", "differs"):
        mark = spoken.locator(f"{ROWS}[data-verdict={verdict}] .verdict").first
        assert mark.inner_text() == words[f"verdicts.{verdict}"]
    assert spoken.locator("img[data-figure]").first.get_attribute("alt")


DENIED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied') }})"


@pytest.mark.parametrize("before", ["", DENIED], ids=["stored", "where nothing may be stored"])
def test_the_language_is_kept(browser, before):
    visit = Visit(browser, PAGE, before)
    speak(visit.page, "ru")
    visit.page.reload()
    visit.ready()
    assert visit.page.evaluate("document.documentElement.lang") == "ru"
    visit.close()
    assert visit.faults == []


OPEN_EACH = """async () => {
  const dialog = document.getElementById("dossier");
  const opened = {};
  for (const chip of document.querySelectorAll(".chip")) {
    const claim = chip.dataset.dossier;
    chip.click();
    while (dialog.querySelector("article")?.dataset.claim !== claim) {
      await new Promise((next) => setTimeout(next));
    }
    opened[claim] = ["section", ".readings tbody tr"].map((each) => dialog.querySelectorAll(each).length);
    dialog.close();
  }
  return opened;
}"""


def test_every_claim_opens_its_dossier(opened, verdicts):
    readings = pd.read_csv(ROOT / "results/claims/readings.csv", dtype=str)
    assert opened.evaluate(OPEN_EACH) == {
        claim: [sum(verdicts["claim"] == claim), sum(readings["claim"] == claim)]
        for claim in verdicts["claim"].unique()
    }


def test_a_dossier_tells_what_is_open_and_how_severe_and_fragile_the_verdict_is(opened):
    text = (ROOT / "results/claims/P1.md").read_text(encoding="utf-8")
    opened.locator(".chip[data-dossier=P1]").click()
    opened.wait_for_selector("#dossier[open] .judged svg.years")
    opened.locator("#dossier details").evaluate_all("all => all.forEach((each) => { each.open = true })")
    shown = opened.locator("#dossier").inner_text()
    for label in ("How severe the test is", "How fragile"):
        assert text.partition(f"- {label}: ")[2].partition("\n")[0] in shown
    questions = read_yaml(ROOT / "config/article/questions.yaml")
    for question in ("south", "population_counted"):
        assert questions[question]["asks"]["en"] in shown and questions[question]["because"]["en"] in shown
    opened.keyboard.press("Escape")


def test_verdicts_are_written_for_machines_too(verdicts):
    reviews = json.loads((ROOT / "results/report/claim_reviews.jsonld").read_text(encoding="utf-8"))["@graph"]
    english = [review for review in reviews if review["inLanguage"] == "en"]
    assert [review["reviewRating"]["alternateName"] for review in english] == [
        {"no association of a size that matters": "none of a size that matters"}.get(verdict, verdict)
        for verdict in verdicts["verdict"]
    ]
    assert all(review["@type"] == "ClaimReview" and review["claimReviewed"] for review in reviews)


def test_a_number_leads_to_its_rule_its_series_and_its_raw_file(opened):
    index = pd.read_csv(ROOT / "data/raw/index.csv", dtype=str)
    opened.locator(f"{ROWS}[data-key='P1.population'] .made").click()
    told = opened.locator("#trail").inner_text()
    assert "judge_claims" in told and "scripts/check/judge_claims.py" in told
    assert "config/article/claims/settlement.yaml" in told and "Population on 1 January" in told
    files = index[index["series"] == "population_1_january"]
    assert any(row.sha256 in told and f"{row.series}/{row.vintage}.csv" in told for row in files.itertuples())
    opened.click("#trail .close")
    opened.locator("#article .made >> visible=true").first.click()
    assert "results/claims/verdicts.csv" in opened.locator("#trail").inner_text()
    for link in opened.locator("#trail a").all():
        assert (PAGE.parent / link.get_attribute("href")).exists()
    opened.click("#trail .close")


def test_the_verdict_close_stands_before_its_words_and_closes_nothing(opened):
    opened.click(".chip[data-dossier='E2']")
    mark = opened.locator("#dossier h3 .verdict.close")
    heading = opened.locator("#dossier h3:has(.verdict.close)")
    assert abs(mark.bounding_box()["x"] - heading.bounding_box()["x"]) < 2
    mark.click()
    assert opened.locator("#dossier[open]").count() == 1
    opened.keyboard.press("Escape")


def test_a_model_leads_to_its_file(opened):
    opened.locator("#article .made[data-key^='coefficients.'] >> visible=true").first.click()
    told = opened.locator("#trail").inner_text()
    assert "estimate_models" in told and "config/models/self_employment_rural.yaml" in told
    opened.click("#trail .close")


def test_every_link_leads_to_a_file_that_is_there(opened):
    links = {link.get_attribute("href") for link in opened.locator("a[href]:not([href^='#'])").all()}
    assert [link for link in sorted(links) if not (PAGE.parent / link).exists()] == []
    assert len(links) > len(pd.read_csv(ROOT / "data/raw/index.csv")["series"].unique())


def test_every_trail_leads_to_files_that_are_there(opened):
    data = opened.evaluate("JSON.parse(document.getElementById('data').textContent)")
    paths = set()
    for trail in data["trails"]:
        for table, _, script in trail["files"]:
            paths |= {table.replace("<language>", data["languages"][0]), script}
        paths |= {*trail["defined"], *(f"data/raw/{name}.csv" for name in trail["raw"])}
        assert set(trail["raw"]) <= data["raw"].keys()
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_the_map_answers_the_pointer_and_the_choice_of_series(page):
    draw(page, "map-chart")
    regions = page.locator("#map-chart .mark-shape path")
    assert regions.count() == 20
    regions.nth(3).hover()
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert page.locator("#vg-tooltip-element").inner_text().strip()
    fill = regions.nth(3).get_attribute("fill")
    page.select_option("#map-series", "average_wage")
    page.wait_for_selector(f"#map-chart .mark-shape path:nth-child(4):not([fill='{fill}'])")
    page.locator("#explore summary").first.click()
    panel = pd.read_csv(ROOT / "results/data/panel_20.csv").query("year == 2022")
    assert page.locator("#map-figures tbody tr").count() == panel["average_wage"].notna().sum()


def test_the_panel_shows_the_chosen_series_region_and_borders(page):
    draw(page, "panel-chart")
    page.select_option("#panel-layout", "16")
    page.select_option("#panel-series", "average_wage")
    page.select_option("#panel-unit", "MAN")
    page.locator("#explore summary").nth(1).click()
    panel = (
        pd.read_csv(ROOT / "results/data/panel_16.csv").query("unit == 'MAN'").dropna(subset="average_wage")
    )
    shown = [text.split("\t") for text in texts(page, "#panel-figures tbody tr")]
    assert [(int(year), float(value.replace(",", ""))) for year, value in shown] == [
        (row.year, float(f"{row.average_wage:.6g}")) for row in panel.itertuples()
    ]
    page.select_option("#panel-other", "AKT")
    compared = pd.read_csv(ROOT / "results/data/panel_16.csv").query("unit == 'AKT'").set_index("year")
    beside = [text.split("\t")[2] for text in texts(page, "#panel-figures tbody tr")]
    assert [float(value.replace(",", "")) for value in beside] == [
        float(f"{compared.loc[year, 'average_wage']:.6g}") for year in panel["year"]
    ]
    page.click("#panel-made")
    assert "average_wage" in page.locator("#trail").inner_text()


@pytest.mark.parametrize("chart", ["map", "panel"])
def test_a_chart_names_its_unit_its_tables_and_their_release(spoken, chart):
    """Population per km2 is made of the population on 1 January (BNS 6584) and the area (the press)."""
    draw(spoken, f"{chart}-chart")
    spoken.select_option(f"#{chart}-series", "population_density")
    language = spoken.evaluate("document.documentElement.lang")
    told = spoken.locator(f"#{chart}-source").inner_text()
    released = pd.read_csv(ROOT / "results/data/edition.csv").set_index("edition")["as_of"]
    texts = texts_of(language)
    assert texts["measures.persons_per_km2"] in told
    assert "6584" in told
    assert Words(language, texts).day(released["population_1_january"]) in told


def test_a_gap_in_a_line_of_the_panel_is_explained_where_there_is_one(spoken):
    """Unemployment stands on the weights of the census from 2022 on; the wage has no break."""
    draw(spoken, "panel-chart")
    gap = texts_of(spoken.evaluate("document.documentElement.lang"))["marks.gap"].casefold()
    for name, told in (("unemployment_rate", True), ("average_wage", False)):
        spoken.select_option("#panel-series", name)
        assert (gap in spoken.locator("#panel-source").inner_text().casefold()) == told


def test_the_specification_curve_is_filtered_by_its_choices(page):
    specifications = pd.read_csv(ROOT / "results/models/specifications.csv")
    draw(page, "curve-chart")
    page.select_option("#curve-question", "unproductive_agriculture")
    rows = specifications[specifications["curve"] == "unproductive_agriculture"]
    assert f"Specifications: {len(rows):,};" in page.locator("#curve-summary").inner_text()
    page.select_option("[data-choice=estimator]", label="Between")
    rows = rows[rows["estimator"] == "between"]
    positive = f"positive {100 * (rows['standardised'] > 0).mean():.3g}%"
    assert f"Specifications: {len(rows)};" in page.locator("#curve-summary").inner_text()
    assert positive in page.locator("#curve-summary").inner_text()
    canvas = page.locator("#curve-chart canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for place in range(0, 100, 2):
        page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * place / 100)
        if page.locator("#vg-tooltip-element.visible").count():
            break
    assert "Between" in page.locator("#vg-tooltip-element").inner_text()


def test_the_slider_shows_the_verdicts_of_an_earlier_date(page):
    changes = pd.read_csv(ROOT / "results/claims/vintages.csv", dtype=str, keep_default_na=False)
    dates = sorted(changes["as_of"].unique())
    earlier = dates[len(dates) // 2]
    page.locator("#as-of").fill(str(dates.index(earlier)))
    told = f"{int(earlier[8:])}\N{NO-BREAK SPACE}{calendar.month_name[int(earlier[5:7])]} {earlier[:4]}"
    assert page.locator("#as-of-date").inner_text() == told
    then = changes[changes["as_of"] <= earlier].sort_values("as_of", kind="stable")
    then = then.drop_duplicates(["claim", "part"], keep="last").set_index(["claim", "part"])["verdict"]
    assert len(then)
    newest = pd.read_csv(ROOT / "results/claims/verdicts.csv", dtype=str, keep_default_na=False)
    undated = {(row.claim, row.part): row.verdict for row in newest.itertuples() if not row.vintage}
    assert set(undated.values()) > {"not testable", "inconsistent"}
    for key, verdict in each_of(page, ROWS, "[element.dataset.key, element.dataset.verdict]"):
        part = tuple(key.split("."))
        assert verdict == undated.get(part, then.get(part, "no vintage"))
    assert f"date={earlier}" in page.evaluate("location.href")
    page.locator("#as-of").press("End")
    assert each_of(page, ROWS, "element.dataset.verdict") == list(newest["verdict"])


def test_the_page_works_by_keyboard_alone(page):
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "skip"
    assert page.locator(":focus").bounding_box()["x"] >= 0
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("data-dossier"):
            break
    assert page.locator(":focus").evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    claim = page.locator(":focus").get_attribute("data-dossier")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#dossier[open] article[data-claim={claim}]")
    page.wait_for_selector("#dossier .judged .verdict")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator("#dossier form.judging select:focus").count():
            break
    before = page.locator("#dossier .judged").first.inner_text()
    page.keyboard.press("ArrowDown")
    assert page.locator("#dossier .judged").first.inner_text() != before
    page.keyboard.press("Escape")
    assert page.locator(":focus").get_attribute("data-dossier") == claim
    page.focus("#as-of")
    before = page.locator("#as-of-date").inner_text()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#as-of-date").inner_text() != before


CONTRAST = "color-contrast"
AXE = [  # colours are the same at every width
    ("light", 375, {"rules": {CONTRAST: {"enabled": False}}}),
    ("light", 1440, {}),
    ("dark", 768, {"runOnly": [CONTRAST]}),
]


@pytest.mark.parametrize(("scheme", "width", "rules"), AXE, ids=["phone", "desktop", "dark"])
def test_axe_finds_no_serious_fault(page, scheme, width, rules):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for chart in ("map-chart", "panel-chart", "curve-chart") if scheme == "light" else ():
        draw(page, chart)
    page.locator("#table-panel_models").evaluate("each => { each.open = true }")
    coloured = [".bar", "#findings", ".tiles", "#claims tbody", "#explore .controls", "#figures", "#article"]
    page.select_option("#verdict", "inconsistent")
    found = serious(page, ["body"] if scheme == "light" else coloured, rules)
    page.locator(".chip[data-dossier=E1]").click()
    page.wait_for_selector("#dossier[open] article")
    page.locator("#dossier details").evaluate_all("all => all.forEach((each) => { each.open = true })")
    found += serious(page, ["#dossier"], rules)
    page.locator("#dossier .made").first.click()
    found += serious(page, ["#trail"], rules)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)
    assert found == []


def serious(page, parts, rules):
    """What axe finds serious in parts of the page, looked at together, each of which it has seen."""
    assert all(page.locator(part).first.is_visible() for part in parts)
    options = {"resultTypes": ["violations"], **rules}
    response = Axe().run(page, context={"include": [[part] for part in parts]}, options=options).response
    assert response["passes"], "axe looked at nothing"
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"][:3]
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_out_of_the_screen(spoken, width):
    spoken.set_viewport_size({"width": width, "height": 900})
    assert spoken.evaluate("document.documentElement.scrollWidth") <= width
    assert colours(spoken.screenshot()) > 50, "the screen is blank"
    spoken.set_viewport_size(DESKTOP)


def colours(shot):
    """How many different colours a screenshot has."""
    return len(Image.open(BytesIO(shot)).convert("RGB").getcolors(2**24))


def test_the_print_shows_what_is_read_and_hides_what_is_clicked(page, verdicts):
    last = languages(page)[-1]
    speak(page, last)
    page.select_option("#theme", "migration")
    page.wait_for_selector("img[data-figure]:not([data-drawn])", state="detached")
    page.wait_for_selector("html[data-printable]")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("nav, .controls, .slider, #explore").evaluate_all(
        "all => all.every((each) => !each.checkVisibility())"
    )
    chosen = page.locator("#printed-state").inner_text()
    words = texts_of(last)
    assert words["page.themes.migration"] in chosen and words["page.as_of"] in chosen
    assert each_of(page, "#printed article", "element.dataset.claim") == [
        claim
        for claim in verdicts["claim"].unique()
        if claim in ("P4", "P5", "P6", "P7", "P8", "P9", "P12")  # the statements on migration
    ]
    assert page.locator("#printed article").first.is_visible()
    page.emulate_media(media="screen")
