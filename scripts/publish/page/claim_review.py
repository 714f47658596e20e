"""Claim reviews: every judged part as schema.org's ClaimReview, for machines that read verdicts."""

from collections.abc import Iterable, Mapping, Sequence

from lib.claims.telling.values import verdict_word
from lib.words.language import Words


def claim_reviews(
    board: Iterable[Mapping], speakers: Mapping[str, Words], authors: Sequence[str], page: str
) -> dict:
    """One JSON-LD document with a review a part and language.

    Parameters
    ----------
    board : rows of `publish.page.board.board_rows`
    page : the file of the reader's page, in which each review has its address
    """
    rows = list(board)
    return {
        "@context": "https://schema.org",
        "@graph": [_review(row, words, authors, page) for words in speakers.values() for row in rows],
    }


def _review(row: Mapping, words: Words, authors: Sequence[str], page: str) -> dict:
    language = words.language
    title = row["part_title"]
    return {
        "@type": "ClaimReview",
        "@id": f"{page}#lang={language}&open={row['claim']}&part={row['part']}",
        "url": f"{page}#lang={language}&open={row['claim']}",
        "inLanguage": language,
        "author": [{"@type": "Organization", "name": name} for name in authors],
        "claimReviewed": row["statement"][language],
        **({"reviewAspect": title[language]} if title else {}),
        "itemReviewed": {"@type": "Claim", "name": row["claim"], "text": row["asserted_words"][language]},
        "reviewRating": {
            "@type": "Rating",
            "alternateName": verdict_word(row["verdict"], words),
            "ratingExplanation": row["why"][language],
        },
        "reviewBody": row["why"][language],
    }
