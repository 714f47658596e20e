"""What others rely on: paths, columns and keys of the results, as the README and docs promise them."""

import csv
from pathlib import Path

import pytest

from lib.core.configuration import read_yaml

EXACT = {
    "models/coefficients.csv": (
        "model,term,estimator,method,estimate,std_error,statistic,df,p_value,ci_low,ci_high,n,clusters"
    ),
    "claims/verdicts.csv": (
        "claim,part,asserted,computed,unit,reading,year,layout,vintage,verdict,why,sources,hedge,first_read,severity,severity_same_year,severity_any_year,severity_error"
    ),
}
BEGINNING = {
    "claims/readings.csv": EXACT["claims/verdicts.csv"],
    "claims/vintages.csv": "claim,part,as_of,computed,verdict,flipped",
}
WORDS = {
    "claims/verdicts.csv": {
        "verdict": {
            "matches", "close", "differs", "inconsistent", "depends", "not testable", "holds", "fails",
            "borne out", "borne out but small", "contradicted", "no association of a size that matters",
            "undecided",
        },
    },
    "data/accounting.csv": {
        "fate": {
            "kept", "summed", "averaged", "derived", "dropped", "superseded", "later", "withheld",
        },
    },
}  # fmt: skip


@pytest.fixture
def results(project) -> Path:
    if not (project / "results/manifest.json").exists():
        pytest.skip("no run has written the results yet: run snakemake")
    return project / "results"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def header(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("name", EXACT)
def test_a_table_has_just_the_columns_promised(results, name):
    assert header(results / name) == EXACT[name]


@pytest.mark.parametrize("name", BEGINNING)
def test_a_table_begins_with_the_columns_promised(results, name):
    assert header(results / name).startswith(BEGINNING[name])


@pytest.mark.parametrize(("name", "column"), [(name, column) for name in WORDS for column in WORDS[name]])
def test_a_column_holds_only_the_words_promised(results, name, column):
    found = {row[column] for row in rows(results / name)}
    assert found
    assert found <= WORDS[name][column]


@pytest.mark.parametrize(("layout", "units"), [("20", 20), ("17", 17), ("16", 16), ("1", 1)])
def test_a_panel_has_a_row_a_unit_and_year_and_a_described_column_a_variable(results, layout, units):
    panel = rows(results / f"data/panel_{layout}.csv")
    years = {row["year"] for row in panel}
    assert len({row["unit"] for row in panel}) == units
    assert len({(row["unit"], row["year"]) for row in panel}) == len(panel) == units * len(years)
    detail = list(rows(results / "data/panel_districts.csv")[0])
    described = [row["variable"] for row in rows(results / "data/codebook.csv")]
    assert set(detail) - {"unit", "year"} < set(described)
    assert list(panel[0]) == ["unit", "year", *(each for each in described if each not in detail)]


def test_one_reading_of_each_testable_part_is_the_chosen_one_and_is_the_verdict(results):
    """Nearest things stand instead of a part that cannot be tested, other questions beside one that can."""
    readings = rows(results / "claims/readings.csv")
    chosen = [
        row
        for row in readings
        if row["chosen"] == "yes" and not row["reading"].startswith(("instead, ", "beside, "))
    ]
    verdicts = {(row["claim"], row["part"]): row for row in rows(results / "claims/verdicts.csv")}
    keys = [(row["claim"], row["part"]) for row in chosen]
    assert sorted(keys) == sorted(key for key, row in verdicts.items() if row["verdict"] != "not testable")
    assert [verdicts[key]["computed"] for key in keys] == [row["computed"] for row in chosen]


def test_every_exhibit_and_article_is_there_in_every_language_and_form(results, project):

    languages = read_yaml(project / "config/config.yaml")["languages"]
    exhibits = read_yaml(project / "config/article/exhibits.yaml")
    promised = [
        *(
            f"{kind}/{language}/{name}.{form}"
            for kind, forms in (
                ("figures", ("pdf", "svg", "png")),
                ("tables", ("csv", "tex", "html", "docx")),
            )
            for name in exhibits[kind]
            for form in forms
            for language in languages
        ),
        *(
            f"article/{language}/article.{form}"
            for form in ("pdf", "docx", "html", "tex")
            for language in languages
        ),
        "report/index.html",
    ]
    assert [name for name in promised if not (results / name).is_file()] == []
    assert [name for name in promised if not (results / name).stat().st_size] == []


def test_national_product_per_head_is_computed_and_equals_the_published_one(results):
    """Statement E4: 5284.7 thousand tenge in 2022."""
    long = {
        (row["variable"], row["unit"], row["year"], row["locality"]): float(row["value"])
        for row in rows(results / "data/long.csv")
    }
    computed = 1000 * long["grp", "KZ", "2022", "total"] / long["population_average", "KZ", "2022", "total"]
    country = next(row for row in rows(results / "data/panel_1.csv") if row["year"] == "2022")
    verdict = next(row for row in rows(results / "claims/verdicts.csv") if row["claim"] == "E4")
    assert float(country["grp_per_capita"]) == pytest.approx(computed, rel=1e-9)
    assert float(verdict["computed"]) == pytest.approx(computed, rel=1e-9)
    assert round(computed, 1) == float(country["grp_per_capita_published"]) == 5284.7
