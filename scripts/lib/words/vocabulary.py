"""Vocabulary of each language: one word a thing, no synonym of it in our texts, no unit torn off."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypedDict

from lib.words.typed_numbers import Prose

LOOSE = re.compile(r"(?<=[\d}]) (?=(?:%|п\.\s?[пт]\.|тыс\.|млн|млрд|[kк][mм])(?!\w))|(?<=п\.) (?=[пт]\.)")


class TermWord(TypedDict):
    """A thing's word in one language, and regular expressions of what is not written for it."""

    use: str
    never: list[str]


Terms = Mapping[str, Mapping[str, TermWord]]  # by thing and language


def synonyms(texts: Iterable[Prose], terms: Terms) -> Iterator[str]:
    """Yield a sentence for every synonym in the texts; `terms` as in config/words/terms.yaml."""
    patterns = {
        language: re.compile(rf"(?<!\w)(?:{_alternatives(terms, language)})(?!\w)", re.IGNORECASE)
        for language in {language for words in terms.values() for language in words}
    }
    for prose in texts:
        for match in patterns[prose.language].finditer(prose.text):
            thing = next(name for name in terms if match[name])
            line = prose.line + prose.text.count("\n", 0, match.start())
            yield (
                f"{prose.path}, line {line}: '{match[0]}' is called '{terms[thing][prose.language]['use']}' "
                f"({thing}) in config/words/terms.yaml; write that."
            )


def loose_units(texts: Iterable[Prose]) -> Iterator[str]:
    """Yield a sentence for every plain space between a number, or its place, and a sign or unit after it."""
    for prose in texts:
        for match in LOOSE.finditer(prose.text):
            line = prose.line + prose.text.count("\n", 0, match.start())
            context = prose.text[max(0, match.start() - 15) : match.end() + 8]
            yield f"{prose.path}, line {line}: put a no-break space before the unit in '{context}'."


def _alternatives(terms: Terms, language: str) -> str:
    return "|".join(
        f"(?P<{name}>{'|'.join(words[language]['never'])})"
        for name, words in terms.items()
        if words[language]["never"]
    )
