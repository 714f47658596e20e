"""Receipts of finished jobs in .snakemake/finished: what each read and wrote, by content.

A receipt is written last, so outputs without one come from a job that did not end.
"""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from lib.core.files import csv_rows, read_json, sha256, write_text
from lib.core.problems import stop_if
from lib.runs.meaning import Meaning, meaning_of

FOLDER = Path(".snakemake/finished")
LOCK = Path("requirements.lock")
SCRIPTS = Path(__file__).parents[2]
# Parameters of a rule that tell how its jobs are kept: `stamp` is another one when a job has to run again,
# `unread` names places of files that the job gets without them, `bytewise` makes every byte of inputs count,
# `sources` are inputs for which Snakemake need not look for a rule that makes them.
STAMP, UNREAD, BYTEWISE, SOURCES = "stamp", "unread", "bytewise", "sources"

Sha256 = Callable[[str], str | None]


@dataclass(frozen=True)
class JobPart:
    """One thing among many that a job makes, and what it was made from.

    Attributes
    ----------
    values : digest of the settings it was given
    reads : files, Python modules among them
    words : file of words -> the keys that were said
    outputs : paths
    """

    values: str
    reads: list[str]
    words: dict[str, list[str]]
    outputs: list[str]


@dataclass
class Receipt:
    """One job.

    Attributes
    ----------
    inputs, outputs, environment : sha256 of each file, scripts and modules among the inputs
    rows : of each table among the outputs, what `rows_sha256` gives
    meaning : what of an input counts, see `lib.runs.meaning`
    parts : by name, of a job that keeps what still holds
    stamp : the value of the rule's parameter of that name
    measured : wall seconds and peak memory in MiB
    config : empty unless Snakemake has no record of the job: then it holds under these settings only
    """

    rule: str
    wildcards: dict[str, str]
    script: str
    environment: dict[str, str]
    inputs: dict[str, str]
    params: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    measured: dict[str, float] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    meaning: dict[str, Meaning] = field(default_factory=dict)
    parts: dict[str, JobPart] = field(default_factory=dict)
    stamp: str = ""

    @property
    def name(self) -> str:
        """The rule and the values of its wildcards, as in `write_article-en`."""
        return receipt_name(self.rule, self.wildcards)

    def changed(self, content: Sha256) -> list[str]:
        """The paths whose content differs from the receipt's in what counts, sorted."""
        recorded = self.inputs | self.environment | self.outputs
        return sorted(path for path, digest in recorded.items() if not self._same(path, digest, content))

    def _same(self, path: str, digest: str, content: Sha256) -> bool:
        now = content(path)
        meaning = self.meaning.get(path)
        if now == digest or now is None or meaning is None:
            return now == digest
        return self.meaning_now(path, meaning) == meaning

    def meaning_now(self, path: str, recorded: Meaning) -> Meaning | None:
        """The meaning of a file as it is, of the same words as recorded."""
        unread = self.params.get(UNREAD, {}).get(path, [])
        return meaning_of(path, unread, None if isinstance(recorded, str) else recorded)


def receipt_name(rule: str, wildcards: Mapping[str, str]) -> str:
    """The name of a job's receipt, without suffix."""
    return "-".join([rule, *wildcards.values()])


def file_reader() -> Sha256:
    """Return a function giving the sha256 of a path, read once; None where there is no file.

    A link among the results counts as none: jobs write files.
    """

    @cache
    def content(path: str) -> str | None:
        there = Path(path)
        linked = path.startswith("results/") and there.is_symlink()
        try:
            return sha256(there) if there.is_file() and not linked else None
        except OSError:  # a name that no file can have
            return None

    return content


def read_receipts(folder: str | Path = FOLDER) -> list[Receipt]:
    """Return the receipts of a folder, by name; one that cannot be read is none."""
    receipts = (read_receipt(path) for path in sorted(Path(folder).glob("*.json")))
    return [receipt for receipt in receipts if receipt]


def read_receipt(path: Path) -> Receipt | None:
    """Return one receipt; None when it is absent, cut or edited."""
    try:
        fields = read_json(path)
        parts = {name: JobPart(**part) for name, part in fields.pop("parts", {}).items()}
        receipt = Receipt(**fields, parts=parts)
        return receipt if _is_whole(receipt) else None
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _is_whole(receipt: Receipt) -> bool:
    """Whether what was read from a file has the types that it should have."""
    texts = [receipt.wildcards, receipt.environment, receipt.inputs, receipt.outputs, receipt.rows]
    others = [receipt.params, receipt.measured, receipt.config, receipt.meaning]
    lists = [
        names for part in receipt.parts.values() for names in (part.reads, part.outputs, *part.words.values())
    ]
    words = [receipt.rule, receipt.script, receipt.stamp, *(part.values for part in receipt.parts.values())]
    return (
        all(isinstance(each, dict) for each in texts + others)
        and all(isinstance(each, list) for each in lists)
        and all(isinstance(each, str) for some in (words, *map(dict.values, texts), *lists) for each in some)
    )


def as_of_now(receipts: Iterable[Receipt | None], content: Sha256) -> list[Receipt]:
    """Receipts that are there, inputs with their sha256 of now: a comment may have changed since.

    `content` gives the sha256 of a path.

    Raises
    ------
    ProblemsError
        Naming files that changed, in what counts, since a job read or wrote them.
    """
    there = [receipt for receipt in receipts if receipt]
    changed = {path for receipt in there for path in receipt.changed(content)}
    stop_if(
        [f"{path}: changed while the run went on; run `snakemake` again." for path in sorted(changed)],
        "Writing the manifest",
    )
    return [
        replace(receipt, inputs={path: content(path) or "" for path in receipt.inputs}) for receipt in there
    ]


def write_receipt(receipt: Receipt, folder: str | Path = FOLDER) -> None:
    """Write one receipt, atomically."""
    write_text(Path(folder) / f"{receipt.name}.json", as_json(asdict(receipt)) + "\n")


def as_json(value: Any) -> str:
    """Return nested values as text, what JSON does not know as it prints itself."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)


def json_value(value: Any) -> Any:
    """Return parameters as a receipt gives them back."""
    return json.loads(as_json(value))


def hash_files(paths: Iterable[str]) -> dict[str, str]:
    """Map each path to its sha256, in the order of the paths' names."""
    return {path: sha256(path) for path in sorted(map(str, paths))}


def rows_sha256(path: str | Path) -> str:
    """The sha256 of a CSV's cells, whatever the order of its rows and columns, its quotes and line ends."""
    heading, *rows = csv_rows(path) or [[]]
    order = sorted(range(len(heading)), key=heading.__getitem__)
    in_order = itemgetter(*order) if order else tuple
    cells = (in_order(row) if len(row) == len(heading) else row for row in rows)
    text = "\n".join([repr(in_order(heading)), *sorted(map(repr, cells))])
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def loaded_modules(without: str = "") -> list[str]:
    """The files below scripts/ that this process has imported, relative to the project, sorted.

    Parameters
    ----------
    without : name of a package whose modules are left out
    """
    files = {
        file.removeprefix(f"{SCRIPTS.parent}/")
        for name, module in list(sys.modules.items())
        if (file := getattr(module, "__file__", None)) and not (without and name.startswith(f"{without}."))
    }
    return sorted(file for file in files if file.startswith(f"{SCRIPTS.name}/") and file.endswith(".py"))


def meanings(
    inputs: Mapping[str, str], unread: Mapping[str, list[str]], words: Mapping[str, Iterable[str]]
) -> dict[str, Meaning]:
    """What counts of every file of which more than its bytes is known; of a whole file, receipts may tell it.

    Parameters
    ----------
    inputs : sha256 of each file
    unread, words : of a file, the places that do not count, and the keys that alone count
    """
    known = {
        (path, receipt.inputs[path]): meaning
        for receipt in read_receipts()
        for path, meaning in receipt.meaning.items()
        if isinstance(meaning, str) and path not in receipt.params.get(UNREAD, {}) and path in receipt.inputs
    }
    counting = {
        path: (path not in unread and path not in words and known.get((path, content)))
        or meaning_of(path, unread.get(path, []), words.get(path))
        for path, content in inputs.items()
        if path.endswith((".py", ".yaml"))
    }
    return {path: meaning for path, meaning in counting.items() if meaning is not None}


def measured_since(start: float) -> dict[str, float]:
    """Wall seconds since a moment of `time.perf_counter`, and the largest memory of this process in MiB."""
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"seconds": round(time.perf_counter() - start, 2), "peak_mib": round(peak / 1024)}
