"""The units and their names, as the adapters get them."""

from pathlib import Path

import pytest

from lib.refresh.region_names import Gazetteer, read_gazetteer


@pytest.fixture(scope="session")
def gazetteer(project: Path) -> Gazetteer:
    return read_gazetteer(project / "data/raw/units.csv", project / "data/raw/aliases.csv")
