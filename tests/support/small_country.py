"""A country small enough to work cases by hand: four regions, one series of each kind."""

import pandas as pd

from lib.data.long_table import LONG

REGISTRY = {
    "output": {"kind": "level", "localities": ["total"], "unit": "mln KZT"},
    "people": {"kind": "level", "localities": ["total", "urban", "rural"], "unit": "persons"},
    "poor": {"kind": "share", "weight": "people", "localities": ["total", "rural"], "unit": "percent"},
    "wage": {"kind": "rate", "localities": ["total"], "unit": "KZT"},
    "moves": {
        "kind": "level",
        "localities": ["total"],
        "unit": "persons",
        "measures": {"moves_in": {}, "moves_net": {}},
        "not_additive": ["moves_in"],
    },
    "land": {"kind": "level", "constant": True, "localities": ["total"], "unit": "km2"},
}
# C was split off BC, and before that A, B and C were one, ABC; D never changed.
UNITS = pd.DataFrame(
    [
        ("KZ", "", "", "", "KZ"),
        ("A", "A", "A", "ABC", "KZ"),
        ("B", "B", "BC", "ABC", "KZ"),
        ("C", "C", "BC", "ABC", "KZ"),
        ("D", "D", "D", "D", "KZ"),
        ("BC", "", "BC", "ABC", "KZ"),
        ("ABC", "", "", "ABC", "KZ"),
    ],
    columns=["unit", "layout_20", "layout_17", "layout_16", "layout_1"],
)
TOTALS = {
    "identities": {},
    "zero_sums": [],
    "agreements": {},
    "products": {},
    "indices": {},
    "country": {},
    "parts": {},
    "disagreements": [],
}


def figures(*rows, status: str = "published") -> pd.DataFrame:
    """A long table from (variable, unit, year, value), with the locality as a fifth cell where not total."""
    series = {
        measure: name for name, entry in REGISTRY.items() for measure in entry.get("measures", {name: None})
    }
    table = pd.DataFrame(
        [(*row, "total") if len(row) == 4 else row for row in rows],
        columns=["variable", "unit", "year", "value", "locality"],
    ).astype({"value": float})
    table["series"] = table["variable"].map(series)
    return table.assign(status=status, vintage="2024-01-01", note="")[list(LONG)]
