"""Named sets of units (config/groups.yaml), in the units of any layout."""

import pandas as pd


def membership(units: pd.DataFrame, layout: str) -> dict[str, str]:
    """Which unit of `layout` each of today's 20 units lies in; `units` is units.csv."""
    today = units[units["layout_20"] == units["unit"]]
    return dict(zip(today["unit"], today[f"layout_{layout}"], strict=True))


def groups_in_layout(groups: dict, units: pd.DataFrame, layout: str) -> dict[str, list[str]]:
    """The units of `layout` that make up each group, sorted.

    A group is left out when it is not a union of whole units of the layout: when part of a unit would
    have to be split off.
    """
    larger = membership(units, layout)
    found = {}
    for name, group in groups.items():
        inside = {larger[unit] for unit in group["units"]}
        if {unit for unit in larger if larger[unit] in inside} == set(group["units"]):
            found[name] = sorted(inside)
    return found


def macro_regions(units: pd.DataFrame) -> dict[str, str]:
    """The macro-region of every unit of every layout but the country itself."""
    known = units[units["macro_region"].notna()]
    return dict(zip(known["unit"], known["macro_region"], strict=True))
