"""Running in a folder: one run at a time, and nothing left of one that was killed.

A process holds a lock of the system on a file of .snakemake while it changes results; the system lets go of
it when the process ends, however it ends. Snakemake's own lock stays after a kill, and names no holder.
"""

import atexit
import fcntl
import gc
import importlib.util
import os
import shutil
import signal
import sys
from pathlib import Path
from py_compile import PycInvalidationMode, compile

from lib.core.country import ENGINE_FOLDER
from lib.core.problems import ProblemsError, ending_with_sentences, stop_if
from lib.runs.freshness import is_leftover
from lib.runs.record import FOLDER

SNAKEMAKE = Path(".snakemake")
RUN, JOBS = SNAKEMAKE / "run.lock", SNAKEMAKE / "jobs.lock"

# What a paper in a folder of its own takes from the engine.
LINKED = (
    "workflow", "scripts", "Snakefile", "profiles", "environment.yml", "pyproject.toml",
    "requirements.lock", "requirements-dev.lock", "CITATION.cff", "LICENSE", "LICENSE-DATA", "Makefile",
)  # fmt: skip
CHECKED_HASH = (3).to_bytes(4, "little")  # PEP 552: the header holds a hash of the source, to be compared

_held: list[int] = []  # locks of this process, held until it ends


def link_engine(folder: Path, engine: Path = ENGINE_FOLDER) -> list[Path]:
    """Lay links to the engine in the folder of a paper where it has no file of its own; return the new ones.

    Raises
    ------
    ProblemsError
        When something of another kind bears the name of a folder of the engine.
    """
    if folder.resolve() == engine.resolve():
        return []
    taken = [name for name in LINKED[:2] if (folder / name).exists() and not (folder / name).is_symlink()]
    stop_if(
        [
            f"{folder / name}: the engine lays a link of this name here, but something else is there; "
            "give the paper a folder of its own, with `prefix:` in the module."
            for name in taken
        ],
        "Linking the engine",
    )
    new = [folder / name for name in LINKED if not (folder / name).exists()]
    for link in new:
        link.unlink(missing_ok=True)  # one that leads nowhere
        link.symlink_to(os.path.relpath(engine / link.name, folder))
    return new


def forget_papers() -> None:
    """Forget what the engine has read in this process: one Snakefile may import several papers."""
    for name, module in list(sys.modules.items()):
        for member in vars(module).values() if name.startswith("lib.") else ():
            if hasattr(member, "cache_clear"):
                member.cache_clear()


def begin_alone(called_in: Path = Path()) -> list[str]:
    """See to it that nobody else changes results here; return sentences on what was left behind.

    Receipts count only while Snakemake remembers their jobs: it can compare nothing otherwise.

    Parameters
    ----------
    called_in : the folder that Snakemake works in; this one's parent for a module with a prefix

    Raises
    ------
    ProblemsError
        When another process is at work in this folder.
    """
    try:
        SNAKEMAKE.mkdir(exist_ok=True)
        alone = _lock(RUN, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # where nothing can be written, nothing can be changed
        return []
    if not alone:
        raise ProblemsError("Starting", ["another run is at work in this folder; wait until it has ended."])
    sentences = []
    if not _lock(JOBS, fcntl.LOCK_EX | fcntl.LOCK_NB):
        sentences.append("An earlier run was killed, its last jobs were still at work and were waited for.")
        _lock(JOBS, fcntl.LOCK_EX)
    os.close(_held.pop())
    if stale := list(SNAKEMAKE.glob("locks/*.lock")):
        for lock in stale:
            lock.unlink()
        sentences.append("An earlier run was killed: its lock is removed.")
    if not any((called_in / SNAKEMAKE).glob("metadata/*")):
        shutil.rmtree(FOLDER, ignore_errors=True)
    for leftover in [path for path in Path("results").rglob(".*") if is_leftover(path)]:
        leftover.unlink()
    return sentences


def begin_alone_or_exit() -> None:
    """The same for a command: it ends with the sentence when another process is at work."""
    with ending_with_sentences():
        for sentence in begin_alone():
            print(sentence, file=sys.stderr)


def begin_job() -> None:
    """Hold, as long as this process lives, what a run waits for that comes after a kill."""
    SNAKEMAKE.mkdir(exist_ok=True)
    _lock(JOBS, fcntl.LOCK_SH)


def leave_cycles() -> None:
    """Never look for cycles among objects: a job ends before they fill its memory.

    What that saves is measured by benchmarks/time_collector.py.
    """
    gc.disable()
    atexit.register(gc.freeze)  # Python looks once more as it ends


def _lock(path: Path, how: int) -> bool:
    """Take a lock and keep it; whether that went well."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, how)
    except BlockingIOError:
        os.close(handle)
        return False
    _held.append(handle)
    return True


def end_on_sigterm() -> None:
    """Have SIGTERM, which job systems send before they kill, end a run as Ctrl-C does.

    Snakemake's own handler takes a lock, and hangs for ever when the code it interrupts holds that lock.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def renew_bytecode(folder: str | Path) -> None:
    """Compile every module below a folder whose bytecode is absent, stale, or compared by time.

    By default Python compares time and size: a module edited by one letter that kept its time, as in an
    unzipped copy or a restored backup, would run as it was before the edit.
    """
    for path in Path(folder).rglob("*.py"):
        if not _fits(Path(importlib.util.cache_from_source(str(path))), path):
            compile(str(path), quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)


def _fits(compiled: Path, source: Path) -> bool:
    if not compiled.is_file():
        return False
    with compiled.open("rb") as file:
        header = file.read(16)
    return header == importlib.util.MAGIC_NUMBER + CHECKED_HASH + importlib.util.source_hash(
        source.read_bytes()
    )
