import numpy as np
import pandas as pd

from lib.data.breaks import breaks_between, breaks_of, regimes


def test_a_codebook_tells_the_first_year_of_each_basis():
    codebook = pd.DataFrame(
        {"variable": ["a", "b"], "breaks": ["2009: census; 2022: census of 2021", np.nan]}
    )
    assert breaks_of(codebook) == {"a": [2009, 2022], "b": []}


def test_a_break_in_the_first_year_is_not_crossed_and_one_in_the_last_is():
    breaks = {"a": [2015, 2022], "b": [2018]}
    assert breaks_between(breaks, ["a", "b", "c"], 2015, 2022) == (2018, 2022)
    assert breaks_between(breaks, ["a"], 2015, 2021) == ()


def test_years_stand_on_the_basis_of_the_latest_break():
    assert regimes(np.array([2021, 2014, 2022, 2015]), [2022, 2015]).tolist() == [2015, 0, 2022, 2015]
