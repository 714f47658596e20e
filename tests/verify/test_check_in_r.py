"""R's own lm on the results of this run: it agrees, and tells of a number that was changed."""

import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = "scripts/verify/check_in_r.R"


@pytest.fixture
def check():
    if not shutil.which("Rscript"):
        pytest.skip("no Rscript: the regressions are not computed again in R")
    if not (ROOT / "results/models/influence.csv").exists():
        pytest.skip("no run has written the results yet")
    return lambda results: subprocess.run(
        ["Rscript", "--vanilla", SCRIPT, results, "self_employment"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_r_computes_the_printed_numbers(check):
    done = check(ROOT / "results")
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.match(r"(\d+) numbers of .*: 0 differ", done.stdout)[1]) > 300


def test_a_number_changed_in_its_last_digits_is_told(check, tmp_path):
    results = shutil.copytree(ROOT / "results/models", tmp_path / "results/models").parent
    shutil.copytree(ROOT / "results/data", results / "data")
    table = pd.read_csv(results / "models/coefficients.csv")
    chosen = table.query(
        "model == 'self_employment' and estimator == 'two_way_fixed_effects' and method == 'CRV1'"
    ).index[0]
    table.loc[chosen, "std_error"] *= 1 + 1e-5
    table.to_csv(results / "models/coefficients.csv", index=False)
    done = check(results)
    assert done.returncode == 1
    assert "self_employment, two_way_fixed_effects, rural_share, CRV1" in done.stdout


def test_without_r_the_target_says_so_and_fails_where_it_is_required(tmp_path):
    for tool in ("sh", "make"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    for wanted, status in (("", 0), ("required=yes", 2)):
        done = subprocess.run(
            ["make", "r-check", *wanted.split()],
            cwd=ROOT, capture_output=True, text=True, check=False, env={"PATH": str(tmp_path)},
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        assert "skipped: no Rscript" in done.stderr
