"""A table written as HTML, LaTeX and Typst. Text is escaped for each: it is shown, never run."""

import re
from html import escape
from textwrap import wrap

from lib.core.text import visible
from lib.exhibits.tables import Column, Heading, Table, is_numeric, printed
from lib.words.language import Words

LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_\allowbreak{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}", "[": "{[}", "]": "{]}",
    "`": r"\textasciigrave{}", "'": r"\textquotesingle{}", "\N{MINUS SIGN}": r"\ensuremath{-}",
    "✓": r"\ensuremath{\checkmark}", "\xa0": "~", "²": r"\ensuremath{^2}",
}  # fmt: skip
LIGATURES = re.compile("(-(?=-)|,(?=,))")
LATEX_SIZE = r"\scriptsize\setlength{\tabcolsep}{2.5pt}"
LATEX_FIT = r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}"  # shrunk to the line, if at all
LONG_ROWS = 45
STACKED = 14
NUMBER_SHARE = 0.09  # of the line, for a column of numbers beside text that wraps, its gap included


def latex_text(text: str) -> str:
    """Return text for LaTeX, every special letter shown as itself."""
    shown = "".join(LATEX.get(letter, letter) for letter in visible(text))
    return LIGATURES.sub(r"\1{}", shown)


def html_text(text: str) -> str:
    """Return text for HTML, between tags or in an attribute."""
    return escape(visible(text))


def typst_string(text: str) -> str:
    """Return text as a string of Typst code, which is shown letter by letter and never read as markup."""
    escaped = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def html_table(table: Table, heading: Heading, words: Words) -> str:
    """Return a table in HTML with caption, heads of columns, rows and sections, their scope stated."""
    width = len(table.columns)
    head = []
    groups = table.header_groups()
    if groups:
        cells = "".join(
            f'<th scope="colgroup" colspan="{span}">{html_text(title)}</th>'
            if title
            else f'<td colspan="{span}"></td>'
            for title, span in groups
        )
        head.append(f"<tr>{cells}</tr>")
    cells = "".join(
        f'<th scope="col"{_html_class(column)}>{html_text(column.header)}</th>' for column in table.columns
    )
    head.append(f"<tr>{cells}</tr>")
    bodies = []
    for title, rows in table.sections():
        lines = [f'<tr><th scope="rowgroup" colspan="{width}">{html_text(title)}</th></tr>'] if title else []
        lines += [_html_row(row.cells, table.columns, words) for row in rows]
        bodies.append("<tbody>\n" + "\n".join(lines) + "\n</tbody>")
    feet = "".join(f"<p>{html_text(text)}</p>" for text in heading.paragraphs())
    return (
        f'<figure class="table" id="tbl-{heading.name}" lang="{words.language}">\n<table>\n'
        f"<caption><b>{html_text(heading.label)}.</b> {html_text(heading.caption)}</caption>\n"
        "<thead>\n" + "\n".join(head) + "\n</thead>\n" + "\n".join(bodies) + "\n</table>\n"
        f"<figcaption>{feet}</figcaption>\n</figure>\n"
    )


def _html_row(cells: tuple, columns: tuple[Column, ...], words: Words) -> str:
    texts = [html_text(printed(cell, column, words)) for cell, column in zip(cells, columns, strict=True)]
    rest = "".join(
        f"<td{_html_class(column)}>{text}</td>" for text, column in zip(texts[1:], columns[1:], strict=True)
    )
    return f'<tr><th scope="row">{texts[0]}</th>{rest}</tr>'


def _html_class(column: Column) -> str:
    return ' class="number"' if is_numeric(column) else ""


def latex_table(table: Table, heading: Heading, words: Words) -> str:
    """Return a table for LaTeX with booktabs; longtable, array, graphicx and amssymb are asked for too.

    Columns of text share the line by their widths when any of them is set to wrap (width above 1).
    """
    width = len(table.columns)
    caption = f"\\caption{{{latex_text(heading.caption)}}}\\label{{tbl-{heading.name}}}"
    top = [r"\toprule", *_latex_head(table), r"\midrule"]
    columns = _latex_columns(table.columns)
    section = r"@{}p{.97\linewidth}@{}" if text_shares(table.columns) else "@{}l"
    body = []
    for position, (title, rows) in enumerate(table.sections()):
        if title:
            body += [r"\addlinespace"] if position else []
            body.append(rf"\multicolumn{{{width}}}{{{section}}}{{\emph{{{latex_text(title)}}}}} \\")
        body += [_latex_row(row.cells, table.columns, words) for row in rows]
    notes = [rf"\par {latex_text(text)}" for text in heading.paragraphs()]
    number = f"\\setcounter{{table}}{{{heading.number - 1}}}"
    if len(table.rows) > LONG_ROWS:
        lines = [
            "{" + LATEX_SIZE + number, rf"\begin{{longtable}}{{{columns}}}", caption + r"\\",
            *top, r"\endfirsthead", *top, r"\endhead", *body, r"\bottomrule", r"\end{longtable}",
            *notes, r"\par}",
        ]  # fmt: skip
    else:
        lines = [
            rf"\begin{{table}}[htbp]{LATEX_SIZE}" + number, caption, LATEX_FIT + r"{%",
            rf"\begin{{tabular}}{{{columns}}}", *top, *body, r"\bottomrule", r"\end{tabular}}", *notes,
            r"\end{table}",
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _latex_head(table: Table) -> list[str]:
    lines = []
    groups = table.header_groups()
    if groups:
        cells = [rf"\multicolumn{{{span}}}{{c}}{{{latex_text(title)}}}" for title, span in groups]
        lines.append(" & ".join(cells) + r" \\")
        start, rules = 1, []
        for title, span in groups:
            rules += [rf"\cmidrule(lr){{{start}-{start + span - 1}}}"] if title else []
            start += span
        lines.append("".join(rules))
    heads = [
        rf"\multicolumn{{1}}{{r}}{{\shortstack[r]{{{_stacked(column.header)}}}}}"
        if is_numeric(column)
        else latex_text(column.header)
        for column in table.columns
    ]
    lines.append(" & ".join(heads) + r" \\")
    return lines


def _stacked(header: str) -> str:
    """Return a head in lines of at most STACKED letters where its words allow."""
    lines = wrap(header, STACKED, break_long_words=False, break_on_hyphens=False)
    return r"\\".join(map(latex_text, lines))


def _latex_columns(columns: tuple[Column, ...]) -> str:
    shares = text_shares(columns)
    if not shares:
        return "@{}" + "".join("r" if is_numeric(column) else "l" for column in columns) + "@{}"
    return (
        "@{}"
        + "".join(
            "r"
            if share is None
            else rf">{{\raggedright\arraybackslash\hspace{{0pt}}}}p{{{share:.3f}\linewidth}}"
            for share in shares
        )
        + "@{}"
    )


def text_shares(columns: tuple[Column, ...]) -> list[float | None]:
    """Return each column's share of the line, None for numbers; an empty list when no text has to wrap.

    A column of numbers takes what it needs, about 7 percent of the line; the gaps another 2 percent each.
    """
    if not any(column.width > 1 for column in columns if not is_numeric(column)):
        return []
    wanted = sum(column.width for column in columns if not is_numeric(column))
    left = 1 - sum(NUMBER_SHARE if is_numeric(column) else 0.02 for column in columns)
    return [None if is_numeric(column) else left * column.width / wanted for column in columns]


def _latex_row(cells: tuple, columns: tuple[Column, ...], words: Words) -> str:
    texts = (latex_text(printed(cell, column, words)) for cell, column in zip(cells, columns, strict=True))
    return " & ".join(texts) + r" \\"


def typst_table(table: Table, heading: Heading, words: Words) -> str:
    """Return a Typst figure with a table, three rules across it, its head repeated on every page.

    The document has to define ``tablenote(body)`` for the paragraphs under the table.
    """
    width = len(table.columns)
    shares = text_shares(table.columns) or [None] * width
    tracks = ", ".join("auto" if share is None else f"{share:.3f}fr" for share in shares)
    aligned = ", ".join("right" if is_numeric(column) else "left" for column in table.columns)
    lines = [
        "#figure(kind: table, supplement: none, numbering: none,",
        f"caption: [#strong({typst_string(f'{heading.label}.')}) #{typst_string(heading.caption)}], [",
        f"#table(columns: ({tracks},), align: ({aligned},), stroke: none,",
        "table.hline(stroke: 0.8pt),",
        f"table.header({', '.join(_typst_head(table))}),",
        "table.hline(stroke: 0.5pt),",
    ]
    for title, rows in table.sections():
        if title:
            lines.append(
                f"table.cell(colspan: {width}, align: left, inset: (top: 5pt), emph({typst_string(title)})),"
            )
        for row in rows:
            cells = zip(row.cells, table.columns, strict=True)
            lines.append(" ".join(f"{typst_string(printed(cell, column, words))}," for cell, column in cells))
    lines.append("table.hline(stroke: 0.8pt))")
    lines += [f"#tablenote({typst_string(text)})" for text in heading.paragraphs()]
    lines.append(f"]) <tbl-{heading.name}>")
    return "\n".join(lines) + "\n"


def _typst_head(table: Table) -> list[str]:
    head, start = [], 0
    for title, span in table.header_groups():
        head.append(f"table.cell(colspan: {span}, align: center, {typst_string(title)})")
    for title, span in table.header_groups():
        head += [f"table.hline(start: {start}, end: {start + span}, stroke: 0.4pt)"] if title else []
        start += span
    return head + [typst_string(column.header) for column in table.columns]
