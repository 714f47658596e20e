"""Reference in results/reference/: the committed memory of what the authors saw, and the comparison with it.

Tables and small pictures lie under the same paths as in results/. Beside them: outputs.csv (sha256 of
every result), sources.csv (sha256 of every source file), measured.csv (time and memory of every job),
machine.csv (the machine that they hold for) and index.csv (sha256 of the reference's own files).
"""

import csv
import os
import platform
import shutil
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lib.core.configuration import load
from lib.core.files import csv_text, replacing, sha256, write_text
from lib.core.tables import table_descriptions
from lib.runs.compare import (
    ComparisonRules,
    PictureDifference,
    ResultsComparison,
    compare_pictures,
    compare_results,
    flattened,
    form_of,
)
from lib.runs.grades import Discrepancy, Grade
from lib.runs.history import uncommitted
from lib.runs.manifest import all_sources, kind_of, sha256_of
from lib.runs.record import Receipt

REFERENCE = Path("results/reference")
NEW, OLD = (Path(f"results/verify/reference.{age}") for age in ("new", "old"))  # while it is renewed
LISTED = ("path", "sha256")  # columns of the lists of files
REFERENCE_LISTS = ("outputs.csv", "sources.csv", "measured.csv", "machine.csv")
REFERENCE_BLIND_SPOT = (
    "Results that config/reference.yaml does not list are compared by sha256 alone: other bytes are "
    "told, not what they mean. Differences within the stated tolerances do not count, and a picture "
    "counts as the same while at most 0.1 percent of its pixels visibly differ. Whoever renews the "
    "reference decides what is compared with; git keeps earlier ones."
)


def reference_choices(root: Path) -> dict[str, Any]:
    """What config/reference.yaml says."""
    return load(root / "config/reference.yaml", root / "workflow/schemas/reference.schema.yaml")


def comparison_rules(spec: dict[str, Any]) -> ComparisonRules:
    """The comparison rules of config/reference.yaml, with the keys that descriptions of tables have."""
    described = {path: list(each.key) for path, each in table_descriptions().items()}
    return ComparisonRules(keys=spec["keys"] | described, tolerances=spec["tolerances"])


def kept(paths: Iterable[str], patterns: list[str]) -> list[str]:
    """The paths of results that fit one of the patterns, without `results/` in front."""
    names = [str(Path(path).relative_to("results")) for path in paths]
    return sorted(name for name in names if any(fnmatch(name, pattern) for pattern in patterns))


def write_reference(
    root: Path, manifest: dict[str, Any], receipts: list[Receipt], spec: dict[str, Any]
) -> None:
    """Replace results/reference/ by what config/reference.yaml keeps of the present results.

    The new one is written elsewhere and takes the old one's place when it is whole.
    """
    recover_reference(root)
    folder = root / NEW
    for name in kept(manifest["outputs"], spec["tables"]):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "results" / name, folder / name)
    for name in kept(manifest["outputs"], spec["pictures"]):
        _shrink(root / "results" / name, folder / name, spec["picture_width"])
    outputs = [(path, entry["rule"], entry["sha256"]) for path, entry in manifest["outputs"].items()]
    sources = [(kind_of(path), path, digest) for path, digest in all_sources(manifest).items()]
    measured = [
        (each.name, each.measured["seconds"], each.measured["peak_mib"])
        for each in receipts
        if each.name in manifest["jobs"] and each.measured
    ]
    write_text(folder / "outputs.csv", csv_text(("path", "rule", "sha256"), sorted(outputs)))
    write_text(folder / "sources.csv", csv_text(("kind", "path", "sha256"), sorted(sources)))
    write_text(folder / "measured.csv", csv_text(("job", "seconds", "peak_mib"), sorted(measured)))
    write_text(folder / "machine.csv", csv_text(("what", "value"), sorted(this_machine())))
    own = [(path, sha256(folder / path)) for path in files_below(folder)]
    write_text(folder / "index.csv", csv_text(LISTED, sorted(own)))
    if (root / REFERENCE).exists():
        (root / REFERENCE).rename(root / OLD)
    folder.rename(root / REFERENCE)
    shutil.rmtree(root / OLD, ignore_errors=True)


def recover_reference(root: Path) -> None:
    """Bring back the earlier reference if `make reference` was killed before the new one took its place."""
    if (root / OLD).exists() and not (root / REFERENCE).exists():
        (root / OLD).rename(root / REFERENCE)
    for rest in (NEW, OLD):
        shutil.rmtree(root / rest, ignore_errors=True)


def files_below(folder: Path) -> list[str]:
    """The paths of all files below a folder, relative to it, sorted."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _shrink(source: Path, target: Path, width: int) -> None:
    """Save a picture `width` pixels wide in few colours; its original's form goes with it as text."""
    with Image.open(source) as image, replacing(target) as temporary:
        height = max(1, round(image.height * width / image.width))
        small = flattened(image).resize((width, height), Image.Resampling.LANCZOS)
        form = PngInfo()
        form.add_text(
            "original", ", ".join(f"{what} {value}" for what, value in form_of(image).items() if value)
        )
        small.quantize(32, dither=Image.Dither.NONE).save(
            temporary, format="PNG", optimize=True, pnginfo=form
        )


def this_machine() -> list[tuple[str, str]]:
    """What the measured times and memory hold for."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return [
        ("processors", str(os.cpu_count())),
        ("memory", f"{memory / 2**30:.0f} GiB"),
        ("architecture", platform.machine()),
        ("system", platform.system()),
        ("python", platform.python_version()),
    ]


def read_rows(path: Path, *columns: str) -> list[dict[str, str]]:
    """The rows of one of the reference's lists, which has these columns; none where it is no CSV."""
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            rows = list(csv.DictReader(file))
    except csv.Error:
        return []
    return [
        row for row in rows if None not in row and None not in row.values() and row.keys() >= set(columns)
    ]


def check_reference(root: Path, manifest: dict[str, Any] | None, spec: dict[str, Any]) -> list[Discrepancy]:
    """What is wrong with the reference itself: missing, incomplete, edited, or older than its sources.

    Parameters
    ----------
    manifest : of the rebuild, or of the results on disk; None where there is neither
    spec : config/reference.yaml
    """
    folder = root / REFERENCE
    if not (folder / "index.csv").is_file():
        words = f"{REFERENCE} is missing or has no index.csv: nothing tells what the authors saw"
        return [Discrepancy(str(REFERENCE), f"{words}; `make reference` writes it.", Grade.INCOMPLETE)]
    listed = {row["path"]: row["sha256"] for row in read_rows(folder / "index.csv", *LISTED)}
    discrepancies = [
        *_reference_files(folder, listed),
        *(
            Discrepancy(
                path, f"{path} is not what the last commit holds; commit the reference or restore it."
            )
            for path in uncommitted(root, str(REFERENCE))
        ),
    ]
    return discrepancies + (list(_left_out(folder, listed, manifest, spec)) if manifest else [])


def _reference_files(folder: Path, listed: dict[str, str]) -> Iterator[Discrepancy]:
    """Files of the reference that its index lists and that are not so, and others."""
    there = {*files_below(folder), "index.csv"}
    for name, digest in listed.items():
        path = f"{REFERENCE}/{name}"
        if name not in there:
            yield Discrepancy(path, f"{path} is missing.")
        elif sha256(folder / name) != digest:
            yield Discrepancy(path, f"{path} was edited after `make reference` wrote it.")
    for name in sorted(there - set(listed) - {"index.csv"}):
        yield Discrepancy(f"{REFERENCE}/{name}", f"{REFERENCE}/{name} was not written by `make reference`.")
    for name in sorted(set(REFERENCE_LISTS) - set(listed)):
        path = f"{REFERENCE}/{name}"
        yield Discrepancy(path, f"{path} is missing; `make reference` writes it.", Grade.INCOMPLETE)


def _left_out(
    folder: Path, listed: dict[str, str], manifest: dict[str, Any], spec: dict[str, Any]
) -> Iterator[Discrepancy]:
    """What config/reference.yaml asks for and the reference lacks; sources that it was not made with."""
    outputs = sha256_of(manifest)
    for name in kept(outputs, spec["tables"] + spec["pictures"]):
        if name not in listed:
            path = f"{REFERENCE}/{name}"
            words = f"{path} is lacking, though config/reference.yaml asks for it"
            yield Discrepancy(path, f"{words}; `make reference` writes it.", Grade.INCOMPLETE)
    recorded = {row["path"] for row in read_rows(folder / "outputs.csv", *LISTED)}
    for path in sorted(set(outputs) - recorded):
        words = f"{REFERENCE}/outputs.csv does not know {path}"
        yield Discrepancy(path, f"{words}; `make reference` renews it.", Grade.INCOMPLETE)
    for pattern in spec["tables"] + spec["pictures"]:
        if not kept(outputs, [pattern]):
            words = f"config/reference.yaml: the pattern {pattern} fits no result"
            yield Discrepancy("config/reference.yaml", f"{words}; remove or mend it.", Grade.INCOMPLETE)
    before = {row["path"]: row["sha256"] for row in read_rows(folder / "sources.csv", *LISTED)}
    now = all_sources(manifest)
    for path in sorted({*before, *now}) if before else []:
        if before.get(path) != now.get(path):
            words = f"{path} differs from what the reference was made with"
            yield Discrepancy(path, f"{words}.", Grade.IDENTICAL)


def compare_with_reference(
    root: Path, results: Path, manifest: dict[str, Any], spec: dict[str, Any]
) -> ResultsComparison:
    """Compare the results below `results`, described by `manifest`, with the reference below `root`."""
    folder = root / REFERENCE
    before = {row["path"]: row["sha256"] for row in read_rows(folder / "outputs.csv", *LISTED)}

    def pictures(kept_picture: Path, picture: Path) -> PictureDifference:
        with replacing(picture.with_suffix(".small.png")) as small:
            _shrink(picture, small, spec["picture_width"])
            return compare_pictures(kept_picture, small)

    return compare_results((before, folder), (sha256_of(manifest), results), comparison_rules(spec), pictures)
