"""The claim table: what is asserted, what is computed from which figures, and the verdict with its reason."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.i18n import Words
from lib.tables import Column, Row, Table

WIDTHS = {
    "id": 0.4, "part": 1.1, "asserted": 0.9, "computed": 0.9, "reading": 1.3, "year": 0.6, "source": 1.5,
    "verdict": 1.0, "why": 3.2,
}  # fmt: skip


def fill(tables: Mapping[str, Any], words: Words, settings: Mapping[str, Any]) -> Table:  # noqa: ARG001
    """Return a row a part of a statement, the statements as sections.

    Parameters
    ----------
    tables : verdicts; wording, what each finding is called in each language; claims, the statements by id
    words : the reader's language
    """
    columns = tuple(Column(words.say(f"tables.{name}"), width=width) for name, width in WIDTHS.items())
    told = in_language(tables["wording"], words)
    rows = [
        Row(
            _cells(finding, told.loc[(finding.claim, finding.part)], tables["claims"], words),
            f"{finding.claim}. {tables['claims'][finding.claim]['words'][words.language]}",
        )
        for finding in tables["verdicts"].itertuples()
    ]
    return Table(columns, tuple(rows))


def in_language(wording: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return what the statements' own parts are called in the reader's language, by claim and part."""
    own = wording[(wording["language"] == words.language) & (wording["proxy"] == "")]
    return own.set_index(["claim", "part"])


def _cells(finding: Any, told: pd.Series, claims: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    return (
        finding.claim,
        claims[finding.claim]["parts"][finding.part]["title"][words.language],
        told["asserted"],
        told["computed"] or words.say("no_data"),
        told["reading"],
        finding.year,
        finding.sources,
        words.say(f"verdicts.{finding.verdict.replace(' ', '_')}"),
        told["why"],
    )
