"""Distances on a sphere, by pyproj."""

from collections.abc import Sequence

import numpy as np
from pyproj import Geod

EARTH = Geod(a=6_371_008.8, f=0)


def great_circle_km(longitude: Sequence[float], latitude: Sequence[float]) -> np.ndarray:
    """Distances in km between places given in degrees, (G, G)."""
    (x, a), (y, b) = np.meshgrid(longitude, longitude), np.meshgrid(latitude, latitude)
    return np.asarray(EARTH.inv(x, y, a, b)[2]) / 1000
