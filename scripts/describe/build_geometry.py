"""Build the boundaries of each layout and the spatial weights between its units."""

from lib.runs.jobs import job

import numpy as np
import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.country import country, region_layouts
from lib.core.files import write_text
from lib.core.tables import write_table
from lib.data.bundled import bundled_file
from lib.data.units import holders, read_units
from lib.space.geometry import Regions, corner_joins, dissolve, read_coverage, to_geojson
from lib.space.weights import Joins, contiguity, distances, inverse_distance, nearest, tabulate

NEIGHBOURS = 4


def build_regions(regions: Regions, units: pd.DataFrame) -> dict[str, Regions]:
    """Return the boundaries (metres) of the layouts of regions from those of today's units.

    `units` is units.csv. The older layouts are unions of today's units; cities keep today's limits in them.
    """
    return {layout: dissolve(regions, holders(units, layout)) for layout in region_layouts()}


def lake_joins(units: pd.DataFrame, layout: str) -> Joins:
    """The joins of a layout that run across the lake."""
    holder = holders(units, layout)
    return {tuple(sorted((holder[unit], holder[neighbour]))) for unit, neighbour in country()["lake_joins"]}


def centroids(regions: Regions) -> np.ndarray:
    """Centroids in metres, (n, 2), units sorted."""
    return np.array([[regions[unit].centroid.x, regions[unit].centroid.y] for unit in sorted(regions)])


def build_distances(layouts: dict[str, Regions]) -> pd.DataFrame:
    """Rows `layout,unit,neighbour,km` of every pair of units: km between their centroids."""
    tables = [
        tabulate(layout, sorted(regions), distances(centroids(regions)) / 1000)
        for layout, regions in layouts.items()
    ]
    return pd.concat(tables, ignore_index=True).rename(columns={"kind": "layout", "weight": "km"})


def build_weights(regions: Regions, across_lake: Joins) -> pd.DataFrame:
    """Rows `kind,unit,neighbour,weight` of four kinds of weights; distances between centroids."""
    units, points = sorted(regions), centroids(regions)
    joins = corner_joins(regions)
    kinds = {
        "queen": contiguity(units, joins),
        "queen_without_lake": contiguity(units, joins - across_lake),
        "knn4": nearest(points, NEIGHBOURS),
        "inverse_distance": inverse_distance(points),
    }
    return pd.concat([tabulate(kind, units, weights) for kind, weights in kinds.items()], ignore_index=True)


if __name__ == "__main__":
    with job(snakemake):
        units = read_units(snakemake.input.units)
        credit = read_yaml(snakemake.input.boundaries)["credit"]
        by_layout = build_regions(read_coverage(bundled_file(snakemake.input.boundaries)), units)
        write_table(snakemake.output.distances, build_distances(by_layout))
        for layout, regions in by_layout.items():
            weights = build_weights(regions, lake_joins(units, layout))
            write_text(snakemake.output[f"regions_{layout}"], to_geojson(regions, credit))
            write_table(snakemake.output[f"weights_{layout}"], weights)
