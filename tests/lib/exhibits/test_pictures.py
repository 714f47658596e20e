"""Files of figures: the same every time, whole, their words as text, nothing read as markup."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle
from PIL import Image

from lib.exhibits.layout import Sheet, settle_layout
from lib.exhibits.pictures import PNG_DPI, save_figure
from lib.exhibits.style import apply_style

FORMATS = ("pdf", "svg", "png")


def figure_of(text):
    apply_style()
    figure = Sheet(1, 60, "Source: nobody").figure(text)
    axes = figure.subplots()
    axes.set_xlabel(text)
    settle_layout(figure)
    return figure


def test_files_are_the_same_every_time(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    for run in ("one", "two"):
        save_figure(
            figure_of("Қазақстан"),
            {kind: tmp_path / f"{run}.{kind}" for kind in FORMATS},
            "t",
            "d",
            "kk",
        )
    for kind in FORMATS:
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()


@pytest.mark.parametrize("millimetres", [245, 212, 104, 98])
def test_no_row_of_dots_is_lost_in_a_picture(millimetres, tmp_path):
    """Bars and gaps of ten dots each, on pages of no whole number of dots: a lost row would make one nine."""
    figure = Sheet(2, millimetres).figure()
    figure.set_layout_engine(None)
    dots = figure.get_size_inches()[1] * PNG_DPI
    for low in range(20, int(dots) - 20, 20):
        figure.add_artist(Rectangle((0, (low + 0.4) / dots), 1, 10 / dots, color="black", lw=0))
    save_figure(figure, {"png": tmp_path / "f.png"}, "t", "d", "en")
    dark = np.asarray(Image.open(tmp_path / "f.png").convert("L"))[:, 500] < 128
    edges = np.flatnonzero(np.diff(dark.astype(int)))
    assert min(np.diff(edges)) == 10


def test_hostile_text_is_drawn_as_text(tmp_path):
    figure = figure_of("<script>alert(1)</script> $x$ =cmd()")
    save_figure(figure, {"svg": tmp_path / "f.svg"}, "<script>", "</desc><script>", "en")
    assert "<script>" not in (tmp_path / "f.svg").read_text()
    assert not figure.axes[0].xaxis.label.get_parse_math()
