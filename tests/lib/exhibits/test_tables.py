"""One table in every format: the same cells, and hostile text shown as text in each."""

import csv
import io
import re
import zipfile
from html.parser import HTMLParser

import docx
import pytest
import typst

from lib.core.files import write_csv
from lib.exhibits.table_formats import html_table, latex_table, latex_text, typst_table
from lib.exhibits.tables import Column, Heading, Number, Row, Table, data_frame
from lib.exhibits.word_documents import word_table
from lib.words.language import Words

HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd()",
    "a\u202eb",
    "@x",
    "#eval(1) $x$ _y_",
    'q" \\input{z} %&~^[1]',
)
SHOWN = tuple(text.replace("\u202e", "[U+202E]") for text in HOSTILE)
WORDS = Words("ru", {})
TABLE = Table(
    (Column("Region"), Column("Level", 0, "Group"), Column("Share", 1, "Group"), Column("Note", width=2)),
    (
        *(Row((text, 1234.5, -3.25, text), "Part <i>") for text in HOSTILE),
        Row(("Абай", float("nan"), Number(-4.05, 2, "({})", "e"), "1. first"), "Өңір"),
    ),
)
HEADING = Heading("demo", 5, "Таблица 5", "Caption <b>", "Note =1+1", "Source #x")


class Html(HTMLParser):
    """Every element with its attributes, and all text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def test_a_row_must_have_a_cell_a_column():
    with pytest.raises(ValueError, match="2 cells under 1 columns"):
        Table((Column("a"),), (Row(("x", "y")),))


def test_html_shows_hostile_text_and_runs_none():
    page = Html(html_table(TABLE, HEADING, WORDS))
    assert {tag for tag, _ in page.elements} <= {
        "figure", "table", "caption", "b", "thead", "tbody", "tr", "th", "td", "figcaption", "p",
    }  # fmt: skip
    assert [text for text in page.texts if text in SHOWN] == [text for text in SHOWN for _ in range(2)]


def test_html_states_the_scope_of_every_head():
    page = Html(html_table(TABLE, HEADING, WORDS))
    scopes = [attributes["scope"] for tag, attributes in page.elements if tag == "th"]
    assert scopes.count("col") == 4
    assert scopes.count("colgroup") == 1
    assert scopes.count("rowgroup") == 2
    assert scopes.count("row") == 7


def test_csv_guards_formulas_and_leaves_negative_numbers_alone(tmp_path):
    write_csv(tmp_path / "t.csv", data_frame(TABLE, "part"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"))))
    assert [row["Region"] for row in rows][:6] == [
        f"'{text}" if text[0] in "=@" else text for text in SHOWN
    ]  # fmt: skip
    assert rows[0]["Group: Share"] == "-3.25"
    assert rows[6]["Group: Share"] == "-4.05"
    assert rows[6]["Group: Share *"] == "e"
    assert rows[0]["Group: Level"] == "1234.5"
    assert rows[6]["part"] == "Өңір"


def test_latex_leaves_no_letter_with_a_meaning():
    bare = re.sub(
        r"\\(textbackslash|textquotedbl|textasciitilde|textasciicircum)\{\}", "", latex_text(HOSTILE[5])
    )
    bare = re.sub(r"\\[%&{}]", "", bare).replace("{[}", "").replace("{]}", "")
    assert bare == "q inputz 1"
    text = latex_table(TABLE, HEADING, WORDS)
    assert r"\input" not in text
    assert text.count(r" \\") == len(TABLE.rows) + 2 + 2


def test_word_holds_a_real_table_with_the_text_as_text(tmp_path):
    content = word_table(TABLE, HEADING, WORDS)
    (tmp_path / "t.docx").write_bytes(content)
    document = docx.Document(tmp_path / "t.docx")
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells[1] == ["Region", "Level", "Share", "Note"]
    assert [row[0] for row in cells[3:9]] == list(SHOWN)
    assert cells[3][1:3] == ["1\xa0235", "\u22123,3"]
    assert cells[-1] == ["Абай", "–", "(\u22124,05) e", "1. first"]
    caption = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert "SEQ Table \\* ARABIC \\r 5" in caption


def test_word_files_are_the_same_bytes_every_time():
    assert word_table(TABLE, HEADING, WORDS) == word_table(TABLE, HEADING, WORDS)


def test_typst_compiles_with_hostile_text():
    source = "#let tablenote(body) = body\n" + typst_table(TABLE, HEADING, WORDS)
    assert typst.compile(source.encode(), format="pdf").startswith(b"%PDF")
    for text in SHOWN:
        assert text.replace("\\", "\\\\").replace('"', '\\"') in source
