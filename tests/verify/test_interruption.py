"""Runs stopped at random moments: what a later run would accept is what an unbroken run writes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from lib.core.files import sha256
from lib.runs.freshness import compare_receipts, made_files
from lib.runs.record import file_reader, read_receipts

RAW = Path("data/raw/numbers/2026-01-01.csv")
CONTENTS = ("unit,value\nKZ10,1\nKZ11,2\nKZ15,3\n", "unit,value\nKZ10,2\nKZ11,3\nKZ15,4\n")
SCRIPTS = {
    "double_numbers": "scripts/clean/double_numbers.py",
    "publish_numbers": "scripts/publish/publish_numbers.py",
    "write_manifest": "scripts/verify/write_manifest.py",
}


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


def stop_after(seconds, how):
    """Send a signal to Snakemake and all its jobs, which end; whether it came before the run's end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "snakemake"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, how)
        process.wait(timeout=60)
        return True
    return False


def test_no_half_written_result_is_accepted(run):
    first, second = CONTENTS
    assert RAW.read_text() == first
    whole = {first: digests()}
    RAW.write_text(second)
    start = time.perf_counter()
    assert run().code == 0
    duration = time.perf_counter() - start
    whole[second] = digests()
    generator = random.Random(1)
    stopped = 0
    while stopped < 10:
        content = generator.choice(CONTENTS)
        RAW.write_text(content)
        how = generator.choice([signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
        start = time.perf_counter()
        if stop_after(generator.uniform(0.4, 1) * duration, how):
            stopped += 1
        else:  # the machine is faster than it was
            duration = min(duration, time.perf_counter() - start)
        for path in accepted() & set(whole[content]):
            assert sha256(path) == whole[content][path], f"{path} accepted though half-written"
    assert run().code == 0
    assert digests() == whole[content]
    assert not list(Path("results").rglob(".*"))
