"""The whole of `make verify` on the small project: grade, exit code, named cells, pictures, page."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from lib.core.files import sha256
from lib.runs.compare import ResultsComparison
from lib.runs.integrity import check_comparison
from lib.runs.manifest import PATH, read_manifest
from lib.runs.rebuild import without_network
from lib.runs.record import FOLDER
from verify import verify_results

TABLE = "results/tables/en/numbers.csv"
FIGURE = "results/figures/en/numbers.png"


def edit(path, old, new):
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def test_an_untouched_tree_is_identical(verify):
    said, record = verify()
    assert (record["exit_code"], record["grade"]) == (0, "identical")
    assert record["offline"] == (without_network() is not None)
    assert said.count("Not seen by this check:") == 4


ABSENT = {
    "reference": (lambda: shutil.rmtree("results/reference"), "incomplete", "results/reference is missing"),
    "reference's list of outputs": (
        lambda: Path("results/reference/outputs.csv").unlink(),
        "differs",
        "results/reference/outputs.csv is missing",
    ),
    "manifest": (lambda: Path(PATH).unlink(), "differs", f"{PATH} is missing"),
    "receipts": (
        lambda: shutil.rmtree(FOLDER),
        "same numbers",
        f"{FOLDER} is empty",
    ),
    "figure": (lambda: Path(FIGURE).unlink(), "differs", f"{FIGURE} is missing"),
    "all results": (lambda: shutil.rmtree("results/tables"), "differs", f"{TABLE} is missing"),
}


@pytest.mark.parametrize("name", ABSENT)
def test_absence_is_named_and_is_never_identical(name, verify_as_built):
    remove, grade, words = ABSENT[name]
    remove()
    said, record = verify_as_built()
    assert record["grade"] == grade
    assert record["exit_code"] == (0 if grade == "same numbers" else 1)
    assert words in said


def test_a_result_that_no_rule_makes_any_more_is_told_with_what_to_do(verify):
    left = Path(TABLE).with_name("left_over.csv")
    left.write_text("a\n1\n")
    said, record = verify()
    assert record["grade"] == "differs"
    assert f"{left} was not made by the run that the manifest describes; take it away by `make clean`" in said
    (found,) = check_comparison(ResultsComparison(only_after=[str(left)]))
    assert found.sentence == f"{left} is made by no rule; take it away by `make clean`, then `make`."


@pytest.mark.parametrize("name", ["verify_results", "write_reference"])
def test_faulty_rules_of_the_comparison_end_in_a_sentence(project, name):
    with Path("config/reference.yaml").open("a") as file:
        file.write("picture_witdh: 1\n")
    done = subprocess.run(
        [sys.executable, f"scripts/verify/{name}.py"],
        env={**os.environ, "PYTHONPATH": str(project / "scripts")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "config/reference.yaml" in done.stderr and "Traceback" not in done.stderr


def test_results_that_cannot_be_written_are_verified_without_a_page(verify_as_built, monkeypatch):
    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(verify_results, "write_text", refuse)
    Path("results/verify").mkdir(exist_ok=True)
    Path("results/verify/verify.json").write_text('{"exit_code": 0}')
    said, _ = verify_as_built()
    assert "Grade: identical" in said
    assert "No page: results/verify cannot be written (Read-only file system)." in said


def test_nothing_of_the_users_enters_the_rebuild(verify, monkeypatch, tmp_path):
    """Modules, settings and profiles of a user, each of which would break or change a run."""
    for name in ("yaml.py", "sitecustomize.py", "usercustomize.py"):
        (tmp_path / name).write_text("raise SystemExit('planted')\n")
    profile = tmp_path / "profile"
    profile.mkdir()
    (profile / "config.yaml").write_text("config: [vintage=2020-01-01]\n")
    monkeypatch.setenv("SNAKEMAKE_PROFILE", str(profile))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "yaml.py"))
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    monkeypatch.setenv("TZ", "Asia/Almaty")
    monkeypatch.setenv("HOME", "/nowhere")
    said, record = verify()
    assert record["grade"] == "identical", said


def test_a_consistent_lie_is_found_by_the_rebuild(verify_as_built):
    """Result, manifest and receipts agree with one another; only the figures do not give them."""
    edit(TABLE, "KZ10,2", "KZ10,3")
    with Image.open(FIGURE) as picture:
        picture.load()
    picture.paste(0, (20, 20, 50, 50))
    picture.save(FIGURE)
    manifest = read_manifest(PATH)
    for path in (TABLE, FIGURE):
        manifest["outputs"][path]["sha256"] = sha256(path)
    Path(PATH).write_text(json.dumps(manifest))
    shutil.rmtree(".snakemake")
    _, record = verify_as_built()
    assert (record["exit_code"], record["grade"]) == (1, "differs")
    assert [check["passes"] for check in record["checks"]] == [True, True, False, True]
    again = record["checks"][2]["comparison"]
    assert [(cell["row"], cell["column"], cell["before"], cell["after"]) for cell in again["cells"]] == [
        ("row 1", "value", "2", "3")
    ]
    assert again["pictures"]["figures/en/numbers.png"]["percent"] > 1
    assert Path("results/verify/index.html").read_text().count("data:image/png") == 3


def test_changed_figures_differ_from_the_reference_in_named_cells(verify, run):
    edit("data/raw/numbers/2026-01-01.csv", "KZ15,3", "KZ15,4")
    assert run().code == 0
    said, record = verify()
    assert (record["exit_code"], record["grade"]) == (1, "differs")
    assert [check["passes"] for check in record["checks"]] == [True, True, True, False]
    assert "claims/verdicts.csv, claim=T1 part=a" in said
    assert "12 became 14" in said
    assert "data/raw/numbers/2026-01-01.csv differs from what the reference was made with" in said


def test_numbers_within_tolerance_are_the_same_numbers(verify, run):
    edit("scripts/publish/publish_numbers.py", "12,{total},", "12,{total}.000000001,")
    assert run().code == 0
    said, record = verify()
    assert (record["exit_code"], record["grade"]) == (0, "same numbers")
    assert "within tolerance" in said


def test_a_tree_that_cannot_be_built_says_so(verify):
    edit("scripts/lib/doubling.py", "2 * value", "2 * values")
    said, record = verify()
    assert (record["exit_code"], record["grade"]) == (2, "does not build")
    assert "NameError" in said
