"""Texts of the article as authors write them: keys, exhibits and works cited, held against the files."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lib.core.configuration import did_you_mean, parse_yaml_text, strange
from lib.core.files import read_text
from lib.core.problems import ProblemsError
from lib.core.tables import TableDescription, table_descriptions
from lib.exhibits.register import ExhibitEntry
from lib.project.exhibit_places import place_problems
from lib.words.placeholders import ARTICLE_HEAD, CASES, CITED, OPTIONS, PLACEHOLDER
from lib.words.typed_numbers import Prose

REFERENCES = "config/article/references.bib"
BIB_TYPES = (
    "article", "book", "incollection", "inproceedings", "misc", "phdthesis", "techreport", "unpublished",
)  # fmt: skip
BIB_FIELDS = ("author", "title", "year")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEAD_KEYS = {
    "title": str, "subtitle": str, "abstract-title": str, "abstract": str, "keywords": list, "jel": list,
}  # fmt: skip
MARKUP = re.compile(r"</?[A-Za-z][^<>\n]*>")
LONE_BRACES = re.compile(r"\{\{|\}\}")
FORMS = {  # what Markdown of ours must not have, and a sentence on it
    r"^#+(?=[^#\s])": "put a blank after {0}, or it is no heading.",
    r"!\[[^\]]*\]\(": "a picture stands in the text as [[figures.<name>]], of an entry.",
    r"\[\[[\w.]+\](?!\])|(?<!\[)\[[\w.]+\]\]": "the brackets of {0} do not close; write [[name]].",
    r"\[-?@[\w:.-]+(?![\w:.-]*\s*[\];,])": "the bracket before the work cited is not closed; add ].",
}


@dataclass(frozen=True)
class KnownNames:
    """Names that keys in texts may use.

    Parameters
    ----------
    parts : the parts of each statement
    columns : the names that a column may hold, where the configuration knows them
    near : the names that a column may hold beside others, so that only one that is nearly such a name is told
    exhibits : entries of figures and of tables, by kind and name
    most : how many figures and tables the paper may have
    """

    parts: Mapping[str, Collection[str]]
    columns: Mapping[str, Collection[str]]
    near: Mapping[str, Collection[str]]
    exhibits: Mapping[str, ExhibitEntry]
    most: Mapping[str, int]


def text_problems(prose: Iterable[Prose], known: KnownNames, root: Path) -> Iterator[str]:
    """Sentences on everything in our own prose that stands for nothing.

    Parameters
    ----------
    prose : of all files that hold any
    root : the project, for the works that may be cited
    """
    works, problems = read_works(root / REFERENCES)
    yield from problems
    for stretch in prose:
        yield from _key_problems(stretch, known)
        if stretch.path.endswith(".md") and stretch.path.startswith("config/article/text/"):
            yield from _form_problems(stretch)
            yield from _citation_problems(stretch, works)
            yield from place_problems(stretch.text, stretch.path, known.exhibits, known.most)


def _at(prose: Prose, start: int) -> str:
    return f"{prose.path}, line {prose.line + prose.text.count(chr(10), 0, start)}"


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _key_problems(prose: Prose, known: KnownNames) -> Iterator[str]:
    for match in PLACEHOLDER.finditer(prose.text):
        try:
            _follow(match[1], known)
            _options(match[2] or "", prose.language)
        except LookupError as error:
            yield f"{_at(prose, match.start())}: '{match[1]}': {error.args[0]}"
    blank = PLACEHOLDER.sub(_blank, prose.text)
    for match in LONE_BRACES.finditer(blank):
        around = " ".join(blank[match.start() : match.start() + 40].split())
        yield f"{_at(prose, match.start())}: a key is not closed, in “{around}”; write {{{{key}}}}."


def _options(text: str, language: str) -> None:
    known = (*OPTIONS, *CASES) if language == "kk" else OPTIONS
    for option in text.split():
        if not option.isdigit() and option not in known:
            hint = did_you_mean(option, known) or f"; known: a number of decimals, {', '.join(known)}."
            raise LookupError(f"there is no option '{option}'{hint}")


def _follow(key: str, known: KnownNames) -> None:
    """Go the way that a key describes; raises `LookupError` with a sentence where it ends."""
    head, *rest = key.split(".")
    if head in ("count", "distinct", "lowest", "highest"):
        name, *names = rest or [""]
    else:
        name, names = head, rest
    table = _table(name)
    if head == "count":
        if len(names) % 2:
            raise LookupError("after count and a table come pairs of column and value.")
        for column, value in zip(names[::2], names[1::2], strict=True):
            _column(table, column, known)
            _value(table, column, value, known)
        return
    if not names:
        raise LookupError(f"name {', '.join(table.key)} and a column, with points between.")
    *values, column = names
    _column(table, column, known)
    if head == "distinct":
        return
    if len(values) > len(table.key) or (head == name and len(values) < len(table.key)):
        raise LookupError(f"name {', '.join(table.key)} and a column, with points between.")
    for place, (row_key, value) in enumerate(zip(table.key, values, strict=False)):
        _value(table, row_key, value, known)
        if (
            row_key == "part"
            and values[place - 1] in known.parts
            and value not in known.parts[values[place - 1]]
        ):
            hint = did_you_mean(value, known.parts[values[place - 1]]) or "; correct the name."
            raise LookupError(f"the statement {values[place - 1]} has no part '{value}'{hint}")


def _table(name: str) -> TableDescription:
    tables = {each.name: each for each in table_descriptions().values()}
    if name == "told":
        described = tables["wording"]
        return TableDescription(described.path, name, described.rows, described.fields, ("claim", "part"))
    if name not in tables:
        hint = did_you_mean(name, [*tables, "told"]) or "; see docs/tables.md."
        raise LookupError(f"there is no table '{name}'{hint}")
    return tables[name]


def _column(table: TableDescription, column: str, known: KnownNames) -> None:
    columns = [each.name for each in table.fields]
    if table.further:
        columns += known.columns["variable"]
    if column not in columns:
        hint = did_you_mean(column, columns) or f"; its columns are {', '.join(columns[:20])}."
        raise LookupError(f"the table '{table.name}' has no column '{column}'{hint}")


def _value(table: TableDescription, column: str, value: str, known: KnownNames) -> None:
    allowed = table.field_of(column).values or known.columns.get(column, ())
    if column == "year" and value.isdigit() and not 1990 <= int(value) <= date.today().year:
        raise LookupError(f"there are no figures of {value}; correct the year.")
    near = known.near.get(column, ())
    if near and value not in near and did_you_mean(value, near):
        raise LookupError(f"no row has '{value}' in the column '{column}'{did_you_mean(value, near)}")
    if value == "-" or not allowed:
        return
    if value not in allowed and value.replace("_", " ") not in allowed:
        hint = did_you_mean(value, allowed) or "; correct the name."
        raise LookupError(f"no row has '{value}' in the column '{column}'{hint}")


def _citation_problems(prose: Prose, works: Collection[str]) -> Iterator[str]:
    blank = PLACEHOLDER.sub(_blank, prose.text)
    for match in CITED.finditer(blank):
        what, otherwise = f"{REFERENCES} has no work", "; add it or correct the key."
        yield from strange(_at(prose, match.start()), what, match[1], works, otherwise)


def _form_problems(prose: Prose) -> Iterator[str]:
    """A head that is no YAML, headings without a blank, brackets of works cited that do not close."""
    head = ARTICLE_HEAD.match(prose.text)
    if not head:
        yield f"{prose.path}, line 1: the text begins with its head, between two lines ---; restore them."
    else:
        content, problems = parse_yaml_text(PLACEHOLDER.sub("0", head[1]), prose.path, 1)
        yield from problems or _head_problems(content, head[1], prose.path)
    bare = CODE.sub(_blank, prose.text)
    for pattern, fault in FORMS.items():
        for match in re.finditer(pattern, bare, re.MULTILINE):
            yield f"{_at(prose, match.start())}: {fault.format(match[0])}"
    for match in MARKUP.finditer(re.sub(r"`[^`\n]*`|<https?:[^>]*>", _blank, bare)):
        yield f"{_at(prose, match.start())}: {match[0]} is HTML, which print drops; write Markdown."


def _head_problems(content: Any, head: str, path: str) -> Iterator[str]:
    """Keys of a text's head that nothing reads, or that hold another kind of value."""
    lines = ["", "", *head.splitlines()]
    for key, value in content.items() if isinstance(content, Mapping) else ():
        line = next(number for number, text in enumerate(lines) if text.startswith(str(key)))
        known = f"; known keys: {', '.join(HEAD_KEYS)}."
        yield from strange(f"{path}, line {line}", "unknown key", str(key), HEAD_KEYS, known)
        if key in HEAD_KEYS and not isinstance(value, HEAD_KEYS[key]):
            kind = "a list, in [ ] with commas between" if HEAD_KEYS[key] is list else "a text"
            yield f"{path}, line {line}, {key}: expected {kind}."


def read_works(path: Path) -> tuple[set[str], list[str]]:
    """The keys of a BibTeX file, and what is wrong with its records, as sentences with their lines."""
    try:
        text = read_text(path)
    except ProblemsError as error:
        return set(), error.problems
    keys: dict[str, int] = {}
    problems = []
    starts = [match.start() for match in re.finditer(r"^@", text, re.MULTILINE)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        where = f"{REFERENCES}, line {text.count(chr(10), 0, start) + 1}"
        record = text[start:end]
        match = re.match(r"@(\w+)\s*\{\s*([^\s,{}=]+)\s*,", record)
        if not match:
            problems.append(f"{where}: the record does not begin as @article{{key, …; mend its first line.")
            continue
        kind, key = match[1].lower(), match[2]
        opened, closed = (len(re.findall(rf"(?<!\\)\{brace}", record)) for brace in "{}")
        if opened != closed:
            missing = "closing" if opened > closed else "opening"
            problems.append(f"{where}, {key}: a {missing} brace is missing; add it.")
        fields = [name.lower() for name in re.findall(r"(?:^|,)\s*(\w+)\s*=", record, re.MULTILINE)]
        for field in BIB_FIELDS:
            if field not in fields:
                near = next((name for name in fields if did_you_mean(name, [field])), "")
                hint = f"is it '{near}'" if near else "add it"
                problems.append(f"{where}, {key}: the field '{field}' is missing; {hint}.")
        known = f"; known: {', '.join(BIB_TYPES)}."
        problems += strange(f"{where}, {key}", "there is no kind of work", kind, BIB_TYPES, known)
        problems += [
            f"{where}, {key}: the field '{field}' is not followed by a comma; add it."
            for field in _unended_fields(record)
        ]
        year = re.search(r"(?im)(?:^|,)\s*year\s*=\s*[{\"]?([^,}\"\n]*)", record)
        if year and not re.fullmatch(r"(?:1[5-9]|20)\d\d", year[1].strip()):
            problems.append(
                f"{where}, {key}: the year '{year[1].strip()}' is none; write it with four digits."
            )
        if key in keys:
            problems.append(f"{where}: the key '{key}' is given twice, as in line {keys[key]}; rename one.")
        keys.setdefault(key, text.count("\n", 0, start) + 1)
    return set(keys), problems


def _unended_fields(record: str) -> list[str]:
    """Fields of a record after which another begins without a comma between."""
    return re.findall(r"(\w+)\s*=\s*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\d+)\s*\n\s*\w+\s*=", record)
