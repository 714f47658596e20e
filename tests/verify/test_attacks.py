"""Every way to spoil results or what they are made from is found and named; nothing else is."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lib.core.files import sha256
from lib.runs import integrity
from lib.runs.compare import Rules
from lib.runs.freshness import made_files
from lib.runs.integrity import check_results, recorded_manifest
from lib.runs.manifest import PATH, installed_packages, locked_packages, read_manifest, rows_sha256
from lib.runs.reference import FOLDER, check_reference
from lib.runs.verification import Check, counting
from verify.verify_results import compare_with_rebuild

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


def with_metadata(path):
    with Image.open(path) as picture:
        picture.load()
    words = PngInfo()
    words.add_text("Author", "nobody")
    picture.save(path, pnginfo=words)


def folder_outside(path):
    target = Path("..") / Path(path).name
    shutil.move(path, target)
    Path(path).symlink_to(target.resolve(), target_is_directory=True)


def plant(path, content="Holds.\n"):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(content)


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
    "cell beyond the heading": (TABLE, lambda: edit(TABLE, "KZ10,2", "KZ10,2,3")),
    "sign": (TABLE, lambda: edit(TABLE, "KZ10,2", "KZ10,-2")),
    "nothing written as a word": (VERDICTS, lambda: edit(VERDICTS, "matches,equal,", "matches,nan,")),
    "byte order mark": (TABLE, lambda: Path(TABLE).write_text("\ufeff" + Path(TABLE).read_text())),
    "semicolons": (TABLE, lambda: Path(TABLE).write_text(Path(TABLE).read_text().replace(",", ";"))),
    "quote left open": (TABLE, lambda: Path(TABLE).write_text('"' + "KZ10,2\n" * 30_000)),
    "bytes that are no text": (TABLE, lambda: Path(TABLE).write_bytes(b"unit,value\nKZ10,\xff\x00\n")),
    "metadata of a figure": (FIGURE, lambda: with_metadata(FIGURE)),
    "link planted": ("results/data/more", lambda: Path("results/data/more").symlink_to("/nowhere")),
    "folder of results that links out": (TABLE, lambda: folder_outside("results/tables")),
    "result that links to another": (
        TABLE,
        lambda: (Path(TABLE).unlink(), Path(TABLE).symlink_to(Path(INTERMEDIATE).resolve())),
    ),
    "module that hides a package": ("scripts/PIL.py", lambda: plant("scripts/PIL.py", "Image = None\n")),
    "package that hides a helper": (
        "scripts/lib/doubling/__init__.py",
        lambda: plant("scripts/lib/doubling/__init__.py", "def twice(value):\n    return value\n"),
    ),
    "registry": ("data/raw/registry.yaml", lambda: append("data/raw/registry.yaml", "# more\n")),
    "hash of a locked package": (
        "requirements.lock",
        lambda: edit("requirements.lock", "--hash=sha256:", "--hash=sha256:0"),
    ),
    "profile of the run": (
        "workflow/profiles/default/config.yaml",
        lambda: append("workflow/profiles/default/config.yaml", "keep-going: true\n"),
    ),
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


def reorder_rows(path):
    heading, *rows = Path(path).read_text().split()
    Path(path).write_text("\n".join([heading, *reversed(rows), ""]))


def reorder_columns(path):
    lines = [",".join(reversed(line.split(","))) for line in Path(path).read_text().split()]
    Path(path).write_text("\n".join([*lines, ""]))


def quote(path):
    Path(path).write_text(Path(path).read_text().replace("KZ10,2", '"KZ10","2"'))


def end_lines_as_windows_does(path):
    Path(path).write_bytes(Path(path).read_bytes().replace(b"\n", b"\r\n"))


SAME_CONTENT = [reorder_rows, reorder_columns, quote, end_lines_as_windows_does]


@pytest.mark.parametrize("rewrite", SAME_CONTENT)
def test_the_same_cells_written_otherwise_are_told_but_do_not_count(project, rewrite):
    rewrite(TABLE)
    (finding,) = check_results(project, read_manifest(PATH))
    assert finding.path == TABLE
    assert not finding.counts


def test_results_made_with_another_version_of_a_package_are_named(project, monkeypatch):
    def others(names):
        return installed_packages(names) | {"pandas": "0.0.1"}

    monkeypatch.setattr(integrity, "installed_packages", others)
    (finding,) = check_results(project, read_manifest(PATH))
    assert "pandas" in finding.sentence
    assert "0.0.1" in finding.sentence


MANIFEST_ATTACKS = {
    "deleted": lambda: Path(PATH).unlink(),
    "cut": lambda: truncate(PATH),
    "empty": lambda: Path(PATH).write_text("{}"),
    "leads out": lambda: edit(PATH, f'"{TABLE}": {{', '"results/../../secret": {'),
}


@pytest.mark.parametrize("name", MANIFEST_ATTACKS)
def test_a_manifest_that_says_nothing_counts_against_results(name, project):
    MANIFEST_ATTACKS[name]()
    recorded, findings = recorded_manifest(project)
    assert recorded is None
    assert findings
    assert all(finding.counts and str(PATH) in finding.sentence for finding in findings)


def test_a_folder_without_results_raises_no_alarm(project):
    shutil.rmtree("results")
    recorded, (finding,) = recorded_manifest(project)
    assert recorded is None
    assert not finding.counts


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


LIES = {
    "digit of a table": (TABLE, lambda: edit(TABLE, "KZ10,2", "KZ10,3")),
    "digit of an intermediate table": (INTERMEDIATE, lambda: edit(INTERMEDIATE, "KZ11,4", "KZ11,5")),
    "words of a dossier": ("results/claims/T1.md", lambda: edit("results/claims/T1.md", "sum", "add up")),
    "pixel of a figure": (FIGURE, lambda: paint(FIGURE)),
    "figure that is no picture": (FIGURE, lambda: Path(FIGURE).write_bytes(b"no picture")),
    "figure with swapped colours": (FIGURE, lambda: Image.new("RGB", (100, 100), "red").save(FIGURE)),
    "result planted": ("results/claims/T2.md", lambda: plant("results/claims/T2.md")),
    "result deleted": (TABLE, lambda: Path(TABLE).unlink()),
    "two results swapped": (INTERMEDIATE, lambda: swap(INTERMEDIATE, "results/data/total.csv")),
}


def agree():
    """Make manifest and receipts say that the results on disk are right."""
    manifest = json.loads(Path(PATH).read_text())
    results = {path: sha256(path) for path in made_files() if path != str(PATH)}
    manifest["outputs"] = {
        path: {"sha256": digest, "rule": "publish_numbers"}
        | ({"rows_sha256": rows_sha256(path)} if path.endswith(".csv") else {})
        for path, digest in results.items()
    }
    Path(PATH).write_text(json.dumps(manifest))
    shutil.rmtree(".snakemake/receipts")


def compare_with(built):
    check = Check("Results on disk against a rebuild", "")
    fresh = read_manifest(built / PATH)
    compare_with_rebuild(check, Path.cwd(), recorded_manifest(Path.cwd())[0], built, fresh, Rules())
    return check


@pytest.mark.parametrize("name", LIES)
def test_a_lie_that_manifest_and_receipts_tell_alike_is_named_by_the_rebuild(name, project, built):
    path, lie = LIES[name]
    lie()
    agree()
    assert [finding for finding in check_results(project, read_manifest(PATH)) if finding.counts] == []
    check = compare_with(built)
    assert not check.passes
    assert any(path.removeprefix("results/") in sentence for sentence in counting(check))


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", LIES)
def test_a_lie_without_a_manifest_is_named_by_the_rebuild(name, built):
    path, lie = LIES[name]
    lie()
    Path(PATH).unlink()
    assert any(path.removeprefix("results/") in sentence for sentence in counting(compare_with(built)))


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("rewrite", SAME_CONTENT)
def test_the_same_cells_written_otherwise_pass_but_are_never_identical(built, rewrite):
    rewrite(TABLE)
    agree()
    check = compare_with(built)
    assert check.passes
    assert not check.comparison.identical


@pytest.mark.usefixtures("project")
def test_a_rebuild_names_nothing_in_a_clean_tree(built):
    check = compare_with(built)
    assert check.passes
    assert check.comparison.identical


def test_a_reference_that_is_not_the_committed_one_is_named(project):
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)
    assert check_reference(project, read_manifest(PATH)) == []
    folder = project / FOLDER
    old = sha256(folder / "claims/verdicts.csv")
    edit(folder / "claims/verdicts.csv", ",12,persons", ",13,persons")
    edit(folder / "index.csv", old, sha256(folder / "claims/verdicts.csv"))
    found = check_reference(project, read_manifest(PATH))
    assert {finding.path for finding in found} == {f"{FOLDER}/claims/verdicts.csv", f"{FOLDER}/index.csv"}
    assert all(finding.counts for finding in found)
