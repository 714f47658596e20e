"""An exhibit as pandoc's blocks: its picture or table as each format of the article shows it."""

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from lib.core.text import visible
from lib.exhibits.article import Exhibit, quoted
from lib.exhibits.binding import place
from lib.exhibits.pandoc import Node, figure, inline_text, plain, raw, replaced, strong
from lib.exhibits.table_nodes import LANDSCAPE, label_mark, latex_counter, numbered_label
from lib.words.result_values import Quoted

PICTURES = {"typst": "svg", "html": "svg", "latex": "pdf", "docx": "png"}
PICTURE_WIDTHS = {1: 90, 2: 180}  # millimetres
WORD_LINE = 165  # millimetres: A4 within the margins of config/article/style/word


def exhibit_blocks(exhibit: Exhibit, target: str, figures: str) -> list[Node]:
    """Return the blocks that show an exhibit in one format; of a table, the place where it goes.

    Parameters
    ----------
    figures : folder of the pictures; Word's and LaTeX's are named without it
    """
    if exhibit.kind == "figures":
        return FIGURE_MAKERS[target](exhibit, f"{figures}/{exhibit.name}.{PICTURES[target]}")
    markup = "openxml" if target == "docx" else target
    table = raw("RawBlock", markup, place(f"{'turned' if exhibit.landscape else 'tables'}/{exhibit.name}"))
    if exhibit.landscape and target in LANDSCAPE:
        markup, opening, closing = LANDSCAPE[target]
        return [raw("RawBlock", markup, opening), table, raw("RawBlock", markup, closing)]
    return [table]


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
    width = min(PICTURE_WIDTHS[exhibit.columns], WORD_LINE)
    size = {"width": f"{width}mm", "height": f"{exhibit.height * width / PICTURE_WIDTHS[exhibit.columns]}mm"}
    caption = [*label, {"t": "Space"}, *_caption(exhibit)]
    return [figure(exhibit.anchor, caption, Path(picture).name, exhibit.alt, **size)]


FIGURE_MAKERS = {"typst": typst_figure, "html": html_figure, "latex": latex_figure, "docx": word_figure}


def _caption(exhibit: Exhibit) -> list[Node]:
    parts = ([quoted(part)] if isinstance(part, Quoted) else plain(part) for part in exhibit.caption)
    return [node for part in parts for node in part]


def _figure(exhibit: Exhibit, caption: list[Node], picture: str) -> Node:
    return figure(exhibit.anchor, caption, picture, exhibit.alt, width=f"{PICTURE_WIDTHS[exhibit.columns]}mm")
