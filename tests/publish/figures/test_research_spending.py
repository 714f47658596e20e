"""Research spending: read at the year of its statements, without noughts for regions that were not there."""

import pandas as pd
import pytest

from lib.core.configuration import read_yaml
from lib.core.tables import read_table
from publish.figures.research_spending import before_formed


def test_a_nought_of_a_year_before_its_region_was_formed_is_no_figure():
    units = pd.DataFrame({"unit": ["ABA", "VKO", "ATY"], "exists_from": ["2022-06-08", "2022-06-08", None]})
    rows = pd.DataFrame(
        [("ABA", 2021, 0.0), ("ABA", 2022, 0.0), ("VKO", 2021, 0.13), ("ATY", 2021, 0.0)],
        columns=["unit", "year", "share"],
    )
    assert before_formed(rows, "share", units).tolist() == [True, False, False, False]


def test_the_bars_are_of_the_year_that_its_statements_are_read_at(project):
    verdicts = project / "results/claims/verdicts.csv"
    if not verdicts.exists():
        pytest.skip("no run has written the results yet")
    entry = read_yaml(project / "config/article/exhibits.yaml")["figures"]["research_spending"]
    table = read_table(verdicts)
    years = table.loc[table["claim"].isin(entry["claims"]), "year"]
    assert set(years.astype(int)) == {entry["settings"]["year"]}
