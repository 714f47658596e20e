"""Every figure that was revised after publication: which, when, by how much, and what looks like a slip."""

from typing import Any

from lib.data.revisions import CELL, decimals_of
from lib.exhibits.tables import Column, Frames, Number, Row, Settings, Table
from lib.words.language import Words

FINEST_DECIMALS = 3


def fill(tables: Frames, words: Words, settings: Settings) -> Table:  # noqa: ARG001
    """Return a row a revised figure, by series and date; figures only rounded or withdrawn are left out."""
    columns = (
        Column(words.say("tables.revised_figure"), width=2.0),
        Column(words.say("tables.released_before")),
        Column(words.say("tables.released_after")),
        Column(words.say("tables.before"), 1),
        Column(words.say("tables.after"), 1),
        Column(words.say("tables.change_percent"), 1),
        Column(words.say("tables.pattern"), width=1.4),
    )
    patterns = tables["suspicious_revisions"].groupby([*CELL, "vintage"])["pattern"].agg(list).to_dict()
    revised = tables["revisions"].query("kind == 'revised'")
    ordered = revised.sort_values(["series", "to_vintage", "unit", "year", "locality"], kind="stable")
    rows = [
        Row(_cells(row, patterns.get(_key(row), []), words), words.variable(row.variable))
        for row in ordered.itertuples()
    ]
    return Table(columns, tuple(rows))


def _key(row: Any) -> tuple:
    return (*(getattr(row, name) for name in CELL), row.to_vintage)


def _cells(row: Any, patterns: list[str], words: Words) -> tuple:
    place = "" if row.locality == "total" else f", {words.say(f'localities.{row.locality}')}"
    decimals = min(FINEST_DECIMALS, max(map(decimals_of, (row.before, row.after))))
    return (
        f"{words.unit(row.unit)}, {row.year}{place}",
        row.from_vintage,
        row.to_vintage,
        Number(row.before, decimals),
        Number(row.after, decimals),
        Number(row.percent, 1),
        ", ".join(words.say(f"tables.patterns.{pattern.replace(' ', '_')}") for pattern in patterns),
    )
