"""Readings: ways to make a statement's words precise, the answers to its open questions combined."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from lib.claims.settings import ReadingSettings, settings_of
from lib.claims.statements import Assertion, Claim, Part


@dataclass(frozen=True)
class Reading:
    """One way to read one part of a claim.

    Parameters
    ----------
    claim, part : what is read
    proxy : name of the nearest thing that is read in its place, empty for the part itself
    kind : what is computed, as in "share"
    asserted : what the article states
    settings : what the words leave open, now fixed: variables, groups, layout, years
    answers : (question, answer) in the order of the questions
    departures : how many answers are not the most natural one
    natural : the year that its passage points to, None for that of judging.yaml
    settled : the questions that the statement's own words answer
    """

    claim: str
    part: str
    proxy: str
    kind: str
    asserted: Assertion
    settings: ReadingSettings
    answers: tuple[tuple[str, str], ...]
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
    return [
        reading
        for part, proxy, read in claim.all_parts()
        if read.not_testable is None
        for reading in sorted(_combine(claim.name, part, proxy, read), key=lambda each: each.departures)
    ]


def _combine(claim: str, part: str, proxy: str, read: Part) -> Iterator[Reading]:
    names = [question.name for question in read.questions]
    for answers in itertools.product(*(question.answers for question in read.questions)):
        keys = dict(read.keys)
        departures = 0
        for question, answer in zip(read.questions, answers, strict=True):
            keys |= question.answers[answer]
            departures += answer != next(iter(question.answers))
        pairs = tuple(zip(names, answers, strict=True))
        yield Reading(
            claim,
            part,
            proxy,
            read.kind,
            read.asserted,
            settings_of(keys),
            pairs,
            departures,
            read.natural,
            frozenset(question.name for question in read.questions if question.settled),
        )
