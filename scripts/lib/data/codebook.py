"""What each column of the panels is."""

from typing import Any

import pandas as pd

from lib.core.country import country
from lib.core.tables import described_frame
from lib.data.breaks import declared_breaks
from lib.data.records import Ratios, SeriesRecords
from lib.data.variables import panel_variables

CODEBOOK = "data/codebook.csv"
OF_SERIES = ("unit", "kind", "weight", "definition", "publisher", "table", "grade")


def describe_variables(registry: SeriesRecords, ratios: Ratios) -> pd.DataFrame:
    """The codebook (workflow/schemas/tables.yaml): the variables read and those computed (variables.yaml).

    A computed variable breaks in the years in which one of its terms does.
    """
    spoken = country()["languages"].items()
    endings = {code: {"urban": each["urban"], "rural": each["rural"]} for code, each in spoken}
    rows: list[dict[str, Any]] = []
    for row in panel_variables(registry):
        entry = registry[row.series]
        title = entry.get("measures", {}).get(row.measure, entry["title"])
        rows.append(
            {
                "variable": row.variable,
                "series": row.series,
                "locality": row.locality,
                **{
                    f"title_{code}": words + endings[code].get(row.locality, "")
                    for code, words in title.items()
                },
                **{name: entry.get(name, "") for name in OF_SERIES},
            }
        )
    for name, ratio in ratios.items():
        rows.append(
            {
                "variable": name,
                "kind": "derived",
                "locality": "total",
                **{f"title_{code}": words for code, words in ratio["title"].items()},
                **{part: " + ".join(ratio[part]) for part in ("numerator", "denominator")},
                **{key: ratio[key] for key in ("unit", "definition", "scale")},
            }
        )
    breaks = declared_breaks(registry, ratios)
    for each in rows:
        dated = sorted(breaks[each["variable"]].items())
        each["breaks"] = "; ".join(f"{year}: {what}" for year, what in dated)
    return described_frame(CODEBOOK, rows)
