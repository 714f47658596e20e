"""A new paper is a folder that builds at once on this engine, and says what does not fit."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib.core.problems import ProblemsError
from setup.start_paper import kept_blocks, start_paper


@pytest.fixture
def paper(tmp_path, project):
    start_paper(tmp_path / "my_paper", project)
    return tmp_path / "my_paper"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, "-m", "snakemake", *words],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )


def test_a_new_paper_builds_and_its_verdicts_are_those_of_the_figures(paper):
    done = run(paper)
    assert done.returncode == 0, done.stderr
    with (paper / "results/claims/verdicts.csv").open(encoding="utf-8", newline="") as file:
        verdicts = {(row["claim"], row["part"]): row for row in csv.DictReader(file)}
    assert {claim for claim, _ in verdicts} == {"P1", "P2", "S1"}
    with (paper / "results/data/panel_20.csv").open(encoding="utf-8", newline="") as file:
        people = {
            row["unit"]: float(row["population_1_january"])
            for row in csv.DictReader(file)
            if row["year"] == "2022"
        }
    south = sum(people[unit] for unit in ("ALM", "ZHE", "ZHA", "KZY", "TUR", "SHY", "ALA"))
    computed = float(verdicts["P1", "population"]["computed"])
    assert computed == pytest.approx(100 * south / sum(people.values()), abs=1e-6)
    figures = {path.stem for path in (paper / "results/figures/en").glob("*.svg")}
    assert figures == {"space", "self_employment_rural"}
    assert {path.stem for path in (paper / "results/tables/en").glob("*.csv")} == {"regions"}
    assert (paper / "results/article/en/article.pdf").stat().st_size > 10_000
    assert "<html" in (paper / "results/report/index.html").read_text(encoding="utf-8")[:200]
    assert json.loads((paper / "results/manifest.json").read_text(encoding="utf-8"))


def test_nothing_is_copied_that_the_engine_brings(paper, project):
    links = {path.name for path in paper.iterdir() if path.is_symlink()}
    assert {"Snakefile", "workflow", "scripts", "requirements.lock"} <= links
    assert {path.name for path in paper.iterdir()} - links == {"config", "data"}
    assert (paper / "scripts").resolve() == project / "scripts"


def test_a_name_that_cannot_be_or_is_taken_is_told(tmp_path, project):
    with pytest.raises(ProblemsError, match="'My Paper' is no name"):
        start_paper(tmp_path / "My Paper", project)
    (tmp_path / "taken").mkdir()
    with pytest.raises(ProblemsError, match="something of this name"):
        start_paper(tmp_path / "taken", project)


def test_blocks_are_cut_with_their_comments_and_inner_keys():
    text = "# head\na:\n  b: 1\n  c:\n    d: 2\n\ne: 3\n"
    assert kept_blocks(text, {"a", "a.c"}) == "# head\na:\n  c:\n    d: 2\n\n"
    assert kept_blocks(text, {"e"}) == "# head\ne: 3\n"
