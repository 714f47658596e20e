"""A second paper, on another country, goes through every stage as a module; five verdicts by hand."""

import csv
import json
import shutil

import pytest

pytestmark = pytest.mark.proof
NEWEST = "2024-11-25"
ATLANTIC, WEST = ("NL", "PE", "NS", "NB"), ("MB", "SK", "AB", "BC")
OLD = (*ATLANTIC, "QC", "ON", *WEST, "YT", "NT12")  # the twelve regions before Nunavut
TODAY = (*OLD[:-1], "NT", "NU")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def paper(project, snakemake, tmp_path_factory):
    """The paper built in a folder of its own, by the Snakefile of the example."""
    folder = tmp_path_factory.mktemp("canada")
    source = project / "examples/canada"
    for name in ("config", "data"):
        shutil.copytree(source / name, folder / name)
    shutil.copy(source / "CITATION.cff", folder)
    run = snakemake.run(folder, "--cores", 2, "-s", source / "Snakefile", "-d", folder)
    assert run.returncode == 0, run.stderr
    return folder


@pytest.fixture(scope="module")
def figures(project):
    """The raw figures of the newest vintage: (series, unit, year) -> value."""
    return {
        (series, row["unit"], int(row["year"])): float(row["value"])
        for series in ("population", "gdp")
        for row in rows(project / f"examples/canada/data/raw/{series}/{NEWEST}.csv")
    }


@pytest.fixture(scope="module")
def verdicts(paper):
    return {(row["claim"], row["part"]): row for row in rows(paper / "results/claims/verdicts.csv")}


def test_five_verdicts_are_those_worked_out_from_the_raw_figures(figures, verdicts):
    def total(series, units, year):
        return sum(figures[series, unit, year] for unit in units)

    def per_head(unit):
        return figures["gdp", unit, 2006] / figures["population", unit, 2006]

    four = ("ON", "QC", "BC", "AB")
    growth = {
        units: total("population", units, 2019) / total("population", units, 1999) for units in (WEST, TODAY)
    }
    by_hand = {
        ("C4", "times"): (
            total("population", OLD, 1990) / total("population", OLD, 1989),
            1.01519,
            "matches",
        ),
        ("C5", "share"): (
            100 * total("population", four, 2021) / total("population", TODAY, 2021),
            86.4875,
            "matches",
        ),
        ("D2", "share"): (100 * figures["gdp", "AB", 2019] / total("gdp", TODAY, 2019), 15.2248, "close"),
        ("D5", "times"): (per_head("AB") / per_head("PE"), 2.2355, "matches"),
        ("C8", "west"): (growth[WEST] / growth[TODAY], 1.0633, "holds"),
    }
    for key, (value, written, verdict) in by_hand.items():
        assert value == pytest.approx(written, abs=0.00005)  # as examples/canada/README.md has it
        assert float(verdicts[key]["computed"]) == pytest.approx(value, rel=1e-9)
        assert verdicts[key]["verdict"] == verdict
    assert verdicts["C4", "times"]["layout"] == "12"


def test_a_number_that_was_revised_matched_when_it_was_printed(paper):
    known = {
        row["as_of"]: row["verdict"]
        for row in rows(paper / "results/claims/vintages.csv")
        if row["claim"] == "D3" and row["as_of"] >= "2021"
    }
    assert known["2021-07-12"] == "matches"
    assert known[NEWEST] == "close"


def test_both_territories_together_are_the_undivided_one(paper, figures):
    panel = {(row["unit"], row["year"]): row for row in rows(paper / "results/data/panel_12.csv")}
    both = figures["population", "NT", 2000] + figures["population", "NU", 2000]
    assert float(panel["NT12", "2000"]["population"]) == both
    assert float(panel["NT12", "1986"]["population"]) == figures["population", "NT12", 1986]


def test_it_is_published_in_its_two_languages(paper):
    for language in ("en", "fr"):
        made = {path.stem for path in (paper / f"results/figures/{language}").glob("*.svg")}
        assert made == {"output_a_head", "output_map", "growth", "employment"}
        assert {path.stem for path in (paper / f"results/tables/{language}").glob("*.csv")} == {
            "panel_models",
            "claims",
        }
        assert (paper / f"results/article/{language}/article.pdf").stat().st_size > 10_000
    assert "Kazakhstan" not in (paper / "results/article/en/article.html").read_text(
        encoding="utf-8"
    ).replace("kazakhstan-spatial-development", "")
    assert json.loads((paper / "results/manifest.json").read_text(encoding="utf-8"))["vintage"] == "latest"
