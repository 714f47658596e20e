"""Tables of text as Excel and Windows save them."""

import pytest

from lib.core.delimited import decode_text, read_delimited
from lib.core.problems import ProblemsError

COLUMNS = ("unit", "value", "note")
PLAIN = "unit,value,note\nABA,1234.5,по Абаю\nAKM,7,\n"
ROWS = [["unit", "value", "note"], ["ABA", "1234.5", "по Абаю"], ["AKM", "7", ""]]
SEMICOLONS = PLAIN.replace(",", ";")
COMMAS = SEMICOLONS.replace("1234.5", "1234,5")


def read(content):
    return read_delimited(content, "file", COLUMNS, ["value"])


@pytest.mark.parametrize(
    ("content", "unlike"),
    [
        (PLAIN.encode(), []),
        (PLAIN.encode("utf-8-sig"), ["a byte order mark"]),
        (PLAIN.replace("\n", "\r\n").encode(), ["line ends of Windows"]),
        (SEMICOLONS.encode(), ["semicolons"]),
        (f"sep=;\n{SEMICOLONS}".encode(), ["a first line 'sep=;'", "semicolons"]),
        (COMMAS.encode(), ["semicolons", "decimal commas"]),
        (COMMAS.replace("1234,5", "1\u00a0234,5").encode(), ["semicolons", "decimal commas"]),
        (PLAIN.replace(",", "\t").encode("utf-16"), ["UTF-16", "tabs"]),
        (PLAIN.encode("utf-16-le"), ["UTF-16"]),
        (PLAIN.encode("utf-16-be"), ["UTF-16"]),
        (COMMAS.encode("cp1251"), ["Windows-1251", "semicolons", "decimal commas"]),
        (PLAIN.replace("1234.5", '"1234,5"').encode(), ["decimal commas"]),
        (PLAIN.replace("ABA", '"ABA"').encode(), []),
    ],
)
def test_a_table_is_read_whatever_it_was_saved_with(content, unlike):
    table = read(content)
    assert table.lines == ROWS
    assert table.unlike == unlike


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            PLAIN.replace("по Абаю", "café").encode("latin-1"),
            "byte 0xe9 in line 2 is neither",
        ),
        (b"unit,value,note\nABA,1\x00,\n", "NUL bytes are no text"),
        (
            COMMAS.replace("1234,5", "1,234").replace("AKM;7", "AKM;7.5").encode(),
            "'1,234' in line 2 may be decimals or thousands; line 3 has a decimal point",
        ),
        (PLAIN.replace("1234.5", '"1,234"').encode(), "'1,234' in line 2 may be decimals or thousands"),
        (PLAIN.replace("ABA", '"ABA').encode(), "not a table of commas and quotes"),
        (PLAIN.encode("utf-16")[:-1], "it begins as utf-16 and is not"),
    ],
)
def test_what_can_mean_two_things_is_refused_with_its_line(content, sentence):
    with pytest.raises(ProblemsError, match=sentence):
        read(content)


def test_thousands_are_told_from_decimals_by_the_other_numbers():
    lines = read(PLAIN.replace("1234.5", '"1,234"').replace(",7,", ',"0,5",').encode()).lines
    assert [row[1] for row in lines[1:]] == ["1.234", "0.5"]


def test_kazakh_in_an_encoding_of_its_own_is_not_taken_for_russian():
    with pytest.raises(ProblemsError, match="save the file as UTF-8"):
        decode_text("Ақмола".encode("kz1048"), "file")
