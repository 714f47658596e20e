"""Whatever is wrong with the input, the run says it in one clear sentence and keeps earlier results."""

import csv
import hashlib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from lib.core.configuration import read_yaml
from lib.core.country import country
from lib.core.problems import ProblemsError
from lib.project.config_files import SCHEMAS, check_config


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} not in {path}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def record_anew(copy: Path, series: str) -> None:
    """Make the index agree with an edited file, so that only later checks can see the edit."""
    index = copy / "data/raw/index.csv"
    with index.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        path = copy / "data/raw" / row["series"] / f"{row['vintage']}.csv"
        if row["series"] == series:
            row["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
            row["rows"] = str(len(path.read_text(encoding="utf-8").splitlines()) - 1)
    with index.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def latest(copy: Path, series: str) -> Path:
    return sorted((copy / "data/raw" / series).glob("*.csv"))[-1]


def first_row(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[1]


def test_faulty_files_are_all_named_and_earlier_results_stay(copy, run):
    snapshot = copy / "results/data/snapshot.csv"
    snapshot.parent.mkdir(parents=True)
    snapshot.write_bytes(before := b"of an earlier run\n")

    changed, letter, double, stranger, gone = (
        latest(copy, series) for series in ("grp", "area", "employed", "employees", "labour_force")
    )
    measure, unit, year, locality, value, note = first_row(changed).split(",")
    rewrite(changed, first_row(changed), ",".join([measure, unit, year, locality, f"{value}9", note]))
    rewrite(letter, ",total,", ",total,x")
    rewrite(double, first_row(double), f"{first_row(double)}\n{first_row(double)}")
    rewrite(stranger, "employees,AKM,", "employees,ATLANTIS,")
    gone.unlink()

    failed = run("verify_snapshot")
    said = failed.stdout + failed.stderr
    assert failed.returncode != 0
    for path, sentence in {
        changed: ": the content differs from the sha256",
        letter: ", line 2: value 'x",
        double: ", line 3: repeats employed,",
        stranger: "unit 'ATLANTIS' is not in units.csv",
        gone: ": the file is missing",
    }.items():
        assert any(
            path.relative_to(copy).as_posix() in line and sentence in line for line in said.splitlines()
        ), said
    assert "Traceback" not in said
    assert snapshot.read_bytes() == before


def test_a_total_that_does_not_add_up_stops_the_run_and_earlier_results_stay(copy, run):
    before = {copy / f"results/data/{name}.csv": b"of an earlier run\n" for name in ("long", "panel_20")}
    (copy / "results/data").mkdir(parents=True)
    for path, content in before.items():
        path.write_bytes(content)
    path = latest(copy, "grp")
    row = first_row(path)
    cells = row.split(",")
    cells[4] = str(float(cells[4]) * 10)
    rewrite(path, row, ",".join(cells))
    record_anew(copy, "grp")

    failed = run("harmonise_regions")
    said = failed.stdout + failed.stderr
    assert failed.returncode != 0
    assert any("grp" in line and cells[2] in line and "KZ" in line for line in said.splitlines()), said
    assert "Traceback" not in said
    assert {path: path.read_bytes() for path in before} == before


# A key as it stands in each kind of file, and as a slip of the pen would have it.
SLIPS = {
    "config/config.yaml": ("seed:", "sead:"),
    "config/country.yaml": ("projection:", "projecton:"),
    "config/fetch.yaml": ("attempts:", "atempts:"),
    "config/groups.yaml": ("  units:", "  unit:"),
    "config/inequality.yaml": ("  minimum_years:", "  minimun_years:"),
    "config/reference.yaml": ("picture_width:", "picture_witdh:"),
    "config/size_simulation.yaml": ("draws:", "draw:"),
    "config/spatial.yaml": ("weights:", "weight:"),
    "config/specification_curve.yaml": ("    controls:", "    control:"),
    "config/totals.yaml": ("    tolerance:", "    tolerence:"),
    "config/variables.yaml": ("  numerator:", "  numerators:"),
    "config/variants.yaml": ("  transforms:", "  transform:"),
    "config/models/self_employment.yaml": ("headline:", "headlines:"),
    "config/article/claims/output.yaml": ("  parts:", "  part:"),
    "config/article/exhibits.yaml": ("    height:", "    heigth:"),
    "config/article/judging.yaml": ("themes:", "theme:"),
    "config/article/questions.yaml": ("  answers:", "  anwsers:"),
    "config/article/typed_numbers.yaml": ("number_words:", "numbers_words:"),
    "config/words/terms.yaml": ("prose:", "proze:"),
    "config/article/coverage.yaml": ("sentences:", "sentence:"),
    "data/raw/registry.yaml": ("  licence:", "  license:"),
    "data/raw/boundaries/record.yaml": ("credit:", "credits:"),
    "scripts/publish/page/charting/record.yaml": ("licence:", "license:"),
}

# Files of which the last mistake of the list is planted at once with the others.
WAVE = (
    "config/config.yaml",
    "config/fetch.yaml",
    "config/totals.yaml",
    "config/spatial.yaml",
    "config/article/coverage.yaml",
    "config/article/judging.yaml",
    "config/words/kk.yaml",
    "data/raw/employed/2026-11-23.csv",
)


def kinds(files) -> set[str]:
    """The patterns of the schemas' files that some of these files fit."""
    return {pattern for pattern in SCHEMAS for file in files if fnmatch(file, pattern)}


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_a_misspelt_key_of_any_file_is_told_with_its_line_before_anything_runs(copy, run):
    assert kinds(SLIPS) == {
        name for name in SCHEMAS if SCHEMAS[name] != "words"
    }  # whose keys are free; see the next test
    for file, (key, slip) in SLIPS.items():
        rewrite(copy / file, f"\n{key}", f"\n{slip}")

    failed = run()
    said = failed.stderr.splitlines()
    assert failed.returncode != 0
    for file, (key, slip) in SLIPS.items():
        begin = f"  - {file}, line {line_of(copy / file, slip)}, "
        told = f"unknown key '{slip[:-1].strip()}'; did you mean '{key[:-1].strip()}'?"
        assert sum(line.startswith(begin) and line.endswith(told) for line in said) == 1, failed.stderr
    assert said[1].startswith("Reading the configuration: ")
    assert said[-1].startswith("  - ")
    assert "Traceback" not in failed.stderr
    assert "Building DAG" not in failed.stderr
    assert not (copy / "results").exists()


MISTAKES = read_yaml(Path(__file__).with_name("mistakes.yaml"))


def can_be_confused(one: dict, other: dict) -> bool:
    """Whether a sentence that tells one mistake might be taken for the other's."""
    if one.get("elsewhere") or other.get("elsewhere"):
        return True
    return one["file"] == other["file"] and (one["told"] in other["told"] or other["told"] in one["told"])


def in_waves() -> list[list[dict]]:
    """The mistakes dealt out so that those of a wave can be told apart."""
    waves: list[list[dict]] = []
    for mistake in MISTAKES:
        free = (wave for wave in waves if not any(can_be_confused(mistake, other) for other in wave))
        wave = next(free, None)
        if wave is None:
            waves.append(wave := [])
        wave.append(mistake)
    return waves


def untold(mistakes: list[dict]) -> list[dict]:
    """The mistakes that are not told; those that others hide are planted again without them, or alone."""
    sound = {mistake["file"]: Path(mistake["file"]).read_text(encoding="utf-8") for mistake in mistakes}
    try:
        planted = [each for each in mistakes if plant(each, needed=len(mistakes) == 1)]
        check_config(Path())
        problems = []
    except ProblemsError as error:
        problems = error.problems
    finally:
        for file, text in sound.items():
            Path(file).write_text(text, encoding="utf-8")

    def is_told(mistake: dict) -> bool:
        where = "" if mistake.get("elsewhere") else f"{mistake['file']}, line "
        return any(where in line and mistake["told"] in line for line in problems)

    rest = [mistake for mistake in mistakes if mistake not in planted or not is_told(mistake)]
    if len(rest) < len(mistakes):
        return untold(rest) if rest else []
    return rest if len(rest) == 1 else [mistake for each in rest for mistake in untold([each])]


def plant(mistake: dict, needed: bool) -> bool:
    """Make a mistake; whether its place is as it was before others were made."""
    if needed or mistake["old"] in Path(mistake["file"]).read_text(encoding="utf-8"):
        rewrite(Path(mistake["file"]), mistake["old"], mistake["new"])
        return True
    return False


@pytest.mark.parametrize("wave", in_waves(), ids=lambda wave: f"{len(wave)}")
def test_every_typical_mistake_is_told_before_anything_runs(lasting_copy, monkeypatch, wave):
    monkeypatch.chdir(lasting_copy)
    country()  # read once a process: here before a mistake is planted in it
    assert untold(wave) == []


def test_the_files_as_they_are_have_no_fault(lasting_copy, monkeypatch):
    monkeypatch.chdir(lasting_copy)
    check_config(Path())


def test_faults_of_form_and_of_content_are_told_in_one_wave(copy, run):
    chosen = {mistake["file"]: mistake for mistake in MISTAKES if mistake["file"] in WAVE}
    for mistake in chosen.values():
        rewrite(copy / mistake["file"], mistake["old"], mistake["new"])
    failed = run("-n")
    assert failed.returncode != 0
    for file, mistake in chosen.items():
        assert any(f"{file}, line" in line and mistake["told"] in line for line in failed.stderr.splitlines())
    assert "Traceback" not in failed.stderr


def test_a_value_given_on_the_command_line_is_checked_too(run):
    failed = run("--config", "vintage=2021-6-30")
    assert failed.returncode != 0
    assert "  - --config, vintage: not of the form: latest, or a date YYYY-MM-DD" in failed.stderr
