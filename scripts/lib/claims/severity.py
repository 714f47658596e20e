"""Severity: how often a verdict, or a better one, would have come about had the article said something else.

A number is set beside all numbers with as many decimals, from half to twice what the chosen reading gives;
they are counted exactly, none is drawn. A direction or an order is set beside other regions of which it might
have spoken (lib.claims.dealt_regions), an association beside outcomes dealt anew among the regions (the rule
`measure_severity`). A verdict that most of them would have got is cheap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from lib.claims.dealt_regions import share_that_holds
from lib.claims.evidence import Evidence
from lib.claims.outcomes import CLOSE, DEPENDS, HOLDS, MATCHES, ReadingOutcome
from lib.claims.statements import Judging
from lib.claims.verdicts import PartVerdict, VerdictKey

REACH = 2.0


@dataclass(frozen=True)
class Severity:
    """Parts of all alternatives, from 0 to 1, that would be as true as the verdict says, or truer.

    Parameters
    ----------
    against : what the alternatives are: numbers, regions or outcomes of a model
    first, same_year, anywhere : under the chosen outcome; under some reading of its year; of any year; the
        last two None for an association
    error : the standard error of drawing, 0 where all were tried
    """

    against: str
    alternatives: int
    first: float
    same_year: float | None
    anywhere: float | None
    error: float = 0

    def cheap(self, verdict: str, judging: Judging) -> bool:
        """Whether more alternatives than judging.yaml allows would have got a verdict, or a better one."""
        return share_with(verdict, self.first, self.anywhere) > judging.cheap_above


def share_with(verdict: str, first: float, anywhere: float | None) -> float:
    """Return the part of all alternatives that would have got a verdict, or a better one.

    To depend on the reading, any true reading is enough; any other verdict asks for the chosen one. `first`
    and `anywhere` as in `Severity`, the last None or NaN for an association.
    """
    return first if verdict != DEPENDS or anywhere is None or np.isnan(anywhere) else anywhere


def own_seed(seed: int, key: VerdictKey) -> int:
    """The seed of one part's draws, which stay as they are when other parts come or go."""
    return seed + crc32(".".join(key).encode())


def severities(
    verdicts: Iterable[PartVerdict],
    judging: Judging,
    evidence: Evidence,
    seed: int,
    of_associations: Mapping[VerdictKey, tuple[float, int]],
) -> dict[VerdictKey, Severity]:
    """Return the severity of each verdict that has one, by part.

    Parameters
    ----------
    seed : of drawn arrangements of regions
    of_associations : by part, the share and the number of the rule `measure_severity`
    """
    by_part: dict[VerdictKey, Severity | None] = {}
    for verdict in verdicts:
        key, chosen = verdict.key, verdict.chosen
        if chosen is None or chosen.implication is not None:
            continue
        if key in of_associations:
            share, draws = of_associations[key]
            error = float(np.sqrt(share * (1 - share) / draws))
            by_part[key] = Severity("outcomes", draws, share, None, None, error)
        elif chosen.reading.asserted.is_number:
            by_part[key] = severity_of_number(verdict, judging)
        elif chosen.association is None:
            by_part[key] = severity_of_direction(verdict, judging, evidence, own_seed(seed, key))
    return {key: severity for key, severity in by_part.items() if severity is not None}


def severity_of_direction(
    verdict: PartVerdict, judging: Judging, evidence: Evidence, seed: int
) -> Severity | None:
    """Return how cheap a direction or an order is; None where nothing bears it out or it names no region."""
    chosen = verdict.chosen
    if chosen is None or verdict.verdict not in (HOLDS, DEPENDS):
        return None
    shares = [
        share_that_holds(outcomes, chosen, judging, evidence, seed)
        for outcomes in ([chosen], verdict.same_year, verdict.outcomes)
    ]
    if shares[0] is None:
        return None
    first, same_year, anywhere = (share[0] if share else 1.0 for share in shares)
    error = max(share[1] for share in shares if share)
    return Severity(
        "regions", shares[0][2], first, max(first, same_year), max(first, same_year, anywhere), error
    )


def severity_of_number(verdict: PartVerdict, judging: Judging) -> Severity | None:
    """Return how cheap the verdict on a stated number is; None where none is true."""
    chosen = verdict.chosen
    if chosen is None or verdict.verdict not in (MATCHES, CLOSE, DEPENDS):
        return None
    asserted = chosen.reading.asserted
    unit = 1.0 if asserted.exact or asserted.decimals is None else 10.0**-asserted.decimals
    first, last = (round(end / unit) for end in sorted((chosen.value / REACH, chosen.value * REACH)))
    printed = np.arange(first, last + 1) * unit
    accepted = judging.accepted(asserted, verdict.verdict == MATCHES, printed[:, None])

    def part(outcomes: Iterable[ReadingOutcome]) -> float:
        values = np.array([outcome.value for outcome in outcomes])
        return float(accepted.holds(values).any(axis=1).mean())

    return Severity("numbers", len(printed), part([chosen]), part(verdict.same_year), part(verdict.outcomes))
