"""What each column of the panels is."""

import pandas as pd

from lib.data.records import Ratios, SeriesRecords
from lib.data.variables import panel_variables

CODEBOOK = (
    "variable", "series", "title_en", "title_ru", "title_kk", "unit", "kind", "locality", "weight",
    "numerator", "denominator", "scale", "definition", "breaks", "publisher", "table", "grade",
)  # fmt: skip
SUFFIX = {
    "total": {"en": "", "ru": "", "kk": ""},
    "urban": {"en": ", urban", "ru": ", город", "kk": ", қала"},
    "rural": {"en": ", rural", "ru": ", село", "kk": ", ауыл"},
}


def describe_variables(registry: SeriesRecords, ratios: Ratios) -> pd.DataFrame:
    """The codebook, columns `CODEBOOK`: the variables read (registry) and those computed (variables.yaml).

    A computed variable breaks in the years in which one of its terms does.
    """
    rows, breaks = [], {}
    for row in panel_variables(registry):
        entry = registry[row.series]
        title = entry.get("measures", {}).get(row.measure, entry["title"])
        breaks[row.variable] = {(each["year"], each["what"]) for each in entry.get("breaks", ())}
        rows.append(
            {
                "variable": row.variable,
                "series": row.series,
                **{
                    f"title_{language}": title[language] + SUFFIX[row.locality][language]
                    for language in title
                },
                "locality": row.locality,
                "breaks": _in_words(breaks[row.variable]),
                **{key: entry.get(key, "") for key in ("unit", "kind", "weight", "definition")},
                **{key: entry[key] for key in ("publisher", "table", "grade")},
            }
        )
    for name, ratio in ratios.items():
        breaks[name] = set().union(*(breaks[term] for term in (*ratio["numerator"], *ratio["denominator"])))
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
    return pd.DataFrame(rows, columns=list(CODEBOOK))


def _in_words(breaks: set[tuple[int, str]]) -> str:
    return "; ".join(f"{year}: {what}" for year, what in sorted(breaks))


def ratio_problems(registry: SeriesRecords, ratios: Ratios) -> list[str]:
    """Terms of config/variables.yaml that are not known where they are used, and names given twice."""
    known = {each.variable for each in panel_variables(registry)}
    problems = []
    for name, ratio in ratios.items():
        if name in known:
            problems.append(
                f"config/variables.yaml, {name}: a variable of this name exists already; choose another."
            )
        problems += [
            f"config/variables.yaml, {name}: '{term}' is neither in the registry nor defined above."
            for term in (*ratio["numerator"], *ratio["denominator"])
            if term not in known
        ]
        known.add(name)
    return problems
