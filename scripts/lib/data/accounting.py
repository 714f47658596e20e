"""What became of every raw figure, layout by layout."""

import numpy as np
import pandas as pd

from lib.core.country import layouts
from lib.data.arrays import BoolArray
from lib.data.panel import Cells, combination_rules, raw_cells
from lib.data.records import Identities, SeriesRecords
from lib.data.units import holders
from lib.data.variables import column_name, panel_variables

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
    registry: SeriesRecords,
    identities: Identities,
    index: pd.DataFrame,
    chosen: pd.DataFrame,
) -> pd.DataFrame:
    """Give every figure of the chosen vintages one fate in every layout.

    Parameters
    ----------
    figures, units, registry, identities : what the panels were built from
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
    fates = figure_fates(figures, panels, units, registry)
    derived = [derived_figures(panels[layout], fates[layout], registry, identities) for layout in layouts()]
    tables = [*fates.values(), *derived, file_fates(index, chosen, figures)]
    table = pd.concat(tables, ignore_index=True)[list(ACCOUNTING)].astype({"year": "Int64"})
    order = {layout: position for position, layout in enumerate((*layouts(), "all"))}
    keyed = table.assign(position=table["layout"].map(order))
    keyed = keyed.sort_values(
        ["position", "series", "vintage", *KEYS, "fate"], kind="stable", ignore_index=True
    )
    return keyed.drop(columns="position")


def figure_fates(
    figures: pd.DataFrame, panels: dict[str, Cells], units: pd.DataFrame, registry: SeriesRecords
) -> dict[str, pd.DataFrame]:
    """By layout: fate, into and reason of every figure."""
    base = figures[["series", "vintage", *KEYS]].assign(figures=1)
    raw = raw_cells(figures, units, registry)
    place = _positions(figures, raw, registry)
    unplaced = (figures["status"] == "unplaced").to_numpy()
    unit = figures["unit"].to_numpy()
    before = np.full(len(figures), "dropped", dtype=object)
    reason_before = np.full(len(figures), "", dtype=object)
    tables = {}
    for layout in layouts():
        target = figures["unit"].map(holders(units, layout)).to_numpy(dtype=object)
        wide = pd.isna(target)
        own = unit == target
        at = panels[layout], np.where(wide, unit, target)
        published = _has_value(raw, at[1], place)
        mark = _combined(*at, place)
        combined = (mark != "") & ~own & ~published & ~wide
        passed = np.isin(before, USED)
        fate = np.select(
            [unplaced | wide, own, combined & passed], ["dropped", "kept", mark], default="dropped"
        ).astype(object)
        reason = np.select(
            [unplaced, fate != "dropped", wide, published, combined],
            [
                "territory not stated by the source",
                "",
                "covers more than one unit of the layout",
                "a figure is published for the wider unit",
                reason_before,
            ],
            default=_why_not_combined(figures, registry),
        )
        into = np.where(fate == "dropped", "", target).astype(object)
        tables[layout] = base.assign(layout=layout, fate=fate, into=into, reason=reason)
        before, reason_before = fate, reason
    return tables


def _column_names(figures: pd.DataFrame) -> list[str]:
    keys = zip(figures["variable"].to_numpy(), figures["locality"].to_numpy(), strict=True)
    return [column_name(*key) for key in keys]


def _positions(figures: pd.DataFrame, raw: Cells, registry: SeriesRecords) -> tuple[np.ndarray, np.ndarray]:
    """Year and variable of each figure as positions in the cells; a constant stands for its first year."""
    names = _column_names(figures)
    constants = [series for series, entry in registry.items() if entry.get("constant")]
    year = np.where(figures["series"].isin(constants), 0, figures["year"] - raw.years[0])
    return year, pd.Index(raw.variables).get_indexer(names)


def _has_value(raw: Cells, units: np.ndarray, place: tuple[np.ndarray, np.ndarray]) -> BoolArray:
    missing: BoolArray = np.isnan(raw.values[(pd.Index(raw.units).get_indexer(units), *place)])
    return ~missing


def _combined(cells: Cells, units: np.ndarray, place: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """``summed``, ``averaged`` or the empty string for the cell of each unit; units outside have none."""
    row = pd.Index(cells.units).get_indexer(units)
    found = np.full(len(units), "", dtype=object)
    for mark in ("summed", "averaged"):
        found[(row >= 0) & cells.marks[mark][(row, *place)]] = mark
    return found


def _why_not_combined(figures: pd.DataFrame, registry: SeriesRecords) -> np.ndarray:
    """Why a part's figure does not make up one of the wider unit."""
    kind = figures["series"].map({series: entry["kind"] for series, entry in registry.items()})
    names = _column_names(figures)
    variables = (each.variable for each in panel_variables(registry))
    unweighted = pd.Series(names).map(dict(zip(variables, combination_rules(registry), strict=True))).isna()
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


def derived_figures(
    cells: Cells, fates: pd.DataFrame, registry: SeriesRecords, identities: Identities
) -> pd.DataFrame:
    """The figures of a panel that rest on no figure of their own variable, but on an identity."""
    variables = pd.DataFrame(panel_variables(registry))
    because = {
        term: f"{identity['whole']} = {' + '.join(identity['parts'])}"
        for identity in identities.values()
        for term in identity.get("fills", ())
    }
    count = len(variables)
    without_source = ~np.isnan(cells.values[:, :, :count])
    used = fates[fates["fate"].isin(USED)]
    constant = used["series"].map(lambda series: bool(registry[series].get("constant"))).to_numpy(dtype=bool)
    row = pd.Index(cells.units).get_indexer(used["into"])
    names = _column_names(used)
    column = pd.Index(variables["variable"]).get_indexer(names)
    without_source[row[constant], :, column[constant]] = False
    year = used["year"].to_numpy()[~constant] - cells.years[0]
    without_source[row[~constant], year, column[~constant]] = False
    unit, year, variable = np.nonzero(without_source)
    from_parts = cells.marks["summed"][unit, year, variable]
    into = np.array(cells.units, dtype=object)[unit]
    found = variables.iloc[variable].reset_index(drop=True)
    return pd.DataFrame(
        {
            "layout": fates["layout"].iloc[0],
            "series": found["series"],
            "vintage": "",
            "variable": found["measure"],
            "locality": found["locality"],
            "unit": into,
            "year": np.array(cells.years)[year],
            "fate": "derived",
            "into": into,
            "figures": 1,
            "reason": [
                f"{'its parts, each by ' if summed else ''}{because[name]}"
                for summed, name in zip(from_parts, found["variable"], strict=True)
            ],
        }
    )


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
