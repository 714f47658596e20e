"""The long table: every figure of the snapshot with its variable, place, year, status and vintage."""

from pathlib import Path

import numpy as np
import pandas as pd

from lib.data.records import SeriesRecords
from lib.data.snapshots import snapshot_path
from lib.data.units import EVERY_UNIT
from lib.data.vintages import as_known_on, select_figures

LONG = ("variable", "unit", "year", "locality", "value", "status", "series", "vintage", "note")
STATUSES = ("published", "preliminary", "estimate", "doubtful", "unplaced")
UNPLACED = "territory not stated"
ESTIMATE = "estimate"


def read_observations(folder: str | Path, index: pd.DataFrame, registry: SeriesRecords) -> pd.DataFrame:
    """Read snapshot files into one long table.

    Parameters
    ----------
    folder : data/raw
    index : columns series, vintage: the files to read
    registry : data/raw/registry.yaml

    Returns
    -------
    Columns `LONG`, in the order of the files. A figure's status is ``unplaced`` when its note says that the
    territory is not stated, ``doubtful`` or ``preliminary`` when the registry says so, ``estimate`` when the
    note calls it one, else ``published``.
    """
    tables = [
        pd.read_csv(
            snapshot_path(folder, {"series": series, "vintage": vintage}),
            keep_default_na=False,
            dtype={"measure": str, "unit": str, "year": int, "locality": str, "value": float, "note": str},
        ).assign(series=series, vintage=vintage)
        for series, vintage in zip(index["series"], index["vintage"], strict=True)
    ]
    if not tables:
        return pd.DataFrame(columns=list(LONG)).astype(
            {**dict.fromkeys(LONG, str), "year": int, "value": float}
        )
    figures = pd.concat(tables, ignore_index=True).rename(columns={"measure": "variable"})
    figures["status"] = statuses(figures, registry)
    return figures[list(LONG)]


def statuses(figures: pd.DataFrame, registry: SeriesRecords) -> np.ndarray:
    """The status of each figure, see `read_observations`."""
    declared: dict[tuple[str, str, int], str] = {}
    for series, entry in registry.items():
        declared |= {(series, EVERY_UNIT, year): "preliminary" for year in entry.get("preliminary", ())}
        declared |= {(series, each["unit"], each["year"]): "doubtful" for each in entry.get("doubtful", ())}
    keys = zip(figures["series"], figures["unit"], figures["year"], strict=True)
    said = np.array(
        [
            declared.get((series, unit, year)) or declared.get((series, EVERY_UNIT, year), "published")
            for series, unit, year in keys
        ]
    )
    note = figures["note"].str
    return np.select(
        [note.contains(UNPLACED), said == "doubtful", note.contains(ESTIMATE)],
        ["unplaced", "doubtful", "estimate"],
        default=said,
    )


def figures_known_on(
    date: str, folder: str | Path, index: pd.DataFrame, registry: SeriesRecords
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The files chosen as known on a date, and their figures as one long table.

    Parameters as those of `as_known_on` and of `read_observations`.
    """
    chosen = as_known_on(index, date)
    figures = read_observations(folder, chosen, registry)
    return chosen, select_figures(figures, chosen, constant_series(registry))


def constant_series(registry: SeriesRecords) -> set[str]:
    """The series that do not change over time: a figure of any year holds for all."""
    return {series for series, entry in registry.items() if entry.get("constant")}
