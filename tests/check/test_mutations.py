"""Change one figure at a time: what rests on it moves, nothing else does, and unused figures are told."""

import dataclasses

import numpy as np
import pytest

from lib.dependencies import figures_behind, usage_table
from lib.evaluation import evaluate
from lib.provenance import selection_variables
from lib.verdicts import judge

CHANGES = 240
DISCRETE = ("rank", "count")


@pytest.fixture(scope="module")
def outcomes(register, evidence):
    return evaluate(register, evidence)


@pytest.fixture(scope="module")
def resting_on(outcomes, evidence):
    """Positions of the outcomes that rest on each figure."""
    found: dict = {}
    for place, outcome in enumerate(outcomes):
        for figure in figures_behind(outcome, evidence):
            found.setdefault(figure, set()).add(place)
    return found


def with_figure(evidence, figure, value):
    """The same evidence with one figure replaced."""
    layout, variable, unit, year = figure
    panel = evidence.panels[layout]
    values = panel.values[variable].copy()
    values[list(panel.years).index(year), panel.units.index(unit)] = value
    changed = dataclasses.replace(panel, values={**panel.values, variable: values})
    return dataclasses.replace(evidence, panels={**evidence.panels, layout: changed})


def value_of(evidence, figure):
    layout, variable, unit, year = figure
    panel = evidence.panels[layout]
    return panel.values[variable][list(panel.years).index(year), panel.units.index(unit)]


def only_orders(outcome, variable) -> bool:
    """Whether a figure of the variable can leave an outcome as it is: it only ranks, counts or selects."""
    settings = outcome.reading.settings
    extremes = {settings.get("aggregate"), settings.get("other_aggregate")} & {"highest", "lowest"}
    return outcome.reading.kind in DISCRETE or bool(extremes) or variable in selection_variables(settings)


def keys(outcomes):
    """What identifies an outcome: its reading, period and layout, and what it says."""
    return {
        (id(one.reading), one.period): (one.layout, round(one.value, 12), one.text, one.verdict)
        for one in outcomes
    }


def moved(before, after):
    told = keys(after)
    return {
        place
        for place, one in enumerate(before)
        if told.get((id(one.reading), one.period))
        != (one.layout, round(one.value, 12), one.text, one.verdict)
    }


def figures(evidence):
    return [
        (layout, variable, unit, int(year))
        for layout, panel in evidence.panels.items()
        for variable in sorted(panel.values)
        for row, year in enumerate(panel.years)
        for column, unit in enumerate(panel.units)
        if np.isfinite(panel.values[variable][row, column])
    ]


def test_each_changed_figure_moves_what_rests_on_it_and_nothing_else(
    register, evidence, outcomes, resting_on
):
    every = figures(evidence)
    random = np.random.default_rng(20221231)
    used = [figure for figure in every if figure in resting_on]
    drawn = [every[place] for place in random.choice(len(every), CHANGES // 2, replace=False)]
    drawn += [used[place] for place in random.choice(len(used), CHANGES // 2, replace=False)]
    unused = 0
    for figure in drawn:
        old = value_of(evidence, figure)
        after = evaluate(register, with_figure(evidence, figure, old * random.uniform(1.05, 3) + 0.01))
        changed, expected = moved(outcomes, after), resting_on.get(figure, set())
        assert changed <= expected, figure
        if not expected:
            unused += 1
            continue
        if not changed:
            assert all(only_orders(outcomes[place], figure[1]) for place in expected), figure
            extremes = [
                moved(outcomes, evaluate(register, with_figure(evidence, figure, value)))
                for value in (1e12, -1e12)
            ]
            assert any(extremes), figure
    assert 0 < unused < CHANGES


def test_unused_figures_are_reported(outcomes, evidence, resting_on):
    table = usage_table(outcomes, evidence)
    there = figures(evidence)
    assert table["figures"].sum() == len(there)
    assert table["used"].sum() == sum(figure in resting_on for figure in there)
    assert (table["used"] < table["figures"]).any()
    assert ((table["used"] == 0) == (table["claims"] == "")).all()


@pytest.mark.parametrize("factor", [0.5, 2])
def test_a_changed_figure_leaves_the_verdicts_of_other_claims(register, evidence, outcomes, factor):
    figure = ("20", "poverty_share", "SHY", 2022)
    after = evaluate(register, with_figure(evidence, figure, value_of(evidence, figure) * factor))
    before, now = judge(register, outcomes), judge(register, after)
    flipped = {
        (one.claim, one.part) for one, other in zip(before, now, strict=True) if one.verdict != other.verdict
    }
    assert ("V3", "shymkent_2022") in flipped
    assert {claim for claim, _ in flipped} == {"V3"}


def test_a_changed_coefficient_moves_only_its_own_associations(register, evidence, outcomes):
    key = next(key for key in sorted(evidence.coefficients) if key[0] == "self_employment_rural")
    found = [dataclasses.replace(one, estimate=2.0, p_value=0.001) for one in evidence.coefficients[key]]
    changed = {**evidence.coefficients, key: tuple(found)}
    after = evaluate(register, dataclasses.replace(evidence, coefficients=changed))
    assert {outcomes[place].reading.claim for place in moved(outcomes, after)} == {"S1"}
