"""Commands and records of the docs do as they are written there."""

import re
from pathlib import Path

import pytest
import yaml

from lib.core.configuration import ConfigFile, load, read_yaml, schema_problems
from lib.core.country import languages

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))]


def blocks(page, language):
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def code(page):
    """The lines of code blocks without their remarks, and what stands between backticks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    fenced = re.findall(r"```[a-z]*\n(.*?)```", text, flags=re.DOTALL)
    lines = [re.split(r" {2,}|#", line)[0].strip() for block in fenced for line in block.splitlines()]
    spans = re.findall(r"`(make [^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [line for line in [*lines, *spans] if line.startswith("make ")]


COMMANDS = [(page, command) for page in PAGES for command in dict.fromkeys(code(page))]


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_a_command_of_the_docs_is_a_target_that_reads_what_it_is_given(page, command):
    target, _, given = command.removeprefix("make ").partition(" ")
    made = re.search(rf"^{target}:.*\n((?:\t.*\n?)*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert made, f"{page}: {command}"
    for variable in re.findall(r"(?:^| )([A-Za-z_]+)=", given):
        assert f"$({variable})" in made[0] or f"${{{variable}}}" in made[0], f"{page}: {command}"


def test_the_model_that_contributing_shows_fits_its_schema_and_names_what_there_is(tmp_path):
    shown = next(block for block in blocks("CONTRIBUTING.md", "yaml") if "regressors:" in block)
    (tmp_path / "shown.yaml").write_text(shown.replace("...", "words"), encoding="utf-8")
    model = load(tmp_path / "shown.yaml", ROOT / "workflow/schemas/model.schema.yaml")
    variants = read_yaml(ROOT / "config/variants.yaml")
    assert set(model["variants"]) <= set(variants)
    left_out = re.search(r"\{ATY: \[[^]]*\]\}", shown)[0]
    model["exclude"] = yaml.safe_load(left_out)
    assert not schema_problems(ConfigFile("shown", model, {}), ROOT / "workflow/schemas/model.schema.yaml")


def test_the_tolerance_shown_for_a_new_series_fits_the_totals():
    shown = next(block for block in blocks("docs/add_a_series.md", "yaml") if "tolerance:" in block)
    totals = read_yaml(ROOT / "config/totals.yaml")
    totals["country"].update(yaml.safe_load(shown))
    assert not schema_problems(ConfigFile("shown", totals, {}), ROOT / "workflow/schemas/totals.schema.yaml")


def test_the_statement_shown_is_one_of_the_articles():
    shown = yaml.safe_load(next(block for block in blocks("docs/add_a_claim.md", "yaml") if "P1:" in block))[
        "P1"
    ]
    files = (ROOT / "config/article/claims").glob("*.yaml")
    claim = next(content["P1"] for file in files if "P1" in (content := read_yaml(file)))
    assert shown["words"] == {name: text.replace("\xa0", " ") for name, text in claim["words"].items()}
    part, there = shown["parts"]["population"], claim["parts"]["population"]
    named = [each if isinstance(each, str) else each["question"] for each in there["questions"]]
    assert named == part["questions"]
    assert {key: there[key] for key in part if key != "questions"} == {
        key: value for key, value in part.items() if key != "questions"
    }


def test_the_association_shown_fits_its_schema_and_names_what_there_is():
    shown = next(block for block in blocks("docs/add_a_claim.md", "yaml") if "kind: association" in block)
    part = {"title": dict.fromkeys(languages(), "a"), **yaml.safe_load(shown)}
    claim = {"A1": {"words": dict.fromkeys(languages(), "a"), "parts": {"a": part}}}
    assert not schema_problems(ConfigFile("shown", claim, {}), ROOT / "workflow/schemas/claims.schema.yaml")
    judging = read_yaml(ROOT / "config/article/judging.yaml")
    assert part["asserted"]["matters"] in judging["smallest_effects"]
    model = read_yaml(ROOT / f"config/models/{part['model']}.yaml")
    assert part["estimator"] in model["estimators"]
