"""Named sets of units (config/groups.yaml), in the units of any layout."""

from collections.abc import Mapping

import pandas as pd

from lib.core.country import detail_layout, layouts
from lib.data.records import Group
from lib.data.units import holders, layout_units


def groups_in_layout(groups: Mapping[str, Group], units: pd.DataFrame, layout: str) -> dict[str, list[str]]:
    """The units of `layout` that make up each group, sorted; `units` is from `read_units`.

    A group is left out when it is not a union of whole units of the layout: when part of a unit would
    have to be split off. Groups of districts are in no layout of regions.
    """
    holder = holders(units, layout)
    today = layout_units(units, layout if layout == detail_layout() else layouts()[0])
    found = {}
    for name, group in groups.items():
        if not set(group["units"]) <= set(today):
            continue
        inside = {holder[unit] for unit in group["units"]}
        if {unit for unit in today if holder[unit] in inside} == set(group["units"]):
            found[name] = sorted(inside)
    return found


def macro_regions(units: pd.DataFrame) -> dict[str, str]:
    """The macro-region of every unit of every layout but the country itself; `units` is from `read_units`."""
    known = units[units["macro_region"] != ""]
    return dict(zip(known["unit"], known["macro_region"], strict=True))
