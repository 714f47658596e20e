"""The style: colours told apart in grey and by colour-blind readers; nobody's own settings steer figures."""

import re
from itertools import combinations

import matplotlib
import numpy as np
import pytest

from lib.claims.outcomes import TRUE_VERDICTS
from lib.exhibits.style import (
    ASSERTED,
    ASSERTED_SHAPE,
    CHANGE_STEPS,
    LOCALITY_COLOURS,
    LOCALITY_SHAPES,
    MATPLOTLIB_SETTINGS,
    PAPER,
    PURSE_MARKS,
    READABLE,
    SLIP,
    VERDICT_SIGNS,
    apply_style,
    contrast,
    macro_colours,
    macro_shapes,
    tint,
)
from publish.figures import coefficients, inequality, poverty

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
    "macro-regions": set(macro_colours().values()),
    "towns and villages": set(LOCALITY_COLOURS.values()),
    "productivity, wage and income": {colour for _, colour in PURSE_MARKS.values()},
    "results of specifications": set(coefficients.OUTCOME_GREYS.values()),
    "parts of inequality": set(inequality.PART_GREYS.values()),
    "steps of change": set(CHANGE_STEPS),
    "years of poverty": set(poverty.YEAR_GREYS.values()),
}
MEANINGS = {
    **macro_colours(),
    **{name: LOCALITY_COLOURS[name] for name in ("urban", "rural")},
    **{name: colour for name, (_, colour) in PURSE_MARKS.items()},
    "asserted": ASSERTED,
    "slip": SLIP,
}


def test_no_two_meanings_share_a_colour_or_a_shape():
    seen = {name: lab(linear(colour)) for name, colour in MEANINGS.items()}
    near = [pair for pair in combinations(seen, 2) if np.linalg.norm(seen[pair[0]] - seen[pair[1]]) < 15]
    assert near == []
    shapes = [
        *macro_shapes().values(),
        *LOCALITY_SHAPES.values(),
        *(mark for mark, _ in PURSE_MARKS.values()),
    ]
    assert len({*shapes, ASSERTED_SHAPE}) == len(shapes) + 1


def test_each_verdict_has_the_colour_and_the_sign_of_the_page(project):
    sheet = (project / "scripts/publish/page/style.css").read_text(encoding="utf-8")
    tones = dict(re.findall(r"--(good|bad|mixed|open|unknown): (#[0-9a-f]{6})", sheet.split("}")[0]))
    for verdict, (colour, sign) in VERDICT_SIGNS.items():
        rules = re.findall(rf"^[^{{]*\.{verdict.replace(' ', '-')}\b[^{{]*{{([^}}]*)}}", sheet, re.MULTILINE)
        assert any(f'--sign: "{sign}"' in rule for rule in rules)
        (tone,) = {name for rule in rules for name in re.findall(r"--tone: var\(--(\w+)\)", rule)}
        assert tones[tone] == colour


def test_verdicts_of_another_meaning_have_another_sign_and_another_lightness():
    """A reading that decides is one thing, an interval that leaves it open another, in grey too."""
    assert len({VERDICT_SIGNS[name] for name in TRUE_VERDICTS}) == 2  # as printed, or less than that
    apart = ["matches", "close", "depends", "undecided", "differs", "inconsistent", "not testable"]
    assert len({VERDICT_SIGNS[name][1] for name in apart}) == len(apart)
    depends, undecided = (lab(linear(VERDICT_SIGNS[name][0]))[0] for name in ("depends", "undecided"))
    assert abs(depends - undecided) > 10


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


def test_settings_of_ones_own_do_not_steer_figures():
    """Matplotlib reads a `matplotlibrc` in the current folder before anything else."""
    with matplotlib.rc_context({"legend.frameon": False, "patch.linewidth": 9.0}):
        apply_style()
        assert matplotlib.rcParams["legend.frameon"]
        assert matplotlib.rcParams["patch.linewidth"] == 1.0
        assert matplotlib.rcParams["font.size"] == MATPLOTLIB_SETTINGS["font.size"]


def test_contrast_is_that_of_the_guidelines():
    """Black on white is 21:1; #767676 is the lightest grey that reads on white, #777777 does not (WebAIM)."""
    assert contrast([0, 0, 0], [1, 1, 1]) == pytest.approx(21)
    assert contrast([0x76 / 255] * 3, [1, 1, 1]) >= READABLE
    assert contrast([0x77 / 255] * 3, [1, 1, 1]) < READABLE


def test_a_tint_lies_between_the_colour_and_paper():
    assert tint("#000000", 1) == "#000000"
    assert tint("#000000", 0) == PAPER
    assert tint("#008000", 0.5) == "#80c080"
