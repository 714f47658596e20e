"""Contrast of colours as the Web Content Accessibility Guidelines 2.2 define it."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.typing import ColorType
from numpy.typing import ArrayLike, NDArray

from lib.exhibits.style import PAPER

READABLE = 4.5
PALE = 2.0


def luminance(colours: ArrayLike) -> NDArray[np.float64]:
    """Return the relative luminance of colours (..., 3) in red, green, blue from 0 to 1."""
    channels = np.asarray(colours, dtype=float)[..., :3]
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    """Return the contrast of colours, from 1 to 21."""
    high, low = np.maximum(luminance(one), luminance(other)), np.minimum(luminance(one), luminance(other))
    return np.asarray((high + 0.05) / (low + 0.05))


def is_pale(colour: ColorType) -> bool:
    """Whether a mark of the colour needs a rim to stand out on paper."""
    return bool(contrast(to_rgb(colour), to_rgb(PAPER)) < PALE)


def tint(colour: str, part: float) -> str:
    """Return a colour mixed with paper, `part` of it left."""
    mixed = part * np.array(to_rgb(colour)) + (1 - part) * np.array(to_rgb(PAPER))
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in mixed)
