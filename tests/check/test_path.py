"""How many functions a part of a claim passes on its way from YAML to verdict."""

import sys
from collections.abc import Callable

import pytest
import yaml

from lib.claims.outcomes import evaluate
from lib.claims.register import read_register
from lib.claims.verdicts import judge_parts

FEWER_THAN = 20
PARTS = (
    ("settlement", "P1", "population"), ("output", "E7", "differ"), ("output", "E7", "more"),
    ("output", "E5", "below"), ("output", "E6", "lagging"), ("productivity", "L2", "ratio"),
    ("poverty", "V2", "towns"), ("research", "R3", "atyrau"), ("self_employment", "S9", "productivity"),
    ("self_employment", "S2", "majority"),
)  # fmt: skip


def functions_called(run: Callable[[], object]) -> set[str]:
    """Functions and methods of lib.claims that run, each once; what only names a field is none."""
    called = set()

    def note(frame, event, _):
        code = frame.f_code
        if event == "call" and "lib/claims" in code.co_filename and not code.co_name.startswith("<"):
            owner = getattr(type(frame.f_locals.get("self")), code.co_name, None)
            if not isinstance(owner, property):
                called.add(f"{code.co_filename.rpartition('lib/claims/')[2]}: {code.co_qualname}")

    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(None)
    return called


@pytest.mark.parametrize(("theme", "claim", "part"), PARTS)
def test_a_part_passes_few_functions_from_yaml_to_verdict(project, tmp_path, evidence, theme, claim, part):
    article = project / "config/article"
    entry = yaml.safe_load((article / f"claims/{theme}.yaml").read_text(encoding="utf-8"))[claim]
    alone = tmp_path / f"{theme}.yaml"
    alone.write_text(
        yaml.safe_dump({claim: entry | {"parts": {part: entry["parts"][part]}}}), encoding="utf-8"
    )

    def judge() -> None:
        register = read_register([alone], article / "questions.yaml", article / "judging.yaml")
        (verdict, *_) = judge_parts(register, evaluate(register, evidence))
        assert verdict.chosen is not None

    passed = functions_called(judge)
    assert len(passed) < FEWER_THAN, sorted(passed)
