"""Every table of this stage has the same bytes whatever the hash seed and the number of threads."""

import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def made(project, tmp_path_factory):
    """The tables of two runs, by name."""
    folders = []
    for seed, threads in (("1", "1"), ("77", "2")):
        folder = tmp_path_factory.mktemp("run")
        environment = {
            **os.environ,
            "PYTHONPATH": str(project / "scripts"),
            "PYTHONHASHSEED": seed,
            "OPENBLAS_NUM_THREADS": threads,
            "OMP_NUM_THREADS": threads,
        }
        subprocess.run(
            [sys.executable, str(project / "tests/support/every_regression.py"), str(folder)],
            env=environment,
            check=True,
        )
        folders.append(folder)
    return [{path.name: path.read_bytes() for path in sorted(folder.iterdir())} for folder in folders]


def test_the_tables_have_the_same_bytes(made):
    first, second = made
    assert len(first) == 11
    assert [name for name in first if first[name] != second[name]] == []


def test_no_table_is_empty_and_every_missing_number_has_its_reason(made):
    """Coefficients lack numbers only where the method has none: see docs/methods.md."""
    for name, content in made[0].items():
        lines = content.decode().splitlines()
        assert len(lines) > 1, name
    coefficients = [line.split(",") for line in made[0]["0.csv"].decode().splitlines()]
    names = coefficients[0]
    for row in (dict(zip(names, line, strict=True)) for line in coefficients[1:]):
        lacking = {name for name, value in row.items() if value in ("", "nan")}
        expected = {
            "WCR": {"df"},
            "SCPC": {"df"},
            "permutation": {"std_error", "df", "ci_low", "ci_high"},
            "randomisation": {"std_error", "df", "ci_low", "ci_high"},
            "chi-squared": {"estimate", "std_error", "ci_low", "ci_high"},
            "chi-squared, indefinite": {"estimate", "std_error", "p_value", "ci_low", "ci_high"},
        }.get(row["method"], set())
        if row["term"] == "mundlak":
            expected = {"estimate", "std_error", "ci_low", "ci_high"}
        assert lacking == expected, row
