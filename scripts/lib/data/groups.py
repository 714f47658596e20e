"""Named sets of units (config/groups.yaml) in the units of any layout, and samples, which leave some out."""

from collections.abc import Mapping, Sequence

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
    units_by_group = {}
    for name, group in groups.items():
        if not set(group["units"]) <= set(today):
            continue
        inside = {holder[unit] for unit in group["units"]}
        if {unit for unit in today if holder[unit] in inside} == set(group["units"]):
            units_by_group[name] = sorted(inside)
    return units_by_group


def macro_regions(units: pd.DataFrame) -> dict[str, str]:
    """The macro-region of every unit of every layout but the country itself; `units` is from `read_units`."""
    known = units[units["macro_region"] != ""]
    return dict(zip(known["unit"], known["macro_region"], strict=True))


def samples_in_layout(
    samples: dict[str, list[str]], groups: dict[str, list[str]], units: Sequence[str]
) -> dict[str, list[str]]:
    """The units of each sample in one layout.

    Parameters
    ----------
    samples : the groups left out of each sample
    groups : the units of each group that exists in this layout
    units : every unit of the layout

    A sample is absent where one of its groups is: part of a unit cannot be left out.
    """
    return {
        name: [unit for unit in units if not any(unit in groups[group] for group in left_out)]
        for name, left_out in samples.items()
        if all(group in groups for group in left_out)
    }
