"""The severity that the last run wrote."""

import pytest

from lib.core.tables import read_table


@pytest.fixture(scope="module")
def severity(project):
    path = project / "results/claims/severity.csv"
    if not path.exists():
        pytest.skip("no run has written the results yet")
    return read_table(path)


def test_noise_is_borne_out_no_more_often_than_a_one_sided_test_at_five_percent_allows(severity):
    assert severity["permutations"].min() == 2000
    assert severity["borne_out"].max() <= 0.05


def test_the_size_of_every_judged_association_is_simulated(severity, project):
    """By the very method, model, year and layout of the verdict."""
    sizes = read_table(project / "results/models/size.csv")
    keys = ["model", "estimator", "term", "method"]
    judged = set(severity[keys].itertuples(index=False, name=None))
    assert judged <= set(sizes[keys].itertuples(index=False, name=None))


def test_a_better_verdict_is_a_rarer_one(severity):
    assert (severity["severity"] >= severity["borne_out"]).all()
    best = severity["verdict"] == "borne out"
    assert (severity.loc[best, "severity"] == severity.loc[best, "borne_out"]).all()
    assert severity.loc[~best, "severity"].min() > severity.loc[best, "severity"].max()
