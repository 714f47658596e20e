"""With a date as `vintage`, everything is built from the figures known on that day."""

import csv

import pytest

DATE = "2019-07-01"


@pytest.mark.proof
def test_everything_is_built_from_the_figures_known_on_a_date(copy, run):
    done = run("--config", f"vintage={DATE}", 'languages=["en"]')
    assert done.returncode == 0, done.stderr
    for made in ("report/index.html", "article/en/article.pdf", "figures/en/poverty.svg", "manifest.json"):
        assert (copy / "results" / made).stat().st_size > 0
    article = (copy / "results/article/en/article.html").read_text(encoding="utf-8")
    assert "sentences were written for the latest ones" in " ".join(article.split())

    with (copy / "results/claims/verdicts.csv").open(encoding="utf-8", newline="") as file:
        verdicts = {(row["claim"], row["part"]): row for row in csv.DictReader(file)}
    # The national poverty rate of 2018 stood at 2.5, from 10 June 2019 at 4.0, from 1 August 2019 at 4.3.
    assert float(verdicts["V1", "share_2018"]["computed"]) == 4.0
    assert verdicts["E4", "national"]["verdict"] == "not testable"  # of 2022
    years = {year for row in verdicts.values() if row["year"] for year in row["year"].split("-")}
    assert max(years) <= DATE[:4]
