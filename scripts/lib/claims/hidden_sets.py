"""Sets that the article does not name: every set of so many units, and which of them fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lib.claims.evidence import Evidence
from lib.claims.measures import Computed
from lib.claims.outcomes import CLOSE, MATCHES, verdicts_of
from lib.claims.register import Register
from lib.claims.statements import Judging, Part, UnnamedSet

NEAREST = 3


@dataclass(frozen=True)
class HiddenSets:
    """How the shares of all candidate sets, in percent, lie about the stated one, in one layout and year.

    Parameters
    ----------
    take : of how many units the sets are
    sets, matches, close : how many sets there are, print as stated, come within tolerance besides
    nearest : the sets nearest to the stated share, the nearest first, each with its share
    """

    claim: str
    part: str
    layout: str
    year: int
    take: int
    sets: int
    matches: int
    close: int
    low: float
    high: float
    nearest: tuple[tuple[tuple[str, ...], float], ...]


def search_sets(register: Register, evidence: Evidence) -> list[HiddenSets]:
    """Try every set for each part that has a `hidden_set`, in each layout and admissible year."""
    return [
        search
        for claim in register.claims.values()
        for name, part in claim.parts.items()
        if part.hidden_set is not None
        for layout in register.judging.layouts
        if part.hidden_set.among in evidence.groups.get(layout, {})
        for search in _in_layout(
            (claim.name, name), part, part.hidden_set, register.judging, evidence, layout
        )
    ]


def _in_layout(
    key: tuple[str, str], part: Part, asked: UnnamedSet, judging: Judging, evidence: Evidence, layout: str
) -> Iterator[HiddenSets]:
    panel, units = evidence.panels[layout], evidence.groups[layout][asked.among]
    members = np.array(list(combinations(range(len(units)), asked.take)))
    figures = panel.of(*part.settings.quantity.variables)
    columns = [panel.columns[unit] for unit in units]
    shares = 100 * figures[:, columns] / figures.sum(axis=1, keepdims=True)
    for row, year in enumerate(panel.years):
        if not judging.first <= year <= judging.last or np.isnan(shares[row]).any():
            continue
        totals = shares[row][members].sum(axis=1)
        verdicts = verdicts_of(Computed(totals), part.asserted, judging)
        order = np.argsort(np.abs(totals - part.asserted.stated), kind="stable")[:NEAREST]
        nearest = tuple((tuple(units[unit] for unit in members[at]), float(totals[at])) for at in order)
        yield HiddenSets(
            *key, layout, int(year), asked.take, len(totals),
            int((verdicts == MATCHES).sum()), int((verdicts == CLOSE).sum()),
            float(totals.min()), float(totals.max()), nearest,
        )  # fmt: skip
