"""What a run says though it has nothing to do, and when it puts other figures in the results' place."""

import json

import pytest

SNAPSHOT = "results/data/snapshot.csv"


def test_an_up_to_date_run_shows_the_verdicts_and_a_dry_one_does_not(copy, run):
    assert run(SNAPSHOT).returncode == 0
    (copy / "results/claims").mkdir()
    (copy / "results/claims/summary.txt").write_text("93 parts: 23 matches", encoding="utf-8")
    again = run(SNAPSHOT)
    assert "Nothing to be done" in again.stdout + again.stderr
    assert "93 parts: 23 matches" in again.stdout
    dry = run(SNAPSHOT, "--dry-run")
    assert "93 parts" not in dry.stdout + dry.stderr


@pytest.mark.parametrize("vintage", ["latest", "2021-06-30"])
def test_a_run_from_another_vintage_says_whose_place_it_takes(copy, run, project, vintage):
    manifest = project / "results/manifest.json"
    if not manifest.is_file():
        pytest.skip("the results have no manifest: run snakemake first")
    (copy / "results").mkdir()
    built = {**json.loads(manifest.read_text(encoding="utf-8")), "vintage": "latest"}
    (copy / "results/manifest.json").write_text(json.dumps(built), encoding="utf-8")
    done = run(SNAPSHOT, "--config", f"vintage={vintage}")
    told = f"this run puts the vintage {vintage} in its place. make diff A=latest B={vintage}"
    assert (told in done.stdout + done.stderr) == (vintage != "latest")
