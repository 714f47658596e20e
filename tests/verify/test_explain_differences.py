"""`make diff` on the small project: what changed is named, and traced to what caused it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lib.runs.causes import find_causes
from lib.runs.source_changes import compare_named, compare_values, describe_change, functions_of, rules_in
from verify.explain_differences import importance

RAW = "data/raw/numbers/2026-01-01.csv"


@pytest.fixture
def explain(project):
    def run(*names):
        return subprocess.run(
            [sys.executable, "scripts/verify/explain_differences.py", *map(str, names)],
            env={**os.environ, "PYTHONPATH": str(project / "scripts")},
            capture_output=True,
            text=True,
        )

    return run


def replace(path, old, new):
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def sections(text):
    """The lines below each path of the second part, by path; paths in a row share theirs."""
    found, lines = {}, None
    for line in text.split("Results\n")[1].splitlines():
        if line.startswith("  results/"):
            lines = [] if lines is None or lines else lines
            found[line.strip()] = lines
        elif line.startswith("    "):
            lines.append(line.strip())
    return found


def test_a_changed_figure_is_traced_to_the_verdict(explain, built, run):
    replace(RAW, "KZ15,3", "KZ15,4")
    assert run().code == 0
    done = explain(built, ".")
    assert done.returncode == 0, done.stderr
    assert "unit=KZ15, value: 3 became 4" in done.stdout
    results = sections(done.stdout)
    assert "claim=T1 part=a, computed: 12 became 14" in (results["results/claims/verdicts.csv"])
    assert all(lines[-1] == f"because of {RAW}" for lines in results.values())
    assert "results/figures/en/numbers.png" in results
    assert Path("results/diff/index.html").read_text().count("data:image/png") == 3


def test_a_changed_text_of_a_claim_touches_its_dossier_only(explain, built, run):
    replace("config/article/claims/tiny.yaml", "twelve", "a dozen")
    assert run().code == 0
    done = explain(built, ".")
    assert "T1: The units sum to twelve. became The units sum to a dozen." in done.stdout
    assert sections(done.stdout) == {
        "results/claims/T1.md": ["differs in its bytes", "because of config/article/claims/tiny.yaml"]
    }


def test_a_changed_function_is_named(explain, built, run):
    replace("scripts/lib/doubling.py", "2 * value", "3 * value")
    assert run().code == 0
    done = explain(built, ".")
    assert "scripts/lib/doubling.py\n    function twice changed" in done.stdout
    assert sections(done.stdout)["results/tables/en/numbers.csv"][-1] == "because of scripts/lib/doubling.py"


def test_two_revisions_are_built_and_compared(explain):
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)
    replace(RAW, "KZ15,3", "KZ15,4")
    subprocess.run([*git, "commit", "-qam", "second"], check=True)
    done = explain("HEAD~1", "HEAD")
    assert done.returncode == 0, done.stderr
    assert "computed: 12 became 14" in done.stdout


def test_runs_that_are_the_same(explain, built, tmp_path):
    shutil.copytree(built, tmp_path / "copy", symlinks=True)
    done = explain(built, tmp_path / "copy")
    assert done.stdout.count("the same") == 2


@pytest.mark.parametrize("names", [("nothing-of-the-kind", "."), (".",)])
def test_what_is_no_run_is_refused(explain, names):
    done = explain(*names)
    assert done.returncode == 2
    assert done.stderr


def test_functions_are_compared_without_comments_and_layout():
    before = "X = 1\ndef f(a):\n    return a\ndef g(): pass\n"
    after = "X = 1\n# a word\ndef f(a):\n\n    return (a)\nclass H: pass\n"
    assert compare_named(functions_of(before), functions_of(after)) == ["class H added", "function g removed"]


def test_rules_are_compared_one_by_one():
    before = "X = 1\n\nrule a:\n    input:\n        'x',\n\nrule b:\n    input:\n        'y',\n"
    assert compare_named(rules_in(before), rules_in(before.replace("'y'", "'z'"))) == ["rule b changed"]
    assert compare_named(rules_in(before), rules_in(before.replace("X = 1", "X = 2"))) == [
        "lines outside rules changed"
    ]


def test_nested_keys_are_named():
    assert compare_values({"a": {"b": [1, 2]}, "c": 3}, {"a": {"b": [1, 5]}, "d": 3}) == [
        "a.b.1: 2 became 5",
        "c: 3 became nothing",
        "d: nothing became 3",
    ]


def test_packages_of_a_lock_are_named(tmp_path):
    (tmp_path / "a").write_text("pandas==3.1.0 \\\n    --hash=sha256:aa\nscipy==1.0\n")
    (tmp_path / "b").write_text("pandas==3.1.1 \\\n    --hash=sha256:bb\nscipy==1.0\n")
    assert describe_change("requirements.lock", tmp_path / "a", tmp_path / "b") == [
        "pandas 3.1.0 became 3.1.1"
    ]


def manifest(raw, middle, end, param=1):
    return {
        "sources": {"data": {"raw": raw, "other": raw}, "environment": {"requirements.lock": "l"}},
        "outputs": {"middle": {"sha256": middle}, "end": {"sha256": end}},
        "jobs": {
            "one": {"rule": "one", "script": "s", "params": {}, "inputs": ["raw"], "outputs": ["middle"]},
            "two": {
                "rule": "two",
                "script": "s",
                "params": {"p": param},
                "inputs": ["middle", "end_only"],
                "outputs": ["end"],
            },
        },
    }


def test_causes_pass_only_through_results_that_differ():
    before = manifest("a", "m", "e")
    assert find_causes(before, manifest("b", "n", "f")) == {"middle": ["raw"], "end": ["raw"]}
    assert find_causes(before, manifest("b", "m", "f", param=2)) == {"end": ["rule two, p: 1 became 2"]}
    assert find_causes(before, before) == {}


def test_the_verdicts_come_first_and_documents_after_the_tables_they_are_written_from():
    paths = ["results/claims/E1.md", "results/claims/ranges.csv", "results/claims/verdicts.csv"]
    paths += ["results/figures/en/space.png", "results/models/coefficients.csv"]
    assert sorted(((path, []) for path in paths), key=importance) == [
        (path, []) for path in (paths[2], paths[1], paths[4], paths[0], paths[3])
    ]


def test_a_file_of_which_one_side_keeps_nothing_is_told_without_what_changed(tmp_path):
    (tmp_path / "new.csv").write_text("a\n1\n", encoding="utf-8")
    (told,) = describe_change("data/raw/index.csv", tmp_path / "old.csv", tmp_path / "new.csv")
    assert "only the results of one side are kept" in told
