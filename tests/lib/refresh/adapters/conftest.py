"""The units and their names, as the adapters get them."""

from pathlib import Path

import pytest

from lib.refresh.region_names import Places, read_places


@pytest.fixture(scope="session")
def places(project: Path) -> Places:
    return read_places(project / "data/raw/units.csv", project / "data/raw/aliases.csv")
