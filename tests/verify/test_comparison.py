import pytest
from PIL import Image

from lib.runs.compare import Rules, compare_pictures, compare_tables


@pytest.fixture
def compare(tmp_path):
    def run(before, after, **rules):
        for name, text in (("before", before), ("after", after)):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return compare_tables("t.csv", tmp_path / "before", tmp_path / "after", Rules(**rules))

    return run


def test_rows_named_by_a_key_may_come_in_any_order(compare):
    assert compare("k,v\na,1\nb,2\n", "k,v\nb,2\na,1\n", keys={"t.csv": ["k"]}) == []
    assert len(compare("k,v\na,1\nb,2\n", "k,v\nb,2\na,1\n")) == 4


def test_a_cell_is_named_with_both_values(compare):
    (cell,) = compare("k,v\na,1\n", "k,v\na,2\n", keys={"*.csv": ["k"]})
    assert str(cell) == "t.csv, k=a, v: 1 became 2"
    assert not cell.within


def test_tolerances_are_per_column(compare):
    tolerances = {"t.csv": {"v": {"relative": 0.01}, "*": {"absolute": 0.5}}}
    cells = compare("v,w\n100,1\n100,1\n", "v,w\n100.9,1.5\n101.1,1.6\n", tolerances=tolerances)
    assert [(cell.row, cell.column, cell.within) for cell in cells] == [
        ("row 1", "v", True), ("row 1", "w", True), ("row 2", "v", False), ("row 2", "w", False)
    ]  # fmt: skip


def test_words_are_never_close(compare):
    (cell,) = compare("v\nholds\n", "v\nfails\n", tolerances={"*": {"*": {"absolute": 100.0}}})
    assert not cell.within


def test_lacking_rows_and_columns_are_named(compare):
    cells = compare("k,v\na,1\nb,2\n", "k,w\na,1\nc,2\n", keys={"*": ["k"]})
    assert {(cell.row, cell.column) for cell in cells} == {
        ("the heading", "v"), ("the heading", "w"), ("k=b", "whole row"), ("k=c", "whole row")
    }  # fmt: skip


def test_cells_under_equal_headings_and_beyond_the_heading_are_compared(compare):
    (cell,) = compare("k,v,v\na,1,2\n", "k,v,v\na,3,2\n")
    assert (cell.column, cell.expected, cell.found) == ("v", "1", "3")
    cells = compare("k,v\na,1\n", "k,v\na,1,9\n")
    assert [(cell.row, cell.column, cell.found) for cell in cells] == [
        ("the heading", "no heading", "no heading")
    ]


def test_bytes_that_are_no_text_still_compare(compare):
    assert compare("v\n1\n", b"v\n\xff\n")


@pytest.fixture
def picture(tmp_path):
    def save(name, size=(100, 100), black=()):
        image = Image.new("L", size, 255)
        for box in black:
            image.paste(0, box)
        image.save(tmp_path / name)
        return tmp_path / name

    return save


def test_the_share_of_changed_pixels(picture):
    changed = compare_pictures(picture("a.png"), picture("b.png", black=[(0, 0, 10, 10)]))
    assert changed.percent == pytest.approx(1.0)
    assert not changed.same
    assert changed.difference.getpixel((5, 5)) == (200, 0, 0)


def test_two_colours_of_the_same_grey_are_not_the_same_picture(tmp_path):
    for name, colour in (("a.png", (255, 0, 0)), ("b.png", (0, 130, 0))):
        Image.new("RGB", (50, 50), colour).save(tmp_path / name)
    assert compare_pictures(tmp_path / "a.png", tmp_path / "b.png").percent == 100


def test_a_single_pixel_in_ten_thousand_is_the_same_picture(picture):
    assert compare_pictures(picture("a.png"), picture("b.png", black=[(0, 0, 1, 1)])).same


@pytest.mark.parametrize("content", [b"no picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x05IHDRshort"])
def test_what_is_no_picture_differs_wholly(picture, tmp_path, content):
    (tmp_path / "b.png").write_bytes(content)
    assert compare_pictures(picture("a.png"), tmp_path / "b.png").percent == 100
