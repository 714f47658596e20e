"""Figures, tables and sources as the page shows them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from lib.claims.provenance import Provenance
from lib.exhibits.register import ExhibitEntry
from lib.words.language import Words
from lib.words.result_values import Numbers
from lib.words.source_line import source_line
from publish.page import prose
from publish.page.board import Speakers, spoken
from publish.page.contents import Paper, Results
from publish.page.rendering import placed
from publish.page.trails import Trails

Sourced = Callable[[Iterable[str]], dict[str, str]]
"""Gives the source line of panel variables by language."""


def page_exhibits(
    entries: Iterable[ExhibitEntry], numbers: Mapping[str, Numbers], trails: Trails, results: Results
) -> list[dict[str, object]]:
    """Figures, or tables, with label and caption; figures with alternative text and size, tables as HTML."""
    rows: list[dict[str, object]] = []
    for entry in entries:
        title = "alt" if entry.kind == "figures" else "caption"
        row: dict[str, object] = {
            "name": entry.name,
            "label": {language: entry.label(known.words) for language, known in numbers.items()},
            "trail": trails.of_exhibit(list(results.makers[entry.key]), entry.series),
            "caption": {
                language: prose.bound(
                    entry.caption[language], known, trails, entry.source("caption", language)
                )
                for language, known in numbers.items()
            },
            "title": {language: entry.filled(title, known) for language, known in numbers.items()},
        }
        if entry.kind == "figures":
            row["size"] = placed(f"size/{next(iter(numbers))}/{entry.name}")
        else:
            row["html"] = {language: placed(f"tables/{language}/{entry.name}") for language in numbers}
        rows.append(row)
    return rows


def exhibit_labels(
    entries: Iterable[ExhibitEntry], speakers: Mapping[str, Words]
) -> dict[str, dict[str, str]]:
    """What exhibits are called, by language, then by kind and name, and by name: of twins, the figure."""
    ordered = sorted(entries, key=lambda entry: entry.kind, reverse=True)
    return {
        language: {key: entry.label(words) for entry in ordered for key in (entry.name, entry.key)}
        for language, words in speakers.items()
    }


def chart_source(
    paper: Paper,
    results: Results,
    provenance: Provenance,
    speakers: Speakers,
    names: Iterable[str],
) -> dict[str, str]:
    """The line under a chart of panel variables in each language: source, release and licence."""
    series = sorted({series for name in names for series in provenance.series_behind(name)})
    editions = results.tables["edition"]
    return spoken(speakers, lambda words: source_line(series, paper.registry, editions, words, "figures"))


def source_rows(
    snapshot: pd.DataFrame, registry: Mapping[str, Mapping], speakers: Mapping[str, Words]
) -> list[dict]:
    """One row a series: its newest file, official table, grade and licence."""
    newest = snapshot.sort_values(["series", "vintage"], kind="stable").groupby("series").tail(1)
    return [
        {
            **named_record(registry[row["series"]], speakers),
            **{key: row[key] for key in ("series", "vintage", "sha256")},
        }
        for row in newest.to_dict("records")
    ]


def named_record(record: Mapping[str, Any], speakers: Mapping[str, Words]) -> dict[str, Any]:
    """A record of the registry in each language: title, grade, publisher, table, licence."""
    kinds = {"publisher": "publishers", "table": "official_tables", "licence": "licences"}
    named = {
        key: {language: words.named(kind, record[key]) for language, words in speakers.items()}
        for key, kind in kinds.items()
    }
    return {"title": record["title"], "grade": record["grade"], **named}
