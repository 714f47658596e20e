"""Time the engine of the claim register on the project's own panels, and against one year at a time.

    make && .venv/bin/python benchmarks/time_claims.py

The engine computes a reading for all years at once; the peer asks it for every admissible year on its own, as
a script does that loops over years. Last, a made-up register of 1,000 statements with 100 readings each on a
made-up panel of 200 units and 10 years: reading it, computing it, judging it, and how cheap its verdicts are.
"""

import resource
import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from lib.claims.evidence import Evidence, build_evidence
from lib.claims.outcomes import evaluate
from lib.claims.register import Register, read_register
from lib.claims.register_faults import register_faults
from lib.claims.severity import severities
from lib.claims.verdicts import judge_parts
from lib.core.configuration import ConfigFile, load, read_files
from lib.core.country import layouts
from lib.core.problems import stop_if
from lib.core.tables import read_table
from lib.data.arrays import PanelArrays
from lib.data.breaks import breaks_of
from lib.data.groups import groups_in_layout
from lib.data.units import read_units

ROOT = Path(__file__).parents[1]
RESULTS, SCHEMAS, ARTICLE = ROOT / "results", ROOT / "workflow/schemas", ROOT / "config/article"
VINTAGES = 30
STATEMENTS, ANSWERS, UNITS, VARIABLES = 1000, 10, 200, 20
LARGE_YEARS = range(2014, 2024)


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


def project_register() -> Register:
    """The article's own statements."""
    claims = sorted((ARTICLE / "claims").glob("*.yaml"))
    return read_register(
        claims, ARTICLE / "questions.yaml", ARTICLE / "judging.yaml", ARTICLE / "coverage.yaml"
    )


def one_year_at_a_time(register: Register, evidence: Evidence) -> int:
    """Evaluate every admissible year on its own; return how many outcomes there are."""
    measured = tuple(
        reading for reading in register.readings if reading.kind not in ("association", "arithmetic")
    )
    outcome_count = 0
    for year in range(register.judging.first, register.judging.last + 1):
        only = replace(register.judging, first=year, last=year)
        outcome_count += len(evaluate(replace(register, judging=only, readings=measured), evidence))
    return outcome_count


def large_evidence(draw: np.random.Generator) -> Evidence:
    """A panel of figures drawn at random, and named sets of twenty units."""
    units = tuple(f"U{number:03d}" for number in range(UNITS))
    shape = (len(LARGE_YEARS), UNITS)
    values = {f"v{number}": draw.uniform(1, 100, shape) for number in range(VARIABLES)}
    sets = {f"g{number}": tuple(sorted(draw.choice(units, 20, replace=False))) for number in range(20)}
    panel = PanelArrays(units, np.array(LARGE_YEARS), values)
    return Evidence({"20": panel}, {"20": {unit: (unit,) for unit in units} | sets})


def large_claims(draw: np.random.Generator) -> dict:
    """Shares, orders, levels, changes and ranks by turns, each open to two questions of ten answers."""
    words = {"en": "w", "ru": "w", "kk": "w"}
    claims = {}
    for number, kind in zip(
        range(STATEMENTS), cycle(("share", "order", "level", "sign", "rank")), strict=False
    ):
        other = 10 + number % 10
        settings = {
            "share": {"asserted": _number(draw.uniform(5, 15), 1)},
            "level": {"asserted": _number(draw.uniform(900, 1100), 0)},
            "order": {
                "asserted": _direction("below", "times"),
                "per": f"v{other}",
                "other_group": f"g{other}",
            },
            "sign": {"asserted": _direction("above", "percent"), "threshold": 0, "lag": 1},
            "rank": {"asserted": _direction("highest", "places"), "per": f"v{other}", "within_share": 0.5},
        }[kind]
        part = {"title": words, "kind": kind, "questions": ["group", "variable"], **settings}
        claims[f"C{number}"] = {"words": words, "parts": {"p": part}}
    return claims


def _number(value: float, decimals: int) -> dict:
    return {"value": round(float(value), decimals), "decimals": decimals, "unit": "percent", "hedge": "none"}


def _direction(direction: str, unit: str) -> dict:
    return {"direction": direction, "unit": unit}


def large_questions() -> dict:
    """Which set of units, and which variable."""
    words = {"en": "w", "ru": "w", "kk": "w"}
    answers = {
        key: {
            f"{key[0]}{number}": {"title": words, "set": {key: f"{key[0]}{number}"}}
            for number in range(ANSWERS)
        }
        for key in ("group", "variable")
    }
    return {key: {"asks": words, "because": words, "answers": each} for key, each in answers.items()}


def time_large_register() -> None:
    """Print processor seconds of each step, and the most memory this program has held."""
    draw = np.random.default_rng(1)
    evidence = large_evidence(draw)
    judging = yaml.safe_load((ARTICLE / "judging.yaml").read_text(encoding="utf-8"))
    years = {"natural": 2020, "first": LARGE_YEARS[0], "last": LARGE_YEARS[-1]}
    judging |= {"themes": ["claims"], "layouts": ["20"], "years": years}
    files = {
        "claims": large_claims(draw),
        "questions": large_questions(),
        "judging": judging,
        "coverage": {"statements": {}},
    }
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{name}.yaml" for name in files}
        for name, content in files.items():
            paths[name].write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        marks = [time.process_time()]
        register_files = [paths["claims"]], paths["questions"], paths["judging"]
        sound = [sound_file(paths[name], name) for name in ("claims", "questions", "judging")]
        stop_if(register_faults([sound[0]], *sound[1:], (), {}), "Reading the statements")
        register = read_register(*register_files, paths["coverage"])
        marks.append(time.process_time())
        outcomes = evaluate(register, evidence)
        marks.append(time.process_time())
        verdicts = judge_parts(register, outcomes)
        marks.append(time.process_time())
        severity_of_parts = severities(verdicts, register.judging, evidence, 1, {})
        marks.append(time.process_time())
    print(f"{STATEMENTS} statements, {len(register.readings)} readings, {len(outcomes)} outcomes, "
          f"{len(severity_of_parts)} with severity")  # fmt: skip
    for name, start, end in zip(
        ("register", "engine", "verdicts", "severity"), marks, marks[1:], strict=False
    ):
        print(f"{name:<12}{end - start:8.1f} s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"in all      {marks[-1] - marks[0]:8.1f} s, {memory:.0f} MiB at most")


def sound_file(path: Path, schema: str) -> ConfigFile:
    """One file that fits its schema."""
    (file,), problems = read_files([path], SCHEMAS / f"{schema}.schema.yaml")
    stop_if(problems, "Reading the statements")
    return file


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
    register = project_register()
    outcomes = evaluate(register, evidence)
    cheap = seconds(lambda: severities(judge_parts(register, outcomes), register.judging, evidence, 1, {}), 1)
    once = seconds(lambda: judge_parts(register, evaluate(register, evidence)))
    looped = seconds(lambda: one_year_at_a_time(register, evidence))
    print(f"{len(register.readings)} readings, {len(outcomes)} outcomes of readings and years")
    print(f"computed and judged once{1e3 * once:36.1f} ms")
    print(f"how cheap each verdict is{1e3 * cheap:35.1f} ms")
    print(f"{VINTAGES} vintages, {VINTAGES * len(outcomes)} evaluations{1e3 * VINTAGES * once:29.1f} ms")
    print(f"one year at a time{1e3 * looped:42.1f} ms, {looped / once:.1f} times as long")
    time_large_register()
