"""What a finished job leaves behind: the sha256 of everything it read and wrote, in .snakemake/receipts.

A receipt is written last, so outputs without one come from a job that did not end.
"""

import json
import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lib.core.files import sha256, write_text

FOLDER = Path(".snakemake/receipts")
LOCK = Path("requirements.lock")


@dataclass
class Receipt:
    """One job: `inputs`, `outputs` and `environment` map paths to the sha256 of their content.

    `inputs` holds the script too; `measured` holds wall seconds and peak memory in MiB. `config` is empty
    unless Snakemake has no record of the job's parameters: then it holds under these settings only.
    """

    rule: str
    wildcards: dict[str, str]
    script: str
    environment: dict[str, str]
    inputs: dict[str, str]
    params: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    measured: dict[str, float] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The rule and the values of its wildcards, as in `draw_figures-en`."""
        return "-".join([self.rule, *self.wildcards.values()])


def read_receipts(folder: str | Path = FOLDER) -> list[Receipt]:
    """Return the receipts of a folder, by name; one that cannot be read is none."""
    found = (_read_receipt(path) for path in sorted(Path(folder).glob("*.json")))
    return [receipt for receipt in found if receipt]


def _read_receipt(path: Path) -> Receipt | None:
    try:
        return Receipt(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):  # cut or edited: its outputs count as made by no finished job
        return None


def write_receipt(receipt: Receipt, folder: str | Path = FOLDER) -> None:
    """Write one receipt, atomically."""
    text = json.dumps(asdict(receipt), ensure_ascii=False, indent=1, sort_keys=True, default=str)
    write_text(Path(folder) / f"{receipt.name}.json", text + "\n")


def hash_files(paths: Iterable[str]) -> dict[str, str]:
    """Map each path to its sha256, in the order of the paths' names."""
    return {path: sha256(path) for path in sorted(map(str, paths))}


@contextmanager
def recorded(snakemake, script: str | Path, folder: str | Path = FOLDER) -> Iterator[None]:
    """Leave a receipt of the job once the block ends well.

    Inputs are hashed before the job reads them. While the block runs the earlier receipt is set
    aside; it returns if the job fails, since Snakemake then restores the earlier outputs. A job without
    outputs, one that asks or records, leaves none.
    """
    if not snakemake.output:
        yield
        return
    script = str(Path(script).resolve().relative_to(Path.cwd()))
    receipt = Receipt(
        rule=snakemake.rule,
        wildcards=dict(snakemake.wildcards.items()),
        script=script,
        environment=hash_files([LOCK]),
        inputs=hash_files({*snakemake.input, script}),
        params=dict(snakemake.params.items()),
    )
    earlier = Path(folder) / f"{receipt.name}.json"
    aside = earlier.with_suffix(".started")
    if earlier.exists():
        earlier.replace(aside)
    start = time.perf_counter()
    try:
        yield
    except (Exception, SystemExit):
        if aside.exists():
            aside.replace(earlier)
        raise
    receipt.outputs = hash_files(snakemake.output)
    receipt.measured = {
        "seconds": round(time.perf_counter() - start, 2),
        "peak_mib": round(_peak_memory() / 1024),
    }
    write_receipt(receipt, folder)
    aside.unlink(missing_ok=True)


def _peak_memory() -> int:
    """Largest resident set of this process or of one it waited for, in KiB."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
