"""Write the article in one language from its Markdown source, as PDF, Word, HTML and LaTeX."""

from lib.runs.jobs import job

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import typst

from lib.core.archives import packed
from lib.core.configuration import read_yaml
from lib.core.files import write_bytes, write_csv
from lib.core.problems import ProblemsError
from lib.core.text import spreadsheet_cells
from lib.exhibits.article import Exhibit, caption_parts, check_citations, mark_placeholders, put_in
from lib.exhibits.article_blocks import exhibit_blocks, without_empty_pages
from lib.exhibits.pandoc import Node, inline_text, read_markdown, replaced, write_document
from lib.exhibits.register import ExhibitEntry, exhibit_entries
from lib.exhibits.word_files import PROPERTIES, core_properties, reference_document, write_word
from lib.words.language import Words, load_words, word_files
from lib.words.result_values import Numbers, load_numbers


def exhibits_in_language(register: Mapping[str, Any], numbers: Numbers) -> dict[str, Exhibit]:
    """Return the exhibits by kind and name, figures first, in the order of their numbers."""
    entries = [entry for kind in ("figures", "tables") for entry in exhibit_entries(register, kind)]
    return {entry.key: exhibit_in_language(entry, numbers) for entry in entries}


def exhibit_in_language(entry: ExhibitEntry, numbers: Numbers) -> Exhibit:
    """Return an exhibit as the article names and captions it."""
    language = numbers.words.language
    return Exhibit(
        name=entry.name,
        kind=entry.kind,
        number=entry.number,
        label=entry.label(numbers.words),
        caption=caption_parts(entry.caption[language], entry.source("caption", language), numbers),
        alt=entry.filled("alt", numbers) if entry.alt else "",
        columns=entry.columns,
    )


@dataclass(frozen=True)
class Style:
    """Files that give the article its look.

    Parameters
    ----------
    page : Typst template
    sheet : CSS
    preamble : LaTeX
    word : a Word file for page and styles
    """

    page: str
    sheet: str
    preamble: str
    word: bytes


def read_article(
    source: str, references: str, citations: str, numbers: Numbers, exhibits: Mapping[str, Exhibit]
) -> tuple[Node, list]:
    """Return pandoc's tree of the article's text with its works cited, and what belongs in its marks.

    Parameters
    ----------
    source : Markdown
    references : BibTeX
    citations : CSL
    numbers : in the reader's language
    exhibits : by kind and name

    Raises
    ------
    ProblemsError
        When a number, an exhibit or a work cited is unknown.
    """
    text = Path(source).read_text(encoding="utf-8")
    check_citations(text, source, references, Path(references).read_text(encoding="utf-8"))
    marked, fitting = mark_placeholders(text, source, numbers, exhibits)
    cited = [
        "--citeproc",
        f"--bibliography={references}",
        f"--csl={citations}",
        "--metadata=link-citations",
    ]
    tree = read_markdown(marked, cited)
    return replaced(tree, lambda node: node["c"][1] if node.get("t") == "Cite" else None), fitting


def write_article(
    tree: Node, fitting: list, figures: str, tables: Mapping[str, Node], style: Style, words: Words
) -> dict[str, bytes]:
    """Return the article by extension: pdf, docx, html, tex.

    Parameters
    ----------
    tree, fitting : from `read_article`
    figures : folder of the figures in the reader's language
    tables : nodes of `lib.exhibits.table_nodes` by name
    style : files that give the look
    words : the reader's language

    Raises
    ------
    ProblemsError
        When pandoc or Typst have something to say.
    """
    shared = ["--number-sections", f"--variable=lang:{words.language}"]

    def whole(target: str) -> Node:
        return put_in(tree, fitting, partial(exhibit_blocks, target=target, figures=figures, tables=tables))

    with TemporaryDirectory() as folder:
        preamble = Path(folder) / "preamble.tex"
        preamble.write_text(latex_preamble(style.preamble, words), encoding="utf-8")
        latex = write_document(whole("latex"), "latex", [*shared, f"--include-in-header={preamble}"])
    return {
        "pdf": print_page(write_document(whole("typst"), "typst", [*shared, f"--template={style.page}"])),
        "docx": word_file(without_empty_pages(whole("docx")), style.word, words, shared),
        "html": write_document(whole("html"), "html", [*shared, "--embed-resources", f"--css={style.sheet}"]),
        "tex": latex,
    }


def word_file(tree: Node, reference: bytes, words: Words, options: list[str]) -> bytes:
    """Return the article for Word, with its title and language among the file's properties."""
    title = inline_text(tree["meta"].get("title", {}).get("c", []))
    properties = core_properties(title=title, language=words.language)
    return packed({**write_word(tree, reference, options), PROPERTIES: properties})


def list_captions(exhibits: Mapping[str, Exhibit]) -> pd.DataFrame:
    """Return what stands beside every exhibit, a row each: kind, name, label, caption, alt."""
    rows = [(each.kind, each.name, each.label, each.caption_text, each.alt) for each in exhibits.values()]
    return spreadsheet_cells(pd.DataFrame(rows, columns=["kind", "name", "label", "caption", "alt"]))


def latex_preamble(path: str, words: Words) -> str:
    """Return the preamble with the labels of figures and tables in the reader's language."""
    text = Path(path).read_text(encoding="utf-8")
    for kind in ("figures", "tables"):
        text = text.replace(f"<{kind}>", words.say(f"exhibits.{kind}", number="#2"))
    return text


def print_page(source: bytes) -> bytes:
    """Return the PDF of a Typst document, set in the fonts that Typst brings along.

    Raises
    ------
    ProblemsError
        With Typst's faults and warnings.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(source, root=".", format="pdf", ignore_system_fonts=True)
    except typst.TypstError as error:
        raise ProblemsError("Printing the article", [error.diagnostic]) from None
    if warnings:
        raise ProblemsError("Printing the article", [warning.message for warning in warnings])
    return pdf


if __name__ == "__main__":
    with job(snakemake):
        given = snakemake.input
        words = load_words(snakemake.wildcards.language, **word_files(given))
        numbers = load_numbers(
            {name: given[name] for name in snakemake.params.tables}, words, snakemake.params.vintage
        )
        exhibits = exhibits_in_language(read_yaml(given.exhibits), numbers)
        tree, fitting = read_article(given.text, given.references, given.citations, numbers, exhibits)
        made = write_article(
            tree,
            fitting,
            figures=snakemake.params.figures,
            tables=json.loads(Path(given.tables).read_text(encoding="utf-8")),
            style=Style(
                given.page,
                given.sheet,
                given.preamble,
                reference_document(given.word, snakemake.params.word),
            ),
            words=words,
        )
        write_csv(snakemake.output.captions, list_captions(exhibits))
        for extension, content in made.items():
            write_bytes(snakemake.output[extension], content)
