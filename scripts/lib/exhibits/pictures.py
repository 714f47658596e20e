"""Files of a figure: SVG with its words as text, and the PDF and PNG that typst makes of it."""

import io
import re
from collections.abc import Mapping
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any, Literal

import typst
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from PIL.PngImagePlugin import PngInfo, putchunk

from lib.core.files import write_bytes
from lib.exhibits.carried_font import face_file, font_rules, with_font_rules
from lib.exhibits.style import POINT

PNG_DPI = 220
HAIR = 0.1  # of a dot, so that no rounding adds a dot
SIZE = re.compile(r'width="[\d.]+pt" height="[\d.]+pt"')
PNG_HEAD = 33  # bytes of the signature and the first chunk
PAGE_SOURCE = """
#set document(title: sys.inputs.title, description: sys.inputs.description, date: none)
#set text(lang: sys.inputs.language)
#let (width, height) = (float(sys.inputs.width) * 1pt, float(sys.inputs.height) * 1pt)
#set page(width: width, height: height, margin: 0pt)
#image(
  bytes(sys.inputs.drawing), format: "svg", alt: sys.inputs.description,
  width: width, height: height, fit: "stretch",
)
"""
TYPESETTER = typst.Compiler(
    font_paths=typst.Fonts(
        font_paths=[face_file(400).parent], include_system_fonts=False, include_embedded_fonts=False
    )
)


measured = cache(text_to_path.get_text_width_height_descent)


class Pen(RendererSVG):
    """Draws figures as SVG; words that many of them have are measured once."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Any:
        """Return how large a line of words is."""
        return measured(s, prop, ismath)


def save_figure(
    figure: Figure, paths: Mapping[str, str | Path], title: str, description: str, language: str
) -> None:
    """Write a settled figure as SVG, PDF and PNG, without dates, with title and description inside.

    It is drawn once, as SVG; typst makes the others of the drawing, on a page of whole dots whose shape the
    drawing is given, as rows of dots would be lost otherwise. The PDF is tagged, its description is the
    alternative text.

    Parameters
    ----------
    figure : a figure that `settle_layout` has laid out
    paths : where each of "pdf", "svg", "png" goes
    title, description : what the figure is called, and what it shows in words, for readers who do not see it
    language : of both, as "kk"
    """
    width, height = figure.get_size_inches()
    out = io.StringIO()
    facts = {"Title": title, "Description": description, "Date": None, "Creator": None}
    pen = Pen(*figure.bbox.size, out, metadata=facts)
    figure.draw(pen)
    pen.finalize()
    drawing = out.getvalue()
    across, down = int(width * PNG_DPI), ceil(int(width * PNG_DPI) * height / width)
    page = {"title": title, "description": description, "language": language}
    page["drawing"] = SIZE.sub(
        f'width="{across}" height="{down - HAIR / 2}" preserveAspectRatio="none"', drawing, count=1
    )
    page |= {"width": str((across - HAIR) / PNG_DPI / POINT), "height": str((down - HAIR) / PNG_DPI / POINT)}
    pictures = {
        "svg": with_font_rules(drawing, font_rules()).encode(),
        "pdf": _typeset("pdf", page),
        "png": _with_words(_typeset("png", page), title, description),
    }
    for kind, path in paths.items():
        write_bytes(path, pictures[kind])


def _typeset(kind: Literal["pdf", "png"], page: Mapping[str, str]) -> bytes:
    document = TYPESETTER.compile(PAGE_SOURCE.encode(), sys_inputs=dict(page), format=kind, ppi=PNG_DPI)
    assert isinstance(document, bytes)  # one page
    return document


def _with_words(picture: bytes, title: str, description: str) -> bytes:
    """Put title and description into a PNG, after its first chunk."""
    facts = PngInfo()
    facts.add_itxt("Title", title)
    facts.add_itxt("Description", description)
    buffer = io.BytesIO()
    buffer.write(picture[:PNG_HEAD])
    for kind, content, *_ in facts.chunks:
        putchunk(buffer, kind, content)
    buffer.write(picture[PNG_HEAD:])
    return buffer.getvalue()
