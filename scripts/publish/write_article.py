"""Write the article in every language from its Markdown source, as PDF, Word, HTML and LaTeX."""

from lib.runs.jobs import job

import json
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import typst

from lib.core.archives import packed, unpacked
from lib.core.configuration import read_yaml
from lib.core.files import read_csv, write_bytes, write_csv, write_text
from lib.core.problems import ProblemsError, stop_if
from lib.core.tables import read_table
from lib.core.text import author_names, spreadsheet_cells
from lib.exhibits.article import Exhibit, check_citations, exhibit_of, mark_placeholders, put_in
from lib.exhibits.article_blocks import (
    exhibit_blocks,
    typst_string,
    with_fields,
    with_pictures,
    with_tables,
    without_empty_pages,
)
from lib.exhibits.carried_font import FACES, face_file
from lib.exhibits.pandoc import Node, inline_text, plain, read_markdown, replaced, strong, write_document
from lib.exhibits.register import exhibit_entries, find_exhibit
from lib.exhibits.word_files import (
    PROPERTIES,
    TEXT,
    core_properties,
    reference_document,
    word_pictures,
    write_word,
)
from lib.words.cited_numbers import CitedException, keys_of, number_account, unquoted_rows
from lib.words.language import Words, read_speakers
from lib.words.placeholders import APPENDIX, NAMED, TESTED
from lib.words.result_values import Numbers, numbers_of

WORD = "word:"  # before the names of a draft's members of the Word file
LATEX_PICTURE = re.compile(r"\]\{(\w+\.pdf)\}")
ANONYMOUS = "anonymous"  # of the wishes for a manuscript the one that takes the authors away


def tested_article(tested: Mapping[str, str], words: Words) -> str:
    """Return the sentence that names the article, or says that the copy at hand does not name it.

    Parameters
    ----------
    tested : title, authors, journal and year, from config/config.yaml; empty where the copy does not tell
    """
    return words.say("article.named", **tested) if tested.get("title") else words.say("article.unnamed")


def with_front_matter(tree: Node, authors: Iterable[str], words: Words) -> Node:
    """Return the tree with its authors, and with keywords and JEL codes before the first heading."""
    meta = dict(tree["meta"])
    meta["author"] = {"t": "MetaList", "c": [meta_inlines(words.named("authors", name)) for name in authors]}
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
    manuscript : what a journal asks for, from config/config.yaml
    """

    page: str
    sheet: str
    preamble: str
    word: bytes
    manuscript: tuple[str, ...] = ()


def read_article(
    source: str,
    references: str,
    citations: str,
    numbers: Numbers,
    exhibits: Mapping[str, Exhibit],
    authors: Iterable[str],
    tested: Mapping[str, str],
) -> tuple[Node, list]:
    """Return pandoc's tree of the article's text with its works cited, and what belongs in its marks.

    Raises
    ------
    ProblemsError
        When a number, an exhibit or a work cited is unknown.
    """
    text = Path(source).read_text(encoding="utf-8")
    check_citations(text, source, references, Path(references).read_text(encoding="utf-8"))
    words = numbers.words
    marked, fitting = mark_placeholders(text, source, numbers, exhibits, tested_article(tested, words))
    cited = [
        "--citeproc",
        f"--bibliography={references}",
        f"--csl={citations}",
        "--metadata=link-citations",
    ]
    tree = with_front_matter(read_markdown(marked, cited), authors, words)
    return replaced(tree, lambda node: node["c"][1] if node.get("t") == "Cite" else None), fitting


def draft_article(tree: Node, fitting: list, figures: str, style: Style, words: Words) -> dict[str, bytes]:
    """Return the article in every format without its tables and pictures: texts, and members of a Word file.

    Parameters
    ----------
    tree, fitting : from `read_article`

    Raises
    ------
    ProblemsError
        When pandoc has something to say.
    """
    shown = [each for each in fitting if isinstance(each, Exhibit)]
    wishes = (f"--variable={wish}" for wish in style.manuscript)
    with TemporaryDirectory() as folder:
        preamble, sheet = Path(folder) / "preamble.tex", Path(folder) / "sheet.html"
        preamble.write_text(latex_preamble(style.preamble, words, style.manuscript), encoding="utf-8")
        look = Path(style.sheet).read_text(encoding="utf-8")
        sheet.write_text(f'<style type="text/css">{look}</style>', encoding="utf-8")
        options = {
            "latex": ["--variable=tables", f"--include-in-header={preamble}"],
            "typst": [f"--template={style.page}", *typst_strings(tree), *wishes],
            "html": ["--metadata=document-css:false", f"--include-in-header={sheet}"],
            "docx": [],
        }

        def written(target: str) -> bytes | dict[str, bytes]:
            whole = put_in(tree, fitting, partial(exhibit_blocks, target=target, figures=figures))
            shared = ["--number-sections", f"--variable=lang:{words.language}", *options[target]]
            if target != "docx":
                return write_document(whole, target, shared)
            fields = with_fields(without_empty_pages(whole), (each.anchor for each in shown))
            return word_draft(fields, style.word, words, shared)

        with ThreadPoolExecutor(2) as beside:
            drafts = dict(zip(options, beside.map(written, options), strict=True))
    word = {f"{WORD}{name}": content for name, content in drafts.pop("docx").items()}
    return {**drafts, **word}


def bind_article(
    draft: Mapping[str, bytes], figures: str, tables: str, turned: Iterable[str]
) -> dict[str, bytes]:
    """Return the article by extension: pdf, docx, html, tex, and zip, the LaTeX with its pictures.

    Parameters
    ----------
    draft : from `draft_article`
    figures, tables : folders of one language
    turned : names of the tables that stand on a page of their own, in landscape

    Raises
    ------
    ProblemsError
        When Typst has something to say.
    """
    latex, page, web, word = (
        with_tables(draft[name].decode("utf-8"), target, tables, turned)
        for name, target in (
            ("latex", "latex"),
            ("typst", "typst"),
            ("html", "html"),
            (f"{WORD}{TEXT}", "docx"),
        )
    )
    members = {name.removeprefix(WORD): content for name, content in draft.items() if name.startswith(WORD)}
    return {
        "pdf": print_page(page.encode()),
        "docx": packed({**members, TEXT: word.encode(), **word_pictures(word)}),
        "html": with_pictures(web, figures).encode(),
        "tex": latex.encode(),
        "zip": latex_archive(latex, figures),
    }


def typst_strings(tree: Node) -> list[str]:
    """Return the options that give pandoc's template authors and keywords as strings of Typst code."""
    return [
        f"--variable={name}-strings:"
        + "".join(f"{typst_string(each)}, " for each in listed_words(tree, listed))
        for name, listed in (("author", "author"), ("keyword", "keywords"))
    ]


def latex_archive(source: str, figures: str) -> bytes:
    """Return the article's LaTeX with its pictures, in one archive without folders."""
    pictures = sorted(set(LATEX_PICTURE.findall(source)))
    return packed(
        {"article.tex": source.encode(), **{name: (Path(figures) / name).read_bytes() for name in pictures}}
    )


def word_draft(tree: Node, reference: bytes, words: Words, options: list[str]) -> dict[str, bytes]:
    """Return the members of the article for Word, its pictures empty; properties say what it is."""
    meta = {name: inline_text(tree["meta"].get(name, {}).get("c", [])) for name in ("title", "subject")}
    properties = core_properties(
        **meta,
        creator="; ".join(listed_words(tree, "author")),
        keywords="; ".join(listed_words(tree, "keywords")),
        language=words.language,
    )
    members = {**write_word(tree, reference, options), PROPERTIES: properties}
    return {**members, **dict.fromkeys(word_pictures(members[TEXT].decode("utf-8")), b"")}


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


def report_caption(exhibit: Exhibit) -> str:
    """Return a caption for Snakemake's report: reStructuredText in a Jinja template, every sign as itself."""
    label, caption = (
        re.sub(r"[{}]", lambda brace: f"{{{{ '{brace[0]}' }}}}", re.sub(r"([\\*`_|\[\]<>:~])", r"\\\1", text))
        for text in (exhibit.label, exhibit.caption_text)
    )
    return f"**{label}.** {caption}\n"


def latex_preamble(path: str, words: Words, manuscript: Iterable[str]) -> str:
    """Return the preamble with the labels of exhibits in a language, and what a journal asks for."""
    text = Path(path).read_text(encoding="utf-8").replace("<language>", words.language)
    for wish in manuscript:
        text = text.replace(f"%[{wish}] ", "")
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
        pdf, warnings = typesetter().compile_with_warnings(source, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        raise ProblemsError("Printing the article", [error.diagnostic]) from None
    if warnings:
        raise ProblemsError("Printing the article", [warning.message for warning in warnings])
    return pdf


@cache
def typesetter() -> typst.Compiler:
    """Return Typst with the fonts it may use; it keeps them from one language to the next."""
    folders = sorted({face_file(weight).parent for weight in FACES})
    return typst.Compiler(root=".", font_paths=typst.Fonts(font_paths=folders, include_system_fonts=False))


def inputs_of(
    language: str, files: Mapping[str, str | list[str]], languages: Iterable[str], apart: tuple[str, ...]
) -> list[str]:
    """Return the inputs that a part of one language's article is made from.

    Not the register of exhibits, which reaches it as captions, nor words, which are noted as they are said.

    Parameters
    ----------
    apart : how the names of inputs begin that the part does not read
    """
    others = tuple(f"_{other}" for other in languages if other != language)
    return [
        path
        for name, paths in files.items()
        if name not in ("common", "exhibits")
        and not name.startswith(("words_", *apart))
        and not name.endswith(others)
        for path in ([paths] if isinstance(paths, str) else paths)
    ]


def picture_size(path: str) -> bytes:
    """Return width and height of a PNG as its first chunk has them; Word shows it in their proportion."""
    with Path(path).open("rb") as file:
        return file.read(24)[16:]


if __name__ == "__main__":
    with job(snakemake) as work:
        given, params, output = snakemake.input, snakemake.params, snakemake.output
        register, authors = read_yaml(given.exhibits), author_names(read_yaml(given.citation))
        exceptions = read_yaml(given.choices)["cited"]
        word = reference_document(given.word, params.word)
        style = Style(given.page, given.sheet, given.preamble, word, tuple(params.manuscript))
        if ANONYMOUS in style.manuscript:
            authors = []
        speakers = read_speakers(given, params.languages)
        quoted = numbers_of(
            {name: read_table(given[name]) for name in params.tables}, speakers, params.vintage
        )
        captions = json.dumps(register, ensure_ascii=False)
        entries = [entry for kind in ("figures", "tables") for entry in exhibit_entries(register, kind)]
        turned = [entry.name for entry in entries if entry.landscape]
        for language, numbers in quoted.items():
            exhibits = {entry.key: exhibit_of(entry, numbers) for entry in entries}
            source = given[f"text_{language}"]
            figures, tables = (f"results/{kind}/{language}" for kind in ("figures", "tables"))
            inputs = partial(inputs_of, language, given, params.languages)
            files = {
                name.removeprefix(f"{language}_"): path
                for name, path in output.items()
                if name.startswith(f"{language}_")
            }
            with work.part(
                f"{language}/numbers",
                values=(list(exhibits), params.vintage, sorted(keys_of(captions))),
                reads=inputs(("drawings_", "tables_")),
                outputs=[files["numbers"], files["unquoted"]],
            ) as needed:
                if needed:
                    behind = dict(zip(exhibits, given[f"behind_{language}"], strict=True))
                    account = account_of_numbers(source, numbers, exhibits, behind, exceptions)
                    unquoted = unquoted_rows([Path(source).read_text(encoding="utf-8"), captions], numbers)
                    write_csv(files["numbers"], spreadsheet_cells(account))
                    write_csv(files["unquoted"], spreadsheet_cells(unquoted))
            sizes = [picture_size(path) for path in given[f"drawings_{language}"] if path.endswith(".png")]
            with work.part(
                f"{language}/draft",
                values=(exhibits, params.tested, params.manuscript, params.vintage, sizes),
                reads=inputs(("drawings_", "tables_", "behind_")),
                outputs=[
                    files["draft"],
                    *(path for name, path in files.items() if name.startswith("caption_")),
                ],
            ) as needed:
                if needed:
                    tree, fitting = read_article(
                        source, given.references, given.citations, numbers, exhibits, authors, params.tested
                    )
                    draft = draft_article(tree, fitting, figures, style, speakers[language])
                    write_bytes(files["draft"], packed(draft))
                    for key, exhibit in exhibits.items():
                        write_text(files[f"caption_{key}"], report_caption(exhibit))
            formats = {kind: path for kind, path in files.items() if Path(path).stem == "article"}
            written = Path(files["draft"]).read_bytes()
            with work.part(
                f"{language}/article",
                values=(written, turned),
                reads=[*given[f"drawings_{language}"], *given[f"tables_{language}"]],
                outputs=list(formats.values()),
            ) as needed:
                if needed:
                    article = bind_article(unpacked(written), figures, tables, turned)
                    for kind, path in formats.items():
                        write_bytes(path, article[kind])
