"""Findings of the first screen: parts that stand out, found by rule among the verdicts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

import pandas as pd

from lib.claims.outcomes import DEPENDS, INCONSISTENT, NOT_TESTABLE, TRUE_VERDICTS
from lib.claims.sentences_covered import NO_ASSERTION
from publish.page.board import Speakers, spoken


def page_findings(board: Sequence[Mapping]) -> list[tuple[str, Mapping]]:
    """The part that stands out most of each kind, [(kind, its row)]; a kind that no part is of is left out.

    `borne_out` holds in every reading and is the hardest to get by chance, `refuted` is untrue in the most
    readings without being true in any, `depends` has its readings split most evenly, `inconsistent`
    contradicts numbers of its own article. Of equals the first of the board is taken.
    """
    kinds: dict[str, tuple[Callable[[Mapping], bool], Callable[[Mapping], float]]] = {
        "borne_out": (
            lambda row: row["verdict"] in TRUE_VERDICTS and 0 < row["tried"] == row["true"],
            lambda row: float(row["severity"] or 1),
        ),
        "refuted": (lambda row: row["tried"] > 0 == row["true"], lambda row: -row["tried"]),
        "depends": (
            lambda row: row["verdict"] == DEPENDS and row["tried"] > 1,
            lambda row: abs(row["true"] / row["tried"] - 0.5),
        ),
        "inconsistent": (lambda row: row["verdict"] == INCONSISTENT, lambda _: 0),
    }
    findings = []
    for name, (belongs, order) in kinds.items():
        rows = [row for row in board if belongs(row)]
        if rows:
            findings.append((name, min(rows, key=order)))
    return findings


def verdict_counts(board: Iterable[Mapping]) -> dict[str, int]:
    """How many parts there are, can be tested, are borne out, and hold in every reading."""
    rows = list(board)
    tested = [row for row in rows if row["verdict"] != NOT_TESTABLE]
    return {
        "parts": len(rows),
        "tested": len(tested),
        "true": sum(row["verdict"] in TRUE_VERDICTS for row in tested),
        "always": sum(row["tried"] == row["true"] for row in tested),
    }


def coverage_rows(coverage: pd.DataFrame, claims: Mapping[str, Mapping], speakers: Speakers) -> dict:
    """What became of every sentence of the article, neighbours without an assertion together, and how many.

    Parameters
    ----------
    coverage : results/claims/coverage.csv, every column as text
    """
    rows = []
    for (claim, status, why), group in groupby(
        coverage.to_dict("records"), key=lambda row: (row["claim"], row["status"], row["why"])
    ):
        numbers = [row["sentence"] for row in group]
        rows.append(
            {
                "sentences": numbers[0] if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}",
                "status": status,
                "claim": claim,
                "statement": claims[claim]["words"] if claim else {},
                "why": spoken(speakers, lambda words, why=why: words.named("reasons", why)),
            }
        )
    status = coverage.groupby("sentence")["status"].agg(set)
    counts = {
        "sentences": len(status),
        "silent": int(sum(each == {NO_ASSERTION} for each in status)),
        "untestable": int(sum(each == {NOT_TESTABLE} for each in status)),
    }
    counts["judged"] = counts["sentences"] - counts["silent"] - counts["untestable"]
    return {"rows": rows, "counts": counts}
