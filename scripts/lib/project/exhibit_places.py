"""Places of exhibits in the article's text: cited in the order of their numbers, and each placed once."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from lib.exhibits.register import REGISTER, ExhibitEntry, find_exhibit
from lib.words.placeholders import APPENDIX, NAMED, TESTED


def place_problems(
    text: str, source: str, exhibits: Mapping[str, ExhibitEntry], most: Mapping[str, int]
) -> Iterator[str]:
    """Yield a sentence for every exhibit that is cited or placed otherwise than its entry says.

    Parameters
    ----------
    text : Markdown
    source : its file, for messages
    exhibits : by key
    most : how many figures and tables the paper may have
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
    for kind in most:
        for place in ("paper", "appendix"):
            series = [key for key, each in exhibits.items() if (each.kind, each.place) == (kind, place)]
            series.sort(key=lambda key: exhibits[key].number)
            yield from _citing_problems(source, series, cited)
            if place == "paper":
                yield from _placing_problems(source, series, placed, cited)
                if len(series) > most[kind]:
                    yield (
                        f"{REGISTER}: the paper has {len(series)} {kind}, at most {most[kind]} are to stand "
                        f"there; move one to the appendix by 'place: appendix'."
                    )
            else:
                yield from (
                    f"{source}, line {placed[key]}: '{key}' stands in the appendix; take its line away."
                    for key in series
                    if key in placed
                )
    if f"[[{APPENDIX}]]" not in text and any(each.place == "appendix" for each in exhibits.values()):
        yield f"{source}: the appendix stands nowhere; add [[{APPENDIX}]] on a line of its own."


def _citing_problems(source: str, series: list[str], cited: Mapping[str, int]) -> Iterator[str]:
    """Sentences on a series that is not cited, or not in the order of its numbers."""
    for key in series:
        if key not in cited:
            yield f"{source}: '{key}' is cited nowhere; cite it by [[{key}]], or drop it from {REGISTER}."
    for before, after in _turned(series, list(cited)):
        yield (
            f"{source}, line {cited[after]}: '{after}' is cited before '{before}', of a smaller number; "
            f"move the sentence, or exchange their numbers in {REGISTER}."
        )


def _turned(series: list[str], found: list[str]) -> Iterator[tuple[str, str]]:
    """Neighbours of a series that were found the other way round."""
    for before, after in pairwise(key for key in series if key in found):
        if found.index(before) > found.index(after):
            yield before, after


def _placing_problems(
    source: str, series: list[str], placed: Mapping[str, int], cited: Mapping[str, int]
) -> Iterator[str]:
    """Sentences on exhibits of the paper that stand nowhere, before their first citation, or out of order."""
    for key in series:
        if key not in placed:
            yield f"{source}: '{key}' stands nowhere; add [[{key}]] on a line of its own."
        elif placed[key] < cited.get(key, 0):
            yield f"{source}, line {placed[key]}: '{key}' stands before it is cited; place it after that."
    for before, after in _turned(series, list(placed)):
        yield f"{source}, line {placed[after]}: '{after}' stands before '{before}'; exchange them."
