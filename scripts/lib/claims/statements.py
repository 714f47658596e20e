"""Statements: what the article asserts, part by part, what its words leave open, and how it is judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

from lib.claims.printed_numbers import Interval
from lib.claims.settings import ReadingSettings, settings_of

Texts = Mapping[str, str]
"""Words by language."""

NOT_SETTINGS = {"title", "kind", "asserted", "questions", "not_testable", "beside", "hidden_set", "weak"}

Answers = tuple[tuple[str, str], ...]
"""(question, answer) in the order of the questions."""


@dataclass(frozen=True)
class Assertion:
    """What a part asserts: a number as it is printed, or a direction.

    Parameters
    ----------
    exact : whether the number is a count
    hedge, tolerance : how far the words let a value be off, see judging.yaml; a tolerance only narrows it
    effect, matters : what a coefficient tells, and the name in judging.yaml of the smallest that matters
    """

    unit: str
    value: float | None = None
    decimals: int | None = None
    exact: bool = False
    hedge: str = "none"
    tolerance: float | None = None
    direction: str = ""
    effect: str = ""
    matters: str = ""

    @property
    def stated(self) -> float:
        """The number; raises `ValueError` when a direction is asserted."""
        if self.value is None:
            raise ValueError("a direction states no number")
        return self.value

    @property
    def is_number(self) -> bool:
        """Whether a number is asserted that a computed one is compared with."""
        return self.value is not None and not self.direction


@dataclass(frozen=True)
class Question:
    """What words leave open, and the defensible answers, the most natural first.

    `answers` has the keys of settings that each fixes, `titles` what it is called, where it is not called as
    the group it sets; `settled`: a statement's own words make the first answer the most natural.
    """

    name: str
    asks: Texts
    because: Texts
    answers: Mapping[str, Mapping[str, Any]]
    titles: Mapping[str, Texts]
    settled: bool = False

    @property
    def pairs(self) -> Answers:
        """The question with each of its answers."""
        return tuple((self.name, answer) for answer in self.answers)


@dataclass(frozen=True)
class UnnamedSet:
    """A set that the article does not name: so many units of a group."""

    take: int
    among: str


@dataclass(frozen=True)
class NotTestable:
    """Why a part cannot be tested: what is missing, who holds it, what comes nearest."""

    missing: Texts
    holder: Texts
    proxies: Mapping[str, "Part"]


@dataclass(frozen=True)
class Part:
    """One assertion of a claim, or what is computed in its place.

    Parameters
    ----------
    keys : settings that its words fix, as in the file; those that answers fix come on top
    natural : the year that its words or its passage point to, None for that of judging.yaml
    beside : other questions that are not what is asserted, computed beside it, by name
    weak : of what is computed in another's place, why it shows little of it
    """

    title: Texts
    kind: str
    asserted: Assertion
    keys: Mapping[str, Any]
    questions: tuple[Question, ...] = ()
    natural: int | None = None
    hidden_set: UnnamedSet | None = None
    not_testable: NotTestable | None = None
    beside: Mapping[str, "Part"] = field(default_factory=dict)
    weak: Texts = field(default_factory=dict)

    @property
    def settings(self) -> ReadingSettings:
        """The settings without any answer."""
        return settings_of(self.keys)

    @property
    def proxies(self) -> Mapping[str, "Part"]:
        """What is computed in its place or beside it, by name."""
        return self.not_testable.proxies if self.not_testable else self.beside


@dataclass(frozen=True)
class Claim:
    """One statement of the article, in our words, with its parts in order.

    `dated`: why its parts are read at the year they are, where its words or its passage point to one.
    `together`: a name that statements share which are also judged together.
    """

    name: str
    theme: str
    words: Texts
    parts: Mapping[str, Part]
    caveat: Texts = field(default_factory=dict)
    dated: Texts = field(default_factory=dict)
    together: str = ""

    @property
    def reads(self) -> tuple[tuple[str, str, Part], ...]:
        """Every part and, after it, every proxy of it: (part, proxy or empty, what is read)."""
        return tuple(
            (name, proxy, read)
            for name, part in self.parts.items()
            for proxy, read in {"": part, **part.proxies}.items()
        )


@dataclass(frozen=True)
class Hedge:
    """How far, as a part of the stated value, a computed one may lie below or above it and still be close.

    `open` hedges, such as "more than", are literally true of everything above.
    """

    below: float
    above: float
    open: bool = False


@dataclass(frozen=True)
class SmallestEffect:
    """The smallest effect that matters, in the units in which it is told, and why."""

    value: float
    because: Texts


@dataclass(frozen=True)
class Judging:
    """How statements are judged, the content of judging.yaml."""

    themes: tuple[str, ...] = ()
    natural: int = 0
    first: int = 0
    last: int = 0
    layouts: tuple[str, ...] = ()
    hedges: Mapping[str, Hedge] = field(default_factory=dict)
    smallest_effects: Mapping[str, SmallestEffect] = field(default_factory=dict)
    comparable_within: float = 2
    cheap_above: float = 0.5

    def accepted(self, asserted: Assertion, exactly: bool = False, stated: Any = None) -> Interval:
        """The values that print as stated or lie within the tolerance of the hedge, what reaches further.

        Halves print either way; a count is the number itself; of an open hedge, all above are accepted.
        `exactly` leaves the tolerance out: what is printed is then literally true. `stated` sets another
        number, or an array of them, in the place of the asserted one.
        """
        import numpy as np  # here: the check of the files before a run needs no arrays

        hedge, value = self.hedges[asserted.hedge], asserted.stated if stated is None else stated
        half = 0 if asserted.exact or asserted.decimals is None else 0.5 * 10.0**-asserted.decimals
        widest = 0 if exactly else inf if asserted.tolerance is None else asserted.tolerance
        below, above = (
            np.maximum(abs(value) * min(side, widest), half) for side in (hedge.below, hedge.above)
        )
        return Interval(value - below, inf if hedge.open else value + above)


def judging_of(content: Mapping[str, Any]) -> Judging:
    """Read the content of judging.yaml."""
    hedges, effects = content["hedges"], content["smallest_effects"]
    return Judging(
        **content["years"],
        themes=tuple(content["themes"]),
        layouts=tuple(content["layouts"]),
        hedges={name: Hedge(**sides) for name, sides in hedges.items()},
        smallest_effects={name: SmallestEffect(**effect) for name, effect in effects.items()},
        comparable_within=content["comparable_within"],
        cheap_above=content["cheap_above"],
    )


def questions_of(content: Mapping[str, Any]) -> dict[str, Question]:
    """Read the content of questions.yaml."""
    return {
        name: Question(
            name,
            question["asks"],
            question["because"],
            {answer: each["set"] for answer, each in question["answers"].items()},
            {answer: each["title"] for answer, each in question["answers"].items() if "title" in each},
        )
        for name, question in content.items()
    }


def claim_of(name: str, content: Mapping[str, Any], questions: Mapping[str, Question]) -> Claim:
    """Read one entry of a file of config/article/claims, with its theme."""
    dated = content.get("dated", {})
    shared = {"questions": content.get("questions", []), **content.get("all_parts", {})}
    return Claim(
        name,
        content.get("theme", ""),
        content["words"],
        _parts(content["parts"], shared, dated.get("year"), questions),
        content.get("caveat", {}),
        dated.get("because", {}),
        content.get("together", name),
    )


def _parts(
    entries: Mapping[str, Any], shared: Mapping[str, Any], year: int | None, known: Mapping[str, Question]
) -> dict[str, Part]:
    """Parts, or what is computed in the place of one or beside it, by name; they share keys and a year."""
    parts = {}
    for name, entry in entries.items():
        content, asked = {**shared, **entry}, []
        for each in content.get("questions", ()):
            question = known[each if isinstance(each, str) else each["question"]]
            if not isinstance(each, str):  # the part's own words make another answer the most natural
                answers = {each["first"]: question.answers[each["first"]], **question.answers}
                question = replace(question, answers=answers, because=each["because"], settled=True)
            asked.append(question)
        missing = dict(content.get("not_testable", {}))
        if missing:
            missing["proxies"] = _parts(missing["proxies"], {}, year, known)
        parts[name] = Part(
            title=content["title"],
            kind=content["kind"],
            asserted=Assertion(**content["asserted"]),
            keys={key: value for key, value in content.items() if key not in NOT_SETTINGS},
            questions=tuple(asked),
            natural=year,
            hidden_set=UnnamedSet(**content["hidden_set"]) if "hidden_set" in content else None,
            not_testable=NotTestable(**missing) if missing else None,
            beside=_parts(content.get("beside", {}), {}, year, known),
            weak=content.get("weak", {}),
        )
    return parts
