"""Typed numbers in prose: a number in our own text comes from the results by key, or has a stated reason."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from lib.core.configuration import nested_values, parse_yaml
from lib.core.country import languages
from lib.core.files import files_like, read_text
from lib.core.problems import ProblemsError
from lib.words.placeholders import PLACEHOLDER

MASKS = (
    re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL),  # blocks of code
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"`[^`\n]*`"),
    PLACEHOLDER,
    re.compile(r"\{[a-z_]+(?::[^{}]*)?\}"),  # places of config/words
    re.compile(r"(?<=\])\([^)\s]*\)"),  # targets of links
    re.compile(r"https?://\S+"),
    re.compile(r"\{[#.][^{}]*\}"),  # attributes of headings
    re.compile(r"\[?-?@[A-Za-z][\w:.-]*"),  # citations
)
Kinds = Iterable[Mapping[str, Any]]  # of files with prose
BETWEEN_DIGITS = " \u00a0\u202f\u2009.,/\u2044'’"


@dataclass(frozen=True)
class Prose:
    """A stretch of text, and the line on which it begins; of YAML, that of its key."""

    path: str
    line: int
    language: str
    text: str


@dataclass(frozen=True)
class TypedNumber:
    """A typed number: where it stands, and why it may; no reason when it may not."""

    path: str
    line: int
    number: str
    context: str
    reason: str = ""

    def __str__(self) -> str:
        return (
            f"{self.path}, line {self.line}: the number '{self.number}' is typed, in “{self.context}”; "
            "take it from the results by key, {{table.row.column}}, "
            "or state a reason in config/article/typed_numbers.yaml."
        )


def prose_files(kinds: Kinds, root: Path) -> list[tuple[Path, tuple[str, ...]]]:
    """Return the files that are read, each with the keys that hold prose, in the order of their kinds."""
    return [(path, tuple(kind.get("keys", ()))) for kind in kinds for path in files_like(root, kind["files"])]


def read_prose(kinds: Kinds, root: Path) -> list[Prose]:
    """All prose of some kinds of files below a folder, as far as it can be read.

    `keys` of a kind are those of YAML that hold prose, all when left out.
    """
    return [stretch for path, keys in prose_files(kinds, root) for stretch in prose_of(path, keys, root)]


def prose_of(path: Path, keys: Sequence[str], root: Path) -> list[Prose]:
    """The prose of one file: all of it, or what stands under some keys; none of one that cannot be read."""
    name = str(path.relative_to(root))
    if path.suffix != ".yaml":
        with suppress(ProblemsError):
            return [Prose(name, 1, _language(path.stem), read_text(path))]
        return []
    file, _ = parse_yaml(path)
    prose = []
    for at, text in nested_values(file.content):
        if isinstance(text, str) and (not keys or set(keys) & set(at)):
            language = next((str(key) for key in reversed(at) if key in languages()), path.stem)
            prose.append(Prose(name, file.lines[at], _language(language), text.replace("\n", " ")))
    return prose


def _language(stem: str) -> str:
    return stem if stem in languages() else languages()[0]


def typed_numbers(prose: Prose, choices: Mapping[str, Any]) -> list[TypedNumber]:
    """Return every typed number of the text, with its reason where it has one.

    Digits of any script, fractions and other numeric signs count, and numbers in the words of its language.
    Code, comments, keys, targets of links and citations are passed over.
    """
    text = prose.text
    words = re.compile(
        rf"(?<!\w)(?=\w)(?:{'|'.join(choices['number_words'][prose.language])})(?!\w)", re.IGNORECASE
    )
    if words.search(text) is None and next(_digit_spans(text), None) is None:
        return []
    for mask in MASKS:
        text = mask.sub(_blank, text)
    spans = [*_digit_spans(text), *(match.span() for match in words.finditer(text))]
    spaced = re.sub(r"[\u00a0\u202f\u2009]", " ", text)
    kinds = [kind for kind in choices["allowed"] if fnmatch(prose.path, kind.get("files", "*"))]
    return [
        TypedNumber(
            prose.path,
            prose.line + prose.text.count("\n", 0, start),
            prose.text[start:end],
            " ".join(prose.text[max(0, start - 25) : end + 25].split()),
            next(_reasons(spaced, start, end, kinds), ""),
        )
        for start, end in sorted(spans)
    ]


def _reasons(text: str, start: int, end: int, kinds: Kinds) -> Iterator[str]:
    """The reasons of the kinds that a number is of, looked for in its line and the two beside it."""
    low = text.rfind("\n", 0, max(text.rfind("\n", 0, start), 0)) + 1
    high = (text + "\n\n").index("\n", (text + "\n").index("\n", end) + 1)
    for kind in kinds:
        for expression in kind["expressions"]:
            for match in re.compile(expression, re.IGNORECASE).finditer(text, low, high):
                if match.start() <= start and end <= match.end():
                    yield kind["reason"]


def _blank(match: re.Match[str]) -> str:
    """Blank out what is masked, keeping lines and the places of letters."""
    return re.sub(r"[^\n]", "\N{FULL BLOCK}", match[0])


def _digit_spans(text: str) -> Iterator[tuple[int, int]]:
    """Runs of numeric signs, with the points, commas and spaces between the digits of one number."""
    signs = filter(str.isnumeric, set(text))  # which counts some letters, too
    numeric = "".join(sorted(sign for sign in signs if unicodedata.category(sign).startswith("N")))
    if numeric:
        run = f"[{numeric}](?:[{re.escape(BETWEEN_DIGITS)}]?[{numeric}])*"
        yield from (match.span() for match in re.finditer(run, text))
