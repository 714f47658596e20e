"""`make diff A=... B=...`: what changed between two runs, and why.

Each side is a folder with results, a git revision or a vintage (a date or `latest`); a revision and a
vintage are built first. With `log=yes` the changes become the newest entry of CHANGELOG-results.md.
"""

import io
import re
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.core.files import write_text
from lib.core.problems import ProblemsError, stop_if
from lib.core.templates import filled
from lib.runs.causes import find_causes
from lib.runs.changes import CHANGELOG, VERDICTS, changelog_text
from lib.runs.compare import ResultsComparison, compare_results
from lib.runs.history import git
from lib.runs.manifest import PATH, read_manifest, sha256_of
from lib.runs.rebuild import copy_sources, rebuild
from lib.runs.reference import comparison_rules, reference_choices
from lib.runs.source_changes import changed_sources, compare_values
from lib.runs.verification import render_page

DIFFERENCES_PAGE = Path(__file__).parent / "templates/diff.html"
DIFFERENCES_TEXT = DIFFERENCES_PAGE.with_name("diff.txt.j2")
CHANGES_ON_PAGE, LINES_SHOWN = 200, 10  # of one file
VINTAGE = re.compile(r"latest|\d{4}-\d{2}-\d{2}")
LOG = "log"


@dataclass(frozen=True)
class Side:
    """One of the two runs: how the author called it, and the folder that holds its results."""

    name: str
    folder: Path
    manifest: dict[str, Any]


@dataclass(frozen=True)
class Explanation:
    """All differences of two runs: sources with what changed in each, results, and causes by result."""

    before: Side
    after: Side
    sources: dict[str, list[str]]
    settings: list[str]
    comparison: ResultsComparison
    causes: dict[str, list[str]]


def find_side(name: str, root: Path, scratch: Path) -> Side:
    """Return the run that `name` stands for, built below `scratch` where it is not a folder.

    Raises
    ------
    ProblemsError
        When `name` is nothing known, or cannot be built.
    """
    folder, advice = scratch, "choose a later revision"
    if (root / name).is_dir():
        folder, advice = (root / name).resolve(), "run `snakemake` in it first"
    else:
        _build(name, root, scratch)
    stop_if([] if (folder / PATH).is_file() else [f"{name}: no {PATH} there; {advice}."], "Finding the runs")
    return Side(name, folder, read_manifest(folder / PATH))


def _build(name: str, root: Path, scratch: Path) -> None:
    options = []
    if VINTAGE.fullmatch(name):
        copy_sources(root, scratch)
        options = ["--config", f"vintage={name}"]
    else:
        _extract_revision(name, root, scratch)
    print(f"Building {name} in a folder of its own, which takes some minutes.", file=sys.stderr, flush=True)
    run = rebuild(scratch, *options)
    last_words = "\n".join(run.log.strip().splitlines()[-8:])
    stop_if([] if run.succeeded else [f"{name} does not build:\n{last_words}"], "Building the runs")


def _extract_revision(name: str, root: Path, scratch: Path) -> None:
    commit = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    archive = git(root, "archive", "--format=tar", commit.decode().strip()) if commit else None
    if archive is None:
        words = f"'{name}' is neither a folder nor a vintage (a date or `latest`) nor a git revision."
        raise ProblemsError("Finding the runs", [words])
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(scratch, filter="data")


def explain_differences(before: Side, after: Side, spec: dict[str, Any]) -> Explanation:
    """Compare two runs and trace what differs to its causes."""
    sides = [(sha256_of(side.manifest), side.folder / "results") for side in (before, after)]
    return Explanation(
        before=before,
        after=after,
        sources=changed_sources(before.manifest, after.manifest, before.folder, after.folder),
        settings=compare_values(before.manifest["config"], after.manifest["config"]),
        comparison=compare_results(*sides, comparison_rules(spec)),
        causes=find_causes(before.manifest, after.manifest),
    )


def alike(explanation: Explanation) -> dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]]:
    """The results by what differs in them and its causes, the most looked for first."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for path, causes in sorted(explanation.causes.items(), key=importance):
        groups.setdefault((tuple(differences_in(explanation, path)), tuple(causes)), []).append(path)
    return groups


def importance(entry: tuple[str, list[str]]) -> tuple[bool, int, bool, str]:
    """Tables whose cells tell what changed before documents written from them; verdicts before all."""
    path, _ = entry
    folders = ("results/claims", "results/models", "results/tables", "results/figures", "results/describe")
    place = next((k for k, folder in enumerate(folders) if path.startswith(folder)), len(folders))
    return not path.endswith(".csv"), place, path != VERDICTS, path


def differences_in(explanation: Explanation, path: str) -> list[str]:
    """What differs in one result."""
    each, name = explanation.comparison, str(Path(path).relative_to("results"))
    if path in each.only_before:
        return ["is gone"]
    if path in each.only_after:
        return ["is new"]
    cells = [cell.change for cell in each.cells if cell.path == name]
    if name in each.pictures:
        cells.append(str(each.pictures[name]))
    return cells or ["differs in its bytes"]


def main(names: list[str]) -> int:
    """Explain the differences of the two runs named, and log them when asked to; returns the exit code."""
    names, log = [name for name in names if name != LOG], LOG in names
    if len(names) != 2:
        print("Usage: make diff A=<folder, git revision or vintage> B=<the same> [log=yes]", file=sys.stderr)
        return 2
    root = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="runs-") as scratch:
        try:
            sides = [find_side(name, root, Path(scratch) / str(place)) for place, name in enumerate(names)]
            spec = reference_choices(root)
        except ProblemsError as error:
            print(error, file=sys.stderr)
            return 2
        explanation = explain_differences(*sides, spec)
        page = render_page(
            DIFFERENCES_PAGE,
            explanation=explanation,
            causes=sorted(explanation.causes.items(), key=importance),
            differences=differences_in,
            most=CHANGES_ON_PAGE,
        )
        write_text("results/diff/index.html", page)
        if log:
            known = Path(CHANGELOG).read_text(encoding="utf-8") if Path(CHANGELOG).is_file() else ""
            write_text(CHANGELOG, changelog_text(known, *(side.folder for side in sides)))
    print(filled(DIFFERENCES_TEXT, explanation=explanation, alike=alike(explanation), most=LINES_SHOWN))
    print("Page: results/diff/index.html", *([f"Logged: {CHANGELOG}"] if log else []), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
