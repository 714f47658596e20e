"""Write the article in one language from its Markdown source, as PDF, Word, HTML and LaTeX."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import pypandoc
import typst

from lib.article import Exhibit, place_exhibits
from lib.article_blocks import exhibit_block
from lib.files import write_bytes
from lib.i18n import load_words
from lib.jobs import job
from lib.numbers import Numbers, load_numbers
from lib.problems import ProblemsError
from lib.word_documents import document_bytes, set_styles

READER = "markdown-smart"
LATEX_HEADER = r"""
\usepackage{graphicx,booktabs,longtable,array}
\usepackage[export]{adjustbox}
\usepackage{caption}
"""


def exhibits_in_language(entries: Mapping[str, Any], numbers: Numbers) -> dict[str, Exhibit]:
    """Return the exhibits by name, figures first, in the order of their numbers, captions filled in."""
    language = numbers.words.language
    found = {}
    for kind in ("figures", "tables"):
        for name, entry in sorted(entries[kind].items(), key=lambda item: item[1]["number"]):
            said = {
                key: numbers.fill(entry[key][language], f"config/article/exhibits.yaml, {kind}.{name}.{key}")
                for key in ("caption", "alt")
                if key in entry
            }
            label = numbers.words.say(f"exhibits.{kind}", number=entry["number"])
            found[name] = Exhibit(name, kind, label, **said)
    return found


@dataclass(frozen=True)
class Style:
    """Files that give the article its look.

    Parameters
    ----------
    page : Typst template
    sheet : CSS
    references : BibTeX
    """

    page: str
    sheet: str
    references: str


def convert(text: str, target: str, options: list[str]) -> bytes:
    """Return what pandoc makes of the Markdown; a warning counts as a fault.

    Raises
    ------
    ProblemsError
        With pandoc's own words.
    """
    with TemporaryDirectory() as folder:
        made = Path(folder) / "article"
        try:
            pypandoc.convert_text(
                text,
                target,
                READER,
                ["--standalone", "--fail-if-warnings", *options],
                outputfile=made,
                verify_format=False,
            )
        except RuntimeError as error:
            raise ProblemsError(f"Writing the article as {target}", [str(error)]) from None
        return made.read_bytes()


def write_article(
    text: str,
    source: str,
    exhibits: Mapping[str, Exhibit],
    folders: Mapping[str, str],
    style: Style,
    language: str,
) -> dict[str, bytes]:
    """Return the article by extension: pdf, docx, html, tex.

    Parameters
    ----------
    text : Markdown, numbers filled in
    source : its file, for messages
    exhibits : by name
    folders : `figures` and `tables` of the language
    style : files that give the look
    language : "en", "ru" or "kk"

    Raises
    ------
    ProblemsError
        When an exhibit is unknown, or pandoc or Typst have something to say.
    """
    shared = ["--citeproc", f"--bibliography={style.references}", f"--metadata=lang:{language}"]

    def markdown(target: str) -> str:
        return place_exhibits(text, source, exhibits, partial(exhibit_block, target=target, **folders))

    page = convert(markdown("typst"), "typst", [*shared, f"--template={style.page}"])
    with TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(reference_document())
        word = convert(markdown("docx"), "docx", [*shared, f"--reference-doc={reference}"])
    return {
        "pdf": print_page(page),
        "docx": finished(word),
        "html": convert(markdown("html"), "html", [*shared, "--embed-resources", f"--css={style.sheet}"]),
        "tex": convert(markdown("latex"), "latex", [*shared, f"--variable=header-includes:{LATEX_HEADER}"]),
    }


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


def reference_document() -> bytes:
    """Return a Word document with the article's styles: pandoc's own, set to the article's page and fonts."""
    document = docx.Document(io.BytesIO(convert("", "docx", ["--metadata=title:-"])))
    set_styles(document)
    return document_bytes(document)


def finished(word: bytes) -> bytes:
    """Return a Word document the same bytes every time."""
    return document_bytes(docx.Document(io.BytesIO(word)))


if __name__ == "__main__":
    with job(snakemake):
        words = load_words(
            snakemake.wildcards.language,
            words=snakemake.input.words,
            schema=snakemake.input.words_schema,
            units=snakemake.input.units,
            codebook=snakemake.input.codebook,
            groups=snakemake.input.groups,
            groups_schema=snakemake.input.groups_schema,
        )
        numbers = load_numbers({name: snakemake.input[name] for name in snakemake.params.tables}, words)
        source = snakemake.input.text
        made = write_article(
            text=numbers.fill(Path(source).read_text(encoding="utf-8"), source),
            source=source,
            exhibits=exhibits_in_language(snakemake.params.entries, numbers),
            folders={"figures": snakemake.params.figures, "tables": snakemake.params.tables_folder},
            style=Style(snakemake.input.page, snakemake.input.sheet, snakemake.input.references),
            language=words.language,
        )
        for extension, content in made.items():
            write_bytes(snakemake.output[extension], content)
