"""An archive of its own for every test, and a server on this machine for it to ask."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive import Archive
from replay_server import ReplayServer

from lib.refresh.http import FetchSettings

COPIED = (
    "CITATION.cff",
    "Snakefile",
    "workflow",
    "profiles",
    "config",
    "scripts",
    "environment.yml",
    "requirements.lock",
)


@pytest.fixture
def archive(project: Path, tmp_path: Path) -> Archive:
    return Archive(project, tmp_path)


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer() as running:
        yield running


@pytest.fixture
def settings(server: ReplayServer, archive: Archive) -> FetchSettings:
    """Settings without pauses, for the server on this machine."""
    return FetchSettings(
        hosts=("stat.gov.kz", "taldau.stat.gov.kz", "raw.githubusercontent.com", "api.worldbank.org"),
        probes=archive.probes,
        user_agent="tests of the refresh",
        pause_seconds=(0, 0),
        timeout_seconds=0.4,
        longest_reply_seconds=5,
        largest_reply_bytes=2**20,
        attempts=3,
        backoff_seconds=0,
        longest_wait_seconds=2,
        replay=server.address,
    )


@pytest.fixture
def clone(archive, project, snakemake):
    """A copy of the project with the archive's data/raw, asking the server without pauses."""
    root = archive.folder.parents[1]
    for name in COPIED:
        source = project / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("*.pyc.*"))
        else:
            shutil.copy(source, root / name)
    fetch = root / "config/fetch.yaml"
    text = fetch.read_text(encoding="utf-8")
    text = text.replace("pause_seconds: [1, 2]", "pause_seconds: [0, 0]").replace(
        "attempts: 5", "attempts: 1"
    )
    fetch.write_text(text, encoding="utf-8")

    return lambda *arguments: snakemake.run(root, *arguments)
