from lib.runs.jobs import what_stopped

import os

import pytest


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
