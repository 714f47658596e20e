"""The regions' dispersion, their catching up and their ranks over the years, as a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise

import numpy as np

from lib.data.arrays import PanelArrays
from lib.data.breaks import Breaks, regimes
from lib.regions.convergence import (
    Movement,
    beta,
    kendall_tau,
    log_deviation,
    sigma_ratio,
    spearman,
    speed,
)

METHOD_OF_MEASURE = {
    "sigma": "standard deviation of logs; chi-square interval",
    "sigma_ratio": "Pitman-Morgan test of paired variances",
    "beta": "HC3, t(n - 2); permutations",
    "speed": "from beta",
    "kendall_tau": "tau-b",
    "spearman": "mean ranks for ties",
}

Years = dict[int, np.ndarray]


def first_and_last(years: Years, period: dict[str, int], minimum: int) -> tuple[int, int] | None:
    """The first and the last year within a period, None when they are less than `minimum` years apart."""
    inside = [year for year in years if period.get("from", year) <= year <= period.get("to", year)]
    return (inside[0], inside[-1]) if inside and inside[-1] - inside[0] >= minimum else None


def years_by_regime(years: Years, starts: Iterable[int]) -> list[Years]:
    """The years apart by the basis that their figures stand on; none of the parts is empty."""
    bases = regimes(np.array(list(years)), starts)
    return [
        {y: years[y] for y, own in zip(years, bases, strict=True) if own == basis}
        for basis in sorted(set(bases))
    ]


def measure_periods(years: Years, periods: dict, minimum: int, seed: int) -> Iterator[dict]:
    """Sigma ratio, beta and speed of each period with data at both ends."""
    known: set[tuple[int, int]] = set()
    for name, period in periods.items():
        ends = first_and_last(years, period, minimum)
        if ends is None or ends in known:
            continue
        known.add(ends)
        first, last = years[ends[0]], years[ends[1]]
        length = ends[1] - ends[0]
        slope = beta(first, last, length, seed=seed)
        estimates: dict[str, Movement | None] = {
            "sigma_ratio": sigma_ratio(first, last),
            "beta": slope,
            "speed": speed(slope, length),
        }
        for measure, estimate in estimates.items():
            if estimate is not None:
                yield {
                    "measure": measure,
                    "period": name,
                    "year_from": ends[0],
                    "year_to": ends[1],
                    **asdict(estimate),
                }


def measure_years(years: Years) -> Iterator[dict]:
    """Sigma of each year, and how far ranks hold from the first and from the previous known year."""
    known = list(years)
    for year in known:
        yield {"measure": "sigma", "year_from": year, "year_to": year, **asdict(log_deviation(years[year]))}
    pairs = sorted({(known[0], year) for year in known[1:]} | set(pairwise(known)))
    for start, end in pairs:
        for measure, statistic in (("kendall_tau", kendall_tau), ("spearman", spearman)):
            value = statistic(years[start], years[end])
            yield {"measure": measure, "year_from": start, "year_to": end, "value": value}


def convergence_rows(
    data: PanelArrays, samples: Mapping[str, Sequence[str]], choices: dict, breaks: Breaks, seed: int
) -> Iterator[dict]:
    """The rows of convergence.csv of one layout.

    A period that crosses a break of its variable is measured on either side of it: no row compares two years
    of different regimes.

    Parameters
    ----------
    choices : `convergence` of config/inequality.yaml
    seed : of the permutations
    """
    for variable in choices["variables"]:
        for sample, members in samples.items():
            years = {year: values for year, (values,) in data.complete_years(members, [variable])}
            keys = {"variable": variable, "sample": sample, "units": len(members)}
            for regime in years_by_regime(years, breaks.get(variable, ())):
                measured = [
                    *measure_years(regime),
                    *measure_periods(regime, choices["periods"], choices["minimum_years"], seed),
                ]
                for row in measured:
                    yield keys | row | {"method": METHOD_OF_MEASURE[row["measure"]]}
