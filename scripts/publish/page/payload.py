"""What the page carries in itself: panels, the map, figures and tables, packed small."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from lib.data.breaks import breaks_of
from lib.space.geometry import project
from publish.page.board import Speakers
from publish.page.exhibits import Sourced


def panel_cubes(panels: Mapping[str, pd.DataFrame]) -> dict[str, dict]:
    """Each layout's panel as units, years and, per variable, its values unit by unit; None where missing."""
    cubes = {}
    for layout, panel in panels.items():
        units, years = sorted(panel["unit"].unique()), sorted(map(int, panel["year"].unique()))
        full = panel.set_index(["unit", "year"]).reindex(pd.MultiIndex.from_product([units, years]))
        filled = full.loc[:, full.notna().any()]
        values = {name: [_value(value) for value in filled[name]] for name in filled}
        cubes[layout] = {"units": units, "years": years, "values": values}
    return cubes


def _value(value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() else value


def variables(codebook: pd.DataFrame, speakers: Speakers, sourced: Sourced) -> dict:
    """Title, unit and source line of each variable by language, and the first years of each new basis."""
    starts = breaks_of(codebook)
    return {
        row["variable"]: {
            "title": {language: row[f"title_{language}"] for language in speakers},
            "unit": {language: words.measure(row["unit"]) for language, words in speakers.items()},
            "source": sourced([row["variable"]]),
            "breaks": starts[row["variable"]],
        }
        for row in codebook.to_dict("records")
    }


def map_layer(layer: Mapping) -> dict:
    """The boundaries in the plane of the country's equal-area projection, in whole hundreds of metres."""
    shapes = project(np.array([shapely.geometry.shape(each["geometry"]) for each in layer["features"]]))
    rounded = shapely.orient_polygons(shapely.transform(shapes, lambda metres: np.round(metres / 100)))
    features = [
        {"type": "Feature", "properties": {"unit": each["properties"]["unit"]}, "geometry": mapping(shape)}
        for each, shape in zip(layer["features"], rounded, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}
