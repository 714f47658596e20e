"""Commands stopped at random moments: what a later run would accept is what an unbroken run writes.

`make interrupt` stops more of them, and every command.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from lib.core.files import sha256
from lib.runs.freshness import compare_receipts, made_files
from lib.runs.record import file_reader, read_receipts
from lib.runs.reference import REFERENCE, files_below, read_rows, recover_reference

NIGHTLY = "KILLS" in os.environ
KILLS = int(os.environ.get("KILLS", "18")) // 6  # of each command; record and refresh have tests of their own
SEED = int(os.environ.get("SEED", "1"))
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
LONGEST = 120  # seconds that a stopped command may take to end, or any of the small project's to run
RAW = Path("data/raw/numbers/2026-01-01.csv")
CONTENTS = ("unit,value\nKZ10,1\nKZ11,2\nKZ15,3\n", "unit,value\nKZ10,2\nKZ11,3\nKZ15,4\n")
MAKE = ["-m", "snakemake"]
COMMANDS = {
    "make": MAKE,
    "reference": ["scripts/verify/write_reference.py"],
    "verify": ["scripts/verify/verify_results.py"],
    "pack": ["scripts/verify/pack_results.py"],
}
SCRIPTS = {
    "double_numbers": "scripts/clean/double_numbers.py",
    "publish_numbers": "scripts/publish/publish_numbers.py",
    "write_manifest": "scripts/verify/write_manifest.py",
}


def pause_between_files():
    """Give interruptions a chance between the files that a job writes."""
    for name in ("double_numbers", "publish_numbers"):
        script = Path(SCRIPTS[name])
        before, write, last = script.read_text().rpartition("        write_text(")
        script.write_text(f"import time\n{before}        time.sleep(0.15)\n{write}{last}")


def digests():
    return {path: sha256(path) for path in made_files() if path != "results/manifest.json"}


def accepted():
    """The results that the next run would not make again: those that hold and read none that does not."""
    receipts = read_receipts()
    stamps = compare_receipts(receipts, SCRIPTS, made_files(), file_reader(), {}).stamps
    holding = [receipt for receipt in receipts if receipt.name in stamps]
    outdated = set(made_files()) - {path for receipt in holding for path in receipt.outputs}
    while following := [receipt for receipt in holding if outdated & set(receipt.inputs)]:
        outdated |= {path for receipt in following for path in receipt.outputs}
        holding = [receipt for receipt in holding if receipt not in following]
    return {path for receipt in holding for path in receipt.outputs}


def stop_after(seconds, command, how=signal.SIGKILL):
    """Send a signal to a command and all it started, which end; whether it came before the command's end."""
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": "scripts"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, how)
        process.wait(timeout=LONGEST)
        return True
    return False


def seconds_of(command):
    """How long a command takes that is not stopped."""
    start = time.perf_counter()
    assert not stop_after(LONGEST, command)
    return time.perf_counter() - start


def reference_is_whole():
    """Whether the reference, the old or the new one, has all its files as they were written."""
    recover_reference(Path())
    listed = {row["path"]: row["sha256"] for row in read_rows(REFERENCE / "index.csv")}
    there = {path: sha256(REFERENCE / path) for path in files_below(REFERENCE) if path != "index.csv"}
    return bool(listed) and listed == there


def readable(path, read):
    """Whether a file is absent or whole."""
    if not path.exists():
        return True
    with path.open("rb") as file:
        return bool(read(file))


@pytest.mark.parametrize("name", COMMANDS if NIGHTLY else ["make"])
def test_no_half_written_result_is_accepted(name, run):
    first, second = CONTENTS
    assert RAW.read_text() == first
    pause_between_files()
    assert run().code == 0
    whole = {first: digests()}
    RAW.write_text(second)
    duration = seconds_of(MAKE)
    whole[second] = digests()
    if name != "make":
        assert not stop_after(LONGEST, COMMANDS["verify"])
        duration = seconds_of(COMMANDS[name])
    generator = random.Random(SEED)
    stopped = 0
    while stopped < KILLS:
        content = generator.choice(CONTENTS)
        if content != RAW.read_text():
            RAW.write_text(content)
            if name != "make":
                assert run().code == 0
        start = time.perf_counter()
        if stop_after(generator.uniform(0.2, 1) * duration, COMMANDS[name], generator.choice(SIGNALS)):
            stopped += 1
        else:  # the machine is faster than it was
            duration = min(duration, time.perf_counter() - start)
        for path in accepted() & set(whole[content]):
            assert sha256(path) == whole[content][path], f"{path} accepted though half-written"
        assert reference_is_whole()
        assert readable(Path("results/verify/verify.json"), json.load)
        assert readable(Path("results/pack/replication_package.zip"), zipfile.ZipFile)
        if NIGHTLY:
            assert run().code == 0
            assert digests() == whole[content]
    assert run().code == 0
    assert digests() == whole[content]
    assert not list(Path("results").rglob(".*"))
