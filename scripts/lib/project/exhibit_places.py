"""Places of exhibits in the article's text: cited in the order of their numbers, and each placed once."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise, product

from lib.exhibits.register import REGISTER, ExhibitEntry, find_exhibit
from lib.words.placeholders import APPENDIX, NAMED, TESTED


def place_problems(text: str, source: str, exhibits: Mapping[str, ExhibitEntry]) -> Iterator[str]:
    """Yield a sentence for every exhibit that is cited or placed otherwise than its entry says.

    `text` is Markdown, `source` its file; the exhibits are those by key.
    """
    cited: dict[str, int] = {}
    placed: dict[str, int] = {}
    lines = ["", *text.splitlines(), ""]
    for number, line in enumerate(lines):
        alone = re.fullmatch(r"\[\[([\w.]+)\]\]\s*", line)
        for name in NAMED.findall(line):
            if name in (APPENDIX, TESTED):
                continue
            try:
                key = find_exhibit(name, exhibits)
            except LookupError as error:
                yield f"{source}, line {number}: {error.args[0]}"
                continue
            if alone and key in placed:
                yield f"{source}, line {number}: the exhibit '{name}' is placed twice; keep one."
            (placed if alone else cited).setdefault(key, number)
        if alone and alone[1] != TESTED and (lines[number - 1].strip() or lines[number + 1].strip()):
            yield f"{source}, line {number}: put an empty line before and after {line.strip()}."
    end = f"{source}, line {len(lines) - 2}"
    for kind, place in product(("figures", "tables"), ("paper", "appendix")):
        series = [key for key, each in exhibits.items() if (each.kind, each.place) == (kind, place)]
        series.sort(key=lambda key: exhibits[key].number)
        for key in series:
            if key not in cited:
                yield f"{end}: '{key}' is cited nowhere; cite it by [[{key}]], or drop it from {REGISTER}."
            if place == "paper" and key not in placed:
                yield f"{end}: '{key}' stands nowhere; add [[{key}]] on a line of its own."
            if key in placed and place == "appendix":
                yield f"{source}, line {placed[key]}: '{key}' stands in the appendix; take its line away."
            elif key in placed and placed[key] < cited.get(key, 0):
                yield f"{source}, line {placed[key]}: '{key}' stands before it is cited; place it after that."
        for before, after in _turned(series, list(cited)):
            yield (
                f"{source}, line {cited[after]}: '{after}' is cited before '{before}', of a smaller number; "
                f"move the sentence, or exchange their numbers in {REGISTER}."
            )
        for before, after in _turned(series, list(placed)) if place == "paper" else ():
            yield f"{source}, line {placed[after]}: '{after}' stands before '{before}'; exchange them."
    if f"[[{APPENDIX}]]" not in text and any(each.place == "appendix" for each in exhibits.values()):
        yield f"{end}: the appendix stands nowhere; add [[{APPENDIX}]] on a line of its own."


def _turned(series: list[str], text_order: list[str]) -> Iterator[tuple[str, str]]:
    """Neighbours of a series that were found the other way round."""
    for before, after in pairwise(key for key in series if key in text_order):
        if text_order.index(before) > text_order.index(after):
            yield before, after
