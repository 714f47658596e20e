"""Every way to spoil results or what they are made from is found and named; nothing else is."""

import json
import os
import shutil
import subprocess
from functools import cache, partial
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lib.core.configuration import load, read_yaml
from lib.core.files import sha256
from lib.runs import installed
from lib.runs.compare import ComparisonRules
from lib.runs.freshness import made_files
from lib.runs.grades import Grade
from lib.runs.integrity import check_results, recorded_manifest
from lib.runs.manifest import PATH, installed_packages, locked_packages, read_manifest
from lib.runs.record import FOLDER, rows_sha256
from lib.runs.reference import REFERENCE, check_reference
from lib.runs.verification import Check, Verification, counting, verification_page, verification_text
from verify.verify_results import VERIFICATION_PAGE, compare_with_rebuild

RAW = "data/raw/numbers/2026-01-01.csv"
INTERMEDIATE = "results/data/doubled.csv"
TABLE = "results/tables/en/numbers.csv"
FIGURE = "results/figures/en/numbers.png"
VERDICTS = "results/claims/verdicts.csv"
DECEITFUL, NO_TEXT = "results/claims/T\x1b[2K\nGrade: identical.md", os.fsdecode(b"results/claims/T\xff.md")


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


@pytest.fixture(autouse=True)
def installed_once(monkeypatch):
    """What is installed is looked up once: no attack here changes it."""
    monkeypatch.setattr(installed, "installed_packages", lambda names: versions(tuple(names)))


@cache
def versions(names):
    return installed_packages(names)


def present_manifest():
    """The manifest, judged once of each content."""
    return manifest_of(Path(PATH).read_bytes())


@cache
def manifest_of(_):
    return read_manifest(PATH)


DONE = {
    "edit": lambda path, words: edit(path, *words),
    "append": append,
    "plant": plant,
    "delete": lambda path, _: Path(path).unlink(),
}
ATTACKS = {
    **{
        name: (path, partial(DONE[how], path, words))
        for name, path, how, words in read_yaml(Path(__file__).with_name("attacks.yaml"))
    },
    "half-written table": (TABLE, lambda: truncate(TABLE)),
    "empty table": (TABLE, lambda: Path(TABLE).write_text("")),
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
    "pixel of a figure": (FIGURE, lambda: paint(FIGURE)),
    "figure that is no picture": (FIGURE, lambda: truncate(FIGURE)),
    "two results swapped": (INTERMEDIATE, lambda: swap(INTERMEDIATE, "results/data/total.csv")),
    "result planted": ("results/claims/T2.md", lambda: Path("results/claims/T2.md").write_text("Holds.\n")),
    "result that links out": (TABLE, lambda: link_outside(TABLE)),
    "raw file that links out": (RAW, lambda: link_outside(RAW)),
    "raw file added": (
        "data/raw/numbers/2027-01-01.csv",
        lambda: shutil.copy(RAW, "data/raw/numbers/2027-01-01.csv"),
    ),
    "locked version": ("requirements.lock", lambda: another_version("requirements.lock", "pandas")),
    "two rows' values swapped": (
        TABLE,
        lambda: (edit(TABLE, "KZ10,2", "KZ10,4"), edit(TABLE, "KZ11,4", "KZ11,2")),
    ),
    "zero byte": (TABLE, lambda: Path(TABLE).write_bytes(Path(TABLE).read_bytes() + b"\0")),
    "another encoding": (TABLE, lambda: Path(TABLE).write_text(Path(TABLE).read_text(), encoding="utf-16")),
    "dossier emptied": ("results/claims/T1.md", lambda: Path("results/claims/T1.md").write_text("")),
    "figure of another size": (FIGURE, lambda: reshape(FIGURE, (101, 100))),
    "figure with a colour profile": (FIGURE, lambda: resave(FIGURE, icc_profile=b"profile")),
    "figure with a second frame": (
        FIGURE,
        lambda: resave(FIGURE, save_all=True, append_images=[Image.new("L", (100, 100), 0)]),
    ),
    "figure in another format": (FIGURE, lambda: resave(FIGURE, format="GIF")),
    "figure compressed anew": (FIGURE, lambda: resave(FIGURE, compress_level=0)),
    "figure mirrored": (FIGURE, lambda: mirror(FIGURE)),
    "bytes behind a figure": (FIGURE, lambda: Path(FIGURE).write_bytes(Path(FIGURE).read_bytes() + b"more")),
    "figure that a table replaces": (FIGURE, lambda: shutil.copy(TABLE, FIGURE)),
    "table that a figure replaces": (TABLE, lambda: shutil.copy(FIGURE, TABLE)),
    "folder in a result's place": (TABLE, lambda: (Path(TABLE).unlink(), Path(TABLE).mkdir())),
    "link that leads nowhere": (TABLE, lambda: (Path(TABLE).unlink(), Path(TABLE).symlink_to("/nowhere"))),
    "folder of results planted as a link": (
        "results/planted",
        lambda: Path("results/planted").symlink_to(Path("results/tables").resolve()),
    ),
    "raw line ends": (RAW, lambda: end_lines_as_windows_does(RAW)),
    "raw byte order mark": (RAW, lambda: Path(RAW).write_text("\ufeff" + Path(RAW).read_text())),
    "raw rows in another order": (RAW, lambda: reorder_rows(RAW)),
    "raw file renamed": (
        "data/raw/numbers/2025-01-01.csv",
        lambda: Path(RAW).rename("data/raw/numbers/2025-01-01.csv"),
    ),
    "script that links out": ("scripts/lib/doubling.py", lambda: link_outside("scripts/lib/doubling.py")),
    "pipe in a result's place": (TABLE, lambda: (Path(TABLE).unlink(), os.mkfifo(TABLE))),
    "pipe among the results": ("results/claims/T2.md", lambda: os.mkfifo("results/claims/T2.md")),
    "pipe among the raw files": ("data/raw/numbers/x.csv", lambda: os.mkfifo("data/raw/numbers/x.csv")),
    "pipe among the settings": ("config/x.yaml", lambda: os.mkfifo("config/x.yaml")),
    "pipe among the receipts": (f"{FOLDER}/x.json", lambda: os.mkfifo(FOLDER / "x.json")),
    "file name that rewrites the terminal": (DECEITFUL, lambda: Path(DECEITFUL).touch()),
    "file name that is no text": (NO_TEXT, lambda: Path(NO_TEXT).touch()),
    "lock emptied": ("requirements.lock", lambda: Path("requirements.lock").write_text("")),
}


def resave(path, **options):
    with Image.open(path) as picture:
        picture.load()
    picture.save(path, **{"format": "PNG", **options})


def reshape(path, size):
    with Image.open(path) as picture:
        picture.load()
    picture.resize(size).save(path)


def mirror(path):
    with Image.open(path) as picture:
        picture.load()
    picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(path)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_found_and_named(name, project):
    path, attack = ATTACKS[name]
    attack()
    found = [finding for finding in check_results(project, present_manifest()) if finding.counts]
    assert path in {finding.path for finding in found}
    assert all(finding.path in finding.sentence for finding in found)


@pytest.mark.parametrize("name", [DECEITFUL, NO_TEXT])
def test_the_name_of_a_file_cannot_speak_for_verify(name, project, built):
    Path(name).touch()
    check = Check("Results on disk against their manifest", "")
    check.discrepancies = check_results(project, present_manifest())
    checks = [check, compare_with(built)]
    said = verification_text(Verification(checks, built=True, offline=True, log=f"no {name}"))
    assert said.encode("utf-8").decode().replace("\n", "").isprintable()
    assert said.count("\nGrade: ") == 1 and said.endswith("Grade: differs")
    page = verification_page(Verification(checks, built=True, offline=True, log=""), VERIFICATION_PAGE)
    assert page.encode("utf-8")


def test_a_clean_tree_raises_no_alarm(project):
    assert check_results(project, present_manifest()) == []
    assert reference_faults(project) == []


ENVIRONMENTS = {
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "no locale": {"LC_ALL": "POSIX", "LANG": ""},
    "time zone": {"TZ": "Pacific/Kiritimati"},
    "no home": {"HOME": "/nowhere"},
    "foreign profile": {"SNAKEMAKE_PROFILE": "/nowhere"},
    "settings of git": {"GIT_CONFIG_GLOBAL": "/nowhere", "GIT_DIR": "/nowhere"},
    "no git": {"PATH": "/nowhere"},
    "optimised Python": {"PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "7"},
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_another_environment_raises_no_alarm(name, project, monkeypatch):
    for variable, value in ENVIRONMENTS[name].items():
        monkeypatch.setenv(variable, value)
    assert check_results(project, present_manifest()) == []
    assert reference_faults(project) == []


def test_another_place_raises_no_alarm(project, tmp_path, monkeypatch):
    place = tmp_path / "my project, \u043c\u043e\u0439 'проект'"
    project.rename(place)
    monkeypatch.chdir(place)
    assert check_results(place, present_manifest()) == []
    assert reference_faults(place) == []


@pytest.mark.parametrize("mode", [0o400, 0o644, 0o755])
def test_other_rights_of_files_raise_no_alarm(project, mode):
    for path in project.rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(mode)
    assert check_results(project, present_manifest()) == []


def test_fresh_times_raise_no_alarm(project):
    for path in project.rglob("*"):
        if path.is_file():
            path.touch()
    assert check_results(project, present_manifest()) == []


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
    (finding,) = check_results(project, present_manifest())
    assert finding.path == TABLE
    assert not finding.counts


def test_results_made_with_another_version_of_a_package_are_named(project, monkeypatch):
    def others(names):
        return installed_packages(names) | {"pandas": "0.0.1"}

    monkeypatch.setattr(installed, "installed_packages", others)
    (finding,) = check_results(project, present_manifest())
    assert "pandas" in finding.sentence
    assert "0.0.1" in finding.sentence


MANIFEST_ATTACKS = {
    "deleted": lambda: Path(PATH).unlink(),
    "cut": lambda: truncate(PATH),
    "empty": lambda: Path(PATH).write_text("{}"),
    "deep": lambda: Path(PATH).write_text('{"a": ' * 100_000),
    "no file's name": lambda: edit(PATH, f'"{TABLE}": {{', '"results/\\u0000": {'),
    "no text's name": lambda: edit(PATH, f'"{TABLE}": {{', '"results/\\ud800": {'),
    "long name": lambda: edit(PATH, f'"{TABLE}": {{', f'"results/{"a" * 300}": {{'),
    "leads out": lambda: edit(PATH, f'"{TABLE}": {{', '"results/../../secret": {'),
}


@pytest.mark.parametrize("name", MANIFEST_ATTACKS)
def test_a_manifest_that_says_nothing_counts_against_results(name, project):
    MANIFEST_ATTACKS[name]()
    recorded, findings = recorded_manifest(project)
    assert recorded is None
    assert findings
    assert all(finding.counts and str(PATH) in finding.sentence for finding in findings)


def test_a_folder_without_results_passes_but_is_never_identical(project):
    shutil.rmtree("results")
    shutil.rmtree(".snakemake")
    recorded, (finding,) = recorded_manifest(project)
    assert recorded is None
    assert finding.grade is Grade.SAME_NUMBERS


def test_results_that_are_gone_though_a_run_made_them_are_told(project):
    shutil.rmtree("results")
    recorded, (finding,) = recorded_manifest(project)
    assert recorded is None
    assert finding.grade is Grade.INCOMPLETE


def receipt_of(rule, **fields):
    """Give a receipt fields of another kind."""
    path = FOLDER / f"{rule}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


RECEIPTS = str(FOLDER)
ABSENT_RECEIPTS = {
    "all": (RECEIPTS, lambda: shutil.rmtree(RECEIPTS)),
    "one": (f"{RECEIPTS}/double_numbers.json", lambda: Path(f"{RECEIPTS}/double_numbers.json").unlink()),
    "one deep": (
        f"{RECEIPTS}/double_numbers.json",
        lambda: Path(f"{RECEIPTS}/double_numbers.json").write_text("[" * 100_000),
    ),
    "one with a list for a table": (
        f"{RECEIPTS}/double_numbers.json",
        lambda: receipt_of("double_numbers", outputs=[]),
    ),
    "one with a number for a sum": (
        f"{RECEIPTS}/double_numbers.json",
        lambda: receipt_of("double_numbers", outputs={TABLE: 1}),
    ),
    "one cut": (f"{RECEIPTS}/publish_numbers.json", lambda: truncate(f"{RECEIPTS}/publish_numbers.json")),
}


@pytest.mark.parametrize("name", ABSENT_RECEIPTS)
def test_a_missing_receipt_is_named_and_rules_out_identical(name, project):
    path, attack = ABSENT_RECEIPTS[name]
    attack()
    (finding,) = check_results(project, present_manifest())
    assert finding.path == path
    assert path in finding.sentence
    assert finding.grade is Grade.SAME_NUMBERS


def test_a_receipt_that_tells_otherwise_than_the_manifest_is_named(project):
    edit(f"{RECEIPTS}/double_numbers.json", sha256(INTERMEDIATE), sha256(TABLE)[::-1])
    assert {each.path for each in check_results(project, present_manifest()) if each.counts} == {INTERMEDIATE}


def reference_faults(root, manifest=None):
    spec = load(root / "config/reference.yaml", root / "workflow/schemas/reference.schema.yaml")
    return check_reference(root, manifest or read_manifest(PATH), spec)


REFERENCE_ATTACKS = {
    "edited": lambda folder: edit(folder / "claims/verdicts.csv", ",12,persons", ",13,persons"),
    "deleted": lambda folder: (folder / "claims/verdicts.csv").unlink(),
    "planted": lambda folder: (folder / "claims/more.csv").write_text("a\n"),
}


@pytest.mark.parametrize("name", ["index.csv", "outputs.csv", "sources.csv"])
@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\0", b"path,sha256\n" + b"9" * 200_000])
def test_a_list_of_the_reference_that_is_none_is_named(name, content, project):
    (project / REFERENCE / name).write_bytes(content)
    assert [finding for finding in reference_faults(project) if finding.counts]


@pytest.mark.parametrize("name", REFERENCE_ATTACKS)
def test_a_reference_changed_by_hand_is_named(name, project):
    REFERENCE_ATTACKS[name](project / REFERENCE)
    (finding,) = reference_faults(project)
    assert finding.counts
    assert "claims/" in finding.sentence


def forget(folder, name):
    """Remove a file of the reference and its line in the index."""
    (folder / name).unlink(missing_ok=True)
    lines = (folder / "index.csv").read_text().splitlines(keepends=True)
    (folder / "index.csv").write_text("".join(line for line in lines if not line.startswith(f"{name},")))


ABSENT_REFERENCES = {
    "all": (str(REFERENCE), shutil.rmtree),
    "index": (str(REFERENCE), lambda folder: (folder / "index.csv").unlink()),
    "index emptied": (
        f"{REFERENCE}/outputs.csv",
        lambda folder: (folder / "index.csv").write_text("path,sha256\n"),
    ),
    "list of outputs": (f"{REFERENCE}/outputs.csv", lambda folder: forget(folder, "outputs.csv")),
    "list of sources": (f"{REFERENCE}/sources.csv", lambda folder: forget(folder, "sources.csv")),
    "measured times": (f"{REFERENCE}/measured.csv", lambda folder: forget(folder, "measured.csv")),
    "table": (f"{REFERENCE}/claims/verdicts.csv", lambda folder: forget(folder, "claims/verdicts.csv")),
    "picture": (
        f"{REFERENCE}/figures/en/numbers.png",
        lambda folder: forget(folder, "figures/en/numbers.png"),
    ),
    "line of outputs": (TABLE, lambda folder: forget_output(folder, TABLE)),
    "pattern that fits nothing": (
        "config/reference.yaml",
        lambda _: edit("config/reference.yaml", "claims/*.csv", "claim/*.csv"),
    ),
}


def forget_output(folder, path):
    """Remove a result from the list of outputs, and make the index agree."""
    old = sha256(folder / "outputs.csv")
    lines = (folder / "outputs.csv").read_text().splitlines(keepends=True)
    (folder / "outputs.csv").write_text("".join(line for line in lines if not line.startswith(f"{path},")))
    edit(folder / "index.csv", old, sha256(folder / "outputs.csv"))


@pytest.mark.parametrize("name", ABSENT_REFERENCES)
def test_what_the_reference_lacks_is_named_and_does_not_pass(name, project):
    path, attack = ABSENT_REFERENCES[name]
    attack(project / REFERENCE)
    found = [each for each in reference_faults(project) if each.grade >= Grade.INCOMPLETE]
    assert path in {each.path for each in found}
    assert all(each.path in each.sentence for each in found)


def test_a_reference_older_than_its_sources_is_told(project):
    manifest = read_manifest(PATH)
    manifest["sources"]["data"][RAW] = "0"
    (finding,) = reference_faults(project, manifest)
    assert finding.path == RAW
    assert not finding.counts


def test_editing_result_and_manifest_alike_is_noticed_while_the_receipt_is_there(project):
    edit(TABLE, "KZ10,2", "KZ10,3")
    manifest = read_manifest(PATH)
    manifest["outputs"][TABLE] |= {"sha256": sha256(TABLE)}
    Path(PATH).write_text(json.dumps(manifest))
    assert {each.path for each in check_results(project, manifest)} == {str(PATH), TABLE}


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
    shutil.rmtree(FOLDER)


def compare_with(built):
    check = Check("Results on disk against a rebuild", "")
    fresh = read_manifest(built / PATH)
    compare_with_rebuild(check, Path.cwd(), recorded_manifest(Path.cwd())[0], built, fresh, ComparisonRules())
    return check


@pytest.mark.parametrize("name", LIES)
def test_a_lie_that_manifest_and_receipts_tell_alike_is_named_by_the_rebuild(name, project, built):
    path, lie = LIES[name]
    lie()
    agree()
    assert [finding for finding in check_results(project, present_manifest()) if finding.counts] == []
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
    assert check.comparison.grade is Grade.SAME_NUMBERS


@pytest.mark.usefixtures("project")
def test_a_rebuild_names_nothing_in_a_clean_tree(built):
    check = compare_with(built)
    assert check.passes
    assert check.comparison.grade is Grade.IDENTICAL


GIT = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]


def commit_all():
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*GIT, *command], check=True)


def test_a_false_commit_in_the_manifest_is_named(project):
    commit_all()
    manifest = read_manifest(PATH) | {"version_control": {"commit": "0" * 40, "uncommitted": []}}
    write_manifest(manifest)
    (finding,) = check_results(project, manifest)
    assert finding.counts
    assert "0000000000" in finding.sentence


def test_a_commit_that_holds_other_sources_is_named(project):
    text = Path(RAW).read_text()
    Path(RAW).write_text(text.replace("KZ15,3", "KZ15,9"))
    commit_all()
    Path(RAW).write_text(text)
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    manifest = read_manifest(PATH) | {"version_control": {"commit": head, "uncommitted": []}}
    write_manifest(manifest)
    (finding,) = check_results(project, manifest)
    assert RAW in finding.sentence
    manifest["version_control"]["uncommitted"] = [RAW]
    write_manifest(manifest)
    assert check_results(project, manifest) == []


def write_manifest(manifest):
    """Write a manifest, and make its receipt agree."""
    old = sha256(PATH)
    Path(PATH).write_text(json.dumps(manifest))
    edit(f"{RECEIPTS}/write_manifest.json", old, sha256(PATH))


def test_a_reference_that_is_not_the_committed_one_is_named(project):
    commit_all()
    assert reference_faults(project) == []
    folder = project / REFERENCE
    old = sha256(folder / "claims/verdicts.csv")
    edit(folder / "claims/verdicts.csv", ",12,persons", ",13,persons")
    edit(folder / "index.csv", old, sha256(folder / "claims/verdicts.csv"))
    found = reference_faults(project)
    assert {finding.path for finding in found} == {
        f"{REFERENCE}/claims/verdicts.csv",
        f"{REFERENCE}/index.csv",
    }
    assert all(finding.counts for finding in found)
