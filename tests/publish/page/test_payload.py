import json

import pandas as pd
import pyproj
import pytest
import shapely

from lib.words.language import Words
from publish.page.payload import map_layer, variables


def test_a_line_of_the_explorer_ends_where_its_variable_gets_a_new_basis(project):
    codebook = pd.DataFrame(
        [["share", "Share", "percent", "2015: a standard; 2022: the census"], ["area", "Area", "km2", ""]],
        columns=["variable", "title_en", "unit", "breaks"],
    )
    speakers = {"en": Words("en", {"measures.percent": "percent", "measures.km2": "km²"})}
    told = variables(codebook, speakers, lambda names: {"en": f"Source: {names}."})
    assert told["area"]["source"] == {"en": "Source: ['area']."}
    assert told["share"]["breaks"] == [2015, 2022]
    assert told["area"]["breaks"] == []
    spec = json.loads((project / "scripts/publish/page/specs.json").read_text(encoding="utf-8"))["panel"]
    assert {"field": "basis"} in spec["encoding"]["detail"]


def test_the_map_shows_regions_in_proportion_to_their_area(project):
    """Hectares on the page are those on the ellipsoid, by the country's own projection."""
    file = project / "data/raw/boundaries/regions.geojson"
    layer = json.loads(file.read_text(encoding="utf-8"))
    earth = pyproj.Geod(ellps="WGS84")
    for before, after in zip(layer["features"], map_layer(layer)["features"], strict=True):
        assert after["properties"] == {"unit": before["properties"]["unit"]}
        on_earth = shapely.orient_polygons(shapely.geometry.shape(before["geometry"]))
        area, _ = earth.geometry_area_perimeter(on_earth)
        assert shapely.geometry.shape(after["geometry"]).area == pytest.approx(area / 1e4, rel=0.01)
    spec = json.loads((project / "scripts/publish/page/specs.json").read_text(encoding="utf-8"))
    assert spec["map"]["projection"] == {"type": "identity", "reflectY": True}
