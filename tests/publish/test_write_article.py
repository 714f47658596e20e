"""The article in every format: hostile text is text, references lead somewhere, numbers know their keys."""

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from hostile_article import SHOWN
from html_page import Page

from lib.core.configuration import load, read_yaml
from lib.core.country import languages
from lib.core.tables import read_table
from lib.exhibits.pandoc import convert
from lib.words.placeholders import CASES
from lib.words.typed_numbers import Prose, typed_numbers
from publish.write_article import ANONYMOUS

ROOT = Path(__file__).parents[2]
CAPTIONS = "config/article/exhibits.yaml"
EXHIBITS = load(ROOT / "config/article/exhibits.yaml", ROOT / "workflow/schemas/exhibits.schema.yaml")
TEX = shutil.which("xelatex")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The folder of an article whose every text is hostile."""
    return hostile_article(tmp_path_factory.mktemp("project"), seed="1")


def hostile_article(folder, seed, *manuscript):
    script = ROOT / "tests/support/hostile_article.py"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "scripts"),
        "PYTHONHASHSEED": seed,
        "SOURCE_DATE_EPOCH": "0",
    }
    subprocess.run([sys.executable, str(script), str(folder), *manuscript], env=environment, check=True)
    return folder / "results/article/en"


def test_html_shows_hostile_text_and_runs_none(hostile):
    page = Page((hostile / "article.html").read_text(encoding="utf-8"))
    assert "script" not in {tag for tag, _ in page.elements}
    assert page.inside(lambda _, attributes: attributes.get("data-key") == "k") == list(SHOWN)
    caption, cells = " ".join(SHOWN), page.inside(lambda tag, _: tag in ("th", "td"))
    assert f"Figure 1. {caption}" in page.inside(lambda tag, _: tag == "figcaption")
    assert f"Table 1. {caption}" in page.inside(lambda tag, _: tag == "caption")
    assert [cells.count(text) for text in SHOWN] == [3] * len(SHOWN)
    (alt,) = [attributes["alt"] for tag, attributes in page.elements if tag == "img"]
    assert " ".join(alt.split()) == caption


def test_word_shows_hostile_text_as_text(hostile):
    document = docx.Document(hostile / "article.docx")
    paragraphs = [" ".join(paragraph.text.split()) for paragraph in document.paragraphs]
    assert set(SHOWN) <= set(paragraphs)
    (table,) = document.tables
    assert [row.cells[0].text for row in table.rows][2::2] == list(SHOWN)
    (picture,) = document.element.body.iter("{*}docPr")
    assert picture.get("descr") == " ".join(SHOWN)


def test_latex_shows_hostile_text_as_text(hostile):
    source = (hostile / "article.tex").read_text(encoding="utf-8")
    body = source[source.index(r"\begin{document}") :]
    assert r"\input" not in body
    assert not re.search(r"(?<!\\)\$", body)
    shown = convert(body, "latex", "plain", ["--wrap=none"]).decode()
    # pandoc's reader drops the bar, and TeX shows grave accents as opening quotation marks
    for text in set(SHOWN) - {"a|b", "`code`"}:
        assert text in shown


@pytest.mark.skipif(not TEX, reason="there is no XeLaTeX on this machine")
def test_latex_compiles_with_hostile_text(hostile, tmp_path):
    assert "Missing character" not in compiled(hostile, tmp_path)


def compiled(folder, made):
    """Return the log of XeLaTeX, which stops at the first error and writes into the folder `made`."""
    command = [TEX, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
    command += [f"-output-directory={made}", "article.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    log = (made / "article.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-2000:]
    return log


@pytest.mark.skipif(not TEX, reason="NOT TESTED: there is no XeLaTeX here to compile a manuscript with")
def test_a_journal_gets_wide_lines_with_numbers(hostile, tmp_path):
    wishes = {"double_spaced": r"\doublespacing", "numbered_lines": r"\linenumbers"}
    asked = read_yaml(ROOT / "workflow/schemas/config.schema.yaml")["properties"]["manuscript"]["items"][
        "enum"
    ]
    assert {ANONYMOUS, *wishes} == set(asked)
    manuscript = hostile_article(tmp_path, "1", *wishes)
    plain, wide = ((folder / "article.tex").read_text(encoding="utf-8") for folder in (hostile, manuscript))
    for name, command in wishes.items():
        assert f"%[{name}]" in plain
        assert re.search(rf"^\\usepackage.*{re.escape(command)}$", wide, re.MULTILINE)
        assert f"$if({name})$" in (ROOT / "config/article/style/article.typ").read_text(encoding="utf-8")
    log = compiled(manuscript, tmp_path)
    assert "/setspace.sty" in log
    assert "/lineno.sty" in log
    assert (manuscript / "article.pdf").read_bytes() != (hostile / "article.pdf").read_bytes()


def test_typst_prints_hostile_text(hostile):
    assert (hostile / "article.pdf").read_bytes().startswith(b"%PDF")


def test_the_texts_quote_the_same_results_exhibits_and_works():
    named = re.compile(r"\{\{.*?\}\}|\[\[.*?\]\]|@[a-z_]+_\d{4}", re.DOTALL)
    texts = {language: ROOT / f"config/article/text/{language}.md" for language in languages()}
    cases = re.compile(rf"(?:\| )?(?:\b(?:{'|'.join(CASES)}) ?)+(?=\}}\}})")  # endings of Kazakh numbers
    quoted = {
        language: {
            re.sub(r" +", " ", cases.sub("", " ".join(name.split()))).replace(" }}", "}}")
            for name in named.findall(path.read_text(encoding="utf-8"))
        }
        for language, path in texts.items()
    }
    assert quoted["en"] == quoted["ru"] == quoted["kk"]


def built(language, kind):
    path = ROOT / f"results/article/{language}/article.{kind}"
    if not path.exists():
        pytest.skip(f"{path.relative_to(ROOT)} is not there: run snakemake first")
    return path


@pytest.fixture(scope="module", params=languages())
def language(request):
    return request.param


@pytest.fixture(scope="module")
def page(language):
    return Page(built(language, "html").read_text(encoding="utf-8"))


def not_our_words(tag, attributes):
    """Whether an element holds findings under their key, labels, or the works cited."""
    return (
        "data-key" in attributes
        or tag in ("table", "head", "strong")
        or (tag == "a" and attributes.get("href", "").startswith("#"))
        or "header-section-number" in attributes.get("class", "")
        or "table" in attributes.get("class", "").split()
        or attributes.get("id") == "refs"
    )


def test_every_number_of_the_prose_has_a_key_or_a_stated_reason(page, language):
    choices = load(
        ROOT / "config/article/typed_numbers.yaml", ROOT / "workflow/schemas/typed_numbers.schema.yaml"
    )
    text = page.outside(lambda tag, attributes: tag == "figcaption" or not_our_words(tag, attributes))
    captions = " ".join(
        data
        for data, around in page.pieces
        if any(page.elements[place][0] == "figcaption" for place in around)
        and not any(not_our_words(*page.elements[place]) for place in around)
    )
    typed = [
        str(found)
        for path, words in ((f"config/article/text/{language}.md", text), (CAPTIONS, captions))
        for found in typed_numbers(Prose(path, 1, language, " ".join(words.split())), choices)
        if not found.reason
    ]
    assert typed == []
    assert len(page.inside(lambda _, attributes: "data-key" in attributes)) > 10


def test_every_exhibit_is_there_once_and_every_reference_leads_somewhere(page):
    anchors = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    wanted = [f"fig-{name}" for name in EXHIBITS["figures"]] + [f"tbl-{name}" for name in EXHIBITS["tables"]]
    assert sorted(each for each in anchors if each[:4] in ("fig-", "tbl-")) == sorted(wanted)
    targets = {a["href"][1:] for tag, a in page.elements if tag == "a" and a.get("href", "").startswith("#")}
    assert targets - set(anchors) == set()
    assert len({target for target in targets if target.startswith("ref-")}) > 0


def test_every_picture_is_in_the_page_and_described(page):
    pictures = [attributes for tag, attributes in page.elements if tag == "img"]
    assert len(pictures) == len(EXHIBITS["figures"])
    assert all(picture["alt"].strip() and picture["src"].startswith("data:") for picture in pictures)


def test_nothing_is_loaded_from_elsewhere(page):
    loaded = [
        attributes.get("src") or attributes.get("href")
        for tag, attributes in page.elements
        if tag in ("script", "img", "link", "iframe", "source")
    ]
    assert all(address.startswith("data:") for address in loaded)


def test_word_has_every_table_with_its_caption_and_every_picture_with_its_description(language):
    document = docx.Document(built(language, "docx"))
    fields = [field.get(f"{WORD}instr").split() for field in document.element.body.iter(f"{WORD}fldSimple")]
    for kind, word in (("figures", "Figure"), ("tables", "Table")):
        for place, sequence in (("paper", word), ("appendix", f"{word}A")):
            series = [entry for entry in EXHIBITS[kind].values() if entry.get("place", "paper") == place]
            listed = [int(field[-1]) for field in fields if field[1] == sequence]
            assert listed == list(range(1, len(series) + 1))
    assert len(document.tables) == len(EXHIBITS["tables"])
    described = [picture.get("descr") for picture in document.element.body.iter("{*}docPr")]
    assert len(described) == len(EXHIBITS["figures"])
    assert all(described)
    properties = document.core_properties
    assert all((properties.title, properties.author, properties.subject, properties.keywords))
    assert properties.language == language


def test_word_headings_have_numbers_and_references_are_fields_on_labels(language):
    document = docx.Document(built(language, "docx"))
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert [heading.split("\t")[0] for heading in headings if heading[0].isdigit()][:3] == ["1", "2", "3"]
    body = document.element.body
    fields = [field.get(f"{WORD}instr").split() for field in body.iter(f"{WORD}fldSimple")]
    led = [field[1] for field in fields if field[0] == "REF"]
    marked = {mark.get(f"{WORD}name") for mark in body.iter(f"{WORD}bookmarkStart")}
    assert len(set(led)) == len(EXHIBITS["figures"]) + len(EXHIBITS["tables"])
    assert set(led) <= marked


def test_print_is_tagged_and_says_what_it_is(language):
    content = built(language, "pdf").read_bytes()
    for sign in (b"/StructTreeRoot", b"/Lang", b"pdfuaid:part", b"dc:title", b"dc:creator", b"pdf:Keywords"):
        assert sign in content


def test_latex_is_an_archive_without_folders(language):
    with zipfile.ZipFile(built(language, "zip")) as archive:
        names = archive.namelist()
    assert sorted(names) == sorted(["article.tex", *(f"{name}.pdf" for name in EXHIBITS["figures"])])


def test_word_marks_are_numbered_apart(language):
    body = docx.Document(built(language, "docx")).element.body
    marks = [mark.get(f"{WORD}id") for mark in body.iter(f"{WORD}bookmarkStart")]
    assert len(marks) == len(set(marks))
    names = {mark.get(f"{WORD}name") for mark in body.iter(f"{WORD}bookmarkStart")}
    led = {link.get(f"{WORD}anchor") for link in body.iter(f"{WORD}hyperlink")} - {None}
    assert led <= names


@pytest.mark.parametrize("kind", ["html", "tex", "docx"])
def test_no_place_is_left_open(language, kind):
    path = built(language, kind)
    content = path.read_bytes()
    if kind == "docx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    text = re.sub(r'"data:[^"]*"', "", content.decode("utf-8"))
    for sign in ("{{told", "{{count", "[[", "\ue000", "\ue002", "\ufffd"):
        assert sign not in text


@pytest.mark.skipif(not TEX, reason="NOT TESTED: there is no XeLaTeX here to compile the LaTeX archive with")
def test_the_latex_archive_compiles_alone_without_missing_letters(language, tmp_path):
    shutil.unpack_archive(built(language, "zip"), tmp_path / "alone")
    log = compiled(tmp_path / "alone", tmp_path)
    assert "Missing character" not in log
    assert not re.findall(r"Reference .* undefined", log)


@pytest.mark.parametrize("kind", ["pdf", "docx", "html", "tex", "zip"])
def test_the_same_bytes_whatever_the_order_of_hashing(kind, hostile, again):
    assert (hostile / f"article.{kind}").read_bytes() == (again / f"article.{kind}").read_bytes()


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    """The same article written a second time, in another folder."""
    return hostile_article(tmp_path_factory.mktemp("again"), seed="2")


PRELIMINARY = {"en": "preliminar", "ru": "предварит", "kk": "алдын ала"}


@pytest.mark.parametrize("language", PRELIMINARY)
def test_a_sentence_that_quotes_a_preliminary_year_says_so(project, language):
    """Of values by year that the text takes from tables; those of verdicts end with the years judged."""
    path = project / "results/data/panel_marks.csv"
    if not path.exists():
        pytest.skip("no run has written the results yet")
    marks = read_table(path)
    early = marks[marks["mark"] == "preliminary"].groupby("variable")["year"].agg(set)
    text = (project / f"config/article/text/{language}.md").read_text(encoding="utf-8")
    silent = []
    for sentence in re.split(r"(?<=[.?!])\s", " ".join(text.split())):
        for key in re.findall(r"\{\{([^}|]*)", sentence):
            words = key.strip().split(".")
            years = early.get(next((word for word in words if word in early.index), ""), set())
            quoted = "latest" in words or any(str(year) in words for year in years)
            if years and quoted and PRELIMINARY[language] not in sentence.lower():
                silent.append(sentence)
    assert not silent
