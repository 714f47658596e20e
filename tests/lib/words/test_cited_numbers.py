"""Numbers beside exhibits: which stand there, which do not, and what is said of those."""

import pandas as pd
import pytest

from lib.words.cited_numbers import cited_numbers, number_account, unquoted_rows
from lib.words.language import Words
from lib.words.result_values import Numbers, keyed_tables

TOLD = pd.DataFrame(
    {"claim": ["P1", "P1", "P1"], "part": ["a", "b", "c"], "why": ["49.03", "2021", "1235.4"]}
)
NUMBERS = {
    language: Numbers(keyed_tables({"told": TOLD}), Words(language, {"format": {}}))
    for language in ("en", "ru")
}
SHARES = pd.DataFrame(
    {"unit": ["south", "west"], "value": ["49.030375", "1235.49"], "years": ["2021", "2010–2021"]}
)


def problems(text, language="en", exceptions=()):
    account, told = number_account(text, "t.md", NUMBERS[language], {"map": SHARES}, exceptions)
    return list(account["found"]), told


def test_a_number_beside_an_exhibit_is_looked_for_as_the_text_rounds_it():
    assert problems("So {{told.P1.a.why | 1}} live there ([[map]]).") == (["map"], [])
    assert problems("In {{told.P1.b.why}} so ([[map]]).") == (["map"], [])
    found, (told,) = problems("Line.\n\nSo {{told.P1.c.why | 1}} live there ([[map]]).")
    assert found == [""]
    assert told.startswith(
        "t.md, line 3: 1,235.4 (told.P1.c.why) does not stand in map, which its sentence cites"
    )


def test_numbers_are_compared_as_the_language_prints_them():
    assert problems("Так {{told.P1.c.why | 0}} живут ([[map]]).", "ru") == (["map"], [])
    assert problems("Так {{told.P1.a.why | 1}} живут ([[map]]).", "ru") == (["map"], [])


def test_only_the_sentence_with_the_exhibit_is_held_against_it():
    text = "See [[map]]. There are {{told.P1.c.why | 1}}.\n\n[[map]]\n\n{{told.P1.c.why}}"
    assert list(cited_numbers(text)) == []


def test_a_stated_reason_excuses_and_a_scale_converts():
    reason = [{"keys": r"told\.P1\.c\..*", "scale": 1, "reason": "it is drawn"}]
    assert problems("So {{told.P1.c.why | 1}} ([[map]]).", exceptions=reason) == (["it is drawn"], [])
    scaled = [{"keys": ".*", "scale": 100, "reason": "percent"}]
    assert problems("So {{told.P1.a.why | 2}} ([[map]]).", exceptions=scaled)[0] == [""]


def test_rows_are_counted_in_the_exhibit():
    verdicts = pd.DataFrame({"claim": ["A", "B"], "part": ["x", "y"], "verdict": ["matches", "fails"]})
    numbers = Numbers(keyed_tables({"verdicts": verdicts}), Words("en", {}))
    text = "There {{count.verdicts.verdict.matches}} match ([[board]])."
    for shown, wrong in ((["matches", "fails"], 0), (["matches", "matches"], 1)):
        board = pd.DataFrame({"verdict": shown})
        assert len(number_account(text, "t.md", numbers, {"board": board}, [])[1]) == wrong


def test_the_abstract_gives_nothing_that_the_text_does_not():
    text = (
        "---\nabstract: It is {{told.P1.a.why}} and {{told.P1.b.why}}.\n---\n\nText: {{told.P1.a.why | 1}}.\n"
    )
    assert problems(text)[1] == [
        "t.md: the abstract gives {{told.P1.b.why}}, the text does not; give it there, too."
    ]


@pytest.mark.parametrize(("text", "rows"), [("{{verdicts.A.x.verdict}}", ["verdicts.B.y"]), ("", 2)])
def test_results_that_nothing_quotes_are_listed(text, rows):
    verdicts = pd.DataFrame({"claim": ["A", "B"], "part": ["x", "y"], "verdict": ["matches", "fails"]})
    numbers = Numbers(keyed_tables({"verdicts": verdicts}), Words("en", {}))
    listed = list(unquoted_rows([text], numbers)["key"])
    assert listed == rows if isinstance(rows, list) else len(listed) == rows
