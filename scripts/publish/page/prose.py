"""Texts whose numbers can be asked how they were made: captions, and the article's own sentences."""

import re
from collections.abc import Mapping

import yaml

from lib.article import NAMED
from lib.numbers import PLACE, Numbers
from publish.page.trails import Trails

CITATION = re.compile(r"\s*\[-?@[^\]]*\]")
EMPTY_BRACKETS = re.compile(r"\s*\([\s,;]*\)")
ITEM = re.compile(r"^[-*]\s+", re.MULTILINE)
EMPHASIS = re.compile(r"\*+(\S(?:[^*]*\S)?)\*+")


def bound(text: str, numbers: Numbers, trails: Trails, place: str) -> list[dict]:
    """The text in pieces, {"text"} alone or {"text", "key", "trail"} where it is a number of the results.

    Raises
    ------
    ProblemsError
        Naming a number that cannot be filled.
    """
    pieces, start = [], 0
    for match in PLACE.finditer(text):
        pieces.append({"text": text[start : match.start()]})
        filled = numbers.fill(match[0], place)
        pieces.append({"text": filled, "key": match[1], "trail": trails.of_key(match[1])})
        start = match.end()
    pieces.append({"text": text[start:]})
    return [piece for piece in pieces if piece["text"]]


def article_paragraphs(article: str) -> list[tuple[str, str]]:
    """The paragraphs of the article that quote numbers, each with its heading, as plain text with places.

    Parameters
    ----------
    article : Markdown with a YAML header, the text of config/article/text/<language>.md
    """
    _, header, body = article.split("---\n", 2)
    opening = yaml.safe_load(header)
    found = [(opening["abstract-title"], paragraph) for paragraph in opening["abstract"].split("\n\n")]
    heading = ""
    for block in re.split(r"\n\s*\n", body):
        if block.lstrip().startswith("#"):
            heading = block.strip().lstrip("#").strip()
        else:
            found += [(heading, item) for item in ITEM.split(block)]
    return [(heading, plain(block)) for heading, block in found if PLACE.search(block)]


def plain(markdown: str) -> str:
    """A paragraph without citations, references to exhibits and emphasis, on one line."""
    text = EMPHASIS.sub(r"\1", CITATION.sub("", NAMED.sub("", markdown)))
    return " ".join(EMPTY_BRACKETS.sub("", text).split())


def article(
    texts: Mapping[str, str], numbers: Mapping[str, Numbers], trails: Trails
) -> dict[str, list[dict]]:
    """Per language the article's paragraphs, {"heading", "pieces"}, see `bound`.

    Parameters
    ----------
    texts : Markdown of the article by language
    numbers : numbers by key, of each language
    """
    return {
        language: [
            {
                "heading": heading,
                "pieces": bound(block, numbers[language], trails, f"config/article/text/{language}.md"),
            }
            for heading, block in article_paragraphs(text)
        ]
        for language, text in texts.items()
    }
