"""Word documents: the styles of the article, and tables as Word knows them."""

import io
from functools import cache
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.coreprops import CoreProperties
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from lxml import etree

from lib.core.archives import packed, unpacked
from lib.core.text import visible
from lib.exhibits.table_formats import NUMBER_SHARE, text_shares
from lib.exhibits.tables import Heading, Table, is_numeric, printed
from lib.words.language import Words

TEXT, PROPERTIES = "word/document.xml", "docProps/core.xml"  # members of a document's file
FONT = "Times New Roman"  # every system's Word has it, with the letters of Kazakh
LINE = 9354  # length of a line in twentieths of a point: A4 with margins of 22.5 mm
FIRST_MARK = 9000  # bookmarks of tables are numbered from here, clear of those that pandoc sets
WIDEST = 34  # letters; longer text wraps
UNBROKEN = 13  # letters; a longer word may be broken
LETTER = 84  # width of a letter of a table in twentieths of a point, a bold one too
PADDING = 100  # left and right of a cell, in twentieths of a point
STYLES = {  # name: (points, bold, points before, points after, keep with the next paragraph)
    "Normal": (11, False, 0, 6, False),
    "Title": (16, True, 0, 6, True),
    "Heading 1": (13, True, 14, 4, True),
    "Heading 2": (11.5, True, 10, 4, True),
    "Caption": (10, False, 10, 4, True),
    "Table Text": (8, False, 0, 0, False),
    "Table Note": (8, False, 2, 2, False),
}


def set_styles(document: Document) -> None:
    """Give a document the article's page, fonts and styles; styles it lacks are added."""
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.25)
        section.top_margin = section.bottom_margin = Cm(2.5)
    styles = {style.name: style for style in document.styles}
    for name, (size, bold, before, after, keep) in STYLES.items():
        style = styles.get(name) or document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if name not in styles:
            style.base_style = styles["Normal"]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.italic = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(script), None)
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = keep
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def set_article_page(document: Document) -> None:
    """Number the pages, and let captions of figures stand below them as captions of tables above theirs."""
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r/></w:fldSimple>'))
    document.styles["Captioned Figure"].paragraph_format.keep_with_next = True
    caption = document.styles["Image Caption"]
    caption.font.italic = False
    caption.paragraph_format.keep_with_next = False


def document_bytes(document: Document) -> bytes:
    """Return the document's file, the same bytes every time."""
    buffer = io.BytesIO()
    document.save(buffer)
    return packed(unpacked(buffer.getvalue()))


def word_table(table: Table, heading: Heading, words: Words) -> bytes:
    """Return a Word document that holds one table with its caption and notes."""
    empty = _empty_document()
    text, properties = parse_xml(empty[TEXT]), parse_xml(empty[PROPERTIES])
    text.body[:-1] = map(parse_xml, word_elements(table, heading, words))
    said = CoreProperties(properties)
    said.title = f"{heading.label}. {heading.caption}"
    said.author = said.comments = ""
    said.language = words.language
    return packed({**empty, TEXT: serialize_part_xml(text), PROPERTIES: serialize_part_xml(properties)})


@cache
def _empty_document() -> dict[str, bytes]:
    """Return the members of a document with the article's styles: all tables start from it."""
    document = docx.Document()
    set_styles(document)
    return unpacked(document_bytes(document))


def word_elements(table: Table, heading: Heading, words: Words) -> list[str]:
    """Return caption, table and notes as WordprocessingML elements, styles by their ids.

    The number in the caption is a sequence field set to the table's own number, so that Word lists it
    and updating the fields leaves it as it is.
    """
    caption = numbered_label(heading.label, heading.number, "Table") + _run(f" {heading.caption}")
    mark = (
        f'<w:bookmarkStart w:id="{FIRST_MARK + heading.number}" w:name={quoteattr("tbl-" + heading.name)}/>'
    )
    end = f'<w:bookmarkEnd w:id="{FIRST_MARK + heading.number}"/>'
    return [
        _paragraph(mark + caption + end, "Caption"),
        _table(table, words),
        *(_paragraph(_run(text), "TableNote") for text in heading.paragraphs()),
    ]


def numbered_label(label: str, number: int, sequence: str) -> str:
    """Return the label of an exhibit, "Table 5.", its number a sequence field set to that number."""
    before, _, after = label.partition(str(number))
    field = (
        f'<w:fldSimple w:instr=" SEQ {sequence} \\* ARABIC \\r {number} ">'
        f"{_run(str(number), bold=True)}</w:fldSimple>"
    )
    return _run(before, bold=True) + field + _run(f"{after}.", bold=True)


def body_elements(document: bytes) -> str:
    """Return the elements of a Word document's body without its page settings, as WordprocessingML."""
    body = parse_xml(unpacked(document)[TEXT]).body
    return "\n".join(
        etree.tostring(element, encoding="unicode") for element in body if element.tag != qn("w:sectPr")
    )


def _table(table: Table, words: Words) -> str:
    widths = _widths(table, words)
    rules = (
        '<w:tblBorders><w:top w:val="single" w:sz="8"/><w:bottom w:val="single" w:sz="8"/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = _head(table, widths)
    for title, members in table.sections():
        if title:
            cell = _cell(_run(title, italic=True), sum(widths), span=len(widths))
            rows.append(_table_row(cell, keep=True))
        for row in members:
            cells = zip(row.cells, table.columns, widths, strict=True)
            texts = (
                _cell(_run(printed(cell, column, words)), width, right=is_numeric(column))
                for cell, column, width in cells
            )
            rows.append(_table_row("".join(texts)))
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{rules}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _head(table: Table, widths: list[int]) -> list[str]:
    rows, start, cells = [], 0, ""
    for title, span in table.header_groups():
        width = sum(widths[start : start + span])
        cells += _cell(_run(title, bold=True), width, span=span, ruled=bool(title), centre=True)
        start += span
    if cells:
        rows.append(_table_row(cells, head=True))
    heads = (
        _cell(_run(column.header, bold=True), width, right=is_numeric(column), ruled=True)
        for column, width in zip(table.columns, widths, strict=True)
    )
    return [*rows, _table_row("".join(heads), head=True)]


def _widths(table: Table, words: Words) -> list[int]:
    """Share the line among the columns: as in the other formats where text wraps, else by what they hold.

    Without wrapping each column has room for its longest word, and the rest goes by need.
    """
    shares = text_shares(table.columns)
    if shares:
        parts = [NUMBER_SHARE if share is None else share for share in shares]
        return [round(LINE * part / sum(parts)) for part in parts]
    least, needs = [], []
    for position, column in enumerate(table.columns):
        texts = [printed(row.cells[position], column, words) for row in table.rows]
        word = max((len(word) for text in [column.header, *texts] for word in text.split(" ")), default=0)
        word = min(word, UNBROKEN)
        least.append(LETTER * word + PADDING)
        longest = max(map(len, texts), default=0)
        needs.append(max(min(longest, WIDEST * column.width) - word, 0))
    rest = max(LINE - sum(least), 0)
    widths = [width + rest * need / max(sum(needs), 1) for width, need in zip(least, needs, strict=True)]
    return [round(LINE * width / sum(widths)) for width in widths]


def _table_row(cells: str, head: bool = False, keep: bool = False) -> str:
    kept = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    if keep:
        cells = cells.replace("<w:jc", "<w:keepNext/><w:jc")
    return f"<w:tr><w:trPr>{kept}</w:trPr>{cells}</w:tr>"


def _cell(
    run: str, width: int, span: int = 1, right: bool = False, centre: bool = False, ruled: bool = False
) -> str:
    rule = '<w:tcBorders><w:bottom w:val="single" w:sz="4"/></w:tcBorders>' if ruled else ""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    stand = "bottom" if ruled or centre else "top"
    side = "right" if right else "center" if centre else "left"
    properties = (
        f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{rule}<w:vAlign w:val="{stand}"/></w:tcPr>'
    )
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="TableText"/><w:jc w:val="{side}"/></w:pPr>{run}</w:p>'
    return f"<w:tc>{properties}{paragraph}</w:tc>"


def _paragraph(runs: str, style: str) -> str:
    return f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _run(text: str, bold: bool = False, italic: bool = False) -> str:
    if not text:
        return ""
    properties = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(visible(text))}</w:t></w:r>'
