"""Hostile text stays text."""

import pandas as pd
import pytest

from lib.core.text import spreadsheet_cells, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Алматы\u202eыталА", "Алматы[U+202E]ыталА"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\x00b", "a[U+0000]b"),
        ("two\nlines", "two lines"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Ұлытау, Жетісу", "Ұлытау, Жетісу"),
        ("10\u00a0000", "10\u00a0000"),
    ],
)
def test_hidden_characters_are_shown_by_code_and_all_else_is_kept(text, expected):
    assert visible(text) == expected


def test_cells_that_open_like_formulas_get_an_apostrophe_and_numbers_stay():
    table = pd.DataFrame({"=name": ["=cmd()", "@x", "-1 text", "plain", None], "value": [-1.5, 2, 3, 4, 5]})
    safe = spreadsheet_cells(table)
    assert list(safe.columns) == ["'=name", "value"]
    assert safe["'=name"].tolist()[:4] == ["'=cmd()", "'@x", "'-1 text", "plain"]
    assert safe["value"].tolist() == [-1.5, 2, 3, 4, 5]
    assert table.columns[0] == "=name"
