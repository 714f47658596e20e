"""What each column of the panels is."""

from collections.abc import Mapping

import pandas as pd

from lib.core.country import country
from lib.core.tables import described_frame
from lib.data.breaks import declared_breaks
from lib.data.records import Ratios, SeriesRecords
from lib.data.variables import panel_variables

CODEBOOK = "data/codebook.csv"


def describe_variables(registry: SeriesRecords, ratios: Ratios) -> pd.DataFrame:
    """The codebook (workflow/schemas/tables.yaml): the variables read and those computed (variables.yaml).

    A computed variable breaks in the years in which one of its terms does.
    """
    rows, breaks = [], declared_breaks(registry, ratios)
    for row in panel_variables(registry):
        entry = registry[row.series]
        title = entry.get("measures", {}).get(row.measure, entry["title"])
        rows.append(
            {
                "variable": row.variable,
                "series": row.series,
                **{
                    f"title_{language}": words + _suffix(language, row.locality)
                    for language, words in title.items()
                },
                "locality": row.locality,
                "breaks": _in_words(breaks[row.variable]),
                **{key: entry.get(key, "") for key in ("unit", "kind", "weight", "definition")},
                **{key: entry[key] for key in ("publisher", "table", "grade")},
            }
        )
    for name, ratio in ratios.items():
        rows.append(
            {
                "variable": name,
                "breaks": _in_words(breaks[name]),
                **{f"title_{language}": words for language, words in ratio["title"].items()},
                "unit": ratio["unit"],
                "kind": "derived",
                "locality": "total",
                "numerator": " + ".join(ratio["numerator"]),
                "denominator": " + ".join(ratio["denominator"]),
                "scale": ratio["scale"],
                "definition": ratio["definition"],
            }
        )
    return described_frame(CODEBOOK, rows)


def _suffix(language: str, locality: str) -> str:
    """What follows the title of a variable of towns or villages alone."""
    return str(country()["languages"][language].get(locality, ""))


def _in_words(breaks: Mapping[int, str]) -> str:
    return "; ".join(f"{year}: {what}" for year, what in sorted(breaks.items()))
