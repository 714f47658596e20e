"""What an interval says of an association: every case of the rule, noise, and a region that turns it."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student

from lib.claims.associations import associate, verdict_of
from lib.claims.evidence import Coefficient, OtherFits
from lib.claims.outcomes import ReadingOutcome
from lib.claims.printed_numbers import Interval
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.settings import ReadingSettings
from lib.claims.statements import Assertion, Claim, Judging, Part, SmallestEffect
from lib.claims.verdicts import judge_parts

POSITIVE = Assertion("coefficient", direction="positive", effect="points_per_point", matters="size")
JUDGING = Judging(natural=2022, smallest_effects={"size": SmallestEffect(0.2, {})})


@pytest.mark.parametrize(
    ("low", "high", "sign", "verdict"),
    [
        (0.1, 0.5, 1, "borne out"),
        (0.01, 0.19, 1, "borne out but small"),
        (-0.5, -0.1, 1, "contradicted"),
        (-0.5, -0.1, -1, "borne out"),
        (-0.19, 0.19, 1, "no association of a size that matters"),
        # on the other side of zero, but of no size that matters
        (-0.19, -0.01, 1, "no association of a size that matters"),
        (-0.05, 0.5, 1, "undecided"),
        (-0.5, 0.05, 1, "undecided"),
        (-1, 1, -1, "undecided"),
        # an end at zero is not beyond it, and one at what matters reaches it
        (0.0, 0.5, 1, "undecided"),
        (-0.5, 0.0, 1, "undecided"),
        (0.1, 0.2, 1, "borne out"),
        (-0.2, 0.1, 1, "undecided"),
        (-0.1, 0.2, 1, "undecided"),
    ],
)
def test_an_interval_is_held_against_zero_and_what_matters(low, high, sign, verdict):
    asserted = replace(POSITIVE, direction="positive" if sign > 0 else "negative")
    assert verdict_of(Interval(low, high), asserted, JUDGING) == verdict


def test_the_detectable_effect_is_seen_four_times_in_five():
    """Of estimates about an effect of that size, 80 percent lie beyond the one-sided bound."""
    found = associate(Coefficient("m", 0.1, 1.0, 1e9, 2022, 2022, "20"), POSITIVE, JUDGING)
    beyond = student.ppf(0.95, 1e9)
    assert 1 - student.cdf(beyond - found.detectable, 1e9) == pytest.approx(0.8, abs=1e-6)


def test_pure_noise_is_borne_out_in_at_most_one_case_in_twenty():
    random = np.random.default_rng(7)
    errors = np.sqrt(random.chisquare(15, 4000) / 15)
    borne = [
        associate(Coefficient("m", estimate, error, 15, 2022, 2022, "20"), POSITIVE, JUDGING).verdict
        in ("borne out", "borne out but small")
        for estimate, error in zip(random.standard_normal(4000), errors, strict=True)
    ]
    assert np.mean(borne) == pytest.approx(0.05, abs=0.01)


def test_a_region_that_turns_the_verdict_is_named():
    without = (("NKZ", 0.05, 0.1, 14.0), ("AKM", 0.5, 0.1, 14.0))
    found = associate(Coefficient("m", 0.5, 0.1, 15, 2022, 2022, "20", without), POSITIVE, JUDGING)
    assert found.verdict == "borne out"
    assert [(turned.unit, turned.verdict) for turned in found.turned] == [("NKZ", "undecided")]


@pytest.mark.parametrize(
    ("estimates", "verdict"),
    [
        (((0.5, 0.1), (0.4, 0.1)), "borne out"),
        # another reading leaves it open: nothing contradicts
        (((0.5, 0.1), (0.1, 0.3)), "borne out"),
        (((0.5, 0.1), (-0.5, 0.1)), "depends"),
        # far apart, but the second is open
        (((1.5, 0.1), (0.1, 0.1)), "borne out"),
        # the intervals meet: one is short of what matters, the other reaches it, and both can be true
        (((0.13, 0.07), (0.05, 0.05)), "borne out"),
        (((0.1, 0.3), (0.5, 0.1)), "undecided"),
        # two readings contradict each other though the first is open
        (((0.1, 0.3), (0.5, 0.1), (-0.5, 0.1)), "depends"),
    ],
)
def test_a_verdict_depends_only_where_readings_contradict(estimates, verdict):
    claim = Claim("X1", "", {}, {"p": Part({}, "association", POSITIVE, {})})
    outcomes = []
    for place, (estimate, error) in enumerate(estimates):
        reading = Reading(
            "X1", "p", "", "association", POSITIVE, ReadingSettings(), (("q", str(place)),), place
        )
        found = associate(Coefficient("m", estimate, error, 1e6, 2022, 2022, "20"), POSITIVE, JUDGING)
        outcomes.append(
            ReadingOutcome(reading, 2022, "2022", "20", estimate, "", found.verdict, association=found)
        )
    (judged,) = judge_parts(Register({"X1": claim}, {}, JUDGING, ()), outcomes)
    assert judged.verdict == verdict


@pytest.mark.parametrize(("complete", "year"), [((2020,), 2020), ((2020, 2023), 2023), ((), 2022)])
def test_a_year_that_lacks_regions_is_read_only_where_every_year_does(complete, year):
    claim = Claim("X1", "", {}, {"p": Part({}, "association", POSITIVE, {})})
    reading = Reading("X1", "p", "", "association", POSITIVE, ReadingSettings(), (), 0, natural=2022)
    outcomes = []
    for each in (2020, 2022, 2023, 2024):
        coefficient = Coefficient("m", 0.5, 0.1, 14, each, each, "20", partial=each not in complete)
        of_year = associate(coefficient, POSITIVE, JUDGING)
        outcomes.append(
            ReadingOutcome(reading, each, str(each), "20", 0.5, "", of_year.verdict, association=of_year)
        )
    (judged,) = judge_parts(Register({"X1": claim}, {}, JUDGING, ()), outcomes)
    assert judged.chosen.year == year


def test_an_effect_is_told_for_a_doubling_and_other_fits_with_it():
    """A slope on a logarithm times ln 2; ranks, and what has no unit, stay."""
    doubling = replace(POSITIVE, effect="points_per_doubling")
    fits = OtherFits(0.6, 1.0, 2.0, -1.0, 3.0, 12.0, 0.1)
    found = associate(Coefficient("m", 2.0, 0.5, 1e9, 2022, 2022, "20", other_fits=fits), doubling, JUDGING)
    assert found.estimate == pytest.approx(2 * np.log(2))
    assert found.detectable == pytest.approx(np.log(2) * 0.5 * (1.6449 + 0.8416), abs=1e-4)
    told = found.other_fits
    slopes = [told.theil_sen, told.robust, told.lowest, told.highest]
    assert slopes == pytest.approx([0.6931, 1.3863, -0.6931, 2.0794], abs=1e-4)
    assert (told.spearman, told.effective_clusters, told.placebo) == (0.6, 12.0, 0.1)


@pytest.mark.parametrize(
    ("interval", "matters", "apart"),
    [
        ((0.2, 0.4), 0.2, True),  # 1 to 2, against 5 to 6
        ((0.2, 1.0), 0.2, False),  # 1 to 5
        ((1.4, 1.6), 0.2, True),  # 7 to 8
        ((0.55, 0.58), 0.2, True),  # 2.75 to 2.9, though 0.5 to 0.6 holds it
    ],
)
def test_intervals_of_two_readings_are_compared_in_effects_that_matter(interval, matters, apart):
    told = associate(Coefficient("m", 0.5, 0.1, 15, 2022, 2022, "20"), POSITIVE, JUDGING)
    ours, theirs = (
        replace(told, interval=Interval(*ends), matters=each)
        for ends, each in (((0.5, 0.6), 0.1), (interval, matters))
    )
    assert (ours.apart(theirs), theirs.apart(ours)) == (apart, apart)
