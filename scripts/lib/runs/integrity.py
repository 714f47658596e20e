"""Whether results on disk are still what the manifest says, and made from what is on disk."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.core.files import sha256
from lib.core.problems import ProblemsError
from lib.runs.compare import Comparison
from lib.runs.freshness import made_files
from lib.runs.manifest import (
    PATH,
    all_sources,
    installed_packages,
    kind_of,
    read_manifest,
    rows_sha256,
    source_files,
)
from lib.runs.record import FOLDER, LOCK, read_receipts

BLIND_SPOT = (
    "Someone who edits a result and rewrites the manifest to match is not noticed here; the rebuild is. "
    "Files outside data/, config/, workflow/, scripts/ and results/ are not looked at; the rebuild does "
    "without them."
)


@dataclass(frozen=True)
class Finding:
    """One thing found: the path it concerns, a sentence, and whether it counts against the results."""

    path: str
    sentence: str
    counts: bool = True


def recorded_manifest(root: Path) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The manifest of the results on disk, None where there is none to believe, and what is wrong with it."""
    if (root / PATH).is_file():
        try:
            return read_manifest(root / PATH), []
        except ProblemsError as error:
            return None, [Finding(str(PATH), each.replace(f"{root}/", "")) for each in error.problems]
    if made_files(root / "results"):
        return None, [Finding(str(PATH), f"{PATH} is missing, so nothing says what the results should be.")]
    return None, [Finding(str(PATH), "There are no results on disk yet; `make` makes them.", False)]


def check_results(root: str | Path, manifest: dict[str, Any]) -> list[Finding]:
    """Everything that differs between the disk and the manifest, sorted by path."""
    root = Path(root)
    findings = [
        *_outputs(root, manifest),
        *_manifest(root),
        *_sources(root, manifest),
        *_packages(manifest),
        *_links(root, [*manifest["outputs"], *source_files(root)]),
    ]
    return sorted(findings, key=lambda finding: finding.path)


def check_comparison(comparison: Comparison) -> list[Finding]:
    """What a rebuild on the same machine does not make, beyond the cells that a comparison names itself."""
    pictures = [name for name, each in comparison.pictures.items() if each.percent]
    other = sorted([*comparison.unseen, *(f"results/{name}" for name in pictures)])
    return [
        *(Finding(path, f"{path} is not what a rebuild makes.") for path in other),
        *(Finding(path, f"{path} is made by no rule.") for path in comparison.only_after),
    ]


def check_manifest(recorded: dict[str, Any], rebuilt: dict[str, Any]) -> list[Finding]:
    """What a manifest says otherwise than the one of a rebuild, apart from the commit and single results."""
    said = [key for key in rebuilt if key not in ("outputs", "version_control")]
    return [
        Finding(str(PATH), f"{PATH} states other {key} than a rebuild does.")
        for key in said
        if recorded.get(key) != rebuilt[key]
    ]


def _outputs(root: Path, manifest: dict[str, Any]) -> Iterator[Finding]:
    for path, made in manifest["outputs"].items():
        if not (root / path).is_file():
            yield Finding(path, f"{path} is missing; rule {made['rule']} makes it.")
        elif sha256(root / path) != made["sha256"]:
            if "rows_sha256" in made and rows_sha256(root / path) == made["rows_sha256"]:
                words = "holds the same cells in another order, or with other quotes or line ends"
                yield Finding(path, f"{path} {words}.", counts=False)
            else:
                yield Finding(path, f"{path} was edited after rule {made['rule']} made it.")
    known = {*manifest["outputs"], str(PATH)}
    for path in sorted(made_files(root / "results")):
        name = str(Path(path).relative_to(root))
        if name not in known:
            yield Finding(name, f"{name} was not made by the run that the manifest describes.")


def _manifest(root: Path) -> Iterator[Finding]:
    recorded = {
        path: digest for each in read_receipts(root / FOLDER) for path, digest in each.outputs.items()
    }
    digest = recorded.get(str(PATH))
    if digest and digest != sha256(root / PATH):
        yield Finding(str(PATH), f"{PATH} was edited after rule write_manifest made it.")


def _sources(root: Path, manifest: dict[str, Any]) -> Iterator[Finding]:
    recorded = all_sources(manifest)
    for path, digest in recorded.items():
        kind = kind_of(path)
        if not (root / path).is_file():
            yield Finding(path, f"{path} ({kind}) is missing, but the results were made with it.")
        elif sha256(root / path) != digest:
            yield Finding(path, f"{path} ({kind}) changed since the results were made; they are stale.")
    for path in sorted(set(source_files(root)) - set(recorded)):
        yield Finding(path, f"{path} ({kind_of(path)}) was added since the results were made.")


def _packages(manifest: dict[str, Any]) -> Iterator[Finding]:
    used = manifest["packages"]
    installed = installed_packages(used)
    for name, version in used.items():
        if installed.get(name) != version:
            there = installed.get(name, "nothing")
            yield Finding(str(LOCK), f"The results were made with {name} {version}; installed is {there}.")


def _links(root: Path, paths: list[str]) -> Iterator[Finding]:
    """Symbolic links on the way to a file that lead out of the project, and any among the results."""
    home = root.resolve()
    outside = {path for path in paths if not (root / path).resolve().is_relative_to(home)}
    for path in sorted(outside):
        yield Finding(path, f"{path} is a link that leads out of the project.")
    for path in sorted((root / "results").rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink() and name not in outside:
            yield Finding(name, f"{name} is a link; a run makes files and folders only.")
