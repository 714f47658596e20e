import textwrap

import pytest

from lib.core.configuration import load, read_files
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
    assert f"{path}, line 1, year: expected integer" in found
    assert f"{path}, line 5, units.1.code: expected string" in found


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
        f"{tmp_path}/config.yaml, line 2: not valid YAML: the key 'year' is given twice; mend the line."
    ]


def test_yaml_that_would_run_code_is_refused(tmp_path, schema):
    found = problems_of(load, write(tmp_path, "year: !!python/object/apply:os.getpid []\n"), schema)
    assert len(found) == 1
    assert "line 1" in found[0]


def test_a_date_is_the_text_that_was_written(tmp_path):
    schema = write(tmp_path, "type: object\nproperties: {vintage: {type: string}}\n", "dates.schema.yaml")
    assert load(write(tmp_path, "vintage: 2021-06-30\n"), schema) == {"vintage": "2021-06-30"}
