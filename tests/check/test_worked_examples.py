"""docs/worked_examples.md: its figures are those of data/raw, its arithmetic is right, the engine agrees."""

import ast
import operator
import re

import pytest

from lib.claims.outcomes import evaluate
from lib.claims.verdicts import judge_parts

OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
FIGURE = re.compile(r"^\| (\w+) \| (\w+) \| (\d{4}) \| (total|urban|rural) \| ([\d.]+) \|$", re.MULTILINE)
STEP = re.compile(r"^    (.+) = ([\d.]+)$", re.MULTILINE)
EXACT = ("100", "3", "4", "0.97", "43.45", "43.55", "8.25", "8.35", "4.25", "4.35")
RESULT = re.compile(r"^Result: (\w+)\.(\w+) = (.+), ([a-z ]+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def page(project) -> str:
    return (project / "docs/worked_examples.md").read_text(encoding="utf-8")


def worked(node: ast.expr) -> float:
    """The value of numbers joined by + - * /, by plain arithmetic."""
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](worked(node.left), worked(node.right))
    return float(node.value)


def decimals(number: str) -> int:
    return len(number.partition(".")[2])


def test_every_quoted_figure_is_the_raw_one(page, raw_figure):
    quoted = FIGURE.findall(page)
    assert len(quoted) == page.count(" | total | ") + page.count(" | rural | ")
    for series, unit, year, locality, figure in quoted:
        assert raw_figure(series, unit, int(year), locality=locality) == float(figure), (series, unit)


def test_every_step_is_right_and_rests_on_what_stands_above_it(page):
    steps = STEP.findall(page)
    assert len(steps) == len(re.findall(r"^    ", page, re.MULTILINE))
    for match in STEP.finditer(page):
        expression, result = match.groups()
        above = page[: match.start()]
        section = above[above.rindex("\n## ") :]
        value = worked(ast.parse(expression, mode="eval").body)
        assert round(value, decimals(result)) == float(result), expression
        for number in re.findall(r"[\d.]+", expression):
            known = re.search(rf"(?<![\d.]){re.escape(number)}(?!\.?\d)", section)
            assert known or number in EXACT, number


def test_the_engine_agrees_with_each_result(page, register, evidence):
    findings = {
        (one.claim, one.part): one
        for one in judge_parts(register, evaluate(register, evidence))
        if not one.proxy
    }
    results = RESULT.findall(page)
    assert len(results) == page.count("\n## ") == 5
    for claim, part, value, verdict in results:
        found = findings[claim, part]
        assert found.verdict == verdict, claim
        if " to " in value:
            assert found.chosen.text == value
        else:
            assert round(found.chosen.value, decimals(value)) == float(value), claim
            section = page[page.index(f"\n## {claim}:") : page.index(f"Result: {claim}.")]
            assert value in [result for _, result in STEP.findall(section)], claim
