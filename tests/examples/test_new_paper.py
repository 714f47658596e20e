"""A new paper is a folder that builds at once on this engine, as a module too, and says what does not fit."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from lib.core.pieces import is_piece
from lib.core.problems import ProblemsError
from lib.runs.integrity import check_results
from setup.start_paper import start_paper


@pytest.fixture
def paper(tmp_path, project):
    start_paper(tmp_path / "my_paper", project)
    return tmp_path / "my_paper"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def results_of(paper):
    return {
        str(path.relative_to(paper / "results")): path.read_bytes()
        for path in (paper / "results").rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("target", ["test", "release", "metadata"])
def test_what_tends_the_engine_is_not_done_in_a_paper(paper, target):
    make = subprocess.run([shutil.which("make"), target], cwd=paper, capture_output=True, text=True)
    assert make.returncode != 0
    assert f"make {target} tends the engine: run it in " in make.stderr
    assert "Traceback" not in make.stderr


@pytest.mark.proof
def test_a_new_paper_builds_and_its_verdicts_are_those_of_the_figures(paper, snakemake):
    run = snakemake.run(paper)
    assert run.returncode == 0, run.stderr
    verdicts = {(row["claim"], row["part"]): row for row in rows(paper / "results/claims/verdicts.csv")}
    employed = {
        row["unit"]: float(row["value"])
        for path in (paper / "data/raw/employed").glob("*.csv")
        for row in rows(path)
        if row["year"] == "2024"
    }
    assert len(employed) == 3
    computed = float(verdicts["W1", "share"]["computed"])
    assert computed == pytest.approx(100 * employed["ABA"] / sum(employed.values()), abs=1e-6)
    assert set(verdicts) == {("W1", "share"), ("W2", "first")}
    assert {path.stem for path in (paper / "results/figures/en").glob("*.svg")} == {"self_employed", "map"}
    assert {path.stem for path in (paper / "results/tables/en").glob("*.csv")} == {"claims"}
    assert (paper / "results/article/en/article.pdf").stat().st_size > 10_000
    assert "<html" in (paper / "results/report/index.html").read_text(encoding="utf-8")[:200]
    assert json.loads((paper / "results/manifest.json").read_text(encoding="utf-8"))

    whole = results_of(paper)
    again = snakemake.run(paper, "--set-scatter", "pieces=5")
    assert again.returncode == 0, again.stderr
    for piece in ("vintages_*-of-5.csv", "figures_*-of-5.zip"):
        assert len(list((paper / ".snakemake/pieces").glob(piece))) == 5
    assert results_of(paper) == whole, "five pieces give what one gives, the manifest too"
    manifest = json.loads(whole["manifest.json"])
    assert check_results(paper, manifest) == []
    told = {path for job in manifest["jobs"].values() for path in (*job["inputs"], *job["outputs"])}
    assert not any(map(is_piece, told | set(manifest["outputs"])))


def test_what_a_run_left_in_the_example_is_not_copied(tmp_path, project):
    shutil.copytree(project / "examples/start", tmp_path / "engine/examples/start", symlinks=True)
    (tmp_path / "engine/config").symlink_to(project / "config")
    example = tmp_path / "engine/examples/start"
    (example / "results").mkdir(exist_ok=True)
    if not (example / "scripts").is_symlink():
        (example / "scripts").symlink_to(project / "scripts")
    start_paper(tmp_path / "my_paper", tmp_path / "engine")
    assert not (tmp_path / "my_paper/results").exists()
    assert (tmp_path / "my_paper/scripts").is_symlink()
    assert [path for path in (tmp_path / "my_paper/config").rglob("*") if path.is_symlink()] == []


def test_the_catalogue_s_test_data_set_builds_where_it_lies(tmp_path, project, snakemake):
    (tmp_path / ".test").mkdir()
    for name in ("CITATION.cff", "config", "data"):
        place = project / ".test" / name
        (shutil.copytree if place.is_dir() else shutil.copy)(place, tmp_path / ".test" / name)
    run = snakemake.run(tmp_path, "-s", project / "workflow/Snakefile", "-d", ".test", "-n")
    assert run.returncode == 0, run.stderr
    assert "write_manifest" in run.stdout, "a bare run of the catalogue's Snakefile makes everything"


def test_its_figures_are_those_of_the_paper_here(project):
    start = project / "examples/start/data/raw"
    for series, source in (
        ("employed", "employed"),
        ("self_employed", "self_employed"),
        ("population", "population_average"),
    ):
        for path in (start / series).glob("*.csv"):
            here = {
                (row["unit"], row["year"]): row["value"]
                for row in rows(project / f"data/raw/{source}/{path.name}")
                if row["locality"] == "total"
            }
            for row in rows(path):
                assert here[row["unit"], row["year"]] == row["value"]


@pytest.mark.parametrize("kind", ["publisher", "licence"])
def test_a_publisher_and_a_licence_without_words_are_told(paper, project, kind):
    registry = paper / "data/raw/registry.yaml"
    text = re.sub(f"(?m)^  {kind}: .*$", f"  {kind}: CC BY 4.0", registry.read_text("utf-8"), count=1)
    registry.write_text(text, encoding="utf-8")
    command = "import pathlib, lib.project.config_files as files; files.check_config(pathlib.Path())"
    surroundings = os.environ | {"PYTHONPATH": str(project / "scripts")}
    checked = subprocess.run(
        [sys.executable, "-c", command], cwd=paper, capture_output=True, text=True, env=surroundings
    )
    assert f"config/words/en.yaml has no words for it, '{kind}s.CC_BY_4_0'; add them." in checked.stderr


def test_nothing_is_copied_that_the_engine_brings(paper, project):
    links = {path.name for path in paper.iterdir() if path.is_symlink()}
    assert {"Snakefile", "workflow", "scripts", "requirements.lock"} <= links
    assert {path.name for path in paper.iterdir()} - links == {"CITATION.cff", "config", "data"}
    assert (paper / "scripts").resolve() == project / "scripts"


def test_a_name_that_cannot_be_or_is_taken_is_told(tmp_path, project):
    with pytest.raises(ProblemsError, match="'My Paper' is no name"):
        start_paper(tmp_path / "My Paper", project)
    (tmp_path / "taken").mkdir()
    with pytest.raises(ProblemsError, match="something of this name"):
        start_paper(tmp_path / "taken", project)
