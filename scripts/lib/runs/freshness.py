"""Freshness of results by content: which jobs still hold, and which Snakemake has to run again.

Snakemake compares the times of files. It misses an input that changed but kept an old time, a helper module,
and an output edited by hand; and it takes a comment for a change. So receipts are compared with the disk, and
every rule has a parameter `stamp`: the stamp of its last run while that run's results hold, another one
otherwise. Snakemake runs a job again whose parameters changed. To find this out writes nothing.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lib.core.problems import ProblemsError
from lib.runs.manifest import PATH, WRITER, receipts_of
from lib.runs.record import Receipt, Sha256, read_receipts

MOST_SENTENCES = 6
# Below results/, what other commands than snakemake write.
NOT_BY_RULES = {
    "anchor", "reference", "verify", "diff", "pack", "fetch", "release", "report/snakemake.html",
}  # fmt: skip


@dataclass(frozen=True)
class Freshness:
    """What the receipts say about the disk.

    Attributes
    ----------
    stamps : of each job that holds, by the name of its receipt
    sentences : for the terminal, empty when all holds
    run : the stamp of the run to come, one that was never given
    """

    stamps: Mapping[str, str]
    sentences: list[str]
    run: str = field(default_factory=lambda: f"run {time.time_ns()}")

    def stamp(self, name: str) -> str:
        """The stamp of a job by the name of its receipt; one that was never given when it has to run."""
        return self.stamps.get(name, self.run)


def compare_receipts(
    receipts: Iterable[Receipt],
    scripts: Mapping[str, str | None],
    files: Iterable[str],
    content: Sha256,
    config: Mapping[str, object],
) -> Freshness:
    """Compare receipts with the disk.

    Parameters
    ----------
    receipts : what finished jobs left behind
    scripts : the script of every rule there is now
    files : every file that a rule may have made
    content : gives the sha256 of a path or None
    config : the settings of the run to come
    """
    receipts = [receipt for receipt in receipts if scripts.get(receipt.rule) == receipt.script]
    makers = {path: receipt for receipt in receipts for path in receipt.outputs}
    changed: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        for path in receipt.changed(content):
            changed.setdefault(path, []).append(receipt)
    resettled = [receipt for receipt in receipts if receipt.config and receipt.config != config]
    unknown = sorted(set(files) - set(makers))
    unrecorded = f"{_listed(unknown)}: no finished job is on record; made again where a rule makes it."
    broken = {receipt.name for some in [*changed.values(), resettled] for receipt in some}
    return Freshness(
        {receipt.name: receipt.stamp or receipt.name for receipt in receipts if receipt.name not in broken},
        [
            *_changed_outputs(changed, makers, content),
            *_changed_inputs(changed, makers, content),
            *([f"The settings are not those of {PATH}: everything is looked at anew."] if resettled else []),
            *([unrecorded] if unknown else []),
        ],
    )


def _changed_outputs(changed, makers, content) -> list[str]:
    return [
        f"{path} {_fate(path, content)} since {makers[path].rule} made it: "
        f"{makers[path].rule} and what reads it run again."
        for path, receipts in sorted(changed.items())
        if makers.get(path) in receipts
    ]


def _fate(path: str, content: Sha256) -> str:
    if content(path) is None:
        return "became a link" if Path(path).is_symlink() else "is gone"
    return "was changed"


def _changed_inputs(changed, makers, content) -> list[str]:
    """Sentences on inputs that no rule makes; the manifest, which reads all of them, is not named."""
    readers = {path: {each.rule for each in receipts} - {WRITER[0]} for path, receipts in changed.items()}
    sentences = [
        f"{path} {'is gone' if content(path) is None else 'changed'} since {_listed(sorted(rules))} read it."
        for path, rules in sorted(readers.items())
        if rules and path not in makers
    ]
    rest = len(sentences) - MOST_SENTENCES
    return sentences[:MOST_SENTENCES] + ([f"So did {rest} other files."] if rest > 0 else [])


def _listed(names: list[str], most: int = 4) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def made_files(results: str | Path = "results") -> list[str]:
    """Every file below `results` that rules may have made."""
    below = {path: path.relative_to(results) for path in Path(results).rglob("*") if path.is_file()}
    return [
        str(path)
        for path, name in below.items()
        if not {name.parts[0], name.as_posix()} & NOT_BY_RULES and not is_leftover(path)
    ]


def is_leftover(path: Path) -> bool:
    """Whether a file is one that `lib.core.files.replacing` had no time to put in place."""
    return path.match(".*-????????.*")


def known_receipts(expected: Iterable[str]) -> tuple[list[Receipt], list[str]]:
    """The receipts of all jobs there are, and what keeps the manifest from being believed.

    The manifest stands for jobs without a receipt, as in a copy of the project with its results.

    Parameters
    ----------
    expected : the receipts that all jobs together leave, but the one that writes the manifest
    """
    wanted = {Path(path).stem for path in expected}
    there = wanted | {WRITER[0]}
    receipts = [receipt for receipt in read_receipts() if receipt.name in there]
    names = {receipt.name for receipt in receipts}
    if names >= wanted:
        return receipts, []
    try:
        vouched = receipts_of(PATH)
    except ProblemsError as error:
        return receipts, [] if receipts else error.problems
    return [*receipts, *(each for each in vouched if each.name in there - names)], []
