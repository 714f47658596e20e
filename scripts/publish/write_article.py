"""Write the article in one language from its Markdown source, as PDF, Word, HTML and LaTeX."""

from lib.runs.jobs import job

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import typst

from lib.core.archives import packed
from lib.core.configuration import read_yaml
from lib.core.files import read_csv, write_bytes, write_csv
from lib.core.problems import ProblemsError, stop_if
from lib.core.text import author_names, spreadsheet_cells
from lib.exhibits.article import Exhibit, caption_parts, check_citations, mark_placeholders, put_in
from lib.exhibits.article_blocks import exhibit_blocks, typst_string, with_fields, without_empty_pages
from lib.exhibits.pandoc import Node, inline_text, plain, read_markdown, replaced, strong, write_document
from lib.exhibits.register import ExhibitEntry, exhibit_entries, find_exhibit
from lib.exhibits.typeface import FACES, face_file
from lib.exhibits.word_files import PROPERTIES, core_properties, reference_document, write_word
from lib.words.cited_numbers import CitedException, number_account, unquoted_rows
from lib.words.language import Words, load_words, word_files
from lib.words.placeholders import APPENDIX, NAMED, TESTED
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
        place=entry.place,
        number=entry.printed_number,
        label=entry.label(numbers.words),
        caption=caption_parts(entry.caption[language], entry.source("caption", language), numbers),
        alt=entry.filled("alt", numbers) if entry.alt else "",
        columns=entry.columns,
    )


@dataclass(frozen=True)
class About:
    """Who wrote the paper, and what is known of the article that it tests.

    Parameters
    ----------
    authors : names, from CITATION.cff
    tested : title, authors, journal and year of the article; empty where the copy at hand does not tell
    """

    authors: tuple[str, ...]
    tested: Mapping[str, str]


def read_about(citation: str, tested: Mapping[str, str]) -> About:
    """Return who wrote the paper, as CITATION.cff says, and what config/config.yaml tells of the article."""
    return About(author_names(read_yaml(citation)), tested)


def tested_article(about: About, words: Words) -> str:
    """Return the sentence that names the article, or says that the copy at hand does not name it."""
    if not about.tested.get("title"):
        return words.say("article.unnamed")
    return words.say("article.named", **about.tested)


def with_front_matter(tree: Node, about: About, words: Words) -> Node:
    """Return the tree with its authors, and with keywords and JEL codes before the first heading."""
    meta = dict(tree["meta"])
    authors = [{"t": "MetaInlines", "c": plain(name)} for name in about.authors]
    meta["author"] = {"t": "MetaList", "c": authors}
    meta["keywords"] = {"t": "MetaList", "c": [meta_inlines(word) for word in listed_words(tree, "keywords")]}
    meta["subject"] = meta.get("subtitle", meta_inlines(""))
    lines = [
        {
            "t": "Para",
            "c": [strong(f"{words.say(f'article.{name}')}:"), {"t": "Space"}, *plain("; ".join(said))],
        }
        for name in ("keywords", "jel")
        if (said := listed_words(tree, name))
    ]
    return {**tree, "meta": meta, "blocks": [*lines, *tree["blocks"]]}


def listed_words(tree: Node, name: str) -> list[str]:
    """Return a list of the text's head, such as its keywords."""
    return [inline_text(each["c"]) for each in tree["meta"].get(name, {}).get("c", [])]


def meta_inlines(text: str) -> Node:
    """Return text as a value of a document's head."""
    return {"t": "MetaInlines", "c": plain(text)}


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
    source: str,
    references: str,
    citations: str,
    numbers: Numbers,
    exhibits: Mapping[str, Exhibit],
    about: About,
) -> tuple[Node, list]:
    """Return pandoc's tree of the article's text with its works cited, and what belongs in its marks.

    Parameters
    ----------
    source : Markdown
    references : BibTeX
    citations : CSL
    numbers : in the reader's language
    exhibits : by kind and name
    about : who wrote the paper, and which article it tests

    Raises
    ------
    ProblemsError
        When a number, an exhibit or a work cited is unknown.
    """
    text = Path(source).read_text(encoding="utf-8")
    check_citations(text, source, references, Path(references).read_text(encoding="utf-8"))
    words = numbers.words
    marked, fitting = mark_placeholders(text, source, numbers, exhibits, tested_article(about, words))
    cited = [
        "--citeproc",
        f"--bibliography={references}",
        f"--csl={citations}",
        "--metadata=link-citations",
    ]
    tree = with_front_matter(read_markdown(marked, cited), about, words)
    return replaced(tree, lambda node: node["c"][1] if node.get("t") == "Cite" else None), fitting


def write_article(
    tree: Node, fitting: list, figures: str, tables: Mapping[str, Node], style: Style, words: Words
) -> dict[str, bytes]:
    """Return the article by extension: pdf, docx, html, tex, and zip, the LaTeX with its pictures.

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
    shown = [each for each in fitting if isinstance(each, Exhibit)]
    word = with_fields(without_empty_pages(whole("docx")), (each.anchor for each in shown))
    printed = [f"--template={style.page}", *typst_strings(tree)]
    return {
        "pdf": print_page(write_document(whole("typst"), "typst", [*shared, *printed])),
        "docx": word_file(word, style.word, words, shared),
        "html": write_document(whole("html"), "html", [*shared, "--embed-resources", f"--css={style.sheet}"]),
        "tex": latex,
        "zip": latex_archive(latex, shown, figures),
    }


def typst_strings(tree: Node) -> list[str]:
    """Return the options that give pandoc's template authors and keywords as strings of Typst code."""
    return [
        f"--variable={name}-strings:"
        + "".join(f"{typst_string(each)}, " for each in listed_words(tree, listed))
        for name, listed in (("author", "author"), ("keyword", "keywords"))
    ]


def latex_archive(source: bytes, exhibits: Iterable[Exhibit], figures: str) -> bytes:
    """Return the article's LaTeX with its pictures, in one archive without folders."""
    pictures = sorted({f"{each.name}.pdf" for each in exhibits if each.kind == "figures"})
    return packed({"article.tex": source, **{name: (Path(figures) / name).read_bytes() for name in pictures}})


def word_file(tree: Node, reference: bytes, words: Words, options: list[str]) -> bytes:
    """Return the article for Word, what it is and in which language among the file's properties."""
    meta = {name: inline_text(tree["meta"].get(name, {}).get("c", [])) for name in ("title", "subject")}
    properties = core_properties(
        **meta,
        creator="; ".join(listed_words(tree, "author")),
        keywords="; ".join(listed_words(tree, "keywords")),
        language=words.language,
    )
    return packed({**write_word(tree, reference, options), PROPERTIES: properties})


def account_of_numbers(
    source: str,
    numbers: Numbers,
    exhibits: Mapping[str, Exhibit],
    behind: Mapping[str, str],
    exceptions: list[CitedException],
) -> pd.DataFrame:
    """Return what became of every number that the text gives beside an exhibit.

    Parameters
    ----------
    source : Markdown
    numbers : in the reader's language
    exhibits : by kind and name
    behind : the file behind each exhibit
    exceptions : `cited` of config/article/typed_numbers.yaml

    Raises
    ------
    ProblemsError
        When a number does not stand in the exhibit beside it, or one of the abstract not in the text.
    """
    text = Path(source).read_text(encoding="utf-8")
    named = {name for name in NAMED.findall(text) if name not in (APPENDIX, TESTED)}
    tables = {
        name: read_csv(behind[find_exhibit(name, exhibits)], further="string") for name in sorted(named)
    }
    account, problems = number_account(text, source, numbers, tables, exceptions)
    stop_if(problems, "Holding the numbers of the article against its exhibits")
    return account


def list_captions(exhibits: Mapping[str, Exhibit]) -> pd.DataFrame:
    """Return what stands beside every exhibit, a row each: kind, name, label, caption, alt."""
    rows = [(each.kind, each.name, each.label, each.caption_text, each.alt) for each in exhibits.values()]
    return spreadsheet_cells(pd.DataFrame(rows, columns=["kind", "name", "label", "caption", "alt"]))


def latex_preamble(path: str, words: Words) -> str:
    """Return the preamble with the labels of figures and tables in the reader's language."""
    text = Path(path).read_text(encoding="utf-8").replace("<language>", words.language)
    for kind in ("figures", "tables"):
        text = text.replace(f"<{kind}>", words.say(f"exhibits.{kind}", number="#2"))
    return text


def print_page(source: bytes) -> bytes:
    """Return the PDF of a Typst document, tagged as PDF/UA-1 asks, in fonts of Typst and of the figures.

    Raises
    ------
    ProblemsError
        With Typst's faults and warnings.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            source,
            root=".",
            format="pdf",
            ignore_system_fonts=True,
            font_paths=sorted({face_file(weight).parent for weight in FACES}),
            pdf_standards=["ua-1"],
        )
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
        behind = dict(zip(exhibits, given.behind, strict=True))
        exceptions = read_yaml(given.choices)["cited"]
        account = account_of_numbers(given.text, numbers, exhibits, behind, exceptions)
        about = read_about(given.citation, snakemake.params.tested)
        tree, fitting = read_article(given.text, given.references, given.citations, numbers, exhibits, about)
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
        quoting = [
            Path(given.text).read_text(encoding="utf-8"),
            Path(given.exhibits).read_text(encoding="utf-8"),
        ]
        write_csv(snakemake.output.numbers, spreadsheet_cells(account))
        write_csv(snakemake.output.unquoted, spreadsheet_cells(unquoted_rows(quoting, numbers)))
        write_csv(snakemake.output.captions, list_captions(exhibits))
        for extension, content in made.items():
            write_bytes(snakemake.output[extension], content)
