"""The figure that is said to turn a verdict turns it, when panels and verdicts are made from it anew."""

from dataclasses import replace

from lib.claims.evidence import build_evidence
from lib.claims.outcomes import evaluate
from lib.claims.verdicts import judge_parts
from lib.data.breaks import breaks_of
from lib.data.panel import harmonise
from lib.data.units import read_units

HOW_MANY = 12
BEYOND, SHORT = 1.002, 0.99


def verdict_with(fragility, change, register, harmonised, groups, recipe, project):
    """The verdict on a part after one figure is changed in the long table."""
    flip = fragility.flip
    place = recipe.read[flip.variable]
    long = harmonised["long"].copy()
    here = (
        (long["variable"] == place.measure)
        & (long["locality"] == place.locality)
        & (long["unit"] == flip.unit)
    )
    if not recipe.registry[place.series].get("constant"):
        here &= long["year"] == flip.year
    assert here.sum() == 1
    long.loc[here, "value"] *= 1 + change
    readings = tuple(each for each in register.readings if each.key == (fragility.claim, fragility.part, ""))
    used = recipe.only({name for each in readings for name in each.variables} | {"population_average"})
    long = long[long["series"].isin(used.registry)]
    units = read_units(project / "data/raw/units.csv")
    cells = harmonise(long, units, used)
    breaks = breaks_of(harmonised["codebook"].fillna({"breaks": ""}))
    evidence = build_evidence({name: each.table() for name, each in cells.items()}, groups, breaks=breaks)
    outcomes = evaluate(replace(register, readings=readings), evidence)
    verdicts = judge_parts(register, outcomes)
    return next(each.verdict for each in verdicts if each.key == (fragility.claim, fragility.part, ""))


def test_the_least_change_turns_the_verdict_and_less_does_not(
    fragile, register, harmonised, groups, recipe, project
):
    turning = [each for each in fragile if each.flip]
    assert len(turning) > 40
    for fragility in turning[:: len(turning) // HOW_MANY]:
        how = (register, harmonised, groups, recipe, project)
        change = fragility.flip.change
        beyond = max(BEYOND * change, -1.0)
        assert verdict_with(fragility, beyond, *how) == fragility.flip.verdict, fragility
        assert verdict_with(fragility, SHORT * change, *how) == fragility.verdict, fragility


def test_the_most_fragile_stand_first(fragile):
    sizes = [abs(each.flip.change) for each in fragile if each.flip]
    assert sizes == sorted(sizes)
    assert all(each.flip for each in fragile[: len(sizes)])
