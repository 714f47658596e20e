"""The article's own register on the real panels: complete, free of expected results, in three languages."""

import re

import numpy as np
import pandas as pd
import pytest

from check.judge_claims import save
from lib.claims.hidden_sets import search_sets
from lib.claims.outcomes import evaluate
from lib.claims.scrutiny.workings import workings_of
from lib.claims.verdicts import judge_parts
from lib.core.configuration import read_yaml

NUMBERS = {"P": 12, "E": 7, "B": 2, "L": 5, "I": 2, "S": 10, "N": 2, "R": 3, "V": 3, "W": 5, "A": 5}
VERDICTS = {
    "matches", "close", "differs", "inconsistent", "depends", "not testable", "holds", "fails", "borne out",
    "borne out but small", "contradicted", "no association of a size that matters", "undecided",
}  # fmt: skip


def test_every_statement_has_a_verdict(register, judgement):
    expected = {f"{theme}{number}" for theme, last in NUMBERS.items() for number in range(1, last + 1)}
    assert set(register.claims) == expected
    verdicts = judgement.tables["verdicts"]
    assert set(verdicts["claim"]) == set(register.claims)
    assert set(verdicts["verdict"]) <= VERDICTS
    assert (verdicts["why"].str.len() > 0).all()


def test_no_config_file_holds_a_verdict_or_a_computed_value(project):
    for path in (project / "config/article").rglob("*.yaml"):
        for keys, value in walk(read_yaml(path)):
            assert not {"verdict", "computed", "expected", "why"} & set(map(str, keys)), (path, keys)
            assert value not in VERDICTS, (path, keys)


def walk(node, keys=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, (*keys, key))
    elif isinstance(node, list):
        for value in node:
            yield from walk(value, keys)
    else:
        yield keys, node


def test_one_reading_a_part_is_chosen(judgement):
    readings, verdicts = judgement.tables["readings"], judgement.tables["verdicts"]
    own = readings[~readings["reading"].str.contains(r"^instead, |^beside, ")]
    chosen = own[own["chosen"] == "yes"].groupby(["claim", "part"]).size()
    tested = verdicts[verdicts["verdict"] != "not testable"]
    assert (chosen == 1).all()
    assert set(chosen.index) == set(map(tuple, tested[["claim", "part"]].to_numpy()))


def test_what_cannot_be_tested_says_what_is_missing_and_who_holds_it(judgement):
    verdicts = judgement.tables["verdicts"]
    told = verdicts.loc[verdicts["verdict"] == "not testable", "why"]
    assert len(told)
    assert told.str.contains(r"^Figures not found in public sources: .+; held by .+\. .+\.$").all()


def test_grp_per_capita_is_computed_and_agrees_with_the_published_one(judgement, raw_figure):
    verdicts = judgement.tables["verdicts"].set_index(["claim", "part"])
    row = verdicts.loc[("E4", "national")]
    assert row["sources"] == "grp (BNS 5923); population_average (BNS 6576)"
    published = raw_figure("grp_per_capita_published", "KZ", 2022)
    assert float(row["computed"]) == pytest.approx(published, abs=0.05)


def test_every_sentence_is_judged_not_testable_or_asserts_nothing(judgement):
    table = judgement.tables["coverage"]
    assert sorted(set(table["sentence"])) == list(range(1, 88))
    assert set(table["status"]) == {"judged", "not testable", "no assertion"}
    assert ((table["status"] == "no assertion") == (table["claim"] == "")).all()
    assert (table["why"].str.len() > 0).all()


def test_hidden_sets_are_all_counted(register, evidence):
    found = list(search_sets(register, evidence))
    assert {each.sets for each in found if each.layout == "20"} == {12376}  # 17 choose 6
    assert {each.sets for each in found if each.layout == "17"} == {3003}  # 14 choose 6
    assert all(29.5 <= each.nearest[0][1] <= 30.5 for each in found if each.matches)


def test_each_claim_has_a_dossier_in_each_language_and_a_picture(register, judgement, tmp_path):
    told = {f"{home}{claim}" for home in ("", "ru/", "kk/") for claim in register.claims}
    assert {name for name in judgement.texts if name.endswith(".md")} == {f"{each}.md" for each in told}
    pictures = {name.replace("pictures/", "") for name in judgement.texts if name.endswith(".svg")}
    assert pictures == {f"{each}.svg" for each in told}
    save(judgement, tmp_path)
    for path in tmp_path.rglob("*.md"):
        for target in re.findall(r"\]\(([^)]+\.svg)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).is_file()


def test_the_same_input_gives_the_same_bytes(judge, judgement):
    again = judge("en")
    pd.testing.assert_frame_equal(again.tables["verdicts"], judgement.tables["verdicts"])
    for name in ("E2.md", "pictures/E2.svg"):
        assert again.texts[name] == judgement.texts[name]


LISTS = {
    "sum": np.sum, "mean": np.mean, "spread": np.std, "highest": np.max, "lowest": np.min,
    "count": lambda values: np.sum(values) if np.asarray(values).dtype == bool else np.size(values),
}  # fmt: skip


@pytest.fixture(scope="session")
def workings(register, evidence):
    """Each verdict on a part with the arithmetic behind it."""
    verdicts = judge_parts(register, evaluate(register, evidence))
    by_key = workings_of(verdicts, register, evidence)
    return [(each.chosen, by_key[each.key]) for each in verdicts if each.key in by_key and not each.proxy]


def test_the_arithmetic_gives_what_was_computed(workings):
    """Every formula, worked through with the figures beside it, gives the computed value of its part."""
    worked = 0
    for chosen, working in workings:
        if not working.formula.startswith("rank"):
            lists = {operand.letter: operand.values for operand in working.operands}
            value = float(np.squeeze(eval(working.formula, {"__builtins__": {}}, LISTS | lists)))  # noqa: S307
            assert value == pytest.approx(chosen.value, rel=1e-9)
            worked += 1
    assert worked > 50


def test_each_figure_of_the_arithmetic_stands_in_its_raw_file(workings, harmonised, project):
    """Figures of units as they are today, in variables that are published as such."""
    series = dict(harmonised["codebook"][["variable", "series"]].dropna().itertuples(index=False))
    files = harmonised["long"][["series", "vintage"]].drop_duplicates().itertuples(index=False)
    raw = {}
    for name, vintage in files:
        table = pd.read_csv(project / f"data/raw/{name}/{vintage}.csv")
        total = table.loc[table["locality"] == "total", ["measure", "unit", "year", "value"]]
        raw |= {(name, *key): value for *key, value in total.itertuples(index=False)}
    compared = [
        (figure, raw[series.get(variable), variable, unit, operand.year])
        for chosen, working in workings
        if chosen.layout == "20"
        for operand in working.operands
        for variable in operand.variables
        for unit, figure in operand.figures
        if (series.get(variable), variable, unit, operand.year) in raw
        if len(operand.variables) == 1
    ]
    assert len(compared) > 500
    assert all(figure == pytest.approx(published, rel=1e-12) for figure, published in compared)


def test_severity_stands_beside_every_verdict_that_some_reading_bears_out(judgement):
    verdicts = judgement.tables["verdicts"]
    severe = verdicts[verdicts["severity"] != ""]
    assert set(severe["verdict"]) <= {"matches", "close", "holds", "depends"}
    shares = severe[["severity", "severity_same_year", "severity_any_year"]].astype(float)
    assert shares.stack().between(0, 1).all()
    assert (shares["severity"] <= shares["severity_same_year"]).all()
    assert (shares["severity_same_year"] <= shares["severity_any_year"]).all()
    numbers = verdicts[pd.to_numeric(verdicts["asserted"], errors="coerce").notna()]
    assert (numbers.loc[numbers["verdict"] == "matches", "severity"] != "").any()
    depends = verdicts[verdicts["verdict"] == "depends"]
    assert set(depends["first_read"]) <= {"true", "untrue"}
