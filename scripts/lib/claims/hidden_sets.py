"""Sets that the article does not name: every set of so many units, and which of them fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lib.claims.evaluation import CLOSE, MATCHES, number_verdicts
from lib.claims.evidence import Evidence, PanelArrays
from lib.claims.register import Register

NEAREST = 3


@dataclass(frozen=True)
class HiddenSets:
    """How the shares of all candidate sets lie about the stated one, in one layout and year.

    Parameters
    ----------
    claim, part, layout, year, take : where, and of how many units the sets are
    sets, matches, close : how many sets there are, print as stated, come within tolerance besides
    low, high : the smallest and the largest share, percent
    nearest : the sets nearest to the stated share, the nearest first, each with its share
    fitting : all sets whose share prints as stated, in the order of the units' codes, each with its share
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
    fitting: tuple[tuple[tuple[str, ...], float], ...]


def search_sets(register: Register, evidence: Evidence) -> list[HiddenSets]:
    """Try every set for each part that has a `hidden_set`, in each layout and admissible year."""
    found = []
    for name, claim in register.claims.items():
        for part, told in claim["parts"].items():
            if "hidden_set" in told:
                for layout in register.judging["layouts"]:
                    if told["hidden_set"]["among"] in evidence.groups.get(layout, {}):
                        found += _in_layout(name, part, told, register.judging, evidence, layout)
    return found


def _in_layout(
    claim: str, part: str, told: Mapping, judging: Mapping, evidence: Evidence, layout: str
) -> list[HiddenSets]:
    panel, take = evidence.panels[layout], told["hidden_set"]["take"]
    units = evidence.groups[layout][told["hidden_set"]["among"]]
    members = np.array(list(combinations(range(len(units)), take)))
    shares = _unit_shares(panel, told["variable"], units)
    found = []
    for row, year in enumerate(panel.years):
        admissible = judging["years"]["first"] <= year <= judging["years"]["last"]
        if not admissible or np.isnan(shares[row]).any():
            continue
        totals = shares[row][members].sum(axis=1)
        verdicts = number_verdicts(totals, told["asserted"], judging)
        order = np.argsort(np.abs(totals - told["asserted"]["value"]), kind="stable")[:NEAREST]
        nearest, fitting = (
            tuple((tuple(units[unit] for unit in members[at]), float(totals[at])) for at in chosen)
            for chosen in (order, np.flatnonzero(verdicts == MATCHES))
        )
        found.append(
            HiddenSets(
                claim, part, layout, int(year), take, len(totals),
                int((verdicts == MATCHES).sum()), int((verdicts == CLOSE).sum()),
                float(totals.min()), float(totals.max()), nearest, fitting,
            )
        )  # fmt: skip
    return found


def _unit_shares(panel: PanelArrays, variable: str, units: tuple[str, ...]) -> np.ndarray:
    """Percent of the layout's total in each unit, array (years, units)."""
    whole = panel.figures(variable, range(len(panel.units))).sum(axis=1, keepdims=True)
    return 100 * panel.figures(variable, [panel.units.index(unit) for unit in units]) / whole
