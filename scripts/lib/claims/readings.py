"""Readings: ways to make a statement's words precise, the answers to its open questions combined."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from operator import ne

from lib.claims.settings import ReadingSettings, settings_of
from lib.claims.statements import Assertion, Claim, Question

Answers = tuple[tuple[str, str], ...]
"""(question, answer) in the order of the questions."""


@dataclass(frozen=True)
class Reading:
    """One way to read one part of a claim.

    Parameters
    ----------
    proxy : name of the nearest thing that is read in its place, empty for the part itself
    kind : what is computed, as in "share"
    settings : what the words leave open, now fixed
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
    def key(self) -> tuple[str, str, str]:
        """The part or proxy that is read."""
        return self.claim, self.part, self.proxy

    @property
    def variables(self) -> list[str]:
        """The variables of panels that it looks at, sorted; those of models are not among them."""
        values = self.settings.value_variables(ranked=self.kind == "rank")
        return sorted(values | self.settings.selection_variables())


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
        for departures, answers in ways_to_answer(read.questions):
            keys = dict(read.keys)
            for question, (_, answer) in zip(read.questions, answers, strict=True):
                keys |= question.answers[answer]
            readings.append(
                Reading(
                    claim.name, part, proxy, read.kind, read.asserted, settings_of(keys), answers, departures,
                    read.natural, settled,
                )
            )  # fmt: skip
    return readings


def ways_to_answer(questions: Iterable[Question]) -> list[tuple[int, Answers]]:
    """Return every way to answer questions, with how many answers are not the most natural, fewest first."""
    asked = [[(each.name, answer) for answer in each.answers] for each in questions]
    natural = tuple(pairs[0] for pairs in asked)
    ways = [(sum(map(ne, way, natural)), way) for way in itertools.product(*asked)]
    return sorted(ways, key=lambda way: way[0])
