"""results/reference/: the committed memory of what the authors saw, kept small, and the comparison with it.

Tables and small pictures lie under the same paths as in results/. Beside them: outputs.csv (sha256 of
every result), sources.csv (sha256 of every source file), measured.csv (time and memory of every job),
machine.csv (the machine that they hold for) and index.csv (sha256 of the reference's own files).
"""

import csv
import io
import os
import platform
import shutil
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from PIL import Image

from lib.core.files import replacing, sha256, write_text
from lib.runs.compare import Comparison, PictureDifference, Rules, compare_pictures, compare_results
from lib.runs.integrity import Finding
from lib.runs.manifest import all_sources, kind_of, sha256_of, uncommitted
from lib.runs.record import Receipt

FOLDER = Path("results/reference")
BLIND_SPOT = (
    "Tables that config/reference.yaml does not list are compared by sha256 alone. Differences within "
    "the stated tolerances do not count, and a picture counts as the same while at most 0.1 percent of "
    "its pixels visibly differ. Whoever renews the reference decides what is compared with."
)


def rules_of(spec: dict[str, Any]) -> Rules:
    """The comparison rules of config/reference.yaml."""
    return Rules(keys=spec["keys"], tolerances=spec["tolerances"])


def kept(paths: Iterable[str], patterns: list[str]) -> list[str]:
    """The paths of results that fit one of the patterns, without `results/` in front."""
    names = [str(Path(path).relative_to("results")) for path in paths]
    return sorted(name for name in names if any(fnmatch(name, pattern) for pattern in patterns))


def write_reference(
    root: Path, manifest: dict[str, Any], receipts: list[Receipt], spec: dict[str, Any]
) -> None:
    """Replace results/reference/ by what config/reference.yaml keeps of the present results."""
    folder = root / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for name in kept(manifest["outputs"], spec["tables"]):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "results" / name, folder / name)
    for name in kept(manifest["outputs"], spec["pictures"]):
        _shrink(root / "results" / name, folder / name, spec["picture_width"])
    outputs = [(path, made["rule"], made["sha256"]) for path, made in manifest["outputs"].items()]
    sources = [(kind_of(path), path, digest) for path, digest in all_sources(manifest).items()]
    measured = [
        (each.name, each.measured["seconds"], each.measured["peak_mib"])
        for each in receipts
        if each.name in manifest["jobs"] and each.measured
    ]
    write_text(folder / "outputs.csv", csv_text(("path", "rule", "sha256"), outputs))
    write_text(folder / "sources.csv", csv_text(("kind", "path", "sha256"), sources))
    write_text(folder / "measured.csv", csv_text(("job", "seconds", "peak_mib"), measured))
    write_text(folder / "machine.csv", csv_text(("what", "value"), this_machine()))
    own = [(str(path.relative_to(folder)), sha256(path)) for path in folder.rglob("*") if path.is_file()]
    write_text(folder / "index.csv", csv_text(("path", "sha256"), own))


def _shrink(source: Path, target: Path, width: int) -> None:
    with Image.open(source) as image, replacing(target) as temporary:
        height = max(1, round(image.height * width / image.width))
        sheet = Image.new("RGB", image.size, "white")
        rgba = image.convert("RGBA")
        sheet.paste(rgba, mask=rgba.getchannel("A"))
        small = sheet.resize((width, height), Image.Resampling.LANCZOS)
        small.quantize(32, dither=Image.Dither.NONE).save(temporary, format="PNG", optimize=True)


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


def csv_text(heading: tuple[str, ...], rows: Iterable[tuple]) -> str:
    """A CSV with a heading, its rows sorted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(sorted(rows))
    return text.getvalue()


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of one of the reference's lists."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_reference(root: Path, manifest: dict[str, Any] | None) -> list[Finding]:
    """What is wrong with the reference itself: edited by hand, incomplete, or older than its sources."""
    folder = root / FOLDER
    if not (folder / "index.csv").is_file():
        return [Finding(str(FOLDER), f"{FOLDER} is empty; `make reference` writes it.", counts=False)]
    findings, listed = [], {row["path"]: row["sha256"] for row in read_rows(folder / "index.csv")}
    for name, digest in listed.items():
        path = f"{FOLDER}/{name}"
        if not (folder / name).is_file():
            findings.append(Finding(path, f"{path} is missing."))
        elif sha256(folder / name) != digest:
            findings.append(Finding(path, f"{path} was edited after `make reference` wrote it."))
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    findings += [
        Finding(f"{FOLDER}/{name}", f"{FOLDER}/{name} was not written by `make reference`.")
        for name in sorted(there - set(listed) - {"index.csv"})
    ]
    findings += [
        Finding(path, f"{path} is not what the last commit holds; commit the reference or restore it.")
        for path in uncommitted(root, str(FOLDER))
    ]
    if manifest:
        before = {row["path"]: row["sha256"] for row in read_rows(folder / "sources.csv")}
        now = all_sources(manifest)
        findings += [
            Finding(
                path,
                f"{path} differs from what the reference was made with.",
                False,
            )
            for path in sorted({*before, *now})
            if before.get(path) != now.get(path)
        ]
    return findings


def compare_with_reference(
    root: Path, results: Path, manifest: dict[str, Any], spec: dict[str, Any]
) -> Comparison:
    """Compare the results below `results`, described by `manifest`, with the reference below `root`."""
    folder = root / FOLDER
    before = {row["path"]: row["sha256"] for row in read_rows(folder / "outputs.csv")}

    def pictures(kept_picture: Path, picture: Path) -> PictureDifference:
        with replacing(picture.with_suffix(".small.png")) as small:
            _shrink(picture, small, spec["picture_width"])
            return compare_pictures(kept_picture, small)

    return compare_results((before, folder), (sha256_of(manifest), results), rules_of(spec), pictures)
