"""Commands and records of the docs do as they are written there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from made_replies import Labels, reply_to

from lib.core.configuration import load, schema_problems
from lib.data.snapshots import newest_record, read_index, read_vintage, snapshot_path

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))]
BUILT = ("-o", ".venv/runtime.installed", "-o", ".venv/dev.installed")
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", "__pycache__", "results", "logs", ".snakemake", "tests"
)


def blocks(page, language):
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def code(page):
    """The lines of code blocks without their remarks, and what stands between backticks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    fenced = re.findall(r"```[a-z]*\n(.*?)```", text, flags=re.DOTALL)
    lines = [re.split(r" {2,}|#", line)[0].strip() for block in fenced for line in block.splitlines()]
    spans = re.findall(r"`(make [^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [line for line in [*lines, *spans] if line.startswith("make ")]


COMMANDS = [(page, command) for page in PAGES for command in dict.fromkeys(code(page))]


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_a_command_of_the_docs_is_a_target_that_reads_what_it_is_given(page, command):
    target, _, given = command.removeprefix("make ").partition(" ")
    made = re.search(rf"^{target}:.*\n((?:\t.*\n?)*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert made, f"{page}: {command}"
    for variable in re.findall(r"(?:^| )([A-Za-z_]+)=", given):
        assert f"$({variable})" in made[0] or f"${{{variable}}}" in made[0], f"{page}: {command}"


@pytest.fixture
def copy(tmp_path):
    """The project without anything made, as after a first `make environment`."""
    copied = tmp_path / "project"
    shutil.copytree(ROOT, copied, ignore=LEFT_OUT, symlinks=True)
    (copied / ".venv").symlink_to(Path(sys.prefix))
    return copied


def make(command, folder):
    """Run a command of the docs in a folder, its environment taken as built, also from within `make test`."""
    text = " ".join(["make", *BUILT, command.removeprefix("make ")])
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["sh", "-c", text], cwd=folder, capture_output=True, text=True, timeout=300, check=False,
        env={**outside, "XDG_CACHE_HOME": str(folder / ".cache")},
    )  # fmt: skip


def written(page, beginning):
    (command,) = {command for place, command in COMMANDS if place == page and command.startswith(beginning)}
    return command


def test_a_vintage_is_recorded_and_taken_back_as_the_docs_say(copy):
    record, unrecord = (written("docs/refresh.md", f"make {verb} ") for verb in ("record", "unrecord"))
    folder = copy / "data/raw/employed"
    vintage = re.search(r"vintage=(\S+)", record)[1]
    shutil.copy(folder / "2026-11-23.csv", folder / f"{vintage}.csv")
    index = (copy / "data/raw/index.csv").read_bytes()
    done = make(record, copy)
    assert done.returncode == 0, done.stderr
    assert f"employed/{vintage}: 282 figures recorded." in done.stdout
    assert newest_record(read_index(copy / "data/raw/index.csv"), "employed")["vintage"] == vintage
    assert make(unrecord, copy).returncode == 0
    assert (copy / "data/raw/index.csv").read_bytes() == index
    assert not (folder / f"{vintage}.csv").exists()


def test_a_reply_is_tried_as_the_docs_say(copy):
    command = written("docs/refresh.md", "make try series=income_per_capita ")
    registry = yaml.safe_load((copy / "data/raw/registry.yaml").read_text())
    newest = newest_record(read_index(copy / "data/raw/index.csv"), "income_per_capita")
    figures = read_vintage(snapshot_path(copy / "data/raw", newest))
    (source,) = registry["income_per_capita"]["fetch"]
    (copy / "reply.json").write_bytes(reply_to(source, figures, Labels(copy / "data/raw")))
    done = make(command, copy)
    assert done.returncode == 0, done.stderr
    assert f"Against {newest['vintage']}: {len(figures)} the same, 0 others" in done.stderr
    assert "used: " in done.stderr
    vintage = snapshot_path(copy / "data/raw", newest).read_text()
    assert [line.rpartition(",")[0] for line in (copy / "rows.csv").read_text().splitlines()[1:]] == [
        line.rpartition(",")[0] for line in vintage.splitlines()[1:]
    ]


def test_the_model_that_contributing_shows_fits_its_schema_and_names_what_there_is(tmp_path):
    shown = next(block for block in blocks("CONTRIBUTING.md", "yaml") if "regressors:" in block)
    (tmp_path / "shown.yaml").write_text(shown.replace("...", "words"), encoding="utf-8")
    model = load(tmp_path / "shown.yaml", ROOT / "workflow/schemas/model.schema.yaml")
    variants = yaml.safe_load((ROOT / "config/variants.yaml").read_text())
    assert set(model["variants"]) <= set(variants)
    left_out = re.search(r"\{ATY: \[[^]]*\]\}", shown)[0]
    model["exclude"] = yaml.safe_load(left_out)
    assert not schema_problems(model, {}, "shown", ROOT / "workflow/schemas/model.schema.yaml")


def test_the_tolerance_shown_for_a_new_series_fits_the_totals():
    shown = next(block for block in blocks("docs/add_a_series.md", "yaml") if "tolerance:" in block)
    totals = yaml.safe_load((ROOT / "config/totals.yaml").read_text())
    totals["country"].update(yaml.safe_load(shown))
    assert not schema_problems(totals, {}, "shown", ROOT / "workflow/schemas/totals.schema.yaml")


def test_the_statement_shown_is_one_of_the_articles():
    shown = yaml.safe_load(next(block for block in blocks("docs/add_a_claim.md", "yaml") if "P1:" in block))[
        "P1"
    ]
    files = (ROOT / "config/article/claims").glob("*.yaml")
    claim = next(
        content["P1"]
        for file in files
        if "P1" in (content := yaml.safe_load(file.read_text(encoding="utf-8")))
    )
    assert shown["words"] == {name: text.replace("\xa0", " ") for name, text in claim["words"].items()}
    part, there = shown["parts"]["population"], claim["parts"]["population"]
    named = [each if isinstance(each, str) else each["question"] for each in there["questions"]]
    assert named == part["questions"]
    assert {key: there[key] for key in part if key != "questions"} == {
        key: value for key, value in part.items() if key != "questions"
    }
