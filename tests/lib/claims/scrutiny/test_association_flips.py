"""The figure that turns an association is found, and the estimate as results have it turns with it."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from lib.claims.associations import BORNE_OUT, UNDECIDED
from lib.claims.evidence import build_evidence
from lib.claims.outcomes import evaluate
from lib.claims.printed_numbers import Interval
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.scrutiny import association_flips as module
from lib.claims.scrutiny.fragility import least_flip, published
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


def trial_of(matters, verdict=BORNE_OUT):
    verdicts, judging = judged(matters)
    asserted = verdicts[0].chosen.reading.asserted
    on_file = published(long_table(), UNITS, RECIPE)
    return module.AssociationTrial(REGRESSION, CHOICE, asserted, verdict, on_file, NONE, judging)


def test_the_figures_foretold_first_are_those_that_need_least():
    """The first is the least of all 24 figures both ways; those after it need more and more."""
    trial = trial_of(0.1)
    behind = trial.behind()
    foretold = trial.foretold(behind)
    flips = [least_flip(BORNE_OUT, trial.verdicts, behind, [tried]) for tried in foretold[:3]]
    assert (len(foretold), flips[0]) == (20, flip_of(0.1).flip)
    sizes = [abs(flip.change) for flip in flips]
    assert sizes == sorted(sizes)


def test_a_figure_whose_move_leaves_no_estimate_is_not_foretold(monkeypatch):
    trial, keys = trial_of(0.1), [("own", "AA", 2022), ("own", "BB", 2022)]
    now, then = Interval(0.2, 1.0), Interval(0.2 - 1e-5, 1.0)

    def intervals(*found):
        monkeypatch.setattr(module.AssociationTrial, "intervals", lambda *_: list(found))
        return trial.foretold(keys)

    assert intervals(now, None, then) == [(keys[1], 1)]
    assert intervals(now, None, Interval(0.2 + 1e-5, 1.0)) == [(keys[1], -1)]
    assert intervals(None, then, then) == []


def test_what_the_high_end_needs_less_for_is_foretold_first(monkeypatch):
    """From 0.05 to 1 the low end falls to nought at five, the high one to the 0.1 that matters at two."""
    trial, keys = trial_of(0.1), [("own", "AA", 2022), ("own", "BB", 2022)]
    moved = [Interval(0.05, 1.0), Interval(0.05 - 0.01e-4, 1.0), Interval(0.05, 1.0 - 0.45e-4)]
    monkeypatch.setattr(module.AssociationTrial, "intervals", lambda *_: moved)
    assert trial.foretold(keys) == [(keys[1], 1), (keys[0], 1)]


@pytest.mark.parametrize(
    ("low", "high", "size"),
    [
        # 0.5 to 1 is above nought, and reaches 0.1, which matters: the low end comes to nought after 5
        (-0.1, 0.0, 5.0),
        # the high end comes to what matters after 4.5, before that
        (-0.1, -0.2, 4.5),
        # both ends rise, and nothing turns
        (0.1, 0.1, None),
        (0.0, 0.0, None),
        # the low end comes to nought after 10, whatever the high end does
        (-0.05, 0.1, 10.0),
        # or after a half
        (-1.0, 1.0, 0.5),
    ],
)
def test_a_change_is_foretold_from_the_rates_at_which_the_ends_move(low, high, size):
    found = trial_of(0.1)._foretold(Interval(0.5, 1.0), low, high)
    assert found == (pytest.approx(size) if size else None)


@pytest.mark.parametrize(
    ("interval", "verdict", "rates", "size"),
    [
        # nothing that matters, until the low end is at -0.1
        ((-0.05, 0.05), "no association of a size that matters", (-0.01, 0.0), 5.0),
        # undecided, until both ends lie inside
        ((-0.3, 0.05), UNDECIDED, (0.1, 0.0), 2.0),
        # borne out but small, until the high end matters
        ((0.02, 0.06), "borne out but small", (0.0, 0.01), 4.0),
    ],
)
def test_each_verdict_has_its_lines(interval, verdict, rates, size):
    assert trial_of(0.1, verdict)._foretold(Interval(*interval), *rates) == pytest.approx(size)


def test_small_figures_stay_in_the_regression():
    """Villagers of AA from 10 down to one half are still some, and nobody else's number changes."""
    found = trial_of(0.1).intervals([(("villagers", "AA", 2022), 0.05), (("villagers", "AA", 2022), 1.0)])
    assert None not in found


def test_stand_ins_and_what_is_no_association_are_passed_over():
    verdicts, judging = judged(0.1)
    others = [
        replace(verdicts[0], chosen=None),
        replace(verdicts[0], proxy="another"),
        replace(verdicts[0], chosen=replace(verdicts[0].chosen, association=None)),
    ]
    on_file = published(long_table(), UNITS, RECIPE)
    assert module.association_flips(others, on_file, [REGRESSION], NONE, judging) == []
    (unknown,) = module.association_flips(verdicts, on_file, [], NONE, judging)
    assert (unknown.flip, unknown.moved) == (None, 0)
