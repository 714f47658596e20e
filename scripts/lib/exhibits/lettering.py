"""Text of figures, measured and drawn: every line of a font is measured once for all figures of a run.

matplotlib measures a text anew for every figure, once to lay it out and again to write it. A
`Drawing` and the `Pen` that writes it share one `Lettering` instead; a point is a figure's pixel.
"""

import io
import pathlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.path import Path
from matplotlib.textpath import TextToPath

POINTS_PER_INCH = 72
SUBPIXELS = 64  # of a font's unit, so that outlines are written in whole numbers
Height = tuple[float, float, float]


class Lettering(TextToPath):
    """Sizes and outlines of text that is no mathematics, remembered by font and line."""

    def __init__(self) -> None:
        super().__init__()
        self._fonts: dict[tuple, FT2Font] = {}
        self._extents: dict[tuple, tuple[float, float, float]] = {}
        self._heights: dict[tuple, Height] = {}
        self._runs: dict[tuple, tuple[str, tuple[str, ...]]] = {}
        self._shapes: dict[str, Any] = {}
        self._outlines: dict[str, str] = {}

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool
    ) -> tuple[float, float, float]:
        """Return width, height and descent of a line, in points."""
        key = (s, *_face(prop))
        if key not in self._extents:
            at = _sized(prop, self.FONT_SCALE)
            self._extents[key] = super().get_text_width_height_descent(s, at, ismath)
        scale = prop.get_size_in_points() / self.FONT_SCALE
        width, height, descent = self._extents[key]
        return width * scale, height * scale, descent * scale

    def _get_font(self, prop: FontProperties) -> FT2Font:
        """Return a font held in memory: from a file, each glyph is read anew, through Python."""
        key = _face(prop)
        if key not in self._fonts:
            font = FT2Font(io.BytesIO(pathlib.Path(findfont(prop)).read_bytes()))
            font.set_size(self.FONT_SCALE, self.DPI)
            self._fonts[key] = font
        return self._fonts[key]

    def height(self, prop: FontProperties) -> Height:
        """Return ascent, descent and gap between lines of a font, in points, from its typographic table."""
        key = _face(prop)
        if key not in self._heights:
            font = self._get_font(prop)
            unit, table = font.get_sfnt_table("head")["unitsPerEm"], font.get_sfnt_table("OS/2")
            metrics = (table["sTypoAscender"], -table["sTypoDescender"], table["sTypoLineGap"])
            self._heights[key] = tuple(metric / unit for metric in metrics)
        size = prop.get_size_in_points()
        ascent, descent, gap = self._heights[key]
        return ascent * size, descent * size, gap * size

    def run(self, s: str, prop: FontProperties) -> tuple[str, tuple[str, ...]]:
        """Return a line as SVG that uses its glyphs, in units of the font, and the glyphs' names."""
        key = (s, *_face(prop))
        if key not in self._runs:
            glyphs, *_ = self.get_glyphs_with_font(self._get_font(prop), s, self._shapes)
            used = "".join(f'<use x="{x:.3f}" xlink:href="#{name}"/>' for name, x, *_ in glyphs)
            self._runs[key] = f"{used}\n", tuple(dict.fromkeys(name for name, *_ in glyphs))
        return self._runs[key]

    def outline(self, name: str, pen: RendererSVG) -> str:
        """Return the outline of a glyph that a run uses, as SVG writes paths."""
        if name not in self._outlines:
            vertices, codes = self._shapes[name]
            self._outlines[name] = pen._convert_path(Path(vertices * SUBPIXELS, codes), simplify=False)
        return self._outlines[name]


def _face(prop: FontProperties) -> tuple:
    return (*prop.get_family(), prop.get_style(), prop.get_weight())


@cache
def _face_at(family: tuple[str, ...], style: str, weight: str | int, size: float) -> FontProperties:
    return FontProperties(family=list(family), style=style, weight=weight, size=size)


def _sized(prop: FontProperties, size: float) -> FontProperties:
    return _face_at(tuple(prop.get_family()), prop.get_style(), prop.get_weight(), size)


LETTERING = Lettering()


class Ruler(RendererBase):
    """Measures and draws nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._text2path = LETTERING

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool
    ) -> tuple[float, float, float]:
        """Return width, height and descent of a line, in points."""
        return LETTERING.get_text_width_height_descent(s, prop, ismath)

    def _get_font_height_metrics(self, prop: FontProperties) -> Height:
        return LETTERING.height(prop)


RULER = Ruler()


class Canvas(FigureCanvasBase):
    """What a figure is laid out on, by one ruler for all."""

    fixed_dpi = POINTS_PER_INCH

    def get_renderer(self) -> Ruler:
        """Return the ruler."""
        return RULER


class Drawing(Figure):
    """A figure on a `Canvas`, in points."""

    def __init__(self, width: float, height: float, layout: str | None = None) -> None:
        super().__init__(figsize=(width, height), dpi=POINTS_PER_INCH, layout=layout)
        Canvas(self)

    def draw_without_rendering(self) -> None:
        """Bring ticks and places up to date, as a drawing would."""
        with RULER._draw_disabled():
            self.draw(RULER)


class Pen(RendererSVG):
    """Writes SVG with text as outlines: each glyph once, each line as a row of uses of its glyphs."""

    def __init__(self, out: io.StringIO, width: float, height: float, facts: Mapping[str, Any]) -> None:
        super().__init__(width, height, out, image_dpi=POINTS_PER_INCH, metadata=dict(facts))
        self._text2path = LETTERING
        self._out = out
        self._written: set[str] = set()

    def _get_font_height_metrics(self, prop: FontProperties) -> Height:
        return LETTERING.height(prop)

    def _draw_text_as_path(self, gc, x, y, s, prop, angle, *_: Any) -> None:
        line, glyphs = LETTERING.run(s, prop)
        new = [name for name in glyphs if name not in self._written]
        if new:
            self.writer.start("defs")
            for name in new:
                outline = LETTERING.outline(name, self)
                self.writer.element("path", id=name, d=outline, transform=f"scale({1 / SUBPIXELS})")
            self.writer.end("defs")
            self._written.update(new)
        scale = prop.get_size_in_points() / LETTERING.FONT_SCALE
        turn = f" rotate({-angle:g})" if angle else ""
        red, green, blue = (round(255 * part) for part in gc.get_rgb()[:3])
        opacity = gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3]
        self.writer.start(
            "g",
            fill=f"#{red:02x}{green:02x}{blue:02x}",
            opacity="" if opacity == 1 else f"{opacity:g}",
            transform=f"translate({x:.3f} {y:.3f}){turn} scale({scale:g} {-scale:g})",
        )
        self.writer.comment(s)
        self._out.write(line)
        self.writer.end("g")


def draw_svg(figure: Drawing, facts: Mapping[str, Any]) -> str:
    """Draw a figure as SVG, with facts as matplotlib's `print_svg` takes as metadata."""
    out = io.StringIO()
    width, height = figure.get_size_inches() * POINTS_PER_INCH
    pen = Pen(out, width, height, facts)
    figure.draw(pen)
    pen.finalize()
    return out.getvalue()
