"""Typed numbers in prose: a number in our own text comes from the results by key, or has a stated reason."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from lib.configuration import Key, parse_yaml
from lib.i18n import LANGUAGES
from lib.numbers import PLACE

MASKS = (
    re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL),  # blocks of code
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"`[^`\n]*`"),
    PLACE,
    re.compile(r"\{[a-z_]+(?::[^{}]*)?\}"),  # places of config/words
    re.compile(r"(?<=\])\([^)\s]*\)"),  # targets of links
    re.compile(r"https?://\S+"),
    re.compile(r"\{[#.][^{}]*\}"),  # attributes of headings
    re.compile(r"\[?-?@[A-Za-z][\w:.-]*"),  # citations
    re.compile(r"^\s*\d+[.)](?=\s)", re.MULTILINE),  # marks of numbered lists
)
BETWEEN_DIGITS = " \u00a0\u202f\u2009.,/\u2044'’"


@dataclass(frozen=True)
class Prose:
    """A stretch of text.

    Parameters
    ----------
    path : the file
    line : the line on which it begins
    language : "en", "ru" or "kk"
    text : the text
    """

    path: str
    line: int
    language: str
    text: str


@dataclass(frozen=True)
class Finding:
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


def read_prose(choices: Mapping[str, Any], root: Path) -> list[Prose]:
    """Return all prose of the files named in config/article/typed_numbers.yaml, in order of their paths."""
    found = []
    for kind in choices["prose"]:
        for path in sorted(root.glob(kind["files"])):
            name = str(path.relative_to(root))
            if path.suffix in (".yaml", ".yml"):
                content, lines, _ = parse_yaml(path)
                found += _leaves(content, lines, name, set(kind.get("keys", [])))
            else:
                found.append(Prose(name, 1, _language(path.stem), path.read_text(encoding="utf-8")))
    return found


def _leaves(
    content: Any, lines: Mapping[Key, int], path: str, keys: set[str], at: Key = ()
) -> Iterator[Prose]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _leaves(value, lines, path, keys, (*at, key))
    elif isinstance(content, list):
        for position, value in enumerate(content):
            yield from _leaves(value, lines, path, keys, (*at, position))
    elif isinstance(content, str) and (not keys or keys & set(at)):
        language = next((key for key in reversed(at) if key in LANGUAGES), _language(Path(path).stem))
        yield Prose(path, lines.get(at, 1), language, content)


def _language(stem: str) -> str:
    return next(
        (language for language in LANGUAGES if stem == language or stem.endswith(f".{language}")), "en"
    )


def typed_numbers(prose: Prose, choices: Mapping[str, Any]) -> list[Finding]:
    """Return every typed number of the text, with its reason where it has one.

    Digits of any script, fractions and other numeric signs count, and numbers in the words of its language.
    Code, comments, keys, links, citations and the marks of numbered lists are passed over.
    """
    text = prose.text
    for mask in MASKS:
        text = mask.sub(_blank, text)
    words = re.compile(
        rf"(?<!\w)(?:{'|'.join(choices['number_words'][prose.language])})(?!\w)", re.IGNORECASE
    )
    spans = [*_digit_spans(text), *(match.span() for match in words.finditer(text))]
    reasons = [
        (match.span(), kind["reason"])
        for kind in choices["allowed"]
        if fnmatch(prose.path, kind.get("files", "*"))
        for expression in kind["expressions"]
        for match in re.finditer(expression, text, re.IGNORECASE)
    ]
    return [_finding(prose, span, reasons) for span in sorted(spans)]


def _blank(match: re.Match[str]) -> str:
    """Blank out what is masked, keeping lines and the places of letters."""
    return re.sub(r"[^\n]", "\N{FULL BLOCK}", match[0])


def _digit_spans(text: str) -> Iterator[tuple[int, int]]:
    """Runs of numeric signs, with the points, commas and spaces between the digits of one number."""
    numeric = [unicodedata.category(letter).startswith("N") for letter in text]
    start = 0
    while start < len(text):
        if not numeric[start]:
            start += 1
            continue
        end = start + 1
        while end < len(text) and (
            numeric[end] or (text[end] in BETWEEN_DIGITS and end + 1 < len(text) and numeric[end + 1])
        ):
            end += 1
        yield start, end
        start = end


def _finding(prose: Prose, span: tuple[int, int], reasons: list[tuple[tuple[int, int], str]]) -> Finding:
    start, end = span
    reason = next((why for (low, high), why in reasons if low <= start and end <= high), "")
    line = prose.line + prose.text.count("\n", 0, start)
    context = " ".join(prose.text[max(0, start - 25) : end + 25].split())
    return Finding(prose.path, line, prose.text[start:end], context, reason)
