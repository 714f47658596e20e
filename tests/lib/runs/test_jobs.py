from lib.runs.jobs import Work, last_receipt, recorded, still_holds, what_stopped

import os
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from lib.runs.record import file_reader


@pytest.fixture
def logs(tmp_path):
    """Logs of an earlier run, of two jobs with one fault, of one that broke, and of one that went well."""
    texts = {
        "old.log": (1, "ERROR Checking: 1 problem\n  - mended since\n"),
        "a/first.log": (3, "INFO begun\nERROR Reading: 1 problem\n  - config/a.yaml: no\n"),
        "a/second.log": (3, "ERROR Reading: 1 problem\n  - config/a.yaml: no\n"),
        "b/third.log": (
            3,
            "ERROR rule third failed\nTraceback (most recent call last):\n  ...\nKeyError: 'x'\n",
        ),
        "b/fourth.log": (3, "INFO done\n"),
    }
    for name, (moment, text) in texts.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        os.utime(path, (moment, moment))
    return tmp_path


def test_what_stopped_a_run_is_told_once_and_without_a_trace(logs):
    assert what_stopped(logs, since=2) == [
        "Reading: 1 problem\n  - config/a.yaml: no",
        f"rule third failed: KeyError: 'x' (all of it: {logs}/b/third.log)",
    ]


class Inputs(list):
    common = ("config/country.yaml",)


TASK = SimpleNamespace(
    rule="draw",
    wildcards={},
    input=Inputs(["config/country.yaml", "a.txt", "b.txt"]),
    output=["made-a", "made-b"],
    params={"sources": ["c.txt"]},
    config={},
)


def run_job():
    """Run a job of two parts in this folder; return the names of those that were made."""
    made = []
    with recorded(TASK, __file__) as work:
        for name in ("a", "b"):
            with work.part(name, values=1, reads=[f"{name}.txt"], outputs=[f"made-{name}"]) as needed:
                if needed:
                    Path(f"made-{name}").write_text("made", encoding="utf-8")
                    made.append(name)
    return made


@pytest.fixture
def project_of_files(tmp_path, monkeypatch):
    """A folder, the one worked in, with the files that the job reads."""
    monkeypatch.chdir(tmp_path)
    for folder in ("scripts", "tests"):
        Path(folder).symlink_to(Path(__file__).parents[3] / folder)
    Path("config").mkdir()
    for path in ("requirements.lock", "config/country.yaml", "a.txt", "b.txt", "c.txt"):
        Path(path).write_text("first: 1\n", encoding="utf-8")


@pytest.mark.usefixtures("project_of_files")
def test_a_part_is_made_anew_when_what_it_or_every_job_reads_has_changed():
    assert run_job() == ["a", "b"]
    assert run_job() == []
    Path("b.txt").write_text("second: 2\n", encoding="utf-8")
    assert run_job() == ["b"]
    Path("config/country.yaml").write_text("first: 2\n", encoding="utf-8")
    assert run_job() == ["a", "b"]


@pytest.mark.usefixtures("project_of_files")
def test_a_job_reads_the_sources_that_its_parameters_name(monkeypatch):
    run_job()
    receipt = last_receipt(TASK)
    assert set(receipt.inputs) >= {"a.txt", "c.txt"}
    monkeypatch.setattr("lib.runs.jobs.AT_START", file_reader())
    assert still_holds(TASK, receipt)
    Path("c.txt").write_text("second: 2\n", encoding="utf-8")
    monkeypatch.setattr("lib.runs.jobs.AT_START", file_reader())
    assert not still_holds(TASK, receipt)
    more = SimpleNamespace(**vars(TASK) | {"params": {"sources": ["c.txt", "d.txt"]}})
    assert not still_holds(more, receipt)


def test_a_part_is_not_made_by_modules_of_other_parts():
    for name in ("publish.figures.space", "publish.figures.kinds.map", "publish.figures.kinds.bars"):
        import_module(name)
    work = Work(None, set())
    with work.part("a", values=1, reads=[], outputs=[], module="publish.figures.kinds.bars") as needed:
        assert needed
    code = {path for path in work.parts["a"].reads if path.startswith("scripts/publish/figures/")}
    assert code == {"scripts/publish/figures/kinds/bars.py"}
