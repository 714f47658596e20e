"""An exhibit as pandoc's Markdown: its picture or table as each format of the article shows it."""

import re
from html import escape
from pathlib import Path

from lib.article import Exhibit
from lib.table_formats import latex_text, typst_string
from lib.word_documents import body_elements, numbered_label

PICTURES = {"typst": "pdf", "html": "svg", "latex": "pdf", "docx": "png"}
TABLES = {"typst": "typ", "html": "html", "latex": "tex", "docx": "docx"}
RAW = {"typst": "typst", "html": "html", "latex": "latex", "docx": "openxml"}


def exhibit_block(exhibit: Exhibit, target: str, figures: str, tables: str) -> str:
    """Return the Markdown that shows an exhibit in one format.

    Parameters
    ----------
    exhibit : the figure or table
    target : pandoc's name of the format
    figures, tables : folders of the exhibits in the reader's language
    """
    if exhibit.kind == "tables":
        path = Path(tables) / f"{exhibit.name}.{TABLES[target]}"
        shown = body_elements(path.read_bytes()) if target == "docx" else path.read_text(encoding="utf-8")
        return raw_block(shown, target)
    picture = f"{figures}/{exhibit.name}.{PICTURES[target]}"
    if target == "docx":
        return word_figure(exhibit, picture)
    return raw_block(FIGURES[target](exhibit, picture), target)


def raw_block(text: str, target: str) -> str:
    """Return text that pandoc hands on as it is."""
    return f"``````{{={RAW[target]}}}\n{text}\n``````"


def typst_figure(exhibit: Exhibit, picture: str) -> str:
    """Return a figure in Typst; pictures are named from the project's root."""
    return (
        f"#figure(kind: image, image({typst_string(f'/{picture}')}, alt: {typst_string(exhibit.alt)}),\n"
        f"caption: [#strong({typst_string(f'{exhibit.label}.')}) #{typst_string(exhibit.caption)}])"
        f" <{exhibit.anchor}>"
    )


def html_figure(exhibit: Exhibit, picture: str) -> str:
    """Return a figure in HTML; pandoc puts the picture itself into the page."""
    return (
        f'<figure id="{exhibit.anchor}">\n<img src="{escape(picture)}" alt="{escape(exhibit.alt)}">\n'
        f"<figcaption><b>{escape(exhibit.label)}.</b> {escape(exhibit.caption)}</figcaption>\n</figure>"
    )


def latex_figure(exhibit: Exhibit, picture: str) -> str:
    """Return a figure in LaTeX; pictures are named from the folder of the article."""
    number = int(re.search(r"\d+", exhibit.label)[0])
    return (
        f"\\begin{{figure}}[htbp]\\centering\\setcounter{{figure}}{{{number - 1}}}\n"
        f"\\includegraphics[max width=\\linewidth]{{../../../{picture}}}\n"
        f"\\caption{{{latex_text(exhibit.caption)}}}\\label{{{exhibit.anchor}}}\n\\end{{figure}}"
    )


FIGURES = {"typst": typst_figure, "html": html_figure, "latex": latex_figure}


def word_figure(exhibit: Exhibit, picture: str) -> str:
    """Return a figure in pandoc's Markdown, its number a field of Word."""
    number = int(re.search(r"\d+", exhibit.label)[0])
    label = numbered_label(exhibit.label, number, "Figure")
    caption = markdown_text(exhibit.caption)
    alt = exhibit.alt.replace('"', "”")
    return f'![`{label}`{{=openxml}} {caption}]({picture}){{#{exhibit.anchor} alt="{alt}"}}'


def markdown_text(text: str) -> str:
    """Return text for Markdown, every special sign shown as itself."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!<>~^|@$&\"'])", r"\\\1", text)
