"""Results on disk: whether they are still what the manifest says, and made from what is on disk."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lib.core.country import ENGINE_FOLDER
from lib.core.files import sha256
from lib.core.problems import ProblemsError
from lib.runs.compare import ResultsComparison
from lib.runs.freshness import made_files
from lib.runs.grades import Discrepancy, Grade
from lib.runs.history import recorded_commit_faults
from lib.runs.installed import other_versions
from lib.runs.manifest import (
    PATH,
    SOURCE_FOLDERS,
    all_sources,
    kind_of,
    read_manifest,
    sha256_of,
    source_files,
)
from lib.runs.record import FOLDER, read_receipts, rows_sha256

DISK_BLIND_SPOT = (
    "Someone who edits a result and rewrites manifest and receipts to match is not noticed here; the "
    "rebuild notices. Files outside data/, config/, workflow/, scripts/ and results/ are not looked at; "
    "the rebuild does without them. Someone who edits data/raw together with its index is noticed only "
    "outside the repository: compare what `make anchor` prints with the published sum (docs/anchor.md)."
)
AFRESH = "take it away by `make clean`, then `make`"  # what no rule makes any more is not made again


def recorded_manifest(root: Path) -> tuple[dict[str, Any] | None, list[Discrepancy]]:
    """The manifest of the results on disk, None where there is none to believe, and what is wrong with it."""
    if (root / PATH).is_file():
        try:
            return read_manifest(root / PATH), []
        except ProblemsError as error:
            return None, [Discrepancy(str(PATH), each.replace(f"{root}/", "")) for each in error.problems]
    if made_files(root / "results"):
        return None, [
            Discrepancy(str(PATH), f"{PATH} is missing, so nothing says what the results should be.")
        ]
    if read_receipts(root / FOLDER):
        words = f"{PATH} and all results are gone, though a run made them"
        return None, [Discrepancy(str(PATH), f"{words}; `make` makes them again.", Grade.INCOMPLETE)]
    return None, [
        Discrepancy(str(PATH), "There are no results on disk yet; `make` makes them.", Grade.SAME_NUMBERS)
    ]


def check_results(root: str | Path, manifest: dict[str, Any]) -> list[Discrepancy]:
    """Everything that differs between the disk and the manifest, sorted by path."""
    root = Path(root)
    sources = source_files(root)
    discrepancies = [
        *_outputs(root, manifest),
        *_receipts(root, manifest),
        *_sources(root, manifest, sources),
        *other_versions(manifest["packages"], ": the results were made with"),
        *_no_plain_files(root, [*manifest["outputs"], *sources]),
        *recorded_commit_faults(root, manifest),
    ]
    return sorted(discrepancies, key=lambda each: (each.path, each.sentence))


def check_comparison(comparison: ResultsComparison) -> list[Discrepancy]:
    """What a rebuild on the same machine does not make, beyond the cells that a comparison names itself."""
    other = sorted([*comparison.unseen, *(f"results/{name}" for name in comparison.pictures)])
    return [
        *(Discrepancy(path, f"{path} is not what a rebuild makes.") for path in other),
        *(Discrepancy(path, f"{path} is made by no rule; {AFRESH}.") for path in comparison.only_after),
    ]


def check_manifest(recorded: dict[str, Any], rebuilt: dict[str, Any]) -> list[Discrepancy]:
    """What a manifest says otherwise than the one of a rebuild, apart from the commit and single results."""
    said = [key for key in rebuilt if key not in ("outputs", "version_control")]
    return [
        Discrepancy(str(PATH), f"{PATH} states other {key} than a rebuild does.")
        for key in said
        if recorded.get(key) != rebuilt[key]
    ]


def _outputs(root: Path, manifest: dict[str, Any]) -> Iterator[Discrepancy]:
    for path, entry in manifest["outputs"].items():
        if not (root / path).is_file():
            yield Discrepancy(path, f"{path} is missing; rule {entry['rule']} makes it.")
        elif sha256(root / path) != entry["sha256"]:
            if "rows_sha256" in entry and rows_sha256(root / path) == entry["rows_sha256"]:
                words = "holds the same cells in another order, or with other quotes or line ends"
                yield Discrepancy(path, f"{path} {words}.", Grade.SAME_NUMBERS)
            else:
                yield Discrepancy(path, f"{path} was edited after rule {entry['rule']} made it.")
    known = {*manifest["outputs"], str(PATH)}
    for path in sorted(made_files(root / "results")):
        name = str(Path(path).relative_to(root))
        if name not in known:
            words = "was not made by the run that the manifest describes"
            yield Discrepancy(name, f"{name} {words}; {AFRESH}.")


def _receipts(root: Path, manifest: dict[str, Any]) -> Iterator[Discrepancy]:
    """Jobs of the manifest without a receipt, and receipts that say otherwise than it."""
    receipts = {receipt.name: receipt for receipt in read_receipts(root / FOLDER)}
    if not receipts:
        words = "is empty: only the manifest says what the results should be, and the rebuild below"
        yield Discrepancy(str(FOLDER), f"{FOLDER} {words}.", Grade.SAME_NUMBERS)
        return
    for name in sorted(set(manifest["jobs"]) - set(receipts)):
        yield Discrepancy(
            f"{FOLDER}/{name}.json", f"{FOLDER}/{name}.json is missing or cut.", Grade.SAME_NUMBERS
        )
    digests = sha256_of(manifest) | {str(PATH): sha256(root / PATH)}
    receipt_digests = {path: digest for each in receipts.values() for path, digest in each.outputs.items()}
    if receipt_digests.get(str(PATH)) not in (None, digests[str(PATH)]):
        yield Discrepancy(str(PATH), f"{PATH} was edited after rule write_manifest made it.")
    for path, digest in sorted(receipt_digests.items()):
        if path != str(PATH) and digest != digests.get(path, digest):
            words = f"{PATH} and the receipt of the job that made {path} tell of different content"
            yield Discrepancy(path, f"{words}.")


def _sources(root: Path, manifest: dict[str, Any], there: list[str]) -> Iterator[Discrepancy]:
    recorded = all_sources(manifest)
    for path, digest in recorded.items():
        kind = kind_of(path)
        if not (root / path).is_file():
            yield Discrepancy(path, f"{path} ({kind}) is missing, but the results were made with it.")
        elif sha256(root / path) != digest:
            yield Discrepancy(path, f"{path} ({kind}) changed since the results were made; they are stale.")
    for path in sorted(set(there) - set(recorded)):
        yield Discrepancy(path, f"{path} ({kind_of(path)}) was added since the results were made.")


def _no_plain_files(root: Path, paths: list[str]) -> Iterator[Discrepancy]:
    """Links on the way to a file that lead out of project and engine, links among results, pipes and devices.

    No run makes them, and a pipe, a socket or a device cannot be copied.
    """
    homes, folder = (root.resolve(), ENGINE_FOLDER), cache(Path.resolve)
    outside = set()
    for path in paths:
        place = root / path
        real = place.resolve() if place.is_symlink() else folder(place.parent)
        if not any(real.is_relative_to(home) for home in homes):
            outside.add(path)
            yield Discrepancy(path, f"{path} is a link that leads out of the project.")
    for top in ("results", *SOURCE_FOLDERS, str(FOLDER)):
        for place in (root / top).rglob("*"):
            name = str(place.relative_to(root))
            if place.is_symlink():
                if top == "results" and name not in outside:
                    yield Discrepancy(name, f"{name} is a link; a run makes files and folders only.")
            elif not (place.is_file() or place.is_dir()):
                yield Discrepancy(name, f"{name} is a pipe, a socket or a device; a run has files only.")
