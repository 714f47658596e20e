"""Write the article in every language and format from its Markdown source, with places for its exhibits."""

from lib.runs.jobs import job

import base64
import json
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from lib.core.archives import packed
from lib.core.configuration import read_yaml
from lib.core.files import read_csv, write_bytes, write_csv, write_text
from lib.core.problems import stop_if
from lib.core.tables import read_table
from lib.core.text import author_names, spreadsheet_cells
from lib.exhibits.article import Exhibit, exhibit_of, mark_placeholders, put_in
from lib.exhibits.article_blocks import exhibit_blocks, typst_string, with_fields, without_empty_pages
from lib.exhibits.binding import DRAFTS, WORD_TEXT, word_pictures
from lib.exhibits.pandoc import Node, inline_text, plain, read_markdown, replaced, strong, write_document
from lib.exhibits.register import exhibit_entries, find_exhibit
from lib.exhibits.word_files import PROPERTIES, core_properties, reference_document, write_word
from lib.words.cited_numbers import CitedException, keys_of, number_account, unquoted_rows
from lib.words.language import Words, read_speakers
from lib.words.placeholders import APPENDIX, NAMED, TESTED
from lib.words.result_values import Numbers, numbers_of

STAND_IN = base64.b64decode(  # a picture of one dot, which takes the place of Word's pictures in the draft
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
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
    lines = []
    for name in ("keywords", "jel"):
        if said := listed_words(tree, name):
            head = strong(f"{words.say(f'article.{name}')}:")
            lines.append({"t": "Para", "c": [head, {"t": "Space"}, *plain("; ".join(said))]})
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
        When a number is unknown.
    """
    text = Path(source).read_text(encoding="utf-8")
    words = numbers.words
    marked, fitting = mark_placeholders(text, source, numbers, exhibits, tested_article(tested, words))
    cited = ["--citeproc", f"--bibliography={references}", f"--csl={citations}", "--metadata=link-citations"]
    tree = with_front_matter(read_markdown(marked, cited), authors, words)
    if numbers.partial:
        notice = {"t": "Para", "c": [strong(words.say("article.earlier"))]}
        tree = {**tree, "blocks": [notice, *tree["blocks"]]}
    return replaced(tree, lambda node: node["c"][1] if node.get("t") == "Cite" else None), fitting


def write_article(tree: Node, fitting: list, figures: str, style: Style, words: Words) -> dict[str, bytes]:
    """Return the article's draft: its text in every format, and the members of its Word file.

    Tables and Word's pictures have places in it, see `lib.exhibits.binding`.

    Parameters
    ----------
    tree, fitting : from `read_article`
    figures : folder of the pictures

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
        for each in shown:
            (Path(folder) / f"{each.name}.png").write_bytes(STAND_IN)
        options = {
            "latex": ["--variable=tables", f"--include-in-header={preamble}"],
            "typst": [f"--template={style.page}", *typst_strings(tree), *wishes],
            "html": ["--metadata=document-css:false", f"--include-in-header={sheet}"],
            "docx": [f"--resource-path={folder}"],
        }

        def written(target: str) -> dict[str, bytes]:
            whole = put_in(tree, fitting, partial(exhibit_blocks, target=target, figures=figures))
            shared = ["--number-sections", f"--variable=lang:{words.language}", *options[target]]
            if target != "docx":
                return {f"article.{DRAFTS[target]}": write_document(whole, target, shared)}
            fields = with_fields(without_empty_pages(whole), (each.anchor for each in shown))
            return word_members(fields, style.word, words, shared)

        with ThreadPoolExecutor(2) as beside:
            return {name: text for draft in beside.map(written, options) for name, text in draft.items()}


def typst_strings(tree: Node) -> list[str]:
    """Return the options that give pandoc's template authors and keywords as strings of Typst code."""
    return [
        f"--variable={name}-strings:"
        + "".join(f"{typst_string(each)}, " for each in listed_words(tree, listed))
        for name, listed in (("author", "author"), ("keyword", "keywords"))
    ]


def word_members(tree: Node, reference: bytes, words: Words, options: list[str]) -> dict[str, bytes]:
    """Return the members of the article for Word, its pictures empty; properties say what it is."""
    meta = {name: inline_text(tree["meta"].get(name, {}).get("c", [])) for name in ("title", "subject")}
    properties = core_properties(
        **meta,
        creator="; ".join(listed_words(tree, "author")),
        keywords="; ".join(listed_words(tree, "keywords")),
        language=words.language,
    )
    members = {**write_word(tree, reference, options), PROPERTIES: properties}
    return {**members, **dict.fromkeys(word_pictures(members[WORD_TEXT].decode("utf-8")), b"")}


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


if __name__ == "__main__":
    with job(snakemake) as work:
        input_files, params, output = snakemake.input, snakemake.params, snakemake.output
        register, authors = read_yaml(input_files.exhibits), author_names(read_yaml(input_files.citation))
        exceptions = read_yaml(input_files.choices)["cited"]
        word = reference_document(input_files.word, params.word)
        style = Style(
            input_files.page, input_files.sheet, input_files.preamble, word, tuple(params.manuscript)
        )
        if ANONYMOUS in style.manuscript:
            authors = []
        speakers = read_speakers(input_files, params.languages)
        quoted = numbers_of(
            {name: read_table(input_files[name]) for name in params.tables}, speakers, params.vintage
        )
        captions = json.dumps(register, ensure_ascii=False)
        entries = [entry for kind in ("figures", "tables") for entry in exhibit_entries(register, kind)]
        for language, numbers in quoted.items():
            exhibits = {entry.key: exhibit_of(entry, numbers) for entry in entries}
            source = input_files[f"text_{language}"]
            others = tuple(f"_{other}" for other in params.languages if other != language)
            # The register of exhibits reaches the parts as captions, words are noted as they are said.
            read = {
                name: [paths] if isinstance(paths, str) else paths
                for name, paths in input_files.items()
                if name not in ("common", "exhibits")
                and not name.startswith("words_")
                and not name.endswith(others)
            }
            behind = read.pop(f"behind_{language}")
            inputs = [path for paths in read.values() for path in paths]
            with work.part(
                f"{language}/numbers",
                values=(list(exhibits), params.vintage, sorted(keys_of(captions))),
                reads=[*inputs, *behind],
                outputs=[output[f"{language}_numbers"], output[f"{language}_unquoted"]],
            ) as needed:
                if needed:
                    files = dict(zip(exhibits, behind, strict=True))
                    account = account_of_numbers(source, numbers, exhibits, files, exceptions)
                    unquoted = unquoted_rows([Path(source).read_text(encoding="utf-8"), captions], numbers)
                    write_csv(output[f"{language}_numbers"], spreadsheet_cells(account))
                    write_csv(output[f"{language}_unquoted"], spreadsheet_cells(unquoted))
            captioned = {key: output[f"{language}_caption_{key}"] for key in exhibits}
            with work.part(
                f"{language}/draft",
                values=(exhibits, params.tested, params.manuscript, params.vintage),
                reads=inputs,
                outputs=[output[f"{language}_draft"], *captioned.values()],
            ) as needed:
                if needed:
                    tree, fitting = read_article(
                        source,
                        input_files.references,
                        input_files.citations,
                        numbers,
                        exhibits,
                        authors,
                        params.tested,
                    )
                    figures = f"results/figures/{language}"
                    draft = write_article(tree, fitting, figures, style, speakers[language])
                    write_bytes(output[f"{language}_draft"], packed(draft))
                    for key, exhibit in exhibits.items():
                        write_text(captioned[key], report_caption(exhibit))
