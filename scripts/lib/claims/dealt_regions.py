"""Dealt regions: how often a direction or an order would hold had chance said which regions it speaks of.

All figures of a region are moved together to the place of another. Units change places only within what is
ranked or selected from, and only those that have every figure of the chosen reading. Where no more than
`MOST_ARRANGEMENTS` arrangements differ in what named sets hold, each is tried once and the share is exact;
else `DRAWS` are drawn with a seed. Where an arrangement moves more than `FIGURES_MOVED` figures, because
a part has very many readings or the layout very many units, fewer are tried in proportion, and the error
says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, groupby, product
from math import factorial, prod, sqrt

import numpy as np

from lib.claims.evidence import Evidence
from lib.claims.measures import MEASURE_OF_KIND, Array, Computed, View
from lib.claims.outcomes import ReadingOutcome
from lib.claims.settings import ReadingSettings
from lib.claims.statements import Judging
from lib.data.arrays import PanelArrays, divide

MOST_ARRANGEMENTS, DRAWS, FEWEST_DRAWS, FEWEST_ARRANGEMENTS = 20000, 2000, 50, 10
FIGURES_MOVED = 700
OF_ALL = ("share", "count", "rank")


@dataclass(frozen=True)
class DealtView(View):
    """A panel of one outcome, its years repeated for every variant: first the years before, then its own."""

    dealt: int

    def change(self, values: Array, settings: ReadingSettings) -> Array:
        """The change of values between the years, in the rows of the later one."""
        changed, before, after = np.full_like(values, np.nan), values[: self.dealt], values[-self.dealt :]
        changed[-self.dealt :] = divide(after, before) if settings.start is not None else after - before
        return changed


def share_that_holds(
    outcomes: Iterable[ReadingOutcome],
    chosen: ReadingOutcome,
    judging: Judging,
    evidence: Evidence,
    seed: int,
) -> tuple[float, float, int] | None:
    """Return the share of arrangements that make some outcome true, its error, and how many there are.

    The error is the standard error of drawing, 0 where all arrangements were tried. Layouts are dealt apart.
    None where fewer than `FEWEST_ARRANGEMENTS` arrangements differ, as for the country as a whole.
    """
    by_layout: dict[str, dict[int, list[ReadingOutcome]]] = {}
    for outcome in outcomes:
        by_layout.setdefault(outcome.layout, {}).setdefault(id(outcome.reading), []).append(outcome)
    none, error, tried = 1.0, 0.0, 0
    for layout, readings in by_layout.items():
        places, exact = _deal(list(readings.values()), chosen, layout, evidence, seed)
        held = [_holds(own, places, judging, evidence) for own in readings.values()]
        none *= 1 - float(np.logical_or.reduce(held).mean())
        tried = max(tried, len(places))
        if not exact:
            error = max(error, 1 / len(places))
    if tried < FEWEST_ARRANGEMENTS:
        return None
    return 1 - none, sqrt(none * (1 - none) * error), tried


def _holds(outcomes: list[ReadingOutcome], places: Array, judging: Judging, evidence: Evidence) -> Array:
    """Whether some outcome of one reading would be true in each arrangement."""
    reading, panel = outcomes[0].reading, evidence.panels[outcomes[0].layout]
    rows = np.array([[panel.rows[year] for year in outcome.years] for outcome in outcomes])
    columns = _columns(outcomes[0], evidence)
    moved = places[:, columns]
    values = {
        name: np.concatenate([panel.values[name][row][moved] for row in rows.T.ravel()])
        for name in reading.variables
    }
    units = tuple(panel.units[column] for column in columns)
    computed = compute_variants(outcomes[0], values, units, len(outcomes) * len(places), judging, evidence)
    assert computed is not None and computed.holds is not None  # as when the outcome was computed
    held: Array = computed.holds & np.isfinite(computed.value)
    return np.array(held.reshape(len(outcomes), len(places)).any(axis=0))


def compute_variants(
    outcome: ReadingOutcome,
    values: Mapping[str, Array],
    units: tuple[str, ...],
    variants: int,
    judging: Judging,
    evidence: Evidence,
) -> Computed | None:
    """Return what an outcome would be with other figures, arrays (variants,).

    `values`: by variable, array (years read x variants, units), the earliest year first.
    """
    rows = np.arange(len(outcome.years) * variants)
    view = DealtView(PanelArrays(units, rows, values), evidence.groups[outcome.layout], variants)
    computed = MEASURE_OF_KIND[outcome.reading.kind](view, outcome.reading, judging)
    if computed is None:
        return None
    holds = None if computed.holds is None else computed.holds[-variants:]
    return Computed(computed.value[-variants:], holds)


def _columns(outcome: ReadingOutcome, evidence: Evidence) -> list[int]:
    """The columns of the units that a value rests on: those of named sets, else all."""
    settings, panel = outcome.reading.settings, evidence.panels[outcome.layout]
    quantities = list(filter(None, (settings.quantity, settings.other)))
    if outcome.reading.kind in OF_ALL or any(each.select or not each.group for each in quantities):
        return list(range(len(panel.units)))
    named = {unit for each in quantities for unit in evidence.groups[outcome.layout][each.group]}
    return sorted(panel.columns[unit] for unit in named)


def _deal(
    readings: list[list[ReadingOutcome]], chosen: ReadingOutcome, layout: str, evidence: Evidence, seed: int
) -> tuple[Array, bool]:
    """Arrange the units of a layout; those move that have every figure of the chosen outcome."""
    groups, panel = evidence.groups[layout], evidence.panels[layout]
    frames, named, figures = set(), set(), 0
    for own in readings:
        settings = own[0].reading.settings
        select = settings.quantity.select
        frames |= {settings.among, select.among if select else ""} - {""}
        named |= {settings.quantity.group, settings.other.group if settings.other else ""} - {""}
        figures += len(own) * len(_columns(own[0], evidence))
    like = chosen if chosen.layout == layout else readings[0][0]
    figures_of = [panel.values[name] for name in sorted(like.reading.value_variables)]
    rows = [panel.rows[year] for year in like.years]
    known = np.isfinite(np.array([values[rows] for values in figures_of])).all(axis=(0, 1))
    framed, classes = (
        [tuple(unit in groups.get(name, ()) for name in sorted(names)) for unit in panel.units]
        for names in (frames, named)
    )
    strata: dict[tuple[object, ...], list[int]] = {}
    for place, (unit, frame) in enumerate(zip(panel.units, framed, strict=True)):
        strata.setdefault(frame if known[place] else (unit,), []).append(place)
    return arrange(list(strata.values()), classes, seed, figures)


def arrange(
    strata: list[list[int]], classes: list[tuple[bool, ...]], seed: int, figures: int = 1
) -> tuple[Array, bool]:
    """Return every arrangement that differs in what classes hold, or seeded draws; and whether it is every.

    Parameters
    ----------
    strata : the places among which units move
    classes : what each place belongs to; places of one class are alike
    figures : how many each arrangement moves, which bounds how many are tried

    Returns
    -------
    array (arrangements, units) of places
    """
    effort = min(1, FIGURES_MOVED / figures)
    most, draws = round(MOST_ARRANGEMENTS * effort), max(round(DRAWS * effort), FEWEST_DRAWS)
    class_of = classes.__getitem__
    split = [[list(alike) for _, alike in groupby(sorted(each, key=class_of), class_of)] for each in strata]
    sizes = [[len(cell) for cell in cells] for cells in split]
    number = prod(factorial(sum(each)) // prod(map(factorial, each)) for each in sizes)
    places = np.tile(np.arange(len(classes)), (number if number <= most else draws, 1))
    if number > most:
        generator = np.random.default_rng(seed)
        for stratum in strata:
            places[:, stratum] = generator.permuted(places[:, stratum], axis=1)
        return places, False
    order = [place for cells in split for cell in cells for place in cell]
    pools = zip((sorted(chain(*cells)) for cells in split), sizes, strict=True)
    ways = product(*(list(_ways(*each)) for each in pools))
    for row, way in enumerate(ways):
        places[row, order] = [unit for part in way for unit in part]
    return places, True


def _ways(pool: list[int], sizes: list[int]) -> Iterator[tuple[int, ...]]:
    """Every way to hand a pool out in portions of these sizes, within which order does not count."""
    if len(sizes) == 1:
        yield tuple(pool)
        return
    for portion in combinations(pool, sizes[0]):
        rest = [unit for unit in pool if unit not in portion]
        for others in _ways(rest, sizes[1:]):
            yield (*portion, *others)
