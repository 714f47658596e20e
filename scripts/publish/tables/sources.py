"""Where every series comes from: official table, vintage read, licence, checksum, grade."""

from collections.abc import Mapping
from typing import Any

from lib.exhibits.tables import Column, Frames, Number, Row, Settings, Table
from lib.words.language import Words

CHECKSUM_LETTERS = 12


def fill(tables: Frames, words: Words, settings: Settings) -> Table:  # noqa: ARG001
    """Return one row a series and vintage in use.

    Tables: registry, the records of data/raw/registry.yaml; snapshot.
    """
    heads = ("series", "official_table", "vintage", "rows", "licence", "grade", "checksum")
    widths = {"series": 2.0, "official_table": 1.6, "licence": 1.6}
    columns = [
        Column(words.say(f"tables.{head}"), 0 if head == "rows" else None, width=widths.get(head, 1.0))
        for head in heads
    ]
    rows = [
        Row(_cells(tables["registry"][record.series], record, words))
        for record in tables["snapshot"].sort_values(["series", "vintage"]).itertuples()
    ]
    return Table(tuple(columns), tuple(rows))


def _cells(series: Mapping[str, Any], record: Any, words: Words) -> tuple:
    return (
        series["title"][words.language],
        words.named("official_tables", series["table"]),
        record.vintage,
        Number(record.rows, 0),
        words.named("licences", series["licence"]),
        series["grade"],
        record.sha256[:CHECKSUM_LETTERS],
    )
