"""Samples: which units of a layout enter a calculation."""

from collections.abc import Sequence


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
