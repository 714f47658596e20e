"""The search over years and associations, on made-up figures."""

import pandas as pd
import pytest

from lib.claims.evidence import build_evidence
from lib.claims.outcomes import evaluate
from lib.claims.readings import expand_claim
from lib.claims.register import Register
from lib.claims.statements import Hedge, Judging, SmallestEffect, claim_of
from lib.data.breaks import breaks_of

JUDGING = Judging(
    natural=2022,
    first=2015,
    last=2023,
    layouts=("two",),
    hedges={"none": Hedge(0.03, 0.03)},
    smallest_effects={"size": SmallestEffect(0.1, {})},
)
WORDS = {"en": "w"}
PEOPLE = pd.DataFrame(
    [(unit, year, 100.0 * year) for unit in "ab" for year in range(2018, 2025)],
    columns=["unit", "year", "people"],
)
GROUPS = {"two": {"all": ["a", "b"]}}


def outcomes(part, evidence):
    claim = claim_of("X1", {"words": WORDS, "parts": {"p": {"title": WORDS, **part}}}, {})
    return evaluate(Register({"X1": claim}, {}, JUDGING, tuple(expand_claim(claim))), evidence)


def change(lag: int) -> dict:
    asserted = {"direction": "above", "unit": "persons"}
    return {"kind": "sign", "asserted": asserted, "variable": "people", "group": "all", "lag": lag}


@pytest.mark.parametrize(
    ("lag", "breaks", "periods"),
    [
        (1, {}, ["2018-2019", "2019-2020", "2020-2021", "2021-2022", "2022-2023"]),
        (1, {"people": [2022]}, ["2018-2019", "2019-2020", "2020-2021", "2022-2023"]),
        (3, {"people": [2022]}, ["2018-2021"]),
        (1, {"houses": [2022]}, ["2018-2019", "2019-2020", "2020-2021", "2021-2022", "2022-2023"]),
    ],
)
def test_a_change_is_not_told_across_a_break_of_its_series(lag, breaks, periods):
    evidence = build_evidence({"two": PEOPLE}, GROUPS, breaks=breaks)
    assert [one.period for one in outcomes(change(lag), evidence)] == periods


def test_breaks_are_read_from_the_codebook():
    codebook = pd.DataFrame(
        {"variable": ["people", "houses"], "breaks": ["2009: census of 2009; 2022: census of 2021", ""]}
    )
    assert breaks_of(codebook) == {"people": [2009, 2022], "houses": []}


POSITIVE = {"direction": "positive", "unit": "coefficient", "effect": "points_per_point", "matters": "size"}


def test_an_association_is_judged_in_each_year_of_its_model_and_told_by_its_interval():
    how = {"model": "m", "term": "t", "estimator": "between", "method": "HC3"}
    coefficients = pd.DataFrame([{**how, "estimate": 0.4, "std_error": 0.1, "df": 10.0}])
    models = pd.DataFrame([{"model": "m", "first_year": 2015, "last_year": 2023, "layout": "two"}])
    part = {"kind": "association", "asserted": POSITIVE, **how}
    (found,) = outcomes(part, build_evidence({"two": PEOPLE}, GROUPS, coefficients, models))
    assert (found.verdict, found.period) == ("borne out", "2015-2023")
    # t with 10 degrees of freedom: 1.812 at 95 percent
    assert found.association.interval.low == pytest.approx(0.4 - 0.1812, abs=1e-4)


def test_an_association_of_one_year_counts_from_the_first_year_to_the_last():
    how = {"model": "m", "term": "t", "estimator": "cross_section", "method": "HC3"}
    years = [JUDGING.first - 1, JUDGING.first, JUDGING.last, JUDGING.last + 1]
    named = [{**how, "model": f"m@{year}"} for year in years]
    coefficients = pd.DataFrame([{**each, "estimate": 0.4, "std_error": 0.1, "df": 10.0} for each in named])
    models = pd.DataFrame(
        [{"model": f"m@{year}", "first_year": year, "last_year": year, "layout": "two"} for year in years]
    )
    part = {"kind": "association", "asserted": POSITIVE, **how}
    told = outcomes(part, build_evidence({"two": PEOPLE}, GROUPS, coefficients, models))
    assert [each.period for each in told] == [str(JUDGING.first), str(JUDGING.last)]
