"""Profiles name only what exists: a default profile that asks for an absent plugin breaks every command."""

import json
import re
import subprocess
import sys

import pytest
import yaml


@pytest.fixture(scope="module")
def options() -> set[str]:
    """The options of the installed Snakemake."""
    command = [sys.executable, "-m", "snakemake", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"--([a-z][a-z-]+)", told))


@pytest.mark.parametrize("name", ["default", "slurm"])
def test_a_profile_has_only_options_that_snakemake_has(project, options, name):
    profile = yaml.safe_load((project / f"workflow/profiles/{name}/config.yaml").read_text(encoding="utf-8"))
    assert {option for option in profile if not option.startswith("slurm-")} <= options


def test_the_cluster_profile_speaks_of_rules_that_there_are(project):
    profile = yaml.safe_load((project / "workflow/profiles/slurm/config.yaml").read_text(encoding="utf-8"))
    texts = [path.read_text(encoding="utf-8") for path in (project / "workflow/rules").glob("*.smk")]
    named = re.compile(r"^ *(?:rule|use rule \w+ as) (\w+)", re.MULTILINE)
    rules = {name for text in texts for name in named.findall(text)}
    assert {*profile["groups"], *profile["set-resources"]} <= rules
    assert set(profile["group-components"]) <= set(profile["groups"].values())


def test_the_cluster_profile_has_room_for_what_jobs_were_measured_to_take(project):
    """Memory of the script, and of Snakemake around it in the job and in its step."""
    profile = yaml.safe_load((project / "workflow/profiles/slurm/config.yaml").read_text(encoding="utf-8"))
    usual = dict(each.split("=") for each in profile["default-resources"])
    receipts = sorted((project / ".snakemake/finished").glob("*.json"))
    if not receipts:
        pytest.skip("no job has run here: run snakemake first")
    short = []
    for path in receipts:
        receipt = json.loads(path.read_text(encoding="utf-8"))
        own = {**usual, **profile["set-resources"].get(receipt["rule"], {})}
        if receipt["measured"]["peak_mib"] + 2 * 120 > int(own["mem_mb"]):
            short.append((receipt["rule"], receipt["measured"], own))
    assert short == []


def test_the_default_profile_asks_for_no_plugin(project):
    profile = yaml.safe_load((project / "workflow/profiles/default/config.yaml").read_text(encoding="utf-8"))
    assert not set(profile) & {"executor", "logger", "report-after-run", "default-storage-provider"}
    assert profile.get("scheduler") in ("greedy", "ilp")
