"""What many tests need: the paths of the project, and runs of Snakemake."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from snakemake_server import SnakemakeServer

settings.register_profile("untimed", deadline=None)  # how long an example takes hangs on the machine
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the project."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def snakemake() -> Iterator[SnakemakeServer]:
    """What runs Snakemake in a folder."""
    server = SnakemakeServer()
    yield server
    server.close()
