"""Tables as pandoc's own nodes: written once, dressed for the format that is to show them.

A table is a Div that holds pandoc's Table and a Div of the paragraphs under it; number and label are its
named values. No format's markup stands in it, and none is made of text from the data.
"""

import re
from collections.abc import Callable, Iterable
from math import ceil
from zlib import crc32

from lib.exhibits.article import Exhibit
from lib.exhibits.binding import DRAFTS, UNBROKEN_OPENING
from lib.exhibits.pandoc import Node, attributes, div, emphasised, plain, raw, strong
from lib.exhibits.tables import Column, Row, Table, is_numeric, printed
from lib.words.language import Words

TARGETS = {extension: target for target, extension in DRAFTS.items()}  # pandoc's names of the formats
# Lengths in twentieths of a point, of a table in letters of 8 points on A4 with margins of 22.5 mm.
LINES = {False: 9354, True: 14287}  # by whether the page is turned
LETTER = 94  # a bold one too
PADDING = 100  # left and right of a cell
WIDEST_CELL = 34  # letters; longer text wraps
UNBROKEN_HEIGHT = 70  # lines, about 190 mm; a table that takes less is not broken over pages
UNBROKEN = 16  # letters; a longer text may be broken between words
LONGEST_WORD = 24  # letters; a longer word may be broken
LATEX_OPENING = r"\begingroup\scriptsize\setlength{\tabcolsep}{2.5pt}\setlength{\LTcapwidth}{\linewidth}"
SECTION_INSET = "(x: 3pt, top: 5pt, bottom: 2.2pt)"
SECTION_ROW = re.compile(rf"(table\.cell\([^()]*inset: {re.escape(SECTION_INSET)}\)\[.*\]),$", re.MULTILINE)
SECTION = (
    '<w:p><w:pPr><w:pStyle w:val="TableText"/><w:sectPr><w:footerReference w:type="default" r:id="rId9"/>'
    '<w:pgSz {}/><w:pgMar w:top="1276" w:right="1276" w:bottom="1276" w:left="1276" w:header="709" '
    'w:footer="709" w:gutter="0"/></w:sectPr></w:pPr></w:p>'
)  # rId9 is the footer of config/article/style/word
LANDSCAPE = {  # pandoc's name of the markup, what stands before, what stands after
    "latex": ("latex", r"\begin{landscape}", r"\end{landscape}"),
    "typst": ("typst", "#page(flipped: true)[", "]"),
    "docx": (
        "openxml",
        SECTION.format('w:w="11906" w:h="16838"'),
        SECTION.format('w:w="16838" w:h="11906" w:orient="landscape"'),
    ),
}
WORD_STYLES = {"head": "Table Head", "section": "Table Section", "body": "Table Text"}
WORD_KEPT = WORD_STYLES | {"body": "Table Kept"}  # of a table that stays on one page


def table_node(table: Table, exhibit: Exhibit, notes: Iterable[str], words: Words) -> Node:
    """Return a table with its caption and the paragraphs below it, free of format.

    The first cell of each row is its head; a section is a body that opens with its title across the table.
    """
    line = LINES[exhibit.landscape]
    shares = column_shares(table, words, line)
    columns = [
        [{"t": "AlignRight" if is_numeric(column) else "AlignLeft"}, {"t": "ColWidth", "c": round(share, 4)}]
        for column, share in zip(table.columns, shares, strict=True)
    ]
    bodies = [
        [attributes(), 1, _title_row(title, len(table.columns)), _body_rows(rows, table, words)]
        for title, rows in table.sections()
    ]
    content = [
        attributes(exhibit.anchor),
        [None, [{"t": "Plain", "c": plain(exhibit.caption_text)}]],
        columns,
        [attributes(), _head_rows(table)],
        bodies,
        [attributes(), []],
    ]
    below = [{"t": "Para", "c": plain(text)} for text in notes]
    around = attributes(
        classes=("table",),
        lang=words.language,
        label=exhibit.label,
        number=exhibit.number,
        unbroken=str(height(table, shares, words, line) < UNBROKEN_HEIGHT).lower(),
    )
    return div([{"t": "Table", "c": content}, div(below, attributes(classes=("notes",)))], around)


def _cell(text: list[Node], span: int = 1, centred: bool = False, classes: tuple = (), **named: str) -> list:
    alignment = {"t": "AlignCenter" if centred else "AlignDefault"}
    return [attributes(classes=classes, **named), alignment, 1, span, [{"t": "Plain", "c": text}]]


def _class(column: Column) -> tuple[str, ...]:
    return ("number",) if is_numeric(column) else ()


def _head_rows(table: Table) -> list:
    groups = [
        _cell([strong(title)], span, centred=True, scope="colgroup") if title else _cell([], span)
        for title, span in table.header_groups()
    ]
    heads = [_cell([strong(column.header)], classes=_class(column), scope="col") for column in table.columns]
    return [[attributes(), cells] for cells in (groups, heads) if cells]


def _title_row(title: str, width: int) -> list:
    if not title:
        return []
    return [[attributes(), [_cell([emphasised(title)], width, scope="rowgroup")]]]


def _body_rows(rows: list[Row], table: Table, words: Words) -> list:
    row_nodes = []
    for row in rows:
        shown = list(zip(row.cells, table.columns, strict=True))
        texts = [plain(printed(cell, column, words)) for cell, column in shown]
        cells = [_cell(text, classes=_class(column)) for text, (_, column) in zip(texts, shown, strict=True)]
        row_nodes.append([attributes(), [_cell(texts[0], scope="row"), *cells[1:]]])
    return row_nodes


def column_shares(table: Table, words: Words, line: int) -> list[float]:
    """Return each column's share of a line so long, together at most 1.

    Each column has room for its longest word, one of numbers for its longest number, and for more as far as
    the line goes. When a column of text is set to wrap (width above 1) those of longer text share what is
    left by their widths, none less than its longest word.
    """
    least, wanted, shared = [], [], []
    for position, column in enumerate(table.columns):
        texts = [printed(row.cells[position], column, words) for row in table.rows]
        longest = max(map(len, texts), default=0)
        word = max((len(word) for text in [column.header, *texts] for word in text.split(" ")), default=0)
        short = longest <= UNBROKEN
        room = max(longest if short else 0, min(word, LONGEST_WORD))
        least.append(LETTER * room + PADDING)
        wanted.append(LETTER * max(min(longest, WIDEST_CELL * column.width) - room, 0))
        shared.append(0.0 if is_numeric(column) or short else column.width)
    if max(shared) > 1:
        widths = _shared_out(line, least, shared)
    else:
        granted = min(max(line - sum(least), 0) / max(sum(wanted), 1), 1)
        widths = [width + granted * more for width, more in zip(least, wanted, strict=True)]
    return [width / max(line, sum(widths)) for width in widths]


def _shared_out(line: int, least: list[int], parts: list[float]) -> list[float]:
    """Share by parts what columns without one leave of a line; none gets less than its least, if all fit."""
    widths = list(map(float, least))
    sharing = sorted(
        (column for column, part in enumerate(parts) if part), key=lambda c: -least[c] / parts[c]
    )
    needed = sum(least[column] for column in sharing)
    left = float(line - sum(least) + needed)
    scale = min(1.0, left / needed)
    for place, column in enumerate(sharing):
        share = left * parts[column] / sum(parts[other] for other in sharing[place:])
        widths[column] = max(scale * least[column], share)
        left -= widths[column]
    return widths


def height(table: Table, shares: list[float], words: Words, line: int) -> int:
    """Return about how many lines a table takes, its heads and titles among them."""
    rows = [row.cells for row in table.rows] + [tuple(column.header for column in table.columns)]
    return len(list(table.sections())) + sum(
        max(
            ceil(LETTER * len(printed(cell, column, words)) / (share * line - PADDING))
            for cell, column, share in zip(cells, table.columns, shares, strict=True)
        )
        for cells in rows
    )


def dressed(node: Node, target: str) -> list[Node]:
    """Return the blocks that show a table in one of pandoc's formats: `html`, `latex`, `typst`, `docx`."""
    (_, _, named), (table, notes) = node["c"]
    about = dict(named)
    return DRESSES[target](table, notes, about)


def _html(table: Node, notes: Node, about: dict[str, str]) -> list[Node]:
    free = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in table["c"][2]]
    shown = _labelled(table, [strong(f"{about['label']}.")])
    shown["c"][2] = free
    return [div([shown, notes], attributes(classes=("table",), lang=about["lang"]))]


def _latex(table: Node, notes: Node, about: dict[str, str]) -> list[Node]:
    opening = LATEX_OPENING + latex_counter("table", about["number"])
    return [raw("RawBlock", "latex", opening), table, notes, raw("RawBlock", "latex", r"\endgroup")]


def _typst(table: Node, notes: Node, about: dict[str, str]) -> list[Node]:
    def ruled(cell: list, part: str) -> list:
        anchor, classes, named = cell[0]
        if part == "head" and cell[3] > 1 and cell[4][0]["c"]:
            named = [*named, ["typst:stroke", "(bottom: 0.4pt)"]]
        if part == "section":
            named = [*named, ["typst:inset", SECTION_INSET]]
        return [[anchor, classes, named], *cell[1:]]

    shown = _each_cell(_labelled(table, [strong(f"{about['label']}.")]), ruled)
    # Typst's writer draws a line below heads of bodies: here they are rows as others.
    shown["c"][4] = [[named, 0, [], heads + rows] for named, _, heads, rows in shown["c"][4]]
    look = {"typst:inset": "(x: 3pt, top: 3pt)", "typst:stroke": "(top: 0.8pt)", "typst:text:size": "7pt"}
    note = [attributes(**look), {"t": "AlignLeft"}, 1, len(table["c"][2]), notes["c"][1]]
    # Notes are the foot of the table, with its last row where it is broken: they never begin a page.
    *_, heads, rows = table["c"][4][-1]
    kept = 0 if about["unbroken"] == "true" else len(heads) + 1 if len(rows) == 1 else 1
    body = shown["c"][4][-1][3]
    shown["c"][5] = [attributes(), [*body[len(body) - kept :], [attributes(), [note]]]]
    del body[len(body) - kept :]
    opening = UNBROKEN_OPENING if about["unbroken"] == "true" else "#block["
    ends = (raw("RawBlock", "typst", text) for text in (opening, "]"))
    return [next(ends), shown, next(ends)]


def kept_together(text: str) -> str:
    """Return a table in Typst with the titles of its parts as heads, which are never left alone on a page.

    The foot loses the line that Typst's writer draws above it: its notes have their own.
    """
    body, foot, notes = text.partition("    table.hline(),\n    table.footer(")
    titled = SECTION_ROW.sub(r"table.header(level: 2, repeat: true, \1),", body)
    return titled + foot.removeprefix("    table.hline(),\n") + notes


def _word(table: Node, notes: Node, about: dict[str, str]) -> list[Node]:
    styles = WORD_KEPT if about["unbroken"] == "true" else WORD_STYLES

    def styled(cell: list, part: str) -> list:
        text = cell[4][0]["c"] or [raw("RawInline", "openxml", "<w:r/>")]  # else it loses its style
        style = attributes(**{"custom-style": styles[part]})
        return [*cell[:4], [div([{"t": "Para", "c": text}], style)]]

    label = numbered_label(about["label"], about["number"], "Table", table["c"][0][0])
    return [
        _each_cell(_labelled(table, label), styled),
        div(notes["c"][1], attributes(**{"custom-style": "Table Note"})),
    ]


DRESSES = {"html": _html, "latex": _latex, "typst": _typst, "docx": _word}


def _labelled(table: Node, label: list[Node]) -> Node:
    """Return the table with its label before the caption."""
    anchor, (short, (caption,)), *rest = table["c"]
    said = {"t": "Plain", "c": [*label, {"t": "Space"}, *caption["c"]]}
    return {"t": "Table", "c": [anchor, [short, [said]], *rest]}


def _each_cell(table: Node, change: Callable[[list, str], list]) -> Node:
    """Return the table with each cell changed, told by its part: `head`, `section` or `body`."""

    def changed(rows: list, part: str) -> list:
        return [[named, [change(cell, part) for cell in cells]] for named, cells in rows]

    anchor, caption, columns, (head, head_rows), bodies, foot = table["c"]
    parts = [
        [named, width, changed(heads, "section"), changed(rows, "body")]
        for named, width, heads, rows in bodies
    ]
    return {"t": "Table", "c": [anchor, caption, columns, [head, changed(head_rows, "head")], parts, foot]}


def numbered_label(label: str, number: str, sequence: str, anchor: str) -> list[Node]:
    """Return an exhibit's label for Word, "Table A5.", the digits a sequence field set to that number.

    So Word lists it, updating the fields leaves it as it is, and the mark around it is what references show.
    """
    letters, digits = split_number(number)
    before, _, after = label.rpartition(number)
    field = (
        f'<w:fldSimple w:instr=" SEQ {sequence}{letters} \\* ARABIC \\r {digits} ">'
        f"<w:r><w:rPr><w:b/></w:rPr><w:t>{digits}</w:t></w:r></w:fldSimple>"
    )
    mark = label_mark(anchor)
    identity = mark_identity(mark)
    opening = f'<w:bookmarkStart w:id="{identity}" w:name="{mark}"/>'
    closing = f'<w:bookmarkEnd w:id="{identity}"/>'
    return [
        raw("RawInline", "openxml", opening),
        strong(before + letters),
        raw("RawInline", "openxml", field),
        *([strong(after)] if after else []),
        raw("RawInline", "openxml", closing),
        strong("."),
    ]


def label_mark(anchor: str) -> str:
    """Return the name of the mark around an exhibit's label in Word."""
    return f"ref_{anchor}".replace("-", "_")[:40]


def mark_identity(mark: str) -> int:
    """Return a mark's number in a Word file, beyond those that pandoc counts."""
    return crc32(mark.encode()) % 10**8 + 10**6


def latex_counter(counter: str, number: str) -> str:
    """Return what makes LaTeX give the next exhibit this number, "5" or "A5"."""
    letters, digits = split_number(number)
    form = rf"\renewcommand{{\the{counter}}}{{{letters}\arabic{{{counter}}}}}"
    return rf"{form}\setcounter{{{counter}}}{{{int(digits) - 1}}}"


def split_number(number: str) -> tuple[str, str]:
    """Return the letters and the digits of a printed number, "A5"."""
    digits = number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return number[: len(number) - len(digits)], digits
