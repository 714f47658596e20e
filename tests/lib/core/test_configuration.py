import textwrap
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.core.configuration import load, parse_yaml, read_files
from lib.core.problems import ProblemsError

SCHEMA = """
type: object
additionalProperties: false
required: [year]
properties:
  year: {type: integer}
  layout: {enum: ["20", "17"]}
  units: {type: array, items: {type: object, additionalProperties: false, properties: {code: {type: string}}}}
"""


@pytest.fixture
def schema(tmp_path):
    path = tmp_path / "schema.yaml"
    path.write_text(SCHEMA)
    return path


def write(tmp_path, text, name="config.yaml"):
    path = tmp_path / name
    path.write_text(textwrap.dedent(text))
    return path


def problems_of(call, *args):
    with pytest.raises(ProblemsError) as caught:
        call(*args)
    return caught.value.problems


def test_a_file_that_fits_is_returned(tmp_path, schema):
    assert load(write(tmp_path, "year: 2022\n"), schema) == {"year": 2022}


def test_all_faults_are_told_at_once_with_line_and_near_miss(tmp_path, schema):
    path = write(
        tmp_path,
        """\
        year: soon
        laoyut: "20"
        units:
          - code: ABA
          - code: 7
        """,
    )
    found = "\n".join(problems_of(load, path, schema))
    assert f"{path}, line 2, laoyut: unknown key 'laoyut'; did you mean 'layout'?" in found
    assert f"{path}, line 1, year: expected a whole number" in found
    assert f"{path}, line 5, units.1.code: expected a text" in found


def test_faults_of_several_files_are_told_together(tmp_path, schema):
    first = write(tmp_path, "layout: '16'\n", "first.yaml")
    second = write(tmp_path, "year: [\n", "second.yaml")
    found = read_files([first, second], schema)[1]
    assert any("first.yaml" in problem and "'year' must be given" in problem for problem in found)
    assert any("first.yaml" in problem and "expected one of 20, 17" in problem for problem in found)
    assert any("second.yaml" in problem and "not valid YAML" in problem for problem in found)


def test_a_key_given_twice_is_refused(tmp_path, schema):
    found = problems_of(load, write(tmp_path, "year: 2022\nyear: 2023\n"), schema)
    assert found == [
        f"{tmp_path}/config.yaml, line 2: not valid YAML: the key 'year' is given twice; "
        "rename one or take it out."
    ]


def test_yaml_that_would_run_code_is_refused(tmp_path, schema):
    found = problems_of(load, write(tmp_path, "year: !!python/object/apply:os.getpid []\n"), schema)
    assert len(found) == 1
    assert "line 1" in found[0]


def test_a_date_is_the_text_that_was_written(tmp_path):
    schema = write(tmp_path, "type: object\nproperties: {vintage: {type: string}}\n", "dates.schema.yaml")
    assert load(write(tmp_path, "vintage: 2021-06-30\n"), schema) == {"vintage": "2021-06-30"}


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{former}'] * 10)}]\n" for former, name in pairwise("abcdefghij")
)
EDGES = {
    "deep": ("[" * 3000 + "]" * 3000, 1, "more than 60 levels"),
    "billion laughs": (LAUGHS, 6, "stand for more than 1000000 values"),
    "itself": ("a: &a [*a]\n", 1, "refers to itself"),
    "tag of Python": ("a: !!python/object/apply:os.system [true]\n", 1, "could not determine a constructor"),
    "unknown tag": ("a: !include b.yaml\n", 1, "could not determine a constructor"),
    "list as key": ("b: 1\n[a]: 1\n", 2, "a key is a word"),
    "mapping as key": ("? {a: b}\n: 1\n", 1, "a key is a word"),
    "infinity": ("a: .inf\n", 1, "'.inf' is no plain decimal number"),
    "no number": ("b: 1\na: .nan\n", 2, "'.nan' is no plain decimal number"),
    "out of range": ("a: 1.0e+400\n", 1, "no plain decimal number"),
    "denormal": ("a: 5.0e-324\n", 1, "no plain decimal number"),
    "underscore": ("a: 1_000\n", 1, "no plain decimal number"),
    "base 60": ("a: 1:30\n", 1, "no plain decimal number"),
    "octal": ("a: 010\n", 1, "no plain decimal number"),
    "hexadecimal": ("a: 0x10\n", 1, "no plain decimal number"),
    "6000 digits": (f"a: {'9' * 6000}\n", 1, "no plain decimal number"),
    "tag of a number": ("a: !!float x\n", 1, "no plain decimal number"),
    "blank behind a key": ("a: 1\n'a ': 2\n", 2, "the key 'a' is given twice"),
    "no-break space": ("a b: 1\na\u00a0b: 2\n", 2, "given twice"),
    "number and text": ("1: a\n'1': b\n", 2, "given twice"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "another document"),
    "NUL": ("a: 1\nb: \0\n", 2, "NUL"),
    "tab": ("a:\n\t- 1\n", 2, "a tab"),
    "anchor of nothing": ("a: *b\n", 1, "undefined alias"),
    "other version": ("%YAML 9.9\n---\na: 1\n", 1, "incompatible"),
}


@pytest.mark.parametrize("name", EDGES)
def test_what_is_no_plain_yaml_is_told_in_one_sentence_with_its_line(tmp_path, name):
    text, line, words = EDGES[name]
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    _, problems = parse_yaml(path)
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}, line {line}: ")
    assert words in problems[0]


@pytest.mark.parametrize("content", [b"a: \xff\n", b"\xff\xfea\0", b"a: !!bool x\n", b"a: \x01\n"])
def test_what_is_no_text_or_has_a_false_tag_is_told_with_its_file(tmp_path, content):
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    _, (problem,) = parse_yaml(path)
    assert problem.startswith(str(path))


@given(st.text(alphabet="abc:-[]{}&*!|>'\"#%@,?. \n\t019é", max_size=60))
def test_no_text_ends_in_a_traceback(text):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_text(text, encoding="utf-8")
        parse_yaml(path)
