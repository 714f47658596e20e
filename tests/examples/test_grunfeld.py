"""A second paper, on data that a package ships, goes through the same code."""

import importlib.util

import pandas as pd
import pytest
from statsmodels.datasets import grunfeld


@pytest.fixture(scope="module")
def paper(project):
    path = project / "examples/grunfeld/judge_paper.py"
    spec = importlib.util.spec_from_file_location("judge_paper", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def judgement(paper, project):
    return paper.judge_paper(
        project / "examples/grunfeld", project / "workflow/schemas", project / "config/words/en.yaml"
    )


def test_every_statement_of_the_example_is_judged(judgement):
    verdicts = judgement.tables["verdicts"]
    assert set(verdicts["claim"]) == {"G1", "G2", "G3", "G4", "G5", "G6"}
    assert verdicts["verdict"].ne("").all()
    assert set(judgement.pictures) == set(judgement.dossiers)


def test_computed_values_equal_those_worked_out_from_the_data_as_shipped(judgement):
    data = grunfeld.load_pandas().data
    invest = data.pivot(index="year", columns="firm", values="invest")
    computed = judgement.tables["verdicts"].set_index(["claim", "part"])["computed"]
    last, first = invest.loc[1954], invest.loc[1935]
    assert float(computed["G1", "share"]) == pytest.approx(100 * last["General Motors"] / last.sum())
    assert float(computed["G3", "growth"]) == pytest.approx(last.sum() / first.sum())


def test_its_regression_agrees_with_the_published_one(paper):
    """Ten firms within: the reference coefficients of the fixed-effects model, see docs/methods.md."""
    panel = paper.read_panel()
    coefficients, _ = paper.estimate_investment(panel[panel["unit"] != "ASL"])
    within = coefficients[coefficients["estimator"] == "fixed_effects"].set_index("term")["estimate"]
    assert within["value"] == pytest.approx(0.1101238041, abs=5e-11)
    assert within["capital"] == pytest.approx(0.3100653413, abs=5e-11)


def test_another_workflow_can_take_the_example_as_a_module(project, snakemake, tmp_path):
    (tmp_path / "Snakefile").write_text(
        f"""
module paper:
    snakefile: "{project}/examples/grunfeld/Snakefile"
    prefix: "papers"

use rule * from paper
""",
        encoding="utf-8",
    )
    run = snakemake.run(tmp_path, "--cores", 1, "--directory", tmp_path, "judge_paper")
    assert run.returncode == 0, run.stderr
    verdicts = pd.read_csv(tmp_path / "papers/results/examples/grunfeld/verdicts.csv")
    assert set(verdicts["claim"]) == {"G1", "G2", "G3", "G4", "G5", "G6"}
