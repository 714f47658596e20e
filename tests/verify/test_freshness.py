"""Freshness by content, seen from outside: which rules does Snakemake run after a change?"""

import os
import shutil
import time

import pytest

HELPER = "scripts/lib/doubling.py"
RAW = "data/raw/numbers/2026-01-01.csv"
INTERMEDIATE = "results/data/doubled.csv"
FINAL = "results/tables/en/numbers.csv"
ALL = {"double_numbers", "publish_numbers", "write_manifest"}


def edit_keeping_time(path, old, new):
    times = path.stat()
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def age(path):
    os.utime(path, (10**9, 10**9))


def test_nothing_to_do_twice(run):
    assert "Nothing to be done" in run().said


def test_a_clone_with_fresh_times_and_no_memory_of_runs_does_nothing(project, run):
    shutil.rmtree(project / ".snakemake")
    for path in sorted(project.rglob("*"), reverse=True):
        if path.is_file():
            path.touch()
    done = run()
    assert "Nothing to be done" in done.said, done.said


def test_touched_sources_run_nothing(project, run):
    for path in (project / RAW, project / HELPER, project / "scripts/clean/double_numbers.py"):
        path.touch()
    assert "Nothing to be done" in run().said


def test_an_input_that_changed_but_kept_its_time_is_read_again(project, run):
    edit_keeping_time(project / RAW, "KZ10,1", "KZ10,4")
    age(project / RAW)
    done = run()
    assert done.rules == ALL
    assert f"{RAW} changed since double_numbers" in done.said
    assert "KZ10,8" in (project / FINAL).read_text()
    assert "Nothing to be done" in run().said


def test_a_helper_reruns_the_rules_that_import_it_and_what_follows(project, run):
    edit_keeping_time(project / HELPER, "2 * value", "3 * value")
    done = run()
    assert done.rules == ALL
    assert "KZ10,3" in (project / FINAL).read_text()


def test_a_rule_that_another_one_replaced_leaves_no_trace(project, run):
    """As when a newer version of the project makes a file in another rule."""
    receipt = project / ".snakemake/receipts/publish_numbers.json"
    text = receipt.read_text()
    assert '"rule": "publish_numbers"' in text
    former = receipt.with_name("print_numbers.json")
    former.write_text(text.replace('"rule": "publish_numbers"', '"rule": "print_numbers"'))
    edit_keeping_time(project / RAW, "KZ10,1", "KZ10,4")
    done = run()
    assert done.code == 0, done.said
    assert not former.exists()
    assert "Nothing to be done" in run().said


def test_a_script_at_the_end_reruns_alone(project, run):
    edit_keeping_time(project / "scripts/publish/publish_numbers.py", "Computed:", "Found:")
    assert run().rules == {"publish_numbers", "write_manifest"}
    assert "Found: 12" in (project / "results/claims/T1.md").read_text()


@pytest.mark.parametrize(
    ("path", "rules"), [(FINAL, {"publish_numbers", "write_manifest"}), (INTERMEDIATE, ALL)]
)
@pytest.mark.parametrize("attack", ["edit", "delete"])
def test_an_edited_or_deleted_result_is_named_and_made_again(project, run, path, rules, attack):
    original = (project / path).read_bytes()
    if attack == "edit":
        edit_keeping_time(project / path, "KZ10,2", "KZ10,9")
    else:
        (project / path).unlink()
    done = run()
    assert f"{path} {'is gone' if attack == 'delete' else 'was changed'}" in done.said
    assert done.rules >= rules
    assert (project / path).read_bytes() == original
    assert "Nothing to be done" in run().said


def test_a_linked_result_is_named_and_made_again_beside_what_it_pointed_to(project, run, tmp_path):
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_text("unit,value\nKZ10,9\n")
    original = (project / FINAL).read_bytes()
    (project / FINAL).unlink()
    (project / FINAL).symlink_to(elsewhere)
    done = run()
    assert f"{FINAL} became a link since publish_numbers made it" in done.said
    assert not (project / FINAL).is_symlink()
    assert (project / FINAL).read_bytes() == original
    assert elsewhere.read_text() == "unit,value\nKZ10,9\n"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"rule": "publish_numbers"}'])
def test_a_receipt_that_cannot_be_read_is_none(project, run, content):
    (project / ".snakemake/receipts/publish_numbers.json").write_text(content)
    assert run().rules == {"publish_numbers", "write_manifest"}
    assert "Nothing to be done" in run().said


def test_a_manifest_that_cannot_be_read_is_not_believed(project, run):
    shutil.rmtree(project / ".snakemake")
    (project / "results/manifest.json").write_text("{")
    done = run()
    assert "results/manifest.json is not JSON" in done.said
    assert done.rules == ALL


def test_settings_that_snakemake_does_not_remember_make_everything_again(project, run):
    shutil.rmtree(project / ".snakemake/metadata")
    assert "Nothing to be done" in run().said
    edit_keeping_time(project / "config/config.yaml", "seed: ", "seed: 1")
    done = run()
    assert "The settings are not those of results/manifest.json" in done.said
    assert done.rules == ALL


def test_rules_that_snakemake_does_not_remember_make_everything_again(project, run):
    shutil.rmtree(project / ".snakemake")
    assert "Nothing to be done" in run().said
    edit_keeping_time(project / "workflow/rules/fetch.smk", "Doubling", "Making twice")
    assert run().rules == ALL


def test_another_lock_makes_everything_again(project, run):
    lock = project / "requirements.lock"
    lock.write_text(lock.read_text() + "# another\n")
    assert run().rules == ALL


def test_a_clone_whose_settings_differ_from_the_manifest_starts_anew(project, run):
    shutil.rmtree(project / ".snakemake")
    edit_keeping_time(project / "config/config.yaml", "seed: ", "seed: 1")
    assert run().rules == ALL


def test_a_failed_job_leaves_results_and_is_tried_again(project, run):
    before = (project / FINAL).read_bytes()
    edit_keeping_time(project / RAW, "KZ10,1", "KZ10,one")
    for _ in range(2):
        done = run()
        assert done.code == 1
        assert (project / FINAL).read_bytes() == before
    edit_keeping_time(project / RAW, "KZ10,one", "KZ10,1")
    assert "Nothing to be done" in run().said


def test_the_check_is_fast(project):
    from lib.runs.freshness import settle_results

    ballast = project / "results/figures/ballast.bin"
    ballast.write_bytes(os.urandom(40_000_000))
    start = time.perf_counter()
    settle_results({}, {})
    assert time.perf_counter() - start < 0.3
