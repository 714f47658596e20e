import pytest
from PIL import Image, ImageCms

from lib.runs.compare import ComparisonRules, compare_pictures, compare_tables, numbers_agree


@pytest.fixture
def compare(tmp_path):
    def run(before, after, **rules):
        for name, text in (("before", before), ("after", after)):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return compare_tables("t.csv", tmp_path / "before", tmp_path / "after", ComparisonRules(**rules))

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
    assert (cell.column, cell.before, cell.after) == ("v", "1", "3")
    cells = compare("k,v\na,1\n", "k,v\na,1,9\n")
    assert [(cell.row, cell.column, cell.after) for cell in cells] == [
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "1.0"),
        ("0.1", "1e-1"),
        ("100", "100.0000001"),
        ("-0", "0"),
        ("1E+2", "100"),
        ("12345678901234567890", "12345678901234567891"),
    ],
)
def test_decimals_agree_within_a_tolerance(one, other):
    assert numbers_agree(one, other, 1e-8, 0)


@pytest.mark.parametrize(
    "word", ["nan", "inf", "1_0", "\u0661\u0660", " 10", "10 ", "1e9999", "0x0a", "", "1."]
)
def test_what_only_looks_like_a_number_agrees_with_nothing(word):
    assert not numbers_agree("10", word, 1e-3, 1e-6)
    assert not numbers_agree(word, word, 1e-3, 1e-6)


def test_the_last_digit_counts_where_no_tolerance_is_stated():
    assert not numbers_agree("0.1", "0.10000000000000001", 0, 0)
    assert numbers_agree("0.1", "0.10", 0, 0)


def test_another_size_is_another_picture(picture):
    changed = compare_pictures(picture("a.png"), picture("b.png", size=(101, 100)))
    assert changed.percent == 0
    assert not changed.same
    assert "100 by 100 pixels became 101 by 100" in str(changed)


def test_another_colour_profile_is_another_picture(picture, tmp_path):
    with Image.open(picture("a.png")) as image:
        image.save(
            tmp_path / "b.png", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        )
    changed = compare_pictures(tmp_path / "a.png", tmp_path / "b.png")
    assert changed.percent == 0
    assert not changed.same
    assert "colour profile: none became" in str(changed)


def test_another_number_of_frames_is_another_picture(picture, tmp_path):
    with Image.open(picture("a.png")) as image:
        frames = [Image.new("L", image.size, 0)]
        image.save(tmp_path / "b.png", save_all=True, append_images=frames)
    changed = compare_pictures(tmp_path / "a.png", tmp_path / "b.png")
    assert changed.percent == 0
    assert not changed.same
    assert "frames: 1 became 2" in str(changed)
