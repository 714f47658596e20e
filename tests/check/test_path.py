"""How many functions a part of a claim passes on its way from its entry in YAML to its verdict."""

import sys
from collections.abc import Callable
from dataclasses import replace

from lib.claims.outcomes import evaluate
from lib.claims.readings import expand_claim
from lib.claims.statements import claim_of
from lib.claims.verdicts import judge_parts
from lib.core.configuration import read_yaml

FEWER_THAN = 20


def functions_called(run: Callable[[], object]) -> set[str]:
    """Functions and methods of lib.claims that run, each once; a property counts as the field it names."""
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


def test_a_part_passes_few_functions_from_its_entry_to_its_verdict(project, register, evidence):
    counted = {}
    for path in sorted((project / "config/article/claims").glob("*.yaml")):
        for name, entry in read_yaml(path).items():
            for part, keys in entry["parts"].items():
                if "not_testable" in keys:
                    continue
                keys.pop("beside", None)
                alone = {**entry, "parts": {part: keys}}

                def judge(name=name, alone=alone) -> None:
                    claim = claim_of(name, alone, register.questions)
                    own = replace(register, claims={name: claim}, readings=tuple(expand_claim(claim)))
                    stated = replace(own, claims=register.claims)  # sums name parts of other claims
                    judge_parts(own, evaluate(stated, evidence))

                counted[name, part] = functions_called(judge)
    most = max(counted, key=lambda key: len(counted[key]))
    assert len(counted) > 60
    assert len(counted[most]) < FEWER_THAN, (most, sorted(counted[most]))
