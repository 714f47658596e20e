"""An exhibit as pandoc's blocks: its picture or table as each format of the article shows it."""

import base64
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from lib.core.text import visible
from lib.exhibits.article import Exhibit, Quoted, quoted
from lib.exhibits.pandoc import Node, figure, inline_text, plain, raw, replaced, strong
from lib.exhibits.table_nodes import (
    LANDSCAPE,
    TARGETS,
    UNBROKEN_OPENING,
    label_mark,
    latex_counter,
    numbered_label,
)
from lib.exhibits.word_files import table_in

PICTURES = {"typst": "svg", "html": "svg", "latex": "pdf", "docx": "png"}
EXTENSIONS = {target: extension for extension, target in TARGETS.items()}
PICTURE_WIDTHS = {1: 90, 2: 180}  # millimetres
FLOATING = "#floating(figureplacement)["
PLACE = re.compile("\ue002([a-z0-9_]+)\ue003")  # of a table, in signs that no text and no markup holds
WORD_LINE = 165  # millimetres: A4 within the margins of config/article/style/word


def exhibit_blocks(exhibit: Exhibit, target: str, figures: str) -> list[Node]:
    """Return the blocks that show an exhibit in one format; of a table, the place where it goes."""
    if exhibit.kind == "figures":
        return FIGURES[target](exhibit, f"{figures}/{exhibit.name}.{PICTURES[target]}")
    markup = "openxml" if target == "docx" else target
    place = raw("RawBlock", markup, f"\ue002{exhibit.name}\ue003")
    if exhibit.landscape and target in LANDSCAPE:
        markup, opening, closing = LANDSCAPE[target]
        return [raw("RawBlock", markup, opening), place, raw("RawBlock", markup, closing)]
    return [place]


def with_tables(text: str, target: str, folder: str | Path, turned: Collection[str]) -> str:
    """Return the article in one format with its tables where they go, each as its own file has it.

    Parameters
    ----------
    folder : of the tables' files in the article's language
    turned : names of the tables that stand on a page of their own, in landscape
    """

    def table(place: re.Match[str]) -> str:
        file = Path(folder) / f"{place[1]}.{EXTENSIONS[target]}"
        if target == "docx":
            return table_in(file.read_bytes())
        shown = file.read_text(encoding="utf-8").rstrip("\n")
        if target == "typst" and place[1] not in turned:
            # In print tables float as figures do; none floats between a caption and its broken table.
            whole = shown.startswith(UNBROKEN_OPENING)
            return shown.replace(UNBROKEN_OPENING, FLOATING, 1) if whole else f"#place.flush()\n{shown}"
        return shown

    return PLACE.sub(table, text)


def with_pictures(page: str, folder: str | Path) -> str:
    """Return the article as HTML with the figures of a folder inside."""

    def inside(source: re.Match[str]) -> str:
        picture = (Path(folder) / f"{source[1]}.svg").read_bytes()
        return f'src="data:image/svg+xml;base64,{base64.b64encode(picture).decode("ascii")}"'

    return re.sub(rf'src="{re.escape(str(folder))}/(\w+)\.svg"', inside, page)


def with_fields(tree: Node, anchors: Iterable[str]) -> Node:
    """Return the article for Word with its references to exhibits as fields that Word can renew."""
    known = set(anchors)

    def field(node: Node) -> list[Node] | None:
        if node.get("t") != "Link" or node["c"][2][0].removeprefix("#") not in known:
            return None
        mark, text = label_mark(node["c"][2][0].removeprefix("#")), escape(inline_text(node["c"][1]))
        run = f'<w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
        return [raw("RawInline", "openxml", f'<w:fldSimple w:instr=" REF {mark} \\h ">{run}</w:fldSimple>')]

    return replaced(tree, field)


def without_empty_pages(tree: Node) -> Node:
    """Return the article for Word with neighbouring turned pages in one section, no upright page between."""
    markup, opening, closing = LANDSCAPE["docx"]
    between = [raw("RawBlock", markup, closing), raw("RawBlock", markup, opening)]
    blocks: list[Node] = []
    for block in tree["blocks"]:
        blocks.append(block)
        if blocks[-2:] == between:
            del blocks[-2:]
    return {**tree, "blocks": blocks}


def typst_figure(exhibit: Exhibit, picture: str) -> list[Node]:
    """Return a figure in Typst; pictures are named from the project's root."""
    text = (
        "#figure(kind: image, placement: figureplacement,\n"
        f"image({typst_string(f'/{picture}')}, width: {PICTURE_WIDTHS[exhibit.columns]}mm, "
        f"alt: {typst_string(exhibit.alt)}),\n"
        f"caption: [#strong({typst_string(f'{exhibit.label}.')}) #{typst_string(exhibit.caption_text)}])"
        f" <{exhibit.anchor}>"
    )
    return [raw("RawBlock", "typst", text)]


def typst_string(text: str) -> str:
    """Return text as a string of Typst code, which is shown letter by letter and never read as markup."""
    escaped = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def html_figure(exhibit: Exhibit, picture: str) -> list[Node]:
    """Return a figure for HTML, its label in the caption; pandoc puts the picture itself into the page."""
    caption = [strong(f"{exhibit.label}."), {"t": "Space"}, *_caption(exhibit)]
    return [_figure(exhibit, caption, picture)]


def latex_figure(exhibit: Exhibit, picture: str) -> list[Node]:
    """Return a figure for LaTeX, which writes the label itself."""
    counter = raw("RawBlock", "latex", latex_counter("figure", exhibit.number))
    return [counter, _figure(exhibit, _caption(exhibit), Path(picture).name)]


def word_figure(exhibit: Exhibit, picture: str) -> list[Node]:
    """Return a figure for Word, its number a field."""
    label = numbered_label(exhibit.label, exhibit.number, "Figure", exhibit.anchor)
    return [_figure(exhibit, [*label, {"t": "Space"}, *_caption(exhibit)], picture, WORD_LINE)]


FIGURES = {"typst": typst_figure, "html": html_figure, "latex": latex_figure, "docx": word_figure}


def _caption(exhibit: Exhibit) -> list[Node]:
    return [
        node
        for part in exhibit.caption
        for node in ([quoted(part)] if isinstance(part, Quoted) else plain(part))
    ]


def _figure(exhibit: Exhibit, caption: list[Node], picture: str, widest: int = PICTURE_WIDTHS[2]) -> Node:
    width = min(PICTURE_WIDTHS[exhibit.columns], widest)
    return figure(exhibit.anchor, caption, picture, exhibit.alt, f"{width}mm")
