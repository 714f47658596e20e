"""What became of every raw figure, layout by layout."""

import numpy as np
import pandas as pd

from lib.core.country import layouts
from lib.data.lineage import Recipe
from lib.data.long_table import constant_series
from lib.data.panel import Cells, combination_rules
from lib.data.records import SeriesRecords
from lib.data.units import holders
from lib.data.variables import column_name

ACCOUNTING = (
    "layout", "series", "vintage", "variable", "locality", "unit", "year", "fate", "into",
    "figures", "reason",
)  # fmt: skip
FATES = ("kept", "summed", "averaged", "derived", "dropped", "superseded", "later", "withheld")
USED = ("kept", "summed", "averaged")
KEYS = ["variable", "locality", "unit", "year"]


def account(
    figures: pd.DataFrame,
    panels: dict[str, Cells],
    units: pd.DataFrame,
    recipe: Recipe,
    index: pd.DataFrame,
    chosen: pd.DataFrame,
) -> pd.DataFrame:
    """Give every figure of the chosen vintages one fate in every layout.

    Parameters
    ----------
    figures, units, recipe : what the panels were built from
    panels : layout -> Cells, from `lib.data.panel.harmonise`
    index : every file of figures: series, vintage, rows
    chosen : the files used, from `lib.data.vintages.as_known_on`

    Returns
    -------
    Columns `ACCOUNTING`. ``kept``: it is the panel's figure of `into`; ``summed``, ``averaged``: it is one of
    the parts of `into`; ``dropped``: not used, `reason` says why. A row ``derived`` is a panel figure that no
    source prints. Files that are not used have one row each, with their number of `figures`: ``superseded``
    by a newer vintage, ``later`` than the date asked for; ``withheld`` are years a held file may not give.
    """
    fates = figure_fates(figures, panels, units, recipe.registry)
    derived = [derived_figures(panels[layout], fates[layout], recipe) for layout in layouts()]
    tables = [*fates.values(), *derived, file_fates(index, chosen, figures)]
    table = pd.concat(tables, ignore_index=True)[list(ACCOUNTING)].astype({"year": "Int64"})
    position = [*layouts(), "all"].index
    return table.sort_values(
        ["layout", "series", "vintage", *KEYS, "fate"],
        kind="stable",
        ignore_index=True,
        key=lambda column: column.map(position) if column.name == "layout" else column,
    )


def figure_fates(
    figures: pd.DataFrame, panels: dict[str, Cells], units: pd.DataFrame, registry: SeriesRecords
) -> dict[str, pd.DataFrame]:
    """By layout: fate, into and reason of every figure."""
    base = figures[["series", "vintage", *KEYS]].assign(figures=1)
    names = _column_names(figures)
    uncombined = _why_not_combined(figures, names, registry)
    unplaced = (figures["status"] == "unplaced").to_numpy()
    before = np.full(len(figures), "dropped", dtype=object)
    reason_before = np.full(len(figures), "", dtype=object)
    tables = {}
    for layout in layouts():
        into = figures["unit"].map(holders(units, layout))
        wide, own = into.isna().to_numpy(), (into == figures["unit"]).to_numpy()
        origin = _origins(panels[layout], into, figures, names, registry)
        combined = np.isin(origin, ("summed", "averaged")) & ~own
        fate = np.select(
            [unplaced | wide, own, combined & np.isin(before, USED)],
            ["dropped", "kept", origin],
            default="dropped",
        ).astype(object)
        reason = np.select(
            [unplaced, fate != "dropped", wide, origin == "published", combined],
            [
                "territory not stated by the source",
                "",
                "covers more than one unit of the layout",
                "a figure is published for the wider unit",
                reason_before,
            ],
            default=uncombined,
        )
        into = into.where(fate != "dropped", "")
        tables[layout] = base.assign(layout=layout, fate=fate, into=into, reason=reason)
        before, reason_before = fate, reason
    return tables


def _column_names(figures: pd.DataFrame) -> list[str]:
    keys = zip(figures["variable"].to_numpy(), figures["locality"].to_numpy(), strict=True)
    return [column_name(*key) for key in keys]


def _origins(
    cells: Cells, into: pd.Series, figures: pd.DataFrame, names: list[str], registry: SeriesRecords
) -> np.ndarray:
    """Of the cell that each figure lies in: summed, averaged, derived or published; empty where it is."""
    row = pd.Index(cells.units).get_indexer(into)
    constant = figures["series"].isin(constant_series(registry))
    year = np.where(constant, 0, figures["year"] - cells.years[0])  # the same in all years
    place = row, year, pd.Index(cells.variables).get_indexer(names)
    marks = ("summed", "averaged", "derived")
    return np.select(
        [(row < 0) | np.isnan(cells.values[place]), *(cells.marks[mark][place] for mark in marks)],
        ["", *marks],
        default="published",
    ).astype(object)


def _why_not_combined(figures: pd.DataFrame, names: list[str], registry: SeriesRecords) -> np.ndarray:
    """Why a part's figure does not make up one of the wider unit."""
    kind = figures["series"].map({series: entry["kind"] for series, entry in registry.items()})
    unweighted = pd.Series(names).map(combination_rules(registry)).isna()
    alone = {measure for entry in registry.values() for measure in entry.get("not_additive", ())}
    return np.select(
        [
            figures["variable"].isin(alone),
            kind == "level",
            (kind == "share") & unweighted.to_numpy(),
            kind == "share",
        ],
        [
            "does not add up: moves inside the wider unit are counted in its parts",
            "not every part of the wider unit has a figure",
            "the denominator is not published by locality",
            "not every part of the wider unit has a figure and its denominator",
        ],
        default=("figures of kind " + kind + " are not combined").to_numpy(dtype=object),
    )


def derived_figures(cells: Cells, fates: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """The figures of a panel that rest on no figure of their own variable, but on an identity."""
    because = {
        term: f"{identity['whole']} = {' + '.join(identity['parts'])}"
        for identity in recipe.identities.values()
        for term in identity.get("fills", ())
    }
    used = fates[fates["fate"].isin(USED)]
    with_source = set(zip(used["into"], used["year"], _column_names(used), strict=True))
    marks = cells.marked().groupby(["unit", "year", "variable"])["mark"].agg(set)
    rows = []
    for (unit, year, name), own in marks.items():
        if "derived" in own and name in because and (unit, year, name) not in with_source:
            _, measure, series, locality = recipe.read[name]
            reason = f"{'its parts, each by ' if 'summed' in own else ''}{because[name]}"
            rows.append((series, measure, locality, unit, year, unit, reason))
    table = pd.DataFrame(rows, columns=["series", *KEYS, "into", "reason"])
    return table.assign(layout=fates["layout"].iloc[0], vintage="", fate="derived", figures=1)


def file_fates(index: pd.DataFrame, chosen: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """One row a file that is not used, or not wholly."""
    used = dict(zip(chosen["series"], chosen["vintage"], strict=True))
    read = figures.groupby("series").size()
    rows = []
    for file in index.itertuples():
        fate, count, reason = "superseded", file.rows, f"vintage {used.get(file.series)} is used"
        if used.get(file.series) == file.vintage:
            fate, count = "withheld", file.rows - read.get(file.series, 0)
            reason = "the year had not ended on the date asked for"
        elif file.vintage > used.get(file.series, ""):
            fate, reason = "later", "published after the date asked for"
        if count:
            rows.append((file.series, file.vintage, fate, count, reason))
    table = pd.DataFrame(rows, columns=["series", "vintage", "fate", "figures", "reason"])
    return table.assign(layout="all", variable="", locality="", unit="", year=pd.NA, into="")
