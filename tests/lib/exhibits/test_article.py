"""Numbers and exhibits by name in the article's text; every fault told with its file and line."""

import pandas as pd
import pytest

from lib.core.problems import ProblemsError
from lib.exhibits.article import Exhibit, mark_placeholders, put_in
from lib.exhibits.pandoc import read_markdown
from lib.words.language import Words
from lib.words.result_values import Numbers, Quoted, keyed_tables

NUMBERS = Numbers(
    keyed_tables({"told": pd.DataFrame({"claim": ["P1"], "part": ["a"], "why": ["*12* of $20$"]})}),
    Words("en", {}),
)
MAP = Exhibit("space", "figures", "1", "Figure 1")
LORENZ = Exhibit("inequality", "figures", "A1", "Figure A1", "appendix")
SPLIT = Exhibit("inequality", "tables", "A1", "Table A1", "appendix")
EXHIBITS = {"figures.space": MAP, "figures.inequality": LORENZ, "tables.inequality": SPLIT}


def blocks(text):
    marked, fitting = mark_placeholders(text, "text.md", NUMBERS, EXHIBITS)
    tree = read_markdown(marked, [])
    return put_in(tree, fitting, lambda exhibit: [{"t": "Block", "c": exhibit.anchor}])["blocks"]


def words(inlines):
    return "".join(
        words(node["c"][1]) if node["t"] in ("Span", "Link") else node.get("c", " ") for node in inlines
    )


def test_an_exhibit_stands_where_its_name_stands_alone_and_is_a_link_elsewhere():
    paragraph, placed = blocks("See [[space]].\n\n[[space]]")
    assert paragraph["c"][-2]["t"] == "Link"
    assert paragraph["c"][-2]["c"][2] == ["#fig-space", ""]
    assert words(paragraph["c"]) == "See Figure 1."
    assert placed == {"t": "Block", "c": "fig-space"}


def test_the_appendix_is_its_exhibits_in_order():
    shown = [block["c"] for block in blocks("[[space]]\n\n[[appendix]]")]
    assert shown == ["fig-space", "fig-inequality", "tbl-inequality"]


def test_the_article_that_is_tested_is_named_in_its_place():
    marked, fitting = mark_placeholders("It is so. [[tested]]", "text.md", NUMBERS, EXHIBITS, "No *name*.")
    (paragraph,) = put_in(read_markdown(marked, []), fitting, lambda _: [])["blocks"]
    assert words(paragraph["c"]) == "It is so. No *name*."


def test_findings_are_text_with_their_key_and_never_markup():
    (paragraph,) = blocks("So: {{told.P1.a.why}}.")
    span = paragraph["c"][2]
    assert span["c"][0] == ["", [], [["key", "told.P1.a.why"]]]
    assert words(paragraph["c"]) == "So: *12* of $20$."


def test_all_numbers_that_are_not_there_are_told_at_once_with_file_and_line():
    with pytest.raises(ProblemsError) as error:
        blocks("one\n\n{{told.P2.a.why}} {{nowhere.x}}")
    first, second = error.value.problems
    assert first == "text.md, line 3: 'told.P2.a.why' names no row of the table 'told'."
    assert second.startswith("text.md, line 3: 'nowhere.x': there is no table 'nowhere'")


def test_a_caption_is_its_words_and_the_numbers_between_them():
    parts = NUMBERS.pieces("Of {{told.P1.a.why}} parts", "exhibits.yaml")
    assert parts == ("Of ", Quoted("told.P1.a.why", "*12* of $20$"), " parts")
