"""The lists of data/raw, as spreadsheets save them: read, or refused with one sentence."""

import shutil

import pytest

from lib.data.snapshots import unit_codes
from lib.project.data_files import RAW_LISTS, list_problems


@pytest.fixture
def root(project, tmp_path):
    (tmp_path / "data/raw").mkdir(parents=True)
    for name in RAW_LISTS:
        shutil.copy(project / "data/raw" / name, tmp_path / "data/raw")
    return tmp_path


@pytest.mark.parametrize("saved", [str.encode, lambda text: text.replace("\n", "\r\n").encode("utf-8-sig")])
def test_lists_with_a_byte_order_mark_and_line_ends_of_windows_are_read(root, saved):
    units = root / "data/raw/units.csv"
    units.write_bytes(saved(units.read_text(encoding="utf-8")))
    assert list_problems(root) == []
    assert {"KZ", "ABA"} <= unit_codes(units)


@pytest.mark.parametrize(
    ("saved", "told"),
    [
        (lambda text: text.replace(",", ";").encode(), "line 1: saved with semicolons; save it as UTF-8"),
        (lambda text: text.encode("utf-16"), "line 1: saved with UTF-16; save it as UTF-8"),
        (lambda text: text.encode("kz1048", "replace"), "is neither UTF-8 nor Russian in Windows-1251"),
    ],
)
def test_a_list_saved_otherwise_is_told_of_in_one_sentence(root, saved, told):
    units = root / "data/raw/units.csv"
    units.write_bytes(saved(units.read_text(encoding="utf-8")))
    (problem,) = list_problems(root)
    assert str(units) in problem
    assert told in problem
