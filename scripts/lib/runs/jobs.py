"""What every script does around its one function: log, end on one clear message, leave a receipt.

Scripts import `job` before anything else: a job that would read and write what it did last time ends with
that import, before it has spent a second on the libraries that its script needs.
"""

import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lib.core.files import sha256
from lib.core.problems import ProblemsError
from lib.core.reading import hide, noting
from lib.runs.meaning import digest
from lib.runs.record import (
    BYTEWISE,
    FOLDER,
    LOCK,
    SOURCES,
    STAMP,
    UNREAD,
    JobPart,
    Receipt,
    file_reader,
    hash_files,
    json_value,
    loaded_modules,
    meanings,
    measured_since,
    read_receipt,
    receipt_name,
    rows_sha256,
    write_receipt,
)
from lib.runs.running import begin_job, leave_cycles

BEGUN = time.time()
AT_START = file_reader()  # of the one job of a process: each file is looked at once before the job reads it
PROJECT_ROOT = Path(__file__).resolve().parents[3]  # a paper of its own links to it
EDITED = "edited while the job ran"  # instead of the sha256 of a module that may not be the one imported
FORCED = "forced"  # how the stamp begins of a job that somebody asked to run whatever holds


@dataclass
class Work:
    """What a job that makes many things knows of its last run; `part` tells which of them still hold."""

    last: Receipt | None
    changed: set[str]
    parts: dict[str, JobPart] = field(default_factory=dict)

    @contextmanager
    def part(
        self, name: str, values: Any, reads: Iterable[str], outputs: Iterable[str], module: str = ""
    ) -> Iterator[bool]:
        """Yield whether a part has to be made; once the block ends well, the part is on record.

        Parameters
        ----------
        name : of the part, the same on every run
        values : the settings it is made from, printed in full by `repr`
        reads : the files it is made from but those that every job reads; modules and words are noted
        outputs : the paths it writes
        module : makes this part alone, as do others of publish.figures, or of publish.tables, for other parts
        """
        outputs, values = list(outputs), digest(values)
        former = self.last.parts.get(name) if self.last else None
        if former and self._holds(former, values, outputs):
            self.parts[name] = former
            yield False
            return
        with noting() as notes:
            yield True
        words: dict[str, list[str]] = {}
        for path, key in sorted(notes):
            words.setdefault(path, []).append(key)
        own = [f"scripts/{module.replace('.', '/')}.py"] if module else []
        modules = loaded_modules(".".join(module.split(".")[:2])) + own
        self.parts[name] = JobPart(values, sorted({*map(str, reads), *modules}), words, outputs)

    def _holds(self, former: JobPart, values: str, outputs: list[str]) -> bool:
        assert self.last
        if former.values != values or former.outputs != outputs or self.changed & {*former.reads, *outputs}:
            return False
        for path in self.changed & set(former.words):
            before = self.last.meaning.get(path)
            now = self.last.meaning_now(path, before) if isinstance(before, dict) else None
            if not (isinstance(before, dict) and isinstance(now, dict)):
                return False
            if any(now.get(key) != before.get(key) for key in former.words[path]):
                return False
        return True


@contextmanager
def job(snakemake) -> Iterator[Work]:
    """Write log lines to the rule's log file; turn `ProblemsError` into its message and exit code 1.

    A job that ends well leaves a receipt of what it read and wrote; one without outputs leaves none.
    """
    logging.basicConfig(
        filename=snakemake.log[0], filemode="w", level=logging.INFO, format="%(levelname)s %(message)s"
    )
    logging.captureWarnings(True)
    try:
        with recorded(snakemake, str(sys.modules["__main__"].__file__)) as work:
            yield work
    except ProblemsError as error:
        logging.error(error)
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    except BaseException:
        logging.exception("rule %s failed", snakemake.rule)
        raise


@contextmanager
def recorded(snakemake, script: str | Path) -> Iterator[Work]:
    """Leave a receipt of the job once the block ends well; inputs are hashed before the job reads them."""
    if not snakemake.output:
        yield Work(None, set())
        return
    content = AT_START if snakemake is running_job() else file_reader()
    script = str(Path(script).resolve().relative_to(PROJECT_ROOT))
    params = json_value(dict(snakemake.params.items()))
    stamp, unread = params.pop(STAMP, ""), params.get(UNREAD, {})
    hide(unread)
    receipt = Receipt(
        rule=snakemake.rule,
        wildcards=dict(snakemake.wildcards.items()),
        script=script,
        environment=hash_files([str(LOCK)]),
        inputs={path: content(path) or sha256(path) for path in sorted({*_declared(snakemake), script})},
        params=params,
        stamp=stamp,
    )
    last = last_receipt(snakemake)
    if last and (last.environment != receipt.environment or stamp.startswith(FORCED)):
        last = None
    start = time.perf_counter()
    with noting() as notes:
        changed = set(last.changed(content)) if last else set()
        work = Work(None if changed & set(getattr(snakemake.input, "common", ())) else last, changed)
        yield work
    words: dict[str, set[str]] = {}
    for path, key in notes:
        words.setdefault(path, set()).add(key)
    for part in work.parts.values():
        for path, keys in part.words.items():
            words.setdefault(path, set()).update(keys)
    modules = {path for part in work.parts.values() for path in part.reads if path.endswith(".py")}
    code = {*loaded_modules(), *modules} - set(receipt.inputs)
    receipt.inputs |= hash_files(code) | {path: EDITED for path in code if _is_newer(path)}
    receipt.outputs = hash_files(made_by(snakemake))
    receipt.rows = {path: rows_sha256(path) for path in receipt.outputs if path.endswith(".csv")}
    if not params.get(BYTEWISE):
        said = {path: sorted(keys) for path, keys in words.items()}
        steady = {path: content for path, content in receipt.inputs.items() if not _is_newer(path)}
        receipt.meaning = meanings(steady, unread, said)
    receipt.parts = work.parts
    receipt.measured = measured_since(start)
    write_receipt(receipt)


def _is_newer(path: str) -> bool:
    """Whether a file was written since this process began, or is gone."""
    return not Path(path).is_file() or Path(path).stat().st_ctime > BEGUN


def _declared(snakemake) -> list[str]:
    """What the rule of a job says that it reads."""
    return [*map(str, snakemake.input), *snakemake.params.get(SOURCES, ())]


def made_by(snakemake) -> list[str]:
    """The results of a job: its outputs but the receipt."""
    return [path for path in snakemake.output if not Path(path).is_relative_to(FOLDER)]


def last_receipt(snakemake) -> Receipt | None:
    """What the job left behind when it last ended, here or where the manifest of the results was written."""
    name = receipt_name(snakemake.rule, dict(snakemake.wildcards.items()))
    receipt = read_receipt(FOLDER / f"{name}.json")
    if receipt:
        return receipt
    from lib.runs.manifest import PATH, receipts_of  # only where no job has ended yet

    try:
        vouched = {each.name: each for each in receipts_of(PATH)}.get(name)
    except ProblemsError:
        return None
    return vouched if vouched and vouched.config == json_value(dict(snakemake.config)) else None


def still_holds(snakemake, receipt: Receipt | None) -> bool:
    """Whether a job would read and write what its receipt says."""
    if receipt is None:
        return False
    params = json_value(dict(snakemake.params.items()))
    stamp = params.pop(STAMP, "")
    if params != receipt.params or (stamp.startswith(FORCED) and stamp != receipt.stamp):
        return False
    declared, known = set(_declared(snakemake)), set(receipt.inputs)
    return (
        declared <= known
        and all(path.endswith(".py") for path in known - declared)
        and set(made_by(snakemake)) == set(receipt.outputs)
        and not receipt.changed(AT_START)
    )


def end_if_unchanged(snakemake) -> None:
    """End this process when the job's results still hold; its outputs get newer than what it reads."""
    receipt = last_receipt(snakemake) if snakemake.output else None
    if not receipt or not still_holds(snakemake, receipt):
        return
    write_receipt(replace(receipt, stamp=snakemake.params.get(STAMP, ""), config={}))
    for path in receipt.outputs:
        os.utime(path)
    Path(snakemake.log[0]).write_text("INFO unchanged: what it reads and writes is as it was\n")
    raise SystemExit(0)


def what_stopped(logs: str | Path, since: float) -> list[str]:
    """The message of every job that failed after a moment, each once; of an unforeseen error its last line.

    Parameters
    ----------
    logs : the folder of the jobs' logs
    since : seconds since 1970
    """
    messages: dict[str, None] = {}
    for path in sorted(Path(logs).rglob("*.log")):
        if path.stat().st_mtime >= since:
            _, failed, message = path.read_text(encoding="utf-8").partition("ERROR ")
            if failed:
                lines = message.strip().splitlines()
                unforeseen = any(line.startswith("Traceback") for line in lines)
                messages[
                    f"{lines[0]}: {lines[-1]} (all of it: {path})" if unforeseen else "\n".join(lines)
                ] = None
    return list(messages)


def enter_paper(snakemake) -> None:
    """Work in the folder of the paper, under the rule's own name; a module may change both."""
    folder = Path(snakemake.input.common[0]).parents[1]
    if snakemake.output.get("receipt"):
        snakemake.rule = Path(snakemake.output.receipt).stem.removesuffix(
            "".join(f"-{value}" for value in snakemake.wildcards)
        )
    if folder != Path():
        os.chdir(folder)
        for paths in (snakemake.input, snakemake.output, snakemake.log):
            _unprefix(paths, folder)


def _unprefix(paths: list, folder: Path) -> None:
    """Make paths relative to a folder, in place."""
    for name, value in list(getattr(paths, "items", dict)()):
        if isinstance(value, str):
            setattr(paths, name, os.path.relpath(value, folder))
        else:
            _unprefix(value, folder)
    paths[:] = [os.path.relpath(path, folder) for path in paths]


def running_job():
    """Return what Snakemake hands to the script of this process, None in any other."""
    return getattr(sys.modules["__main__"], "snakemake", None)


if running_job():
    enter_paper(running_job())
    begin_job()
    leave_cycles()
    end_if_unchanged(running_job())
