"""Totals are conserved: every sum that the figures allow is compared with what is published for the whole."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from lib.core.country import country_unit, layouts, region_layouts
from lib.data.arrays import BoolArray, FloatArray
from lib.data.panel import Cells, combination_rules, combine_parts, raw_cells, weighted_mean
from lib.data.records import (
    Agreement,
    ChainedIndex,
    Disagreement,
    Identities,
    Product,
    SeriesRecords,
    Tolerance,
    Totals,
)
from lib.data.units import parts
from lib.data.variables import panel_variables

CONSERVATION = (
    "check", "variable", "layout", "unit", "year", "parts", "whole", "difference", "tolerance", "verdict",
)  # fmt: skip
ARITHMETIC = 1e-9  # relative error of sums in floating point


def check_totals(
    figures: pd.DataFrame,
    panels: dict[str, Cells],
    units: pd.DataFrame,
    registry: SeriesRecords,
    totals: Totals,
) -> pd.DataFrame:
    """Compare parts and wholes wherever both are published.

    Parameters
    ----------
    figures, units, registry : what the panels were built from
    panels : layout -> Cells, from `lib.data.panel.harmonise`
    totals : config/totals.yaml

    Returns
    -------
    Columns `CONSERVATION`, sorted: `difference` = `parts` - `whole`; `verdict` is ``holds``, ``fails``, or
    ``disagrees`` for a failure that totals.yaml names: published figures that contradict each other.
    """
    raw = raw_cells(figures, units, registry)
    comparisons = [*_identities(raw, totals["identities"]), *_zero_sums(panels, totals["zero_sums"])]
    comparisons += [*_agreements(panels, totals["agreements"]), *_products(panels, totals["products"])]
    for layout in region_layouts():
        cells = panels[layout]
        country = {country_unit(): cells.units}
        comparisons += _wholes(raw, cells, country, layout, registry, "regions_to_country", totals["country"])
        comparisons += _chained(raw, cells, layout, totals["indices"])
    for finer, layout in pairwise(region_layouts()):
        inside = parts(units, layout)
        comparisons += _wholes(
            raw, panels[finer], inside, layout, registry, "parts_to_whole", totals["parts"]
        )
    table = pd.concat(comparisons, ignore_index=True)
    table["difference"] = table["parts"] - table["whole"]
    allowed = table["tolerance"] + ARITHMETIC * table[["parts", "whole"]].abs().max(axis=1)
    known = _known(table, figures, totals["disagreements"])
    table["verdict"] = "fails"
    table.loc[known, "verdict"] = "disagrees"
    table.loc[table["difference"].abs() <= allowed, "verdict"] = "holds"
    table = table.sort_values(["check", "variable", "layout", "unit", "year"], ignore_index=True)
    return table[list(CONSERVATION)]


def _known(table: pd.DataFrame, figures: pd.DataFrame, disagreements: list[Disagreement]) -> BoolArray:
    """Which comparisons concern figures that totals.yaml names for the vintage in use."""
    vintages = dict(zip(figures["series"], figures["vintage"], strict=True))
    named = {
        (case["variable"], case["unit"], year)
        for case in disagreements
        if vintages.get(case["series"]) == case["vintage"]
        for year in case["years"]
    }
    keys = zip(table["variable"], table["unit"], table["year"], strict=True)
    return np.array([key in named for key in keys], dtype=bool)


def failures(table: pd.DataFrame) -> list[str]:
    """A sentence for every check that fails, once when it fails alike in several layouts."""
    sentences = (
        f"{row.check}: {row.variable} of {row.unit} in {row.year}: the parts give {row.parts:.12g}, the whole"
        f" is {row.whole:.12g}; the difference {row.difference:.12g} exceeds the tolerance"
        f" {row.tolerance:.12g}. Mend the figures in data/raw, or state in config/totals.yaml what is let"
        " pass and why."
        for row in table[table["verdict"] == "fails"].itertuples()
    )
    return list(dict.fromkeys(sentences))


def _rows(
    check: str,
    variable: str,
    layout: str,
    cells: Cells,
    of_parts: FloatArray,
    whole: FloatArray,
    tolerance: FloatArray | float,
) -> pd.DataFrame:
    """Rows of one comparison; `of_parts` and `whole` are (units, years) of `cells`."""
    unit, year = np.nonzero(~np.isnan(of_parts) & ~np.isnan(whole))
    return pd.DataFrame(
        {
            "check": check,
            "variable": variable,
            "layout": layout,
            "unit": np.array(cells.units, dtype=object)[unit],
            "year": np.array(cells.years)[year],
            "parts": of_parts[unit, year],
            "whole": whole[unit, year],
            "tolerance": np.broadcast_to(tolerance, of_parts.shape)[unit, year],
        }
    )


def _identities(raw: Cells, identities: Identities) -> Iterator[pd.DataFrame]:
    for name, identity in identities.items():
        total, whole = raw.total(identity["parts"]), identity.get("scale", 1) * raw.of(identity["whole"])
        yield _rows(name, identity["whole"], "", raw, total, whole, identity["tolerance"])


def _zero_sums(panels: dict[str, Cells], variables: list[str]) -> Iterator[pd.DataFrame]:
    cells = panels[layouts()[-1]]
    for name in variables:
        balances = cells.of(name)
        yield _rows("zero_sum", name, "", cells, balances, np.where(np.isnan(balances), np.nan, 0), 0)


def _agreements(panels: dict[str, Cells], agreements: Mapping[str, Agreement]) -> Iterator[pd.DataFrame]:
    for name, entry in agreements.items():
        for layout in dict.fromkeys((layouts()[0], layouts()[-1])):
            cells = panels[layout]
            published = cells.of(entry["published"])
            yield _rows("as_published", name, layout, cells, cells.of(name), published, entry["tolerance"])


def _products(panels: dict[str, Cells], products: Mapping[str, Product]) -> Iterator[pd.DataFrame]:
    """The product of variables as a multiple of another, against the middle of its plausible range."""
    for name, entry in products.items():
        low, high = entry["between"]
        for layout, cells in panels.items():
            factors = np.prod([cells.of(factor) for factor in entry["factors"]], axis=0)
            multiples, middle = factors / cells.of(entry["over"]), np.full(factors.shape, (low + high) / 2)
            yield _rows(name, entry["factors"][0], layout, cells, multiples, middle, (high - low) / 2)


def _chained(
    raw: Cells, cells: Cells, layout: str, indices: Mapping[str, ChainedIndex]
) -> Iterator[pd.DataFrame]:
    """Volume indices (previous year = 100), weighted with the year before, against the country's."""
    country, check = raw.take([country_unit()]), "weighted_regions_to_country"
    for name, entry in indices.items():
        weighted = np.full((1, len(cells.years)), np.nan)
        weighted[0, 1:] = weighted_mean(cells.of(name)[:, 1:], cells.of(entry["weight"])[:, :-1])
        yield _rows(check, name, layout, country, weighted, country.of(name), entry["tolerance"])


def _wholes(
    raw: Cells,
    finer: Cells,
    members: Mapping[str, list[str]],
    layout: str,
    registry: SeriesRecords,
    check: str,
    tolerances: Mapping[str, Tolerance],
) -> Iterator[pd.DataFrame]:
    """What the parts of each unit give, added or averaged, against the figure published for it."""
    split = {whole: inside for whole, inside in members.items() if inside != [whole]}
    rules, published = combination_rules(registry), raw.take(list(split))
    combined = replace(published, values=np.full_like(published.values, np.nan))
    combine_parts(combined, finer.only(raw.variables), split, rules)
    for each in panel_variables(registry):
        whole, entry = published.of(each.variable), tolerances.get(each.variable, {})
        tolerance = np.maximum(entry.get("tolerance", 0), entry.get("percent", 0) / 100 * abs(whole))
        name = check if registry[each.series]["kind"] == "level" else f"weighted_{check}"
        yield _rows(name, each.variable, layout, published, combined.of(each.variable), whole, tolerance)
