"""The coverage refuses sentences left out or told of twice, and statements without a sentence."""

from textwrap import dedent

import pytest

from lib.claims.sentences_covered import load_coverage
from lib.core.problems import ProblemsError

SOUND = """\
sentences: 4
statements:
  2: [P1]
  4: [P1, P2]
nothing_asserted:
  - {sentences: [1, 1], because: a heading}
  - {sentences: [3, 3], because: a quotation}
"""


@pytest.fixture
def load(tmp_path, project):
    def load_text(text):
        path = tmp_path / "coverage.yaml"
        path.write_text(dedent(text), encoding="utf-8")
        return load_coverage(path, project / "workflow/schemas", ["P1", "P2"])

    return load_text


def test_each_sentence_has_its_statements_or_a_reason(load):
    coverage = load(SOUND)
    assert coverage.statements == {2: ("P1",), 4: ("P1", "P2")}
    assert coverage.nothing_asserted == {1: "a heading", 3: "a quotation"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[3, 3]", "[2, 3]", "line 7: sentence 2 is told of twice"),
        ("[1, 1], because: a heading}\n  - {sentences: [3, 3]", "[1, 1]", "sentence 3 is left out"),
        ("sentences: 4", "sentences: 3", "there is no sentence 4"),
        ("[P1, P2]", "[P1, P3]", "there is no statement 'P3'"),
        ("[P1, P2]", "[P1]", "the statement 'P2' has no sentence"),
    ],
)
def test_faults_are_named(load, old, new, fault):
    assert old in SOUND
    with pytest.raises(ProblemsError) as caught:
        load(SOUND.replace(old, new))
    assert any(fault in problem for problem in caught.value.problems), caught.value.problems
