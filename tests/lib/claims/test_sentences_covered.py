"""The coverage refuses sentences left out or told of twice, and statements without a sentence."""

from textwrap import dedent

import pytest

from lib.claims.sentences_covered import coverage_faults, coverage_of, dates_of_passages
from lib.core.configuration import read_files

SOUND = """\
sentences: 4
statements:
  2: [P1]
  4: [P1, P2]
nothing_asserted:
  - {sentences: [1, 1], because: a heading}
  - {sentences: [3, 3], because: a quotation}
passages:
  - {sentences: [1, 2], year: 2019, because: {en: a, ru: b, kk: c}}
  - {sentences: [3, 4], year: 2021, because: {en: d, ru: e, kk: f}}
"""


@pytest.fixture
def load(tmp_path, project):
    def load_text(text):
        path = tmp_path / "coverage.yaml"
        path.write_text(dedent(text), encoding="utf-8")
        (file,), problems = read_files([path], project / "workflow/schemas/coverage.schema.yaml")
        assert problems == []
        return file

    return load_text


def test_each_sentence_has_its_statements_or_a_reason(load):
    file = load(SOUND)
    assert coverage_faults(file, ["P1", "P2"]) == []
    coverage = coverage_of(file.content)
    assert coverage.statements == {2: ("P1",), 4: ("P1", "P2")}
    assert coverage.nothing_asserted == {1: "a heading", 3: "a quotation"}


def test_a_statement_has_the_date_of_the_passage_of_its_first_sentence(load):
    dates = dates_of_passages(load(SOUND).content)
    assert {name: each["dated"]["year"] for name, each in dates.items()} == {"P1": 2019, "P2": 2021}
    assert dates["P2"]["dated"]["because"]["en"] == "d"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[3, 3]", "[2, 3]", "line 7, nothing_asserted.1: sentence 2 is told of twice"),
        ("[1, 1], because: a heading}\n  - {sentences: [3, 3]", "[1, 1]", "sentence 3 is left out"),
        ("sentences: 4", "sentences: 3", "there is no sentence 4"),
        ("[P1, P2]", "[P1]", "the statement 'P2' has no sentence"),
        (
            "[3, 4], year",
            "[2, 4], year",
            "line 10, passages.1: the passage of sentences 2 to 4 must lie after sentence 2",
        ),
        (
            "[3, 4], year",
            "[3, 5], year",
            "line 10, passages.1: the passage of sentences 3 to 5 must lie after sentence 2",
        ),
        (
            "[3, 4], year",
            "[4, 3], year",
            "line 10, passages.1: the passage of sentences 4 to 3 must lie after sentence 2",
        ),
    ],
)
def test_faults_are_named(load, old, new, fault):
    assert old in SOUND
    problems = coverage_faults(load(SOUND.replace(old, new)), ["P1", "P2"])
    assert any(fault in problem for problem in problems), problems


def test_a_passage_may_be_one_sentence(load):
    text = SOUND.replace("{sentences: [3, 4], year: 2021", "{sentences: [4, 4], year: 2021")
    assert coverage_faults(load(text), ["P1", "P2"]) == []
