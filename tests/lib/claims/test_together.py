"""Whether one year and one reading make all parts of a passage true at once, on made-up outcomes."""

from dataclasses import replace

from lib.claims.outcomes import ReadingOutcome
from lib.claims.readings import expand_claim
from lib.claims.register import Register
from lib.claims.statements import Judging, claim_of, questions_of
from lib.claims.together import judge_together
from lib.claims.verdicts import judge_parts

TEXT = {"en": "w"}
QUESTIONS = questions_of(
    {
        "where": {
            "asks": TEXT,
            "because": TEXT,
            "answers": {"north": {"set": {"group": "n"}}, "south": {"set": {"group": "s"}}},
        }
    }
)
PART = {
    "title": TEXT,
    "kind": "share",
    "asserted": {"value": 38, "unit": "percent", "decimals": 0},
    "questions": ["where"],
}
JUDGING = Judging(natural=2022)


def statement(name, together, **parts):
    content = {
        "words": TEXT,
        "together": together,
        "parts": {part: {**PART, **keys} for part, keys in parts.items()},
    }
    return claim_of(name, content, QUESTIONS)


def judged(claims, true):
    """The passages of claims, where `true` names (part, answer, year) that are so."""
    outcomes = [
        ReadingOutcome(reading, year, str(year), "20", 0, "", "matches" if key in true else "differs")
        for claim in claims
        for reading in expand_claim(claim)
        for year in ([reading.settings.year] if reading.settings.year else (2020, 2021, 2022))
        for key in [(reading.part, reading.answers[0][1], year)]
    ]
    register = Register({each.name: each for each in claims}, QUESTIONS, JUDGING, ())
    return judge_together(register, judge_parts(register, outcomes))


def test_parts_must_be_true_under_one_answer_and_in_one_year():
    (found,) = judged(
        [statement("X1", "X1", a={}, b={})],
        {("a", "north", 2022), ("b", "south", 2022), ("a", "south", 2020), ("b", "south", 2020)},
    )
    assert (found.year, found.answers, found.untrue) == (2020, (("where", "south"),), ())


def test_statements_of_one_passage_share_the_answer_and_what_is_not_true_is_named():
    (found,) = judged(
        [statement("X1", "p", a={}), statement("X2", "p", b={}, c={})],
        {("a", "north", 2021), ("b", "north", 2021), ("c", "south", 2021)},
    )
    assert found.claims == ("X1", "X2")
    assert (found.year, found.answers, found.untrue) == (2021, (("where", "north"),), (("X2", "c"),))


def test_of_equally_good_ones_the_natural_answer_and_the_nearest_year_are_taken():
    every = {(part, answer, year) for part in "ab" for answer in ("north", "south") for year in (2020, 2021)}
    (found,) = judged([statement("X1", "X1", a={}, b={})], every)
    assert (found.year, found.answers) == (2021, (("where", "north"),))


def test_a_part_whose_words_give_its_year_is_true_at_every_other():
    (found,) = judged(
        [statement("X1", "X1", a={"year": 2018}, b={})], {("a", "north", 2018), ("b", "north", 2020)}
    )
    assert (found.year, found.untrue) == (2020, ())


def test_a_single_part_has_nothing_to_be_true_with():
    assert judged([statement("X1", "X1", a={})], set()) == []


def test_parts_whose_words_all_give_one_year_are_read_at_it_and_of_several_at_none():
    (one,) = judged([statement("X1", "X1", a={"year": 2018}, b={"year": 2018})], {("a", "north", 2018)})
    assert (one.year, one.untrue) == (2018, (("X1", "b"),))
    (several,) = judged([statement("X1", "X1", a={"year": 2018}, b={"year": 2019})], set())
    assert several.year is None


def test_arithmetic_and_what_stands_in_anothers_place_have_no_part_in_it():
    claim = statement("X1", "X1", a={}, b={}, c={"kind": "arithmetic"})
    outcomes = [
        ReadingOutcome(reading, 2022, "2022", "20", 0, "", "differs") for reading in expand_claim(claim)
    ]
    register = Register({"X1": claim}, QUESTIONS, JUDGING, ())
    verdicts = judge_parts(register, outcomes)
    stand_in = replace(verdicts[0], proxy="another")
    (found,) = judge_together(register, [*verdicts, stand_in, replace(verdicts[1], outcomes=())])
    assert found.parts == (("X1", "a"), ("X1", "b"))
    assert judge_together(register, [verdicts[0], stand_in]) == []
