"""Records of the files that say what the data are; workflow/schemas/ says what their keys mean."""

from collections.abc import Mapping
from typing import Any

Record = Mapping[str, Any]
SeriesRecord = Record  # one series of data/raw/registry.yaml
Ratio = Record  # one variable of config/variables.yaml: sums of variables over each other, times a scale
Group = Record  # one named set of units (config/groups.yaml)
Identity = Record  # of config/totals.yaml: whole x scale = sum of parts, of which it may give some
Totals = Record  # config/totals.yaml: what must add up, and how closely

SeriesRecords = Mapping[str, SeriesRecord]
Identities = Mapping[str, Identity]
Ratios = Mapping[str, Ratio]


def of_layout(registry: SeriesRecords, layout: str = "") -> SeriesRecords:
    """The series that have figures of one layout alone; without its name, those of the regions."""
    return {name: entry for name, entry in registry.items() if entry.get("layout", "") == layout}
