"""Freshness by content, seen from outside: which rules does Snakemake run after a change?"""

import os
import shutil

import pytest

from lib.core.files import sha256
from lib.runs.record import FOLDER, read_receipts

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


def digests(project):
    return {path: path.read_bytes() for path in sorted((project / "results").rglob("*")) if path.is_file()}


def made_anew(project, done):
    """The rules whose jobs did not end at once in a run."""
    logs = {path.stem: path.read_text() for path in (project / "logs").rglob("*.log")}
    return {rule for rule in done.rules if "INFO unchanged" not in logs[rule]}


def test_a_clone_with_fresh_times_and_no_memory_of_runs_makes_nothing_anew(project, run):
    shutil.rmtree(project / ".snakemake")
    before = digests(project)
    for path in sorted(project.rglob("*"), reverse=True):
        if path.is_file():
            path.touch()
    done = run()
    assert done.code == 0, done.said
    assert made_anew(project, done) == {"write_manifest"}
    assert digests(project) == before
    assert "Nothing to be done" in run().said


def test_asking_changes_nothing_on_disk(project, run):
    """However stale the results: only Snakemake's own notes in .snakemake may change."""
    edit_keeping_time(project / RAW, "KZ10,1", "KZ10,4")
    (project / FINAL).unlink()
    before = states(project)
    for options in (["-n"], ["--lint"], ["--dag"], ["--summary"], ["--list-rules"], ["-n", "-F"]):
        done = run(*options)
        assert done.code == 0 or options == ["--lint"], done.said
        assert states(project) == before, options


def states(project):
    """Content and times of every file but bytecode and Snakemake's own notes."""
    own = (".snakemake/log", ".snakemake/iocache", ".snakemake/auxiliary")
    return {
        name: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(project.rglob("*"))
        if path.is_file()
        and not (name := str(path.relative_to(project))).startswith(own)
        and path.suffix != ".pyc"
    }


def test_a_dry_run_tells_what_a_run_does(project, run):
    edit_keeping_time(project / RAW, "KZ10,1", "KZ10,4")
    assert "double_numbers" in run("-n").said
    with (project / HELPER).open("a") as file:
        file.write("# a comment\n")
    edit_keeping_time(project / RAW, "KZ10,4", "KZ10,1")
    said = run("-n").said
    assert "double_numbers" not in said
    assert "write_manifest" in said


def test_a_comment_makes_the_manifest_alone(project, run):
    text = (project / HELPER).read_text()
    (project / HELPER).write_text("# a comment\n" + text.replace(":\n    return", ":\n\n    return"))
    with (project / "config/article/claims/tiny.yaml").open("a") as file:
        file.write("# a comment\n")
    assert run().rules == {"write_manifest"}
    assert sha256(project / HELPER) in (project / "results/manifest.json").read_text()


def test_a_job_whose_inputs_have_the_same_content_ends_at_once(project, run):
    """The helper doubles in another way, with the same numbers: what reads them is not made again."""
    before = digests(project)
    edit_keeping_time(project / HELPER, "2 * value", "value+value")
    done = run()
    assert done.rules == ALL
    assert made_anew(project, done) == {"double_numbers", "write_manifest"}
    assert digests(project).keys() == before.keys()
    assert (project / FINAL).read_bytes() == before[project / FINAL]
    assert "Nothing to be done" in run().said


def test_a_forced_job_is_made_anew(project, run):
    assert made_anew(project, run("-F")) == ALL
    assert "Nothing to be done" in run().said


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
    receipt = project / FOLDER / "publish_numbers.json"
    text = receipt.read_text()
    assert '"rule": "publish_numbers"' in text
    former = receipt.with_name("print_numbers.json")
    former.write_text(text.replace('"rule": "publish_numbers"', '"rule": "print_numbers"'))
    edit_keeping_time(project / RAW, "KZ10,1", "KZ10,4")
    done = run()
    assert done.code == 0, done.said
    assert "print_numbers" not in (project / "results/manifest.json").read_text()
    assert "Nothing to be done" in run().said


def test_a_script_at_the_end_reruns_alone(project, run):
    edit_keeping_time(project / "scripts/publish/publish_numbers.py", "Computed:", "Found:")
    assert run().rules == {"publish_numbers", "write_manifest"}
    assert "Found: 12" in (project / "results/claims/T1.md").read_text()


@pytest.mark.parametrize(
    ("attack", "path", "rules"),
    [("edit", FINAL, {"publish_numbers", "write_manifest"}), ("delete", INTERMEDIATE, ALL)],
)
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


def test_a_receipt_that_cannot_be_read_is_none(project, run):
    receipt = project / FOLDER / "publish_numbers.json"
    for content in ("", "{", "[]", '{"rule": "publish_numbers"}'):
        receipt.write_text(content)
        assert receipt.stem not in {each.name for each in read_receipts(project / FOLDER)}
    done = run()
    assert done.rules == {"publish_numbers", "write_manifest"}
    assert made_anew(project, done) == {"write_manifest"}  # the manifest vouches for the other
    assert "Nothing to be done" in run().said


def test_a_manifest_that_cannot_be_read_is_not_believed(project, run):
    shutil.rmtree(project / ".snakemake")
    (project / "results/manifest.json").write_text("{")
    done = run()
    assert "results/manifest.json is not JSON" in done.said
    assert done.rules == ALL


def test_settings_that_snakemake_does_not_remember_make_everything_again(project, run):
    shutil.rmtree(project / ".snakemake/metadata")
    edit_keeping_time(project / "config/config.yaml", "seed: ", "seed: 1")
    done = run()
    assert "The settings are not those of results/manifest.json" in done.said
    assert done.rules == ALL


def test_rules_that_snakemake_does_not_remember_make_everything_again(project, run):
    shutil.rmtree(project / ".snakemake")
    edit_keeping_time(project / "workflow/rules/fetch.smk", "Doubling", "Making twice")
    assert made_anew(project, run()) == ALL


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
    assert made_anew(project, run()) <= {"write_manifest"}
    assert "Nothing to be done" in run().said


def test_a_module_edited_while_the_job_runs_is_not_vouched_for(project, run):
    script = project / "scripts/clean/double_numbers.py"
    sound = script.read_text()
    edit = '        Path("scripts/lib/doubling.py").open("a").write("X = 1\\n")\n'
    script.write_text(sound + edit)
    done = run()
    assert done.code == 1
    assert f"{HELPER}: changed while the run went on" in done.said
    script.write_text(sound)
    assert run().code == 0
    assert "Nothing to be done" in run().said
