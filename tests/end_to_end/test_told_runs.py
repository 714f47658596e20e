"""What a run says though it has nothing to do, and when it puts other figures in the results' place."""

import json

import pytest

SNAPSHOT = "results/data/snapshot.csv"


def test_an_up_to_date_run_shows_the_verdicts_and_another_vintage_whose_place_it_takes(copy, run, project):
    manifest = project / "results/manifest.json"
    if not manifest.is_file():
        pytest.skip("the results have no manifest: run snakemake first")
    (copy / "results/claims").mkdir(parents=True)
    (copy / "results/claims/summary.txt").write_text("93 parts: 23 matches", encoding="utf-8")
    built = {**json.loads(manifest.read_text(encoding="utf-8")), "vintage": "latest"}
    (copy / "results/manifest.json").write_text(json.dumps(built), encoding="utf-8")
    told = "this run puts the vintage 2021-06-30 in its place. make diff A=latest B=2021-06-30"
    assert run(SNAPSHOT).returncode == 0
    again = run(SNAPSHOT)
    assert "Nothing to be done" in again.stdout + again.stderr
    assert "93 parts: 23 matches" in again.stdout
    assert "in its place" not in again.stdout + again.stderr
    dry = run(SNAPSHOT, "--dry-run")
    assert "93 parts" not in dry.stdout + dry.stderr
    other = run(SNAPSHOT, "--config", "vintage=2021-06-30")
    assert told in other.stdout + other.stderr
