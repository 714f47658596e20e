"""Renewal of the boundaries in data/raw from the package that their record names: repaired, made coarser.

python scripts/setup/renew_boundaries.py package.whl
python scripts/setup/renew_boundaries.py districts.zip data/raw/district_boundaries/record.yaml
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from lib.core.configuration import read_yaml
from lib.core.files import read_csv
from lib.core.problems import stop_if
from lib.data.bundled import write_bundled
from lib.data.units import read_units
from lib.space.geometry import METRE, Regions, features_of, project, to_geojson, unproject

BOUNDARIES = Path("data/raw/boundaries/record.yaml")
COARSEST_DETAIL = 800.0  # metres
DECIMALS = 6  # of a degree, a ninth of a metre: `read_coverage` finds the same whole metres again


def read_source_regions(wheel: Path, member: str, sha256: str, names: str) -> Regions:
    """The regions of a package by their names there, in degrees; `ProblemsError` where it is another file."""
    content = zipfile.ZipFile(wheel).read(member)
    known = hashlib.sha256(content).hexdigest() == sha256
    stop_if(
        [] if known else [f"{wheel}: {member} is not the known file; check its sha256 in its record."],
        "Reading the boundaries",
    )
    return features_of(json.loads(content), names)


def rename(regions: Regions, aliases: pd.DataFrame, kind: str) -> Regions:
    """Give each region its unit code, by the rows of aliases.csv of a kind."""
    known = aliases[aliases["kind"] == kind].set_index("alias")["unit"]
    unknown = sorted(set(regions) - set(known.index))
    stop_if(
        [f"'{name}' is no alias of kind {kind}; add it to data/raw/aliases.csv." for name in unknown],
        "Naming the regions",
    )
    return {known[name]: region for name, region in regions.items()}


def repair(regions: Regions, cities: set[str]) -> Regions:
    """Return `regions` without overlaps, gaps or invalid rings, in the same projection (metres).

    All boundaries are noded together on a grid of a metre and polygonised; each face then belongs
    to one unit: the only one that covers it, or the city where a city and the oblast around it overlap.
    A face of no unit, or of several of which not exactly one is a city, is told by a `ProblemsError`.
    """
    codes = sorted(regions)
    shapes = shapely.make_valid([regions[code] for code in codes])
    noded = shapely.union_all(shapely.boundary([regions[code] for code in codes]), grid_size=METRE)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    inside = shapely.contains(shapes[:, None], shapely.point_on_surface(faces)[None, :])
    parts: dict[str, list[shapely.Geometry]] = {code: [] for code in codes}
    problems = []
    for face, covered in zip(faces, inside.T, strict=True):
        owners = [code for code, covers in zip(codes, covered, strict=True) if covers]
        owner = owners if len(owners) == 1 else sorted(cities.intersection(owners))
        if len(owner) == 1:
            parts[owner[0]].append(face)
        else:
            problems.append(
                f"a face of {face.area / 1e6:.2f} km² around {face.representative_point().wkt} lies in "
                f"{', '.join(owners) or 'no unit'}; decide whose it is in the source file."
            )
    stop_if(problems, "Repairing the boundaries")
    return {code: shapely.union_all(parts[code]) for code in codes}


def simplify(regions: Regions) -> Regions:
    """Simplify a coverage so that neighbours still share every vertex of their common boundary.

    `shapely.coverage_simplify` (Visvalingam and Whyatt 1993): details smaller than a triangle of
    `COARSEST_DETAIL` squared are removed.
    """
    shapes = shapely.coverage_simplify(list(regions.values()), COARSEST_DETAIL)
    return dict(zip(regions, shapes, strict=True))


def to_degrees(regions: Regions) -> bytes:
    """A GeoJSON file of regions in metres: one feature a unit, in degrees with `DECIMALS` decimals."""
    shapes = unproject(np.array(list(regions.values())))
    rounded = shapely.transform(shapes, lambda degrees: np.round(degrees, DECIMALS))
    features = [
        {"type": "Feature", "properties": {"unit": unit}, "geometry": shapely.geometry.mapping(shape)}
        for unit, shape in zip(regions, rounded, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return (json.dumps(collection, separators=(",", ":")) + "\n").encode()


if __name__ == "__main__":
    record = Path(sys.argv[2]) if len(sys.argv) > 2 else BOUNDARIES
    units, origin = read_units("data/raw/units.csv"), read_yaml(record)["taken_from"]
    regions = read_source_regions(Path(sys.argv[1]), origin["member"], origin["sha256"], origin["names"])
    source = rename(regions, read_csv("data/raw/aliases.csv"), origin["aliases"])
    metres = dict(zip(source, project(np.array(list(source.values()))), strict=True))
    if "gaps" in origin:
        shapes = shapely.coverage_clean(list(metres.values()), gap_width=origin["gaps"])
        coverage = simplify(dict(zip(metres, shapes, strict=True)))
        write_bundled(record, to_geojson(coverage, read_yaml(record)["credit"]).encode())
    else:
        cities = set(units.loc[units["kind"] == "city", "unit"])
        write_bundled(record, to_degrees(simplify(repair(metres, cities))))
