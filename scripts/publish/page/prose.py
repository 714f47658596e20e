"""Texts whose numbers can be asked how they were made: captions, and the article's own sentences."""

import re
from collections.abc import Iterable, Mapping

import yaml

from lib.words.cited_numbers import SENTENCE_END
from lib.words.placeholders import NAMED, PLACEHOLDER
from lib.words.result_values import Numbers
from publish.page.trails import OF_CLAIMS, Trails

CITATION = re.compile(r"\s*\[-?@[^\]]*\]")
ITEM = re.compile(r"^[-*]\s+", re.MULTILINE)
EMPHASIS = re.compile(r"\*+(\S(?:[^*]*\S)?)\*+")


def bound(text: str, numbers: Numbers, trails: Trails, place: str) -> list[dict]:
    """The text in pieces, {"text"} alone or {"text", "key", "trail"} where it is a number of the results.

    Raises
    ------
    ProblemsError
        Naming a number that cannot be filled.
    """
    return [
        {"text": piece}
        if isinstance(piece, str)
        else {"text": piece.text, "key": piece.key, "trail": trails.of_key(piece.key)}
        for piece in numbers.pieces(text, place)
    ]


def marked(pieces: Iterable[dict], judged: Mapping[tuple[str, str], Mapping]) -> list[dict]:
    """The pieces, each sentence ending with the parts whose figures it quotes, `marks`.

    >>> row = {"claim": "P1", "part": "share", "verdict": "holds"}
    >>> quoted = {"text": "4%", "key": "verdicts.P1.share.computed"}
    >>> pieces = marked([{"text": "It is "}, quoted, {"text": ". So."}], {("P1", "share"): row})
    >>> [(each["text"], each["marks"]) for each in pieces][2:] == [(".", [row]), (" So.", [])]
    True
    """
    marked_pieces: list[dict] = []
    quoted: dict[tuple[str, str], Mapping] = {}
    for piece in pieces:
        key = tuple(piece.get("key", "").split(".")[1:3])
        if piece.get("key", "").split(".")[0] in OF_CLAIMS and key in judged:
            quoted[key] = judged[key]
        ends = [match.start() for match in SENTENCE_END.finditer(piece["text"])] if "key" not in piece else []
        start = 0
        for end in ends:
            marked_pieces.append({"text": piece["text"][start:end], "marks": list(quoted.values())})
            quoted, start = {}, end
        if piece["text"][start:]:
            marked_pieces.append({**piece, "text": piece["text"][start:], "marks": []})
    if quoted:
        marked_pieces[-1]["marks"] = list(quoted.values())
    return marked_pieces


def article_paragraphs(article: str, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """The paragraphs of the article that quote numbers, each with its heading, as plain text.

    Parameters
    ----------
    article : Markdown with a YAML header, the text of config/article/text/<language>.md
    labels : what exhibits are called, "Table 5", by name
    """
    _, header, body = article.split("---\n", 2)
    opening = yaml.safe_load(header)
    blocks = [(opening["abstract-title"], paragraph) for paragraph in opening["abstract"].split("\n\n")]
    heading = ""
    for block in re.split(r"\n\s*\n", body):
        if block.lstrip().startswith("#"):
            heading = block.strip().lstrip("#").strip()
        else:
            blocks += [(heading, item) for item in ITEM.split(block)]
    return [(heading, on_one_line(block, labels)) for heading, block in blocks if PLACEHOLDER.search(block)]


def on_one_line(markdown: str, labels: Mapping[str, str]) -> str:
    """A paragraph on one line, exhibits called by their labels, without citations and emphasis.

    A name that is no exhibit's stays as it is written; write_article stops at it.
    """
    named = NAMED.sub(lambda match: labels.get(match[1], match[0]), markdown)
    return " ".join(EMPHASIS.sub(r"\1", CITATION.sub("", named)).split())


def article(
    texts: Mapping[str, str],
    labels: Mapping[str, Mapping[str, str]],
    numbers: Mapping[str, Numbers],
    trails: Trails,
    board: Iterable[Mapping],
) -> dict[str, list[dict]]:
    """Per language the article's paragraphs, {"heading", "pieces"}, see `bound`.

    Parameters
    ----------
    texts : Markdown of the article by language
    labels : what exhibits are called, by language and name
    board : the parts that were judged, to mark the sentences on them
    """
    judged = {(row["claim"], row["part"]): row for row in board}
    return {
        language: [
            {
                "heading": heading,
                "pieces": marked(
                    bound(block, numbers[language], trails, f"config/article/text/{language}.md"), judged
                ),
            }
            for heading, block in article_paragraphs(text, labels[language])
        ]
        for language, text in texts.items()
    }
