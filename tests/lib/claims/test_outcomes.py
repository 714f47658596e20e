"""The search over years and associations, on made-up figures."""

from dataclasses import replace

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


def outcomes(part, evidence, judging=JUDGING):
    claim = claim_of("X1", {"words": WORDS, "parts": {"p": {"title": WORDS, **part}}}, {})
    return evaluate(Register({"X1": claim}, {}, judging, tuple(expand_claim(claim))), evidence)


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


def test_a_year_is_read_on_the_finest_borders_that_have_its_figures():
    fine = PEOPLE[PEOPLE["year"].between(2021, 2023)]
    evidence = build_evidence({"three": fine, "two": PEOPLE}, {"three": GROUPS["two"], **GROUPS})
    told = outcomes(change(1), evidence, replace(JUDGING, layouts=("three", "two")))
    assert [(one.period, one.layout) for one in told] == [
        ("2018-2019", "two"),
        ("2019-2020", "two"),
        ("2020-2021", "two"),
        ("2021-2022", "three"),
        ("2022-2023", "three"),
    ]


def test_a_year_that_the_words_state_is_the_only_one():
    level = {key: value for key, value in change(1).items() if key != "lag"}
    evidence = build_evidence({"two": PEOPLE}, GROUPS)
    assert [one.period for one in outcomes({**level, "year": 2020}, evidence)] == ["2020"]
    open_years = outcomes(level, evidence, replace(JUDGING, first=2019, last=2021))
    assert [one.years for one in open_years] == [(2019,), (2020,), (2021,)]
    assert outcomes(change(1), evidence)[0].years == (2018, 2019)


@pytest.mark.parametrize(
    ("verdict", "stance"), [("close", 1), ("borne out", 1), ("differs", -1), ("fails", -1), ("undecided", 0)]
)
def test_an_outcome_speaks_for_a_statement_against_it_or_neither(verdict, stance):
    evidence = build_evidence({"two": PEOPLE}, GROUPS)
    assert replace(outcomes(change(1), evidence)[0], verdict=verdict).stance == stance


SHARES = pd.DataFrame(
    [(unit, year, people) for year in (2021, 2022) for unit, people in zip("abc", (50, 30, 20), strict=True)],
    columns=["unit", "year", "people"],
)


def sum_of_shares(first: int, dated: dict | None = None, layouts=("two",), shares=SHARES):
    """The outcome of two printed shares, the first as given and 30, which are to add up to 100."""
    stated = {
        name: {
            "title": WORDS,
            "kind": "level",
            "asserted": {"value": value, "decimals": 0, "unit": "percent"},
        }
        for name, value in (("a", first), ("b", 30))
    }
    total = {
        "title": WORDS,
        "kind": "arithmetic",
        "asserted": {"unit": "percent"},
        "operation": "sum",
        "terms": ["X1.a", "X1.b"],
        "equals": [100],
        "shares_of": "people",
        "may_be_missing": ["nowhere", "c", "edge", "b"],
    }
    claims = {
        "X1": claim_of("X1", {"words": WORDS, "parts": stated}, {}),
        "Y1": claim_of("Y1", {"words": WORDS, "parts": {"sum": total}, **(dated or {})}, {}),
    }
    judging = replace(JUDGING, layouts=layouts)
    register = Register(claims, {}, judging, tuple(expand_claim(claims["Y1"])))
    groups = {layout: {"edge": ["c"]} for layout in layouts}
    (found,) = evaluate(register, build_evidence({layouts[-1]: shares}, groups))
    return found


@pytest.mark.parametrize(
    ("first", "verdict", "fillers"),
    [
        # 49.5-50.5 and 29.5-30.5 leave 19 to 21, which c has, 20 of 100, and so has the group of c alone
        (50, "depends", [("c", 20.0), ("edge", 20.0)]),
        # the ends of what is left out count: 18 to 20, and 20 to 22
        (51, "depends", [("c", 20.0), ("edge", 20.0)]),
        (49, "depends", [("c", 20.0), ("edge", 20.0)]),
        (48, "inconsistent", []),  # 21 to 23
        (52, "inconsistent", []),  # 17 to 19
        (40, "depends", [("b", 30.0)]),  # 29 to 31
        (70, "matches", []),
    ],
)
def test_a_sum_that_falls_short_depends_where_a_group_has_what_is_missing(first, verdict, fillers):
    found = sum_of_shares(first)
    assert found.verdict == verdict
    assert [(group, pytest.approx(held)) for group, held, _ in found.implication.fillers] == fillers
    assert {year for _, _, year in found.implication.fillers} <= {JUDGING.natural}


def test_what_is_missing_is_looked_for_at_the_year_of_the_passage_on_borders_that_have_it():
    found = sum_of_shares(50, {"dated": {"year": 2021, "because": WORDS}}, layouts=("three", "two"))
    assert [(group, year) for group, _, year in found.implication.fillers] == [("c", 2021), ("edge", 2021)]
    assert sum_of_shares(50, {"dated": {"year": 2019, "because": WORDS}}).verdict == "inconsistent"
