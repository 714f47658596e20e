"""A table free of format: what it may hold, and its cells for machines."""

import csv
import io

import pytest
from hostile_table import SHOWN, TABLE

from lib.core.files import write_csv
from lib.exhibits.tables import Column, Row, Table, data_frame


def test_a_row_must_have_a_cell_a_column():
    with pytest.raises(ValueError, match="2 cells under 1 columns"):
        Table((Column("a"),), (Row(("x", "y")),))


def test_csv_guards_formulas_and_leaves_negative_numbers_alone(tmp_path):
    write_csv(tmp_path / "t.csv", data_frame(TABLE, "part"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"))))
    assert [row["Region"] for row in rows][:-1] == [
        f"'{text}" if text[0] in "=@" else text for text in SHOWN
    ]  # fmt: skip
    assert rows[0]["Group: Share"] == "-3.25"
    assert rows[-1]["Group: Share"] == "-4.05"
    assert rows[-1]["Group: Share *"] == "e"
    assert rows[0]["Group: Level"] == "1234.5"
    assert rows[-1]["part"] == "Өңір"
