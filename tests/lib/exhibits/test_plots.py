"""The style: colours told apart in grey and by colour-blind readers, files always the same, fitting words."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.patches import Rectangle
from PIL import Image

from lib.exhibits import plots
from lib.exhibits.plots import (
    MACRO_REGIONS,
    VERDICTS,
    Sheet,
    apply_style,
    label_points,
    save_figure,
    settle,
    spread,
    wrap_text,
)
from lib.exhibits.text_boxes import text_faults
from publish.figures import coefficients, income_wage_productivity, inequality, output_concentration

# Machado, Oliveira & Fernandes (2009), severity 1.0, linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
]


def linear(colour):
    channels = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    ratio = TO_XYZ @ np.clip(rgb, 0, 1) / [0.95047, 1, 1.08883]
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


PALETTES = {
    "macro-regions": set(MACRO_REGIONS.values()),
    "verdicts": {colour for colour, _ in VERDICTS.values()},
    "towns and villages": set(plots.LOCALITIES.values()),
    "results of specifications": set(coefficients.OUTCOMES.values()),
    "parts of inequality": set(inequality.PARTS.values()),
    "samples of inequality": set(inequality.COLOURS),
    "productivity, wage and income": {colour for _, colour in income_wage_productivity.MEASURES.values()},
    "leaders and belt": set(output_concentration.COLOURS.values()),
}


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("vision", VISION)
def test_colours_differ_for_every_kind_of_vision(palette, vision):
    seen = [lab(np.array(VISION[vision]) @ linear(colour)) for colour in sorted(PALETTES[palette])]
    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) > 15


@pytest.mark.parametrize("palette", PALETTES)
def test_colours_differ_in_grey(palette):
    lightness = [lab(linear(colour))[0] for colour in PALETTES[palette]]
    assert min(abs(one - other) for one, other in combinations(lightness, 2)) > 10


def test_the_palette_check_can_fail():
    red, green = (lab(np.array(VISION["deuteranopia"]) @ linear(colour)) for colour in ("#a05050", "#607050"))
    assert np.linalg.norm(red - green) < 15


def test_spread_keeps_order_and_gap_and_moves_least():
    assert spread([1, 1, 5], 1).tolist() == [0.5, 1.5, 5]
    assert spread([3, 1], 1).tolist() == [3, 1]
    assert spread([0, 0], 2, low=0).tolist() == [0, 2]


def test_a_line_longer_than_the_width_is_broken():
    assert "\n" in wrap_text("many words " * 20, 2, 7)
    assert "\n" not in wrap_text("few words", 2, 7)
    assert wrap_text("CC\N{NO-BREAK SPACE}BY 4.0", 0.1, 7) == "CC\N{NO-BREAK SPACE}BY\n4.0"


def figure_of(text):
    apply_style()
    figure = Sheet(1, 60, "Source: nobody").figure(text)
    axes = figure.subplots()
    axes.set_xlabel(text)
    settle(figure)
    return figure


def test_the_last_bits_of_the_layout_solver_do_not_show():
    figure = Sheet(1, 60, "Source: nobody").figure("A finding")
    above, below = figure.subfigures(2, 1, height_ratios=[1, 2])
    above.subplots(1, 3)
    below.subplots()
    settle(figure)
    for part in (above, below):
        places = part.bbox_relative.get_points()
        assert places == pytest.approx(np.round(places, 6), abs=1e-15)
    for axes in figure.axes:
        bounds = axes.get_position(original=True).bounds
        assert bounds == pytest.approx(np.round(bounds, 6), abs=1e-15)


def test_settings_of_ones_own_do_not_steer_figures():
    """Matplotlib reads a `matplotlibrc` in the current folder before anything else."""
    with plots.matplotlib.rc_context({"legend.frameon": False, "patch.linewidth": 9.0}):
        apply_style()
        assert plots.matplotlib.rcParams["legend.frameon"]
        assert plots.matplotlib.rcParams["patch.linewidth"] == 1.0
        assert plots.matplotlib.rcParams["font.size"] == plots.STYLE["font.size"]


def test_files_are_the_same_every_time(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    for run in ("one", "two"):
        save_figure(
            figure_of("Қазақстан"),
            {kind: tmp_path / f"{run}.{kind}" for kind in plots.FORMATS},
            "t",
            "d",
            "kk",
        )
    for kind in plots.FORMATS:
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()


def test_no_row_of_dots_is_lost_in_a_picture(tmp_path):
    """Bars and gaps of ten dots each, on a page of 2122.04 dots: a lost row would make one of them nine."""
    figure = Sheet(2, 245).figure()
    figure.set_layout_engine("none")
    dots = figure.get_size_inches()[1] * plots.PNG_DPI
    for low in range(20, int(dots) - 20, 20):
        figure.add_artist(Rectangle((0, (low + 0.4) / dots), 1, 10 / dots, color="black", lw=0))
    save_figure(figure, {"png": tmp_path / "f.png"}, "t", "d", "en")
    dark = np.asarray(Image.open(tmp_path / "f.png").convert("L"))[:, 500] < 128
    edges = np.flatnonzero(np.diff(dark.astype(int)))
    assert set(np.diff(edges)) == {10}


def test_hostile_text_is_drawn_as_text(tmp_path):
    figure = figure_of("<script>alert(1)</script> $x$ =cmd()")
    save_figure(figure, {"svg": tmp_path / "f.svg"}, "<script>", "</desc><script>", "en")
    assert "<script>" not in (tmp_path / "f.svg").read_text()
    assert not figure.axes[0].xaxis.label.get_parse_math()


def test_overlap_and_leaving_the_canvas_are_found():
    figure = figure_of("fits")
    assert text_faults(figure) == []
    figure.text(0.5, 0.5, "one")
    figure.text(0.5, 0.5, "two")
    figure.text(0.95, 0.3, "long words that leave")
    faults = " ".join(text_faults(figure))
    assert "overlap" in faults
    assert "leaves the canvas" in faults


def test_words_over_marks_are_found():
    figure = figure_of("fits")
    axes = figure.axes[0]
    axes.scatter([0.5], [0.5], s=16)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    beside = axes.annotate("beside", (0.5, 0.5), (6, 0), textcoords="offset points", va="center")
    assert text_faults(figure) == []
    beside.remove()
    axes.text(0.5, 0.5, "over it", ha="center", va="center")
    assert text_faults(figure) == ["'over it' covers a mark"]


def test_a_label_beside_its_own_point_stands_free_and_one_among_others_is_joined_to_it():
    figure = figure_of("fits")
    axes = figure.axes[0]
    axes.set(xlim=(0, 1), ylim=(0, 1))
    label_points(axes, [0.2, 0.8], [0.2, 0.8], ["one", "two"])
    assert len(axes.lines) == 0
    crowd = np.linspace(0.47, 0.53, 6)
    label_points(axes, crowd, crowd[::-1], ["somewhere"] * 6)
    ends = [tuple(np.round(line.get_xydata()[1], 6)) for line in axes.lines]
    assert ends
    assert set(ends) <= set(zip(np.round(crowd, 6), np.round(crowd[::-1], 6), strict=True))
