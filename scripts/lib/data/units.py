"""Territories and layouts: which unit of a layout each unit lies in (data/raw/units.csv).

A layout is a partition of the country. The layouts are nested, so each one is built from the next finer one.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from lib.core.country import detail_layout, layouts
from lib.core.tables import read_table

if TYPE_CHECKING:
    import pandas as pd

EVERY_UNIT = "all"  # in place of a unit, where a whole year of a series is doubtful


def read_units(path: str | Path, of_detail: bool = False) -> "pd.DataFrame":
    """units.csv as text, empty where nothing applies: units of the layouts, or those of the detail."""
    units = read_table(path, described_as="raw/units.csv")
    detailed = units[f"layout_{detail_layout()}"] != "" if detail_layout() else units["unit"] == ""
    return units[detailed == of_detail].reset_index(drop=True)


def layout_units(units: "pd.DataFrame", layout: str) -> list[str]:
    """The units of a layout, sorted."""
    return sorted(units.loc[units[f"layout_{layout}"] == units["unit"], "unit"])


def holders(units: "pd.DataFrame", layout: str) -> dict[str, str]:
    """The unit of `layout` that each unit lies in; a unit wider than those of the layout is left out."""
    inside = units[units[f"layout_{layout}"] != ""]
    return dict(zip(inside["unit"], inside[f"layout_{layout}"], strict=True))


def parts(units: "pd.DataFrame", layout: str) -> dict[str, list[str]]:
    """The parts of every unit in the next finer layout, sorted; an unsplit unit is its own part."""
    finer = layouts()[layouts().index(layout) - 1]
    holder = holders(units, layout)
    parts_by_unit: dict[str, list[str]] = {}
    for unit in layout_units(units, finer):
        parts_by_unit.setdefault(holder[unit], []).append(unit)
    return dict(sorted(parts_by_unit.items()))
