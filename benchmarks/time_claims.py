"""Time the engine of the claim register on the project's own panels, and against one year at a time.

    make && .venv/bin/python benchmarks/time_claims.py

The engine computes a reading for all years at once; the peer asks it for every admissible year on its own, as
a script does that loops over years.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from lib.claims.evidence import Evidence, build_evidence
from lib.claims.outcomes import evaluate
from lib.claims.register import Register, load_register
from lib.claims.register_faults import Known
from lib.claims.verdicts import judge_parts
from lib.core.configuration import load
from lib.core.country import layouts
from lib.core.tables import read_table
from lib.data.breaks import breaks_of
from lib.data.groups import groups_in_layout
from lib.data.units import read_units

ROOT = Path(__file__).parents[1]
RESULTS, SCHEMAS, ARTICLE = ROOT / "results", ROOT / "workflow/schemas", ROOT / "config/article"
VINTAGES = 30


def project_evidence() -> Evidence:
    """Panels, groups and coefficients of the last run."""
    units = read_units(ROOT / "data/raw/units.csv")
    named = load(ROOT / "config/groups.yaml", SCHEMAS / "groups.schema.yaml")
    return build_evidence(
        {name: read_table(RESULTS / f"data/panel_{name}.csv") for name in layouts()},
        {name: groups_in_layout(named, units, name) for name in layouts()},
        read_table(RESULTS / "models/coefficients.csv"),
        read_table(RESULTS / "models/models.csv"),
        breaks_of(read_table(RESULTS / "data/codebook.csv")),
    )


def project_register(evidence: Evidence) -> Register:
    """The article's own statements; every unit of measurement is let through."""
    measures = load(ROOT / "config/words/en.yaml", SCHEMAS / "words.schema.yaml")["measures"]
    known = Known(
        frozenset(evidence.variables), frozenset(evidence.group_names), frozenset(evidence.panels),
        frozenset(evidence.models), frozenset(name.replace("_", " ") for name in measures),
    )  # fmt: skip
    claims = sorted((ARTICLE / "claims").glob("*.yaml"))
    return load_register(claims, ARTICLE / "questions.yaml", ARTICLE / "judging.yaml", SCHEMAS, known)


def one_year_at_a_time(register: Register, evidence: Evidence) -> int:
    """Evaluate every admissible year on its own; return how many outcomes there are."""
    measured = tuple(one for one in register.readings if one.kind not in ("association", "arithmetic"))
    found = 0
    for year in range(register.judging.first, register.judging.last + 1):
        only = replace(register.judging, first=year, last=year)
        found += len(evaluate(replace(register, judging=only, readings=measured), evidence))
    return found


def seconds(run, repeats: int = 5) -> float:
    """The least processor time of several runs."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
    return min(spent)


if __name__ == "__main__":
    evidence = project_evidence()
    register = project_register(evidence)
    outcomes = evaluate(register, evidence)
    once = seconds(lambda: judge_parts(register, evaluate(register, evidence)))
    looped = seconds(lambda: one_year_at_a_time(register, evidence))
    print(f"{len(register.readings)} readings, {len(outcomes)} outcomes of readings and years")
    print(f"computed and judged once{1e3 * once:36.1f} ms")
    print(f"{VINTAGES} vintages, {VINTAGES * len(outcomes)} evaluations{1e3 * VINTAGES * once:29.1f} ms")
    print(f"one year at a time{1e3 * looped:42.1f} ms, {looped / once:.1f} times as long")
