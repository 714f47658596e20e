"""Numbers that the text gives beside an exhibit: each must stand in that exhibit, as it is printed there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypedDict

import pandas as pd

from lib.words.language import Words
from lib.words.placeholders import ARTICLE_HEAD, CASES, NAMED, PLACEHOLDER
from lib.words.result_values import Numbers, row_keys

# Tables whose every row is a finding that a text might tell.
FINDINGS = ("verdicts", "severity", "specification_tests", "sizes", "locality_bounds", "decompositions")
ACCOUNT = ["line", "exhibits", "key", "printed", "found"]
PARAGRAPH = re.compile(r"(?:^(?!#|\[\[[\w.]+\]\]\s*$|:::|```)\S.*\n?)+", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\w«“\"*\[{])(?![a-zа-яәғқңөұүһі])")
PRINTED = re.compile(r"\d+(?:[\u00a0\u202f ,]\d{3})*(?:[.,]\d+)?")


class CitedException(TypedDict):
    """Numbers that need not stand in an exhibit as they are printed: expression of keys, scale, reason."""

    keys: str
    scale: int
    reason: str


@dataclass(frozen=True)
class CitedNumber:
    """A number in a sentence that cites exhibits, by its placeholder; its paragraph begins on `line`."""

    line: int
    key: str
    options: tuple[str, ...]
    exhibits: tuple[str, ...]


def cited_numbers(text: str) -> Iterator[CitedNumber]:
    """Yield every placeholder of a sentence that cites an exhibit; the head and bare lines are left out."""
    body = ARTICLE_HEAD.sub(lambda match: "\n" * match[0].count("\n"), text)
    for paragraph in PARAGRAPH.finditer(body):
        line = body.count("\n", 0, paragraph.start()) + 1
        placed = iter(list(PLACEHOLDER.finditer(paragraph[0])))  # a point in one ends no sentence
        for sentence in SENTENCE_END.split(PLACEHOLDER.sub("\ue000", paragraph[0])):
            named, places = tuple(NAMED.findall(sentence)), islice(placed, sentence.count("\ue000"))
            for match in list(places):
                if named:
                    yield CitedNumber(line, match[1], tuple((match[2] or "").split()), named)


def keys_of(text: str) -> set[str]:
    """Return the keys of all placeholders of a text."""
    return {match[1] for match in PLACEHOLDER.finditer(text)}


def abstract_problems(text: str, source: str) -> Iterator[str]:
    """Yield a sentence for every number of the head that the body does not give."""
    head = ARTICLE_HEAD.match(text)
    for key in sorted(keys_of(head[0]) - keys_of(text[head.end() :])) if head else ():
        yield f"{source}: the abstract gives {{{{{key}}}}}, the text does not; give it there, too."


def stands_in(number: CitedNumber, table: pd.DataFrame, numbers: Numbers, scale: int = 1) -> bool:
    """Whether a number stands in the table behind an exhibit.

    A count of rows is counted there; any other is compared with every cell, rounded as the text rounds it.

    Parameters
    ----------
    table : every cell as text
    scale : how many times the number the exhibit prints, 100 for a share that it prints in percent
    """
    head, _, *pairs = number.key.split(".")
    if head == "count" and set(pairs[::2]) <= set(table.columns):
        rows = table
        for column, value in zip(pairs[::2], pairs[1::2], strict=True):
            rows = rows[rows[column].isin([value, value.replace("_", " ")])]
        return len(rows) == numbers.value(number.key).value
    shown = first_number(numbers.text(number.key, [each for each in number.options if each not in CASES]))
    return shown in set(_printed_cells(table, shown, numbers.words, scale))


def first_number(text: str) -> str:
    """Return the first number of a printed text, without sign and unit."""
    match = PRINTED.search(text)
    return match[0] if match else text


def _printed_cells(table: pd.DataFrame, like: str, words: Words, scale: int) -> Iterator[str]:
    """Yield the cells of a table, their numbers with as many decimals as another printed number."""
    fraction = re.search(r"[.,](\d+)$", like)
    grouped = words.language == "en" and "," in like and "." not in like
    decimals = len(fraction[1]) if fraction and not grouped else 0
    for cell in pd.unique(table.to_numpy().ravel()):
        try:
            yield first_number(words.number(abs(float(cell)) / scale, decimals))
        except ValueError:
            yield from (match[0] for match in PRINTED.finditer(cell))
        yield cell


def unquoted_rows(texts: Iterable[str], numbers: Numbers) -> pd.DataFrame:
    """Return the rows of `FINDINGS` that no placeholder leads to, as table and key.

    `texts`: everything that quotes results.
    """
    quoted = {key.replace("told.", "verdicts.", 1) for text in texts for key in keys_of(text)}
    rows = []
    for name in FINDINGS:
        columns = list(row_keys()[name])
        table = numbers.tables.get(name, pd.DataFrame(columns=columns))
        for values in table[columns].astype(str).itertuples(index=False):
            key = ".".join((name, *(value or "-" for value in values)))
            if not any(each.startswith(f"{key}.") for each in quoted):
                rows.append((name, key))
    return pd.DataFrame(rows, columns=["table", "key"]).drop_duplicates(ignore_index=True)


def number_account(
    text: str,
    source: str,
    numbers: Numbers,
    tables: Mapping[str, pd.DataFrame],
    exceptions: Iterable[CitedException],
) -> tuple[pd.DataFrame, list[str]]:
    """Return what became of every number cited beside an exhibit, a row each, and sentences on those astray.

    Parameters
    ----------
    tables : what stands behind each exhibit, cells as text, by the names that the text calls it
    exceptions : `cited` of config/article/typed_numbers.yaml

    Returns
    -------
    account : frame of `ACCOUNT`
    problems : a sentence each
    """
    rows, problems = [], list(abstract_problems(text, source))
    for number in cited_numbers(text):
        printed = numbers.text(number.key, number.options)
        excepted = next((each for each in exceptions if re.fullmatch(each["keys"], number.key)), None)
        scale = excepted["scale"] if excepted else 1
        there = [name for name in number.exhibits if stands_in(number, tables[name], numbers, scale)]
        place_or_reason = there[0] if there else ""
        if not there and excepted and scale == 1:
            place_or_reason = excepted["reason"]
        if not place_or_reason:
            problems.append(
                f"{source}, line {number.line}: {printed} ({number.key}) does not stand in "
                f"{', '.join(number.exhibits)}, which its sentence cites; correct the key, cite what has it, "
                f"or state a reason under 'cited' in config/article/typed_numbers.yaml."
            )
        rows.append((number.line, " ".join(number.exhibits), number.key, printed, place_or_reason))
    return pd.DataFrame(rows, columns=ACCOUNT), [] if numbers.partial else problems
