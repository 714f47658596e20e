"""Every way to spoil results or what they are made from is found and named; nothing else is."""

import json
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image

from lib import integrity
from lib.files import sha256
from lib.integrity import check_results
from lib.manifest import PATH, installed_packages, locked_packages, read_manifest
from lib.reference import FOLDER, check_reference

RAW = "data/raw/numbers/2026-01-01.csv"
INTERMEDIATE = "results/data/doubled.csv"
TABLE = "results/tables/en/numbers.csv"
FIGURE = "results/figures/en/numbers.png"
VERDICTS = "results/claims/verdicts.csv"


def edit(path, old, new):
    """Replace text, keeping the file's time."""
    times, text = Path(path).stat(), Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new, 1))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def append(path, text):
    with Path(path).open("a") as file:
        file.write(text)


def paint(path):
    with Image.open(path) as picture:
        picture.load()
    picture.putpixel((50, 50), 128)
    picture.save(path)


def link_outside(path):
    target = Path("..") / Path(path).name
    shutil.move(path, target)
    Path(path).symlink_to(target.resolve())


def swap(one, other):
    content = Path(one).read_bytes()
    Path(one).write_bytes(Path(other).read_bytes())
    Path(other).write_bytes(content)


def truncate(path):
    Path(path).write_bytes(Path(path).read_bytes()[:-5])


def another_version(lock, package):
    edit(lock, f"{package}=={locked_packages(lock)[package]}", f"{package}==0.0.1")


ATTACKS = {
    "digit in a final table": (TABLE, lambda: edit(TABLE, "KZ10,2", "KZ10,3")),
    "digit in an intermediate table": (INTERMEDIATE, lambda: edit(INTERMEDIATE, "KZ11,4", "KZ11,5")),
    "verdict's computed value": (VERDICTS, lambda: edit(VERDICTS, ",12,persons", ",13,persons")),
    "look-alike letter in a table": (TABLE, lambda: edit(TABLE, "KZ10", "\u041aZ10")),
    "number written otherwise": (TABLE, lambda: edit(TABLE, "KZ10,2", "KZ10,2.0")),
    "row twice": (TABLE, lambda: append(TABLE, "KZ15,6\n")),
    "row removed": (TABLE, lambda: edit(TABLE, "KZ15,6\n", "")),
    "column renamed": (TABLE, lambda: edit(TABLE, "value", "share")),
    "half-written table": (TABLE, lambda: truncate(TABLE)),
    "empty table": (TABLE, lambda: Path(TABLE).write_text("")),
    "words of a dossier": ("results/claims/T1.md", lambda: edit("results/claims/T1.md", "sum", "add up")),
    "pixel of a figure": (FIGURE, lambda: paint(FIGURE)),
    "figure that is no picture": (FIGURE, lambda: truncate(FIGURE)),
    "two results swapped": (INTERMEDIATE, lambda: swap(INTERMEDIATE, "results/data/total.csv")),
    "final result deleted": (TABLE, lambda: Path(TABLE).unlink()),
    "intermediate result deleted": (INTERMEDIATE, lambda: Path(INTERMEDIATE).unlink()),
    "result planted": ("results/claims/T2.md", lambda: Path("results/claims/T2.md").write_text("Holds.\n")),
    "result that links out": (TABLE, lambda: link_outside(TABLE)),
    "raw file that links out": (RAW, lambda: link_outside(RAW)),
    "raw figure, time kept": (RAW, lambda: edit(RAW, "KZ10,1", "KZ10,2")),
    "raw file added": (
        "data/raw/numbers/2027-01-01.csv",
        lambda: shutil.copy(RAW, "data/raw/numbers/2027-01-01.csv"),
    ),
    "raw file deleted": (RAW, lambda: Path(RAW).unlink()),
    "helper module": (
        "scripts/lib/doubling.py",
        lambda: edit("scripts/lib/doubling.py", "2 * value", "value + value"),
    ),
    "helper module deleted": ("scripts/lib/doubling.py", lambda: Path("scripts/lib/doubling.py").unlink()),
    "script": (
        "scripts/clean/double_numbers.py",
        lambda: append("scripts/clean/double_numbers.py", "# more\n"),
    ),
    "rule": ("workflow/rules/fetch.smk", lambda: append("workflow/rules/fetch.smk", "# more\n")),
    "Snakefile": ("Snakefile", lambda: append("Snakefile", "# more\n")),
    "setting": ("config/config.yaml", lambda: edit("config/config.yaml", "seed: ", "seed: 9")),
    "schema": (
        "workflow/schemas/config.schema.yaml",
        lambda: append("workflow/schemas/config.schema.yaml", "# more\n"),
    ),
    "claim's text": (
        "config/article/claims/tiny.yaml",
        lambda: edit("config/article/claims/tiny.yaml", "twelve", "ten"),
    ),
    "locked version": ("requirements.lock", lambda: another_version("requirements.lock", "pandas")),
    "manifest": (str(PATH), lambda: edit(PATH, '"latest"', '"2024-01-01"')),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_found_and_named(name, project):
    path, attack = ATTACKS[name]
    attack()
    found = [finding for finding in check_results(project, read_manifest(PATH)) if finding.counts]
    assert path in {finding.path for finding in found}
    assert all(finding.path in finding.sentence for finding in found)


def test_a_clean_tree_raises_no_alarm(project):
    assert check_results(project, read_manifest(PATH)) == []
    assert check_reference(project, read_manifest(PATH)) == []


def test_fresh_times_raise_no_alarm(project):
    for path in project.rglob("*"):
        if path.is_file():
            path.touch()
    assert check_results(project, read_manifest(PATH)) == []


@pytest.mark.parametrize("order", ["rows", "columns"])
def test_another_order_is_told_but_does_not_count(project, order):
    heading, *rows = Path(TABLE).read_text().split()
    lines = (
        [heading, *reversed(rows)]
        if order == "rows"
        else [",".join(reversed(line.split(","))) for line in (heading, *rows)]
    )
    Path(TABLE).write_text("\n".join([*lines, ""]))
    (finding,) = check_results(project, read_manifest(PATH))
    assert finding.path == TABLE
    assert not finding.counts


def test_an_installed_package_that_is_not_the_locked_one_is_named(project, monkeypatch):
    def others(names):
        return installed_packages(names) | {"pandas": "0.0.1"}

    monkeypatch.setattr(integrity, "installed_packages", others)
    sentences = [finding.sentence for finding in check_results(project, read_manifest(PATH))]
    assert len(sentences) == 2
    assert all("pandas" in sentence and "0.0.1" in sentence for sentence in sentences)


REFERENCE_ATTACKS = {
    "edited": lambda folder: edit(folder / "claims/verdicts.csv", ",12,persons", ",13,persons"),
    "deleted": lambda folder: (folder / "claims/verdicts.csv").unlink(),
    "planted": lambda folder: (folder / "claims/more.csv").write_text("a\n"),
}


@pytest.mark.parametrize("name", REFERENCE_ATTACKS)
def test_a_reference_changed_by_hand_is_named(name, project):
    REFERENCE_ATTACKS[name](project / FOLDER)
    (finding,) = check_reference(project, read_manifest(PATH))
    assert finding.counts
    assert "claims/" in finding.sentence


def test_a_reference_older_than_its_sources_is_told(project):
    manifest = read_manifest(PATH)
    manifest["sources"]["data"][RAW] = "0"
    (finding,) = check_reference(project, manifest)
    assert finding.path == RAW
    assert not finding.counts


def test_editing_result_and_manifest_alike_is_noticed_while_the_receipt_is_there(project):
    edit(TABLE, "KZ10,2", "KZ10,3")
    manifest = read_manifest(PATH)
    manifest["outputs"][TABLE] |= {"sha256": sha256(TABLE)}
    Path(PATH).write_text(json.dumps(manifest))
    assert {finding.path for finding in check_results(project, manifest)} == {str(PATH)}
