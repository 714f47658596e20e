"""Dealt regions: how often a direction or an order would hold had chance said which regions it speaks of.

All figures of a region are moved together to the place of another. Units change places only within what is
ranked or selected from, and only those that have every figure of the chosen reading. Where no more than
`MOST` arrangements differ in what named sets hold, each is tried once and the share is exact; else `DRAWS`
are drawn with a seed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from math import comb, sqrt

import numpy as np

from lib.claims.evidence import Evidence
from lib.claims.measures import MEASURE_OF_KIND, Array, Computed, View, divide
from lib.claims.outcomes import ReadingOutcome
from lib.claims.settings import ReadingSettings
from lib.claims.statements import Judging
from lib.data.arrays import PanelArrays

MOST, DRAWS, FEWEST = 20000, 2000, 10


@dataclass(frozen=True)
class DealtView(View):
    """A panel of one outcome, its years repeated for every variant: first the years before, then its own."""

    dealt: int

    def change(self, values: Array | None, settings: ReadingSettings) -> Array | None:
        """The change of values between the years, in the rows of the later one."""
        if values is None or (settings.start is None and settings.lag is None):
            return values
        changed = np.full_like(values, np.nan)
        before, after = values[: self.dealt], values[-self.dealt :]
        changed[-self.dealt :] = after - before if settings.start is None else divide(after, before)
        return changed


@dataclass(frozen=True)
class Dealing:
    """Arrangements of one layout's units: array (arrangements, units) of places; whether these are all."""

    places: Array
    exact: bool


def share_that_holds(
    outcomes: Iterable[ReadingOutcome],
    chosen: ReadingOutcome,
    judging: Judging,
    evidence: Evidence,
    seed: int,
) -> tuple[float, float, int] | None:
    """Return the share of arrangements that make some outcome true, its error, and how many there are.

    The error is the standard error of drawing, 0 where all arrangements were tried. Layouts are dealt apart.
    None where fewer than `FEWEST` arrangements differ, as for the country as a whole.
    """
    by_layout: dict[str, list[ReadingOutcome]] = {}
    for outcome in outcomes:
        by_layout.setdefault(outcome.layout, []).append(outcome)
    none, exact, tried = 1.0, True, 0
    for layout, own in by_layout.items():
        dealing = _deal(own, chosen, layout, evidence, seed)
        held = [_holds(outcome, dealing.places, judging, evidence) for outcome in own]
        none *= 1 - float(np.logical_or.reduce(held).mean())
        exact &= dealing.exact
        tried = max(tried, len(dealing.places))
    if tried < FEWEST:
        return None
    return 1 - none, 0.0 if exact else sqrt(none * (1 - none) / DRAWS), tried


def _holds(outcome: ReadingOutcome, places: Array, judging: Judging, evidence: Evidence) -> Array:
    """Whether an outcome would be true in each arrangement."""
    panel = evidence.panels[outcome.layout]
    rows, names = _looked_at(outcome, panel)
    values = {
        name: np.concatenate([panel.values[name][row][places] for row in rows])
        for name in names | outcome.reading.settings.selection_variables()
    }
    computed = compute_variants(outcome, values, len(places), judging, evidence)
    if computed is None or computed.holds is None:
        return np.zeros(len(places), dtype=bool)
    held: Array = computed.holds & np.isfinite(computed.value)
    return held


def compute_variants(
    outcome: ReadingOutcome, values: Mapping[str, Array], variants: int, judging: Judging, evidence: Evidence
) -> Computed | None:
    """Return what an outcome would be with other figures, arrays (variants,).

    Parameters
    ----------
    values : by variable, array (years read x variants, units), the earliest year first
    """
    units = evidence.panels[outcome.layout].units
    rows = np.arange(len(outcome.reading.settings.years_read(outcome.year or 0)) * variants)
    view = DealtView(PanelArrays(units, rows, values), evidence.groups[outcome.layout], variants)
    computed = MEASURE_OF_KIND[outcome.reading.kind](view, outcome.reading, judging)
    if computed is None:
        return None
    holds = None if computed.holds is None else computed.holds[-variants:]
    return Computed(computed.value[-variants:], holds)


def _deal(
    outcomes: list[ReadingOutcome], chosen: ReadingOutcome, layout: str, evidence: Evidence, seed: int
) -> Dealing:
    groups, units = evidence.groups[layout], evidence.panels[layout].units
    frames, named = set(), set()
    for outcome in outcomes:
        settings = outcome.reading.settings
        select = settings.quantity.select
        frames |= {settings.among, select.among if select else ""} - {""}
        named |= {settings.quantity.group, settings.other.group if settings.other else ""} - {""}
    known = _known(chosen if chosen.layout == layout else outcomes[0], evidence)
    strata: dict[tuple[object, ...], list[int]] = {}
    for place, unit in enumerate(units):
        frame: tuple[object, ...] = tuple(unit in groups.get(name, ()) for name in sorted(frames))
        strata.setdefault(frame if known[place] else (unit,), []).append(place)
    classes = [tuple(unit in groups.get(name, ()) for name in sorted(named)) for unit in units]
    return arrange(list(strata.values()), classes, len(units), seed)


def _known(outcome: ReadingOutcome, evidence: Evidence) -> Array:
    """Which units have every figure that an outcome looks at."""
    panel = evidence.panels[outcome.layout]
    rows, names = _looked_at(outcome, panel)
    figures = np.array([panel.values[name][rows] for name in sorted(names)])
    known: Array = np.isfinite(figures).all(axis=(0, 1))
    return known


def _looked_at(outcome: ReadingOutcome, panel: PanelArrays) -> tuple[list[int], set[str]]:
    """The rows of a panel whose years an outcome is computed from, and the variables of its value."""
    reading = outcome.reading
    rows = [list(panel.years).index(year) for year in reading.settings.years_read(outcome.year or 0)]
    return rows, reading.settings.value_variables(ranked=reading.kind == "rank")


def arrange(strata: list[list[int]], classes: list[tuple[bool, ...]], size: int, seed: int) -> Dealing:
    """Return every arrangement that differs in what classes hold, or seeded draws of them.

    Parameters
    ----------
    strata : the places among which units move
    classes : what each place belongs to; places of one class are alike
    size : how many places there are
    """
    split = [_by_class(stratum, classes) for stratum in strata]
    number = 1
    for cells in split:
        left = sum(map(len, cells))
        for cell in cells:
            number *= comb(left, len(cell))
            left -= len(cell)
    places = np.tile(np.arange(size), (number if number <= MOST else DRAWS, 1))
    if number > MOST:
        generator = np.random.default_rng(seed)
        for stratum in strata:
            places[:, stratum] = generator.permuted(places[:, stratum], axis=1)
        return Dealing(places, exact=False)
    order = [place for cells in split for cell in cells for place in cell]
    ways = product(*(list(_ways(sorted(chain(*cells)), [len(cell) for cell in cells])) for cells in split))
    for row, way in enumerate(ways):
        places[row, order] = [unit for part in way for unit in part]
    return Dealing(places, exact=True)


def _by_class(stratum: list[int], classes: list[tuple[bool, ...]]) -> list[list[int]]:
    cells: dict[tuple[bool, ...], list[int]] = {}
    for place in stratum:
        cells.setdefault(classes[place], []).append(place)
    return list(cells.values())


def _ways(pool: list[int], sizes: list[int]) -> Iterator[tuple[int, ...]]:
    """Every way to hand a pool out in portions of these sizes, within which order does not count."""
    if len(sizes) == 1:
        yield tuple(pool)
        return
    for portion in combinations(pool, sizes[0]):
        rest = [unit for unit in pool if unit not in portion]
        for others in _ways(rest, sizes[1:]):
            yield (*portion, *others)
