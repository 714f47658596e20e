"""The figure that turns an association is found, and the estimate as results have it turns with it."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from lib.claims.associations import BORNE_OUT, UNDECIDED
from lib.claims.evidence import build_evidence
from lib.claims.outcomes import evaluate
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.scrutiny import association_flips as module
from lib.claims.scrutiny.fragility import published
from lib.claims.settings import ModelChoice, ReadingSettings
from lib.claims.statements import Assertion, Claim, Judging, Part, SmallestEffect
from lib.claims.verdicts import judge_parts
from lib.data.lineage import Recipe
from lib.data.panel import harmonise
from lib.models.estimation import describe_regression, estimate_rows, estimates_of
from lib.models.rows import panel_of
from lib.models.specification import Regression, Term

REGISTRY = {name: {"kind": "level", "localities": ["total"]} for name in ("workers", "own", "villagers")}
RATIO = {"own_share": {"numerator": ["own"], "denominator": ["workers"], "scale": 100}}
RECIPE = Recipe(REGISTRY, {}, RATIO)
CODES = ("AA", "BB", "CC", "DD", "EE", "FF", "GG", "HH")
UNITS = pd.DataFrame(
    [*((code, code, code, code, "KZ") for code in CODES), ("KZ", "", "", "", "KZ")],
    columns=["unit", "layout_20", "layout_17", "layout_16", "layout_1"],
)
VALUES = {
    "workers": (100.0, 120, 90, 80, 150, 60, 110, 70),
    "own": (12.0, 20, 16, 18, 36, 12, 25, 22),
    "villagers": (10.0, 18, 22, 30, 35, 41, 48, 55),
}
REGRESSION = Regression(
    "own@2022", "own", Term("own_share", "level"), (Term("villagers", "level"),), "villagers", "20",
    (2022, 2022), (), "none", ("cross_section",),
)  # fmt: skip
CHOICE = ModelChoice("own", "", "villagers", "cross_section", "HC3")
NONE = {layout: {} for layout in ("20", "17", "16", "1")}


def long_table(values=VALUES):
    return pd.DataFrame(
        [
            (name, unit, 2022, "total", value, "published", name, "2023-01-01")
            for name, figures in values.items()
            for unit, value in zip(CODES, figures, strict=True)
        ],
        columns=["variable", "unit", "year", "locality", "value", "status", "series", "vintage"],
    )


def judged(matters, values=VALUES):
    """The verdict on the association as results have it: panels, coefficients, register."""
    cells = harmonise(long_table(values), UNITS, RECIPE)
    panels = {layout: each.table() for layout, each in cells.items()}
    panel = panel_of(REGRESSION, panels, NONE)
    rows = pd.DataFrame(estimate_rows(REGRESSION, panel, estimates_of(REGRESSION, panel), 9, 1, ["HC3"]))
    samples = pd.DataFrame([describe_regression(REGRESSION, panel)])
    judging = Judging(
        natural=2022,
        first=2022,
        last=2022,
        layouts=("20",),
        smallest_effects={"m": SmallestEffect(matters, {})},
    )
    asserted = Assertion("coefficient", direction="positive", effect="points_per_point", matters="m")
    reading = Reading("X1", "p", "", "association", asserted, ReadingSettings(model=CHOICE), (), 0)
    part = Part({}, "association", asserted, {})
    register = Register({"X1": Claim("X1", "", {}, {"p": part})}, {}, judging, (reading,))
    evidence = build_evidence(panels, NONE, rows, samples)
    return judge_parts(register, evaluate(register, evidence)), judging


@cache
def flip_of(matters):
    verdicts, judging = judged(matters)
    on_file = published(long_table(), UNITS, RECIPE)
    (found,) = module.association_flips(verdicts, on_file, [REGRESSION], NONE, judging)
    return found


def verdict_with(flip, change, matters):
    values = {name: list(figures) for name, figures in VALUES.items()}
    values[flip.variable][CODES.index(flip.unit)] *= 1 + change
    return judged(matters, values)[0][0].verdict


def test_the_least_change_turns_the_estimate_and_less_does_not():
    found = flip_of(0.1)
    assert (found.verdict, found.moved, found.flip.year) == (BORNE_OUT, 24, 2022)
    assert verdict_with(found.flip, 1.002 * found.flip.change, 0.1) == found.flip.verdict == UNDECIDED
    assert verdict_with(found.flip, 0.99 * found.flip.change, 0.1) == BORNE_OUT


def test_foretelling_misses_no_smaller_change(monkeypatch):
    """Every figure both ways, searched one by one, gives the same flip as the few foretold."""
    few = flip_of(0.1)
    everything = lambda _, behind: [(key, sign) for key in behind for sign in (-1, 1)]  # noqa: E731
    monkeypatch.setattr(module.AssociationTrial, "foretold", everything)
    assert flip_of.__wrapped__(0.1) == few


def test_a_total_is_not_moved_below_its_parts(monkeypatch):
    """What would become negative has no interval, and so the verdict stands."""
    verdicts, judging = judged(0.1)
    on_file = published(long_table(), UNITS, RECIPE)
    trial = module.AssociationTrial(
        REGRESSION, CHOICE, verdicts[0].chosen.reading.asserted, BORNE_OUT, on_file, NONE, judging
    )
    key = ("own", "AA", 2022)
    monkeypatch.setattr(module, "LEAST_FACTOR", -1.0)
    assert trial.intervals([(key, 1.0), (key, -0.5)])[1] is None
    assert list(trial.verdicts([(key, 1.0), (key, -0.5)])) == [BORNE_OUT, BORNE_OUT]


def test_of_readings_that_contradict_nothing_is_moved():
    verdicts, judging = judged(0.1)
    contradicting = [type(verdicts[0])(*verdicts[0].key, "depends", verdicts[0].chosen, verdicts[0].outcomes)]
    on_file = published(long_table(), UNITS, RECIPE)
    (found,) = module.association_flips(contradicting, on_file, [REGRESSION], NONE, judging)
    assert (found.flip, found.moved) == (None, 0)


def test_the_interval_moved_by_nothing_is_that_of_the_results():
    verdicts, judging = judged(0.1)
    chosen = verdicts[0].chosen
    on_file = published(long_table(), UNITS, RECIPE)
    trial = module.AssociationTrial(
        REGRESSION, CHOICE, chosen.reading.asserted, BORNE_OUT, on_file, NONE, judging
    )
    (interval,) = trial.intervals([(("own", "AA", 2022), 1.0)])
    ours, theirs = (interval, chosen.association.interval)
    assert np.allclose((ours.low, ours.high), (theirs.low, theirs.high), rtol=1e-12)


@pytest.mark.parametrize(("matters", "verdict"), [(5.0, "borne out but small"), (0.1, BORNE_OUT)])
def test_what_matters_decides(matters, verdict):
    assert flip_of(matters).verdict == verdict
