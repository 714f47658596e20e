"""Kill commands at random moments, and see whether the next run works by itself and ends in the right bytes.

    python benchmarks/kill_commands.py [kills] [seed]

Works on the small project of the tests of verify: two rules around the real library. Before every kill
the figures change or change back. After it `snakemake`
must end well without help, and results and reference must hold what an unbroken run writes.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests/verify")]

from conftest import build_small, run_snakemake  # noqa: E402

from lib.core.files import sha256  # noqa: E402
from lib.runs.freshness import made_files  # noqa: E402

RAW = Path("data/raw/numbers/2026-01-01.csv")
CONTENTS = ("unit,value\nKZ10,1\nKZ11,2\nKZ15,3\n", "unit,value\nKZ10,2\nKZ11,3\nKZ15,4\n")
COMMANDS = {
    "run": ["-m", "snakemake"],
    "reference": ["scripts/verify/write_reference.py"],
    "verify": ["scripts/verify/verify_results.py"],
    "pack": ["scripts/verify/pack_results.py"],
}
SIGNALS = [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]
LONGEST = 120  # seconds that a run may take on a busy machine before it counts as one that hangs


def start(command: str) -> subprocess.Popen:
    """Start a command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, *COMMANDS[command]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": "scripts"},
    )


def digests() -> dict[str, str]:
    """The sha256 of every result."""
    return {path: sha256(path) for path in made_files()}


def kill(command: str, seconds: float, how: signal.Signals, whole_group: bool) -> bool:
    """Start a command and kill it, or its first process alone; whether it was still at work."""
    process = start(command)
    time.sleep(seconds)
    at_work = process.poll() is None
    if at_work:
        os.killpg(process.pid, how) if whole_group else process.send_signal(how)
    process.wait(timeout=LONGEST)
    return at_work


def main(kills: int, seed: int) -> int:
    """Kill so many times; print every fault and how many there were."""
    generator = random.Random(seed)  # noqa: S311
    faults = killed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(build_small(Path(folder) / "project"))
        whole, lasted = {}, {}
        for content in CONTENTS:
            RAW.write_text(content, encoding="utf-8")
            begun = time.perf_counter()
            run_snakemake(Path())
            lasted["run"] = time.perf_counter() - begun
            whole[content] = digests()
        for command in ("reference", "verify", "pack"):
            begun = time.perf_counter()
            start(command).wait(timeout=LONGEST)
            lasted[command] = time.perf_counter() - begun
        while killed < kills:
            content = generator.choice(CONTENTS)
            RAW.write_text(content, encoding="utf-8")
            command = generator.choice(["run", "run", *COMMANDS])
            how, group = generator.choice(SIGNALS), generator.random() < 0.8
            moment = generator.uniform(0, 1) * lasted[command]
            killed += kill(command, moment, how, group)
            done = run_snakemake(Path())
            said = f"{command}, {how.name} after {moment:.2f} s, {'group' if group else 'first process'}"
            if done.code or digests() != whole[content] or list(Path("results").rglob(".*")):
                faults += 1
                print(f"FAULT: {said}\n{done.said}", flush=True)
            else:
                print(f"{killed}: {said}", flush=True)
    print(f"{killed} kills, {faults} faults")
    return faults


if __name__ == "__main__":
    sys.exit(main(*map(int, [*sys.argv[1:], "300", "1"][:2])) > 0)
