"""The claim table: what is asserted, what is computed from which figures, and the verdict with its reason."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.claims.provenance import OWN_NUMBERS
from lib.exhibits.tables import Column, Frames, Row, Settings, Table
from lib.words.language import Words

SERIES = re.compile(r"\w+(?= \()")
COLUMN_WIDTHS = {
    "id": 0.4, "part": 1.5, "asserted": 1.0, "computed": 1.1, "reading": 1.4, "year": 0.7, "source": 1.5,
    "verdict": 1.5, "why": 2.9,
}  # fmt: skip


def fill(tables: Frames, words: Words, settings: Settings) -> Table:  # noqa: ARG001
    """Return a row a part of a statement, the statements as sections.

    Tables: verdicts; wording, what each finding is called in each language; claims, the statements by id;
    registry, the records of the series.
    """
    columns = tuple(Column(words.say(f"tables.{name}"), width=width) for name, width in COLUMN_WIDTHS.items())
    wording = tables["wording"]
    own = wording[(wording["language"] == words.language) & (wording["proxy"] == "")]
    wording_of = own.set_index(["claim", "part"])
    rows = [
        Row(
            _cells(finding, wording_of.loc[(finding.claim, finding.part)], tables, words),
            f"{finding.claim}. {tables['claims'][finding.claim]['words'][words.language]}",
        )
        for finding in tables["verdicts"].itertuples()
    ]
    return Table(columns, tuple(rows))


def _cells(finding: Any, wording: pd.Series, tables: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    return (
        finding.claim,
        tables["claims"][finding.claim]["parts"][finding.part]["title"][words.language],
        wording["asserted"],
        wording["computed"] or words.say("no_data"),
        wording["reading"],
        finding.year.replace("-", "–"),
        titled(finding.sources, tables["registry"], words),
        words.say(f"verdicts.{finding.verdict.replace(' ', '_')}"),
        wording["why"],
    )


def titled(sources: str, registry: Mapping[str, Any], words: Words) -> str:
    """Return sources, as "grp (BNS 5923); ...", with each series by its title and its table by its name."""
    if sources == OWN_NUMBERS:
        return words.say("tables.own_numbers")
    records = [registry[name] for name in SERIES.findall(sources) if name in registry]
    return "; ".join(
        f"{record['title'][words.language]} ({words.named('official_tables', record['table'])})"
        for record in records
    )
