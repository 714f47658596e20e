"""Which results still hold, judged by content; Snakemake is told through the files' times.

Snakemake compares the times of files, and the sha256 of newer inputs. It misses an input that changed
but kept an old time, and an output edited by hand. So before each run receipts are compared with the disk:
outputs of a job that still holds are made newer than its inputs, outputs of one that does not are made
older than its script. Nothing is deleted, and the decision to run stays with Snakemake.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lib.core.files import sha256
from lib.core.problems import ProblemsError
from lib.runs.manifest import PATH, receipts_of
from lib.runs.record import FOLDER, Receipt, read_receipts, write_receipt

NOT_BY_RULES = {"reference", "verify", "diff", "pack", "fetch"}
MEMORY = Path(".snakemake/metadata")  # of Snakemake: the parameters of each job, among others
LONG_AGO = 1.0  # seconds after 1970: older than any script


@dataclass(frozen=True)
class Judgement:
    """What the receipts say about the disk.

    Attributes
    ----------
    holding : receipts of jobs whose inputs and outputs are as they were
    outdated : paths of outputs to be made again
    words : sentences for the terminal, empty when all holds
    """

    holding: list[Receipt]
    outdated: list[str]
    words: list[str]


def hash_reader() -> Callable[[str], str | None]:
    """Return a function giving the sha256 of a path, read once; None where there is no file.

    A link among the results counts as none: jobs write files.
    """

    @cache
    def content(path: str) -> str | None:
        linked = path.startswith("results/") and Path(path).is_symlink()
        return sha256(path) if Path(path).is_file() and not linked else None

    return content


def judge(
    receipts: Iterable[Receipt],
    scripts: dict[str, str | None],
    ages: dict[str, float],
    content: Callable[[str], str | None],
    config: dict,
) -> Judgement:
    """Compare receipts with the disk.

    Parameters
    ----------
    receipts : what finished jobs left behind
    scripts : the script of every rule there is now
    ages : modification time of every file that a rule may have made
    content : gives the sha256 of a path or None
    config : the settings of the run to come
    """
    receipts = [receipt for receipt in receipts if scripts.get(receipt.rule) == receipt.script]
    maker = {path: receipt for receipt in receipts for path in receipt.outputs}
    changed: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        for path, recorded in (receipt.inputs | receipt.environment | receipt.outputs).items():
            if content(path) != recorded:
                changed.setdefault(path, []).append(receipt)
    resettled = [receipt for receipt in receipts if receipt.config and receipt.config != config]
    broken = {receipt.name for some in [*changed.values(), resettled] for receipt in some}
    unrecorded = sorted(set(ages) - set(maker))
    return Judgement(
        holding=[receipt for receipt in receipts if receipt.name not in broken],
        outdated=unrecorded + sorted(path for path, receipt in maker.items() if receipt.name in broken),
        words=[
            *_changed_outputs(changed, maker, content),
            *_changed_inputs(changed, maker, content, ages),
            *([f"The settings are not those of {PATH}: everything is made again."] if resettled else []),
            *_unrecorded([path for path in unrecorded if ages[path] != LONG_AGO]),
        ],
    )


def _changed_outputs(changed, maker, content) -> list[str]:
    return [
        f"{path} {_fate(path, content)} since {maker[path].rule} made it: "
        f"{maker[path].rule} and what reads it run again."
        for path, receipts in sorted(changed.items())
        if maker.get(path) in receipts
    ]


def _fate(path: str, content: Callable[[str], str | None]) -> str:
    if content(path) is None:
        return "became a link" if Path(path).is_symlink() else "is gone"
    return "was changed"


def _changed_inputs(changed, maker, content, ages) -> list[str]:
    """Sentences on inputs that no rule makes, unless what depends on them waits already to be made again."""
    words = []
    for path, receipts in sorted(changed.items()):
        rules = sorted({each.rule for each in receipts if any(ages.get(p) != LONG_AGO for p in each.outputs)})
        if rules and path not in maker:
            fate = "is gone" if content(path) is None else "changed"
            words.append(f"{path} {fate} since {_listed(rules)} read it.")
    return words


def _unrecorded(paths: list[str]) -> list[str]:
    if not paths:
        return []
    return [f"{_listed(paths)}: no finished job is on record; made again where a rule makes it."]


def _listed(names: list[str], most: int = 4) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def set_times(judgement: Judgement) -> None:
    """Make the outputs of jobs that hold newer than what they read, and outdated ones old."""
    outputs = [path for receipt in judgement.holding for path in receipt.outputs]
    if any(_is_older(receipt) for receipt in judgement.holding):
        sources = {path for receipt in judgement.holding for path in receipt.inputs} - set(outputs)
        moment = max([time.time(), *(Path(path).lstat().st_mtime + 0.01 for path in sources)])
        for path in outputs:
            os.utime(path, (moment, moment))
    for path in judgement.outdated:
        if Path(path).is_file():
            os.utime(path, (LONG_AGO, LONG_AGO), follow_symlinks=False)


def _is_older(receipt: Receipt) -> bool:
    """Whether an output looks older than an input, or not newer than the script."""
    oldest = min(Path(path).stat().st_mtime for path in receipt.outputs)
    newest = max(Path(path).stat().st_mtime for path in receipt.inputs)
    return newest > oldest or Path(receipt.script).lstat().st_mtime >= oldest


def made_files(results: str | Path = "results") -> dict[str, float]:
    """The time of every file below `results` that rules may have made."""
    return {
        str(path): path.stat().st_mtime
        for path in Path(results).rglob("*")
        if path.is_file() and path.relative_to(results).parts[0] not in NOT_BY_RULES
    }


def settle_results(scripts: dict[str, str | None], config: dict) -> list[str]:
    """Judge `results/` and set its files' times; return sentences on what changed.

    Where Snakemake remembers no job, as in a clone with results copied in, the manifest stands for the
    receipts. Nothing is done while another run holds the lock.
    """
    if any(Path(".snakemake/locks").glob("*.lock")):
        return []
    words = [] if FOLDER.exists() and MEMORY.exists() else adopt_manifest()
    for leftover in Path("results").rglob(".*-????????.*"):
        leftover.unlink()
    forget_removed_rules(scripts)
    judgement = judge(read_receipts(), scripts, made_files(), hash_reader(), config)
    set_times(judgement)
    return words + judgement.words


def forget_removed_rules(scripts: dict[str, str | None]) -> None:
    """Remove receipts of rules that no longer exist: their results may be another rule's by now."""
    for receipt in read_receipts():
        if scripts.get(receipt.rule) != receipt.script:
            (FOLDER / f"{receipt.name}.json").unlink()


def adopt_manifest() -> list[str]:
    """Make results/manifest.json stand for all receipts; return what keeps it from being believed."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        receipts = receipts_of(PATH)
    except ProblemsError as error:
        return error.problems
    for receipt in receipts:
        write_receipt(receipt)
    return []
