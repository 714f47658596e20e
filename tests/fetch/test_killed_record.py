"""`make record` that is killed at any moment leaves a data/raw that holds, and is given again as it was."""

import os
import random
import shutil
import signal
import subprocess
import sys

from lib.data.snapshots import newest_record, read_index

KILLS = int(os.environ.get("KILLS", "6")) // 6
SEED = int(os.environ.get("SEED", "1"))
LONGEST = 120  # seconds
VINTAGE = "2026-11-24"
COMMAND = ["record_series", "--config", "series=employed", f"vintage={VINTAGE}", "source=printed edition"]


def test_killed_at_random_moments(archive, clone):
    folder, root = archive.folder / "employed", archive.folder.parents[1]
    shutil.copy(folder / "2026-11-23.csv", folder / f"{VINTAGE}.csv")
    index = (archive.folder / "index.csv").read_bytes()
    chance = random.Random(SEED)
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "snakemake", *COMMAND],
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(timeout=chance.uniform(1, 6))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=LONGEST)
        archive.verify()
        known = newest_record(read_index(archive.folder / "index.csv"), "employed")["vintage"] == VINTAGE
        again = clone(*COMMAND)
        assert again.returncode == int(known), again.stderr
        assert not known or "a vintage is never overwritten" in again.stdout + again.stderr
        archive.verify()
        (archive.folder / "index.csv").write_bytes(index)
    assert not list(archive.folder.rglob(".*"))
