"""Whatever is wrong with the input, the run says it in one clear sentence and keeps earlier results."""

import csv
import hashlib
from pathlib import Path

import pytest


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
    assert run("verify_snapshot").returncode == 0
    snapshot = copy / "results/data/snapshot.csv"
    before = snapshot.read_bytes()

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


def test_a_total_that_does_not_add_up_stops_the_run(copy, run):
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


@pytest.mark.parametrize(
    ("file", "target"),
    [
        ("config/config.yaml", "verify_snapshot"),
        ("data/raw/registry.yaml", "verify_snapshot"),
        ("config/variables.yaml", "harmonise_regions"),
    ],
)
def test_an_unknown_key_is_refused_with_its_line(copy, run, file, target):
    path = copy / file
    path.write_text(path.read_text(encoding="utf-8") + "\nunheard_of: {strange: 1}\n", encoding="utf-8")
    line = len(path.read_text(encoding="utf-8").splitlines())
    failed = run(target)
    said = failed.stdout + failed.stderr
    assert failed.returncode != 0
    assert any(
        f"{file}, line {line}" in sentence and "unheard_of" in sentence for sentence in said.splitlines()
    ), said
