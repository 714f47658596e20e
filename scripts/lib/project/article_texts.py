"""Texts of the article as authors write them: keys, exhibits and works cited, held against the files."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lib.core.configuration import did_you_mean, parse_text, schema_problems, sentences, strange
from lib.core.files import read_text
from lib.core.problems import ProblemsError
from lib.core.tables import TableDescription, table_descriptions
from lib.words.placeholders import ARTICLE_HEAD, CASES, CITED, OPTIONS, PLACEHOLDER
from lib.words.typed_numbers import Prose

REFERENCES = "config/article/references.bib"
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MARKUP = re.compile(r"</?[A-Za-z][^<>\n]*>")
LONE_BRACES = re.compile(r"\{\{|\}\}|(?<!\\)\{\w+(?:\.[\w@:-]+)+")


@dataclass(frozen=True)
class KnownNames:
    """Names that keys in texts may use.

    Parameters
    ----------
    parts : the parts of each statement
    columns : the names that a column may hold, where the configuration knows them
    near : the names that a column may hold beside others, so that only one that is nearly such a name is told
    """

    parts: Mapping[str, Collection[str]]
    columns: Mapping[str, Collection[str]]
    near: Mapping[str, Collection[str]]


def text_problems(texts: Iterable[Prose], root: Path) -> Iterator[str]:
    """Sentences on the article's texts: form, and works cited that are not there; on the list of works."""
    works, problems = read_works(root / REFERENCES)
    yield from problems
    for text in texts:
        yield from _form_problems(text, root / "workflow/schemas/article_head.schema.yaml")
        yield from _citation_problems(text, works) if works else ()


def _at(prose: Prose, start: int) -> str:
    return f"{prose.path}, line {prose.line + prose.text.count(chr(10), 0, start)}"


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def key_problems(stretches: Iterable[Prose], known: KnownNames) -> Iterator[str]:
    """Sentences on the keys of our prose that stand for nothing, or are not closed."""
    for prose in stretches:
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
    if column not in columns and (known.columns["variable"] or not table.further):
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


def _form_problems(prose: Prose, head_schema: Path) -> Iterator[str]:
    """A head that is no YAML, headings without a blank, brackets of works cited that do not close."""
    head = ARTICLE_HEAD.match(prose.text)
    if not head:
        yield f"{prose.path}, line 1: the text begins with its head, between two lines ---; restore them."
    else:
        file, problems = parse_text(prose.path, "\n" + PLACEHOLDER.sub("0", head[1]))
        yield from problems or schema_problems(file, head_schema)
    bare = CODE.sub(_blank, prose.text)
    for pattern, fault in sentences("markdown").items():
        for match in re.finditer(pattern, bare, re.MULTILINE):
            yield f"{_at(prose, match.start())}: {fault.format(match[0])}"
    for match in MARKUP.finditer(re.sub(r"`[^`\n]*`|<https?:[^>]*>", _blank, bare)):
        yield f"{_at(prose, match.start())}: {match[0]} is HTML, which print drops; write Markdown."


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
        for field in sentences("fields"):
            if field not in fields:
                near = next((name for name in fields if did_you_mean(name, [field])), "")
                hint = f"is it '{near}'" if near else "add it"
                problems.append(f"{where}, {key}: the field '{field}' is missing; {hint}.")
        known = f"; known: {', '.join(sentences('works'))}."
        problems += strange(f"{where}, {key}", "there is no kind of work", kind, sentences("works"), known)
        problems += [
            f"{where}, {key}: {fault.format(*match.groups())}"
            for pattern, fault in sentences("record").items()
            for match in re.finditer(pattern, record)
        ]
        if key in keys:
            problems.append(f"{where}: the key '{key}' is given twice, as in line {keys[key]}; rename one.")
        keys.setdefault(key, text.count("\n", 0, start) + 1)
    return set(keys), problems
