"""The register refuses what it cannot judge: every fault at once, with file and line."""

from textwrap import dedent

import pytest

from lib.claims.register import read_register
from lib.claims.register_faults import register_faults
from lib.core.configuration import read_files, read_yaml
from lib.project.config_names import NAMES_FILE, unknown_names

DECLARED = {
    "variable": {"grp", "population"},
    "group or unit": {"country", "south", "ABA"},
    "layout": {"20"},
    "model": {"rural"},
    "unit of measurement": {"percent", "coefficient"},
    "question": {"south"},
    "hedge with a tolerance": {"none", "about"},
    "smallest effect that matters": {"size"},
    "part that states a value": {"P1.share"},
}
WORDS = "{en: w, ru: w, kk: w}"
JUDGING = """\
themes: [output]
years: {natural: 2022, first: 2015, last: 2023}
layouts: ["20"]
hedges:
  none: {below: 0.03, above: 0.03}
  about: {below: 0.1, above: 0.1}
smallest_effects: {size: {value: 1, because: {en: w, ru: w, kk: w}}}
comparable_within: 2
cheap_above: 0.5
"""
QUESTIONS = f"""\
south:
  asks: {WORDS}
  because: {WORDS}
  answers:
    whole: {{set: {{group: south}}}}
    part: {{set: {{group: ABA}}}}
"""
CLAIM = f"""\
P1:
  words: {WORDS}
  parts:
    share:
      title: {WORDS}
      kind: share
      asserted: {{value: 38, unit: percent, decimals: 0, hedge: about}}
      questions: [south]
      variable: grp
"""


@pytest.fixture
def write_texts(tmp_path):
    def write(claims=CLAIM, questions=QUESTIONS, judging=JUDGING, themes=("output",)):
        texts = [claims] if isinstance(claims, str) else claims
        paths = []
        for theme, text in zip(themes, texts, strict=True):
            paths.append(tmp_path / f"{theme}.yaml")
            paths[-1].write_text(text, encoding="utf-8")
        for name, text in (("questions", questions), ("judging", judging)):
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return paths, tmp_path / "questions.yaml", tmp_path / "judging.yaml"

    return write


@pytest.fixture
def faults(write_texts, project):
    def found(**texts) -> list[str]:
        claims, *others = write_texts(**texts)
        named = read_yaml(project / NAMES_FILE)["config/article/claims/*.yaml"]
        files, problems = [], []
        for kind, paths in (("claims", claims), ("questions", others[:1]), ("judging", others[1:])):
            read, faulty = read_files(paths, project / f"workflow/schemas/{kind}.schema.yaml")
            files, problems = [*files, read], problems + faulty
            for file in read if kind != "judging" else ():
                for place, names in named.items():
                    problems += unknown_names(file, place, names, DECLARED[names])
        return problems + register_faults(files[0], *files[1], *files[2], {})

    return found


def changed(old: str, new: str) -> str:
    assert old in CLAIM
    return CLAIM.replace(old, new)


def test_a_sound_register_has_a_reading_for_each_answer(write_texts, faults, tmp_path):
    assert faults() == []
    coverage = tmp_path / "coverage.yaml"
    coverage.write_text(
        "sentences: 2\nstatements: {1: [P1]}\n"
        f"passages: [{{sentences: [1, 2], year: 2021, because: {WORDS}}}]\n",
        encoding="utf-8",
    )
    register = read_register(*write_texts(), coverage)
    assert [reading.settings.quantity.group for reading in register.readings] == ["south", "ABA"]
    assert [reading.departures for reading in register.readings] == [0, 1]
    assert register.claims["P1"].theme == "output"
    assert {reading.natural for reading in register.readings} == {2021}
    coverage.write_text("sentences: 1\nstatements: {1: [P1]}\n", encoding="utf-8")
    own = CLAIM.replace("  parts:", f"  dated: {{year: 2019, because: {WORDS}}}\n  parts:")
    assert read_register(*write_texts(claims=own), coverage).readings[0].natural == 2019
    assert read_register(*write_texts(), coverage).readings[0].natural is None


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("variable: grp", "variable: gdp", 9, "there is no variable 'gdp'"),
        ("variable: grp", "variable: grp\n      whole: XYZ", 10, "there is no group or unit 'XYZ'"),
        ("questions: [south]", "group: sud", 8, "there is no group or unit 'sud'"),
        ("questions: [south]", "questions: [north]", 8, "there is no question 'north'"),
        (
            "      questions: [south]\n",
            "",
            4,
            "the reading has no unit or group of units; a share needs 'group'",
        ),
        ("unit: percent, ", "", 7, "the key 'unit' must be given"),
        ("unit: percent", "unit: furlong", 7, "there is no unit of measurement 'furlong'"),
        ("hedge: about", "hedge: roughly", 7, "there is no hedge with a tolerance 'roughly'"),
        (
            "hedge: about",
            "tolerance: 0.04",
            7,
            "the tolerance 0.04 is wider than the claim's hedge 'none' allows",
        ),
        (
            "hedge: about",
            "hedge: about, tolerance: 0.2",
            7,
            "the tolerance 0.2 is wider than the claim's hedge",
        ),
        ("value: 38, ", "", 7, "the key 'value' must be given"),
        ("decimals: 0, ", "", 7, "a value is asserted with its 'decimals'"),
        ("kind: share", "kind: sign", 7, "the key 'direction' must be given"),
        ("kind: share", "kind: guess", 6, "expected one of share, level, ratio"),
        ("variable: grp", "variabel: grp", 9, "unknown key 'variabel'; did you mean 'variable'?"),
        ("variable: grp", "variable: grp\n      layout: '18'", 10, "there is no layout '18'"),
        ("words: {en: w, ru: w, kk: w}", "words: {en: w, ru: w}", 2, "the key 'kk' must be given"),
    ],
)
def test_each_fault_is_named_with_file_and_line(faults, old, new, line, sentence):
    found = faults(claims=changed(old, new))
    assert any(f"output.yaml, line {line}, P1" in one and sentence in one for one in found), found


def test_a_model_that_does_not_exist_is_named(faults):
    model = dedent(
        f"""\
        P1:
          words: {WORDS}
          parts:
            link:
              title: {WORDS}
              kind: association
              asserted: {{direction: positive, unit: coefficient, effect: points_per_point, matters: size}}
              model: urban
              term: grp
              estimator: pooled
              method: WCR
        """
    )
    (found,) = faults(claims=model)
    assert "output.yaml, line 8, P1.parts.link.model: there is no model 'urban'" in found


def test_a_reference_to_a_part_without_a_value_is_named(faults):
    added = dedent(
        f"""\
        A1:
          words: {WORDS}
          parts:
            sum:
              title: {WORDS}
              kind: arithmetic
              asserted: {{unit: percent}}
              operation: sum
              terms: [P1.share, P1.rest]
              equals: [100]
        """
    )
    (found,) = faults(claims=CLAIM + added)
    assert "line 18, A1.parts.sum.terms.1: there is no part that states a value 'P1.rest'" in found


def test_one_id_in_one_file_or_in_two_is_named(faults):
    (found,) = faults(claims=CLAIM + CLAIM)
    assert "output.yaml, line 10" in found
    assert "the key 'P1' is given twice" in found
    judging = JUDGING.replace("[output]", "[output, income]")
    (found,) = faults(claims=(CLAIM, CLAIM), themes=("output", "income"), judging=judging)
    assert "income.yaml, line 1, P1: the claim 'P1' already stands in" in found
    assert "output.yaml, line 1" in found


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("  none: {below: 0.03, above: 0.03}\n", "", "the key 'none' must be given"),
        ("about: {below: 0.1, above: 0.1}", "about: {below: 0.1}", "the key 'above' must be given"),
        (
            "about: {below: 0.1, above: 0.1}",
            "about: {below: 0.1, above: 1.5}",
            "expected at most 0.5",
        ),
        ("themes: [output]", "themes: [art]", "the theme 'output' has no place in"),
    ],
)
def test_faults_of_the_rules_are_named(faults, old, new, sentence):
    found = faults(judging=JUDGING.replace(old, new))
    assert any("judging.yaml, line" in one and sentence in one for one in found), found


def test_faults_of_questions_are_named(faults):
    questions = QUESTIONS.replace("group: ABA", "group: ABB").replace("asks", "ask")
    questions = questions.replace("set: {group: south}", "set: {lag: 1}")
    found = faults(questions=questions)
    assert any("line 5, south.answers.whole.set: the answer has neither" in one for one in found), found
    assert any("questions.yaml, line 6, south.answers.part.set.group" in one for one in found), found
    assert any("unknown key 'ask'; did you mean 'asks'?" in one for one in found)


def test_faults_of_every_file_are_told_at_once_with_their_lines(faults):
    broken = CLAIM.replace("hedge: about", "hedge: roughly").replace("variable: grp", "variabel: gdp")
    judging = JUDGING.replace("[output]", "[output, income]").replace("value: 1,", "value: -7,")
    found = faults(
        claims=(broken, CLAIM),
        questions=QUESTIONS.replace("group: ABA", "group: ABB"),
        judging=judging.replace("about: {below: 0.1, above: 0.1}", "about: {below: 0.1}"),
        themes=("output", "income"),
    )
    for where, sentence in (
        ("output.yaml, line 7, P1.parts.share.asserted.hedge", "no hedge with a tolerance 'roughly'"),
        ("output.yaml, line 9, P1.parts.share.variabel", "did you mean 'variable'?"),
        ("income.yaml, line 1, P1", "the claim 'P1' already stands in"),
        ("judging.yaml, line 7, smallest_effects.size.value", "expected more than 0; got -7"),
        ("judging.yaml, line 6, hedges.about", "the key 'above' must be given"),
        ("questions.yaml, line 6, south.answers.part.set.group", "no group or unit 'ABB'"),
    ):
        assert any(where in one and sentence in one for one in found), (where, sentence, found)
    assert all(" line " in one for one in found)
