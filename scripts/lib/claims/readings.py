"""Readings: ways to make a statement's words precise, the answers to its open questions combined."""

import itertools
from dataclasses import dataclass

from lib.claims.settings import TOTAL, ReadingSettings, settings_of
from lib.claims.statements import Answers, Assertion, Claim


@dataclass(frozen=True)
class Reading:
    """One way to read one part of a claim.

    Parameters
    ----------
    proxy : name of the nearest thing that is read in its place, empty for the part itself
    departures : how many answers are not the most natural one
    natural : the year that its words or its passage point to, None for that of judging.yaml
    settled : the questions that the statement's own words answer
    """

    claim: str
    part: str
    proxy: str
    kind: str
    asserted: Assertion
    settings: ReadingSettings
    answers: Answers
    departures: int
    natural: int | None = None
    settled: frozenset[str] = frozenset()

    @property
    def own_answers(self) -> set[tuple[str, str]]:
        """The answers that the statement's own words give."""
        return {pair for pair in self.answers if pair[0] in self.settled}

    @property
    def key(self) -> tuple[str, str, str]:
        """The part or proxy that is read."""
        return self.claim, self.part, self.proxy

    @property
    def value_variables(self) -> set[str]:
        """The variables of panels that the value is computed from; places need no weights."""
        names = {*self.settings.whole_variables, self.settings.quantity.times}
        for each in filter(None, (self.settings.quantity, self.settings.other)):
            names |= {*each.variables, *each.per}
            if each.aggregate == TOTAL and self.kind != "rank":
                names.add(each.weight)
        return names - {""}

    @property
    def variables(self) -> list[str]:
        """The variables of panels that it looks at, sorted; those of models are not among them."""
        select = self.settings.quantity.select
        ranked_by = (*select.quantity.variables, *select.quantity.per) if select else ()
        return sorted({*self.value_variables, *ranked_by})


def expand_claim(claim: Claim) -> list[Reading]:
    """Return every reading of every part of a claim and of its proxies, the most natural first.

    Readings with fewer departures from the most natural answers come first; among equals, those whose
    earlier questions have the earlier answer.
    """
    readings = []
    for part, proxy, read in claim.reads:
        if read.not_testable is not None:
            continue
        settled = frozenset(each.name for each in read.questions if each.settled)
        natural, ways = {each.pairs[0] for each in read.questions}, []
        for answers in itertools.product(*(each.pairs for each in read.questions)):
            keys = dict(read.keys)
            for question, (_, answer) in zip(read.questions, answers, strict=True):
                keys |= question.answers[answer]
            departures = len({*answers} - natural)
            ways.append(
                Reading(
                    claim.name, part, proxy, read.kind, read.asserted, settings_of(keys), answers, departures,
                    read.natural, settled,
                )
            )  # fmt: skip
        readings += sorted(ways, key=lambda reading: reading.departures)
    return readings
