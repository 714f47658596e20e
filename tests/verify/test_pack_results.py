"""`make pack` on the small project: what is in it, that it is refused when it should be, and its crate."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from crate_validation import profile_faults

PACK = Path("results/pack/replication_package.zip")
TABLE = Path("results/tables/en/numbers.csv")
SECTIONS = [  # of the README template 1.1 of the Social Science Data Editors
    "## Overview",
    "## Data availability and provenance statements",
    "### Statement about rights",
    "### License for data",
    "### Summary of availability",
    "### Details on each data source",
    "## Dataset list",
    "## Computational requirements",
    "### Software requirements",
    "### Controlled randomness",
    "### Memory, runtime and storage requirements",
    "## Description of programs and code",
    "### License for code",
    "## Instructions to replicators",
    "### Details",
    "## List of tables, figures and programs",
    "## References",
    "## Acknowledgements",
]


@pytest.fixture
def command(project):
    def run(script):
        return subprocess.run(
            [sys.executable, f"scripts/verify/{script}.py"],
            env={**os.environ, "PYTHONPATH": str(project / "scripts")},
            capture_output=True,
            text=True,
        )

    return run


@pytest.fixture
def pack(command, verify_as_built):
    _, record = verify_as_built()
    assert record["grade"] == "identical"
    done = command("pack_results")
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(PACK)


def test_the_pack(pack, command, tmp_path):
    """One pack, looked at from all sides: making it takes a rebuild."""
    first = PACK.read_bytes()
    assert command("pack_results").returncode == 0
    assert PACK.read_bytes() == first

    names = set(pack.namelist())
    assert {
        "README.md",
        "CITATION.cff",
        "LICENSE",
        "LICENSE-DATA",
        "CLAIMS.md",
        "results/manifest.json",
    } <= names
    assert {"results/verify/index.html", "results/claims/verdicts.csv", "Snakefile", "Makefile"} <= names
    assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in pack.infolist())

    readme = pack.read("README.md").decode()
    headings = [line for line in readme.splitlines() if line.startswith("## ") or line in SECTIONS]
    assert headings == SECTIONS
    assert "| T1a | 12 | 12 | matches | numbers |" in readme
    assert "`publish_numbers`" in readme
    registry_lines = Path("data/raw/registry.yaml").read_text().splitlines()
    series = [line[:-1] for line in registry_lines if line and line[0].isalpha()]
    assert series
    assert all(f"| `{name}` |" in readme for name in series)

    folder = tmp_path / "unpacked"
    pack.extractall(folder)
    check_digests(folder)
    assert profile_faults(folder) == []
    metadata = folder / "ro-crate-metadata.json"
    metadata.write_text(metadata.read_text().replace('"mainEntity"', '"mainThing"'))
    assert any("Main Workflow" in fault for fault in profile_faults(folder))


def check_digests(folder):
    """Every file of the pack is described with its size and sha256, named by its URI as RO-Crate asks."""
    described = [
        entity
        for entity in json.loads((folder / "ro-crate-metadata.json").read_text())["@graph"]
        if "sha256" in entity
    ]
    for entity in described:
        content = (folder / unquote(entity["@id"])).read_bytes()
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()
        assert entity["contentSize"] == str(len(content))
        assert entity["encodingFormat"]
    packed = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert packed - {"ro-crate-metadata.json"} == {unquote(entity["@id"]) for entity in described}


def test_the_citation_file_has_what_its_format_requires():
    """Citation File Format 1.2.0: required keys, and what each author needs."""
    citation = yaml.safe_load(Path("CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("software", "dataset")
    assert all("name" in author or "family-names" in author for author in citation["authors"])


def test_results_that_were_not_verified_are_not_packed(command):
    done = command("pack_results")
    assert done.returncode == 1
    assert "run `make verify` first" in done.stderr
    assert not PACK.exists()


def test_edited_results_are_not_packed(command):
    TABLE.write_text(TABLE.read_text().replace("KZ10,2", "KZ10,3"))
    done = command("pack_results")
    assert done.returncode == 1
    assert f"{TABLE} was edited" in done.stderr


def test_edited_results_do_not_become_the_reference(command):
    TABLE.write_text(TABLE.read_text().replace("KZ10,2", "KZ10,3"))
    done = command("write_reference")
    assert done.returncode == 1
    assert f"{TABLE} was edited" in done.stderr
