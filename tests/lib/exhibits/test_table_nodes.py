"""One table in every format: the same cells, and hostile text shown as text in each."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
import typst
from hostile_table import EXHIBIT, NOTES, SHOWN, TABLE, WORDS
from html_page import Page
from pypdf import PdfReader

from lib.exhibits.article import Exhibit
from lib.exhibits.article_blocks import exhibit_blocks, without_empty_pages
from lib.exhibits.binding import DRAFTS, place, table_in, table_in_article
from lib.exhibits.pandoc import convert, fragments
from lib.exhibits.table_nodes import (
    LANDSCAPE,
    LINES,
    TARGETS,
    column_shares,
    dressed,
    kept_together,
    table_node,
)
from lib.exhibits.tables import Column, Number, Row, Table
from lib.exhibits.word_files import reference_document, word_tables

LINE = LINES[False]
LOOK = Path(__file__).parents[3] / "config/article/style/word"
NODE = table_node(TABLE, EXHIBIT, NOTES, WORDS)


def shown(target):
    """The table's text in one format, written beside another table."""
    text, other = fragments([dressed(NODE, target)] * 2, target)
    assert text == other
    return text


@pytest.fixture(scope="module")
def page():
    return Page(shown("html"))


def test_html_shows_hostile_text_and_runs_none(page):
    assert {tag for tag, _ in page.elements} == {
        "div", "table", "caption", "strong", "em", "thead", "tbody", "tr", "th", "td", "p",
    }  # fmt: skip
    cells = page.inside(lambda tag, _: tag in ("th", "td"))
    assert [text for text in cells if text in SHOWN] == [text for text in SHOWN for _ in range(2)]


def test_html_states_the_scope_of_every_head(page):
    scopes = [attributes.get("scope") for tag, attributes in page.elements if tag == "th"]
    assert scopes.count("col") == 4
    assert scopes.count("colgroup") == 1
    assert scopes.count("rowgroup") == 2
    assert scopes.count("row") == len(TABLE.rows)


def test_html_marks_numbers_and_leaves_their_look_to_the_sheet(page):
    numbers = page.inside(lambda tag, attributes: tag == "td" and attributes.get("class") == "number")
    assert numbers[:2] == ["1 235", "\u22123,3"]
    assert numbers[-2:] == ["–", "(\u22124,05) e"]
    assert not any("style" in attributes for tag, attributes in page.elements if tag == "td")


def test_latex_shows_hostile_text_and_runs_none():
    text = shown("latex")
    assert r"\input" not in text
    assert not re.search(r"(?<!\\)[$#]", text)
    assert r"\setcounter{table}{4}" in text
    read = convert(text, "latex", "plain", ["--wrap=none", "--columns=400"]).decode()
    for cell in SHOWN:
        assert read.count(cell) == 2


def test_typst_prints_hostile_text_as_text():
    text = shown("typst")
    assert typst.compile(text.encode(), format="pdf").startswith(b"%PDF")
    read = convert(text, "typst", "plain", ["--wrap=none", "--columns=400"]).decode()
    for cell in SHOWN:
        assert read.count(cell) == 2


def test_columns_take_what_they_hold_as_far_as_the_line_goes():
    narrow = Table((Column("ab"), Column("n", 0)), (Row(("abcd", 1.0)),))
    # four letters and one, of 94 twentieths of a point, each column with 100 between it and the next
    assert column_shares(narrow, WORDS, LINE) == pytest.approx([476 / LINE, 194 / LINE])
    text = "word " * 60
    wide = Table((Column("a"), Column("b")), (Row((text, text)),))
    assert sum(column_shares(wide, WORDS, LINE)) <= 1
    set_apart = Table((Column("a", width=3), Column("b"), Column("n", 0)), (Row((text, text, 1.0)),))
    assert column_shares(set_apart, WORDS, LINE) == pytest.approx(
        [(LINE - 194) * 3 / 4 / LINE, (LINE - 194) / 4 / LINE, 194 / LINE]
    )


def test_a_column_that_wraps_has_room_for_its_longest_word():
    word, text = "Bruttoinlandsprodukt", "word " * 60
    table = Table((Column("a", width=9), Column("b", width=0.1)), (Row((text, f"{word} {text}")),))
    assert column_shares(table, WORDS, LINE)[1] == pytest.approx((20 * 94 + 100) / LINE)
    crowded = Table((Column("Id"), *table.columns * 6), (Row(("S1", *table.rows[0].cells * 6)),))
    shares = column_shares(crowded, WORDS, LINE)
    assert shares[0] == pytest.approx((2 * 94 + 100) / LINE), "what is short stays whole"
    assert sum(shares) == pytest.approx(1)


def test_a_short_column_leaves_the_line_to_those_that_wrap():
    rows = (Row(("word " * 60, "not testable", "words " * 60)),)
    wrapped = Table((Column("a", width=3), Column("verdict", width=2), Column("b", width=1)), rows)
    short = (12 * 94 + 100) / LINE
    assert column_shares(wrapped, WORDS, LINE) == pytest.approx([(1 - short) * 3 / 4, short, (1 - short) / 4])


def test_a_label_may_end_with_its_word():
    exhibit = Exhibit("demo", "tables", "5", "5-кесте", caption=("Caption",))
    node = table_node(Table((Column("a", 0),), (Row((Number(1.0, 0),)),)), exhibit, (), WORDS)
    (text,) = fragments([dressed(node, "html")], "html")
    assert "<strong>5-кесте.</strong> Caption" in text


@pytest.mark.parametrize("target", TARGETS.values())
def test_a_turned_table_has_pages_of_its_own_and_neighbours_share_them(target, tmp_path):
    (tmp_path / "regions.html").write_text(shown("html"), encoding="utf-8")
    (tmp_path / "regions.tex").write_text(shown("latex"), encoding="utf-8")
    (tmp_path / "regions.typ").write_text(shown("typst"), encoding="utf-8")
    reference = reference_document(map(str, filter(Path.is_file, LOOK.rglob("*"))), str(LOOK))
    (tmp_path / "regions.docx").write_bytes(word_tables([(NODE, "")], reference, "ru")[0])
    upright = Exhibit("regions", "tables", "5", "Table 5")
    (alone,) = exhibit_blocks(upright, target, "")
    blocks = exhibit_blocks(replace(upright, landscape=True), target, "")
    assert {"t": "RawBlock", "c": [alone["c"][0], place("turned/regions")]} in blocks[-2:]
    assert alone["c"][1] == place("tables/regions")
    file = tmp_path / f"regions.{DRAFTS[target]}"
    turned, floating = (table_in_article(file, target, turned=each) for each in (True, False))
    if target == "docx":
        assert turned == table_in((tmp_path / "regions.docx").read_bytes())
    else:
        assert turned == shown(target).rstrip()
    assert floating.startswith("#floating(") if target == "typst" else floating == turned
    if target == "html":
        assert len(blocks) == 1
        return
    markup, opening, closing = LANDSCAPE[target]
    assert [block["c"] for block in (blocks[0], blocks[-1])] == [[markup, opening], [markup, closing]]
    if target == "docx":
        tree = {"blocks": blocks * 2}
        assert len(without_empty_pages(tree)["blocks"]) == len(tree["blocks"]) - 2


def test_in_print_a_part_keeps_its_title_and_the_notes_their_last_row():
    """A table of every length near a page's foot: no page ends with a title or begins with the notes."""
    for count in range(60, 110, 3):
        table = Table(
            (Column("Region"), Column("Share", 0)),
            tuple(Row((f"row {row}", 1.0), f"part {row // 4}") for row in range(count)),
        )
        node = table_node(table, EXHIBIT, NOTES, WORDS)
        text = kept_together(fragments([dressed(node, "typst")], "typst")[0])
        setup = "#set page(height: 120mm, width: 200mm, margin: 5mm)\n#set table.cell(breakable: false)\n"
        setup += "#set table.footer(repeat: false)\n#set figure.caption(position: top)\n"
        setup += "#show figure: set block(breakable: true)\n"
        pdf = typst.compile((setup + text).encode(), format="pdf")
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        assert len(pages) > 1
        for page in pages[:-1]:
            assert page.split()[-2] != "part", page
        assert "row" in pages[-1]
