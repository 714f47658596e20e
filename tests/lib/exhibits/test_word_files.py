"""Word files of tables: real tables, text as text, the same bytes every time."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hostile_table import EXHIBIT, NOTES, SHOWN, TABLE, WORDS

from lib.exhibits.table_nodes import table_node
from lib.exhibits.word_files import reference_document, word_tables

LOOK = Path(__file__).parents[3] / "config/article/style/word"
NODE = table_node(TABLE, EXHIBIT, NOTES, WORDS)


def files():
    reference = reference_document(map(str, filter(Path.is_file, LOOK.rglob("*"))), str(LOOK))
    return word_tables([(NODE, "First <b>"), (NODE, "Second")], reference, "ru")


@pytest.fixture(scope="module")
def written():
    return files()


def test_each_table_has_a_file_with_the_text_as_text(written):
    for content in written:
        (table,) = docx.Document(io.BytesIO(content)).tables
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert cells[1] == ["Region", "Level", "Share", "Note"]
        assert [row[0] for row in cells[3:-2]] == list(SHOWN)
        assert cells[3][1:3] == ["1\xa0235", "\u22123,3"]
        assert cells[-1] == ["Абай", "–", "(\u22124,05) e", "1. first"]


def test_the_number_of_a_table_is_a_field_that_keeps_it(written):
    text = zipfile.ZipFile(io.BytesIO(written[0])).read("word/document.xml").decode()
    assert text.count("SEQ Table \\* ARABIC \\r 5") == 1


def test_a_file_has_its_title_and_language_and_the_styles_of_the_article(written):
    document = docx.Document(io.BytesIO(written[0]))
    assert document.core_properties.title == "First <b>"
    assert document.core_properties.language == "ru"
    (table,) = document.tables
    assert {cell.paragraphs[0].style.name for cell in table.rows[-1].cells} == {"Table Kept"}
    assert document.paragraphs[-1].style.name == "Table Note"
    assert document.sections[0].page_width.mm == pytest.approx(210, abs=0.1)


def test_a_table_that_fits_a_page_stays_on_one_with_its_notes(written):
    document = docx.Document(io.BytesIO(written[0]))
    kept = {"Table Caption", *(cell.paragraphs[0].style.name for cell in document.tables[0]._cells)}
    assert {name: document.styles[name].paragraph_format.keep_with_next for name in kept} == dict.fromkeys(
        kept, True
    )


def test_heads_are_repeated_on_every_page(written):
    (table,) = docx.Document(io.BytesIO(written[0])).tables
    heads = [
        row
        for row in table.rows
        if row._tr.trPr is not None and row._tr.trPr.find("{*}tblHeader") is not None
    ]
    assert len(heads) == 2


def test_word_files_are_the_same_bytes_every_time(written, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    again = files()
    names = zipfile.ZipFile(io.BytesIO(again[0])).namelist()
    for ours, theirs in zip(written, again, strict=True):
        for name in names:
            assert zipfile.ZipFile(io.BytesIO(ours)).read(name) == zipfile.ZipFile(io.BytesIO(theirs)).read(
                name
            )
    assert written == again
