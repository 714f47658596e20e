"""Ways to make a statement's words precise: the answers to its open questions, combined."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GROUP_KEYS = ("group", "other_group", "whole", "among")
RESERVED = ("title", "kind", "asserted", "questions", "not_testable")


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
    """

    claim: str
    part: str
    proxy: str
    kind: str
    asserted: Mapping[str, Any]
    settings: Mapping[str, Any]
    answers: tuple[tuple[str, str], ...]
    departures: int


def expand_claim(name: str, claim: Mapping, questions: Mapping) -> list[Reading]:
    """Return every reading of every part of a claim and of its proxies, the most natural first.

    Readings with fewer departures from the most natural answers come first; among equals, those whose
    earlier questions have the earlier answer.
    """
    found = []
    for part_name, part in claim["parts"].items():
        shared = {"questions": claim.get("questions", []), **claim.get("all_parts", {})}
        found += _expand(name, part_name, "", {**shared, **part}, questions)
        for proxy, instead in part.get("not_testable", {}).get("proxies", {}).items():
            found += _expand(name, part_name, proxy, {"questions": [], **instead}, questions)
    return found


def _expand(claim: str, part: str, proxy: str, fixed: Mapping, questions: Mapping) -> list[Reading]:
    if "not_testable" in fixed:
        return []
    asked = fixed["questions"]
    settings = {key: value for key, value in fixed.items() if key not in RESERVED}
    found = []
    for answers in itertools.product(*(list(questions[name]["answers"]) for name in asked)):
        chosen = dict(settings)
        for question, answer in zip(asked, answers, strict=True):
            chosen.update(questions[question]["answers"][answer]["set"])
        departures = sum(
            answer != next(iter(questions[question]["answers"]))
            for question, answer in zip(asked, answers, strict=True)
        )
        pairs = tuple(zip(asked, answers, strict=True))
        found.append(Reading(claim, part, proxy, fixed["kind"], fixed["asserted"], chosen, pairs, departures))
    return sorted(found, key=lambda reading: reading.departures)


def model_name(settings: Mapping[str, Any]) -> str:
    """Return the name of the model that settings ask for: a file of config/models, or a variant of it."""
    variant = settings.get("variant", "none")
    return settings["model"] if variant == "none" else f"{settings['model']}:{variant}"


def variables_of(reading: Reading) -> list[str]:
    """The variables that a reading's settings name, sorted."""
    return sorted({*value_variables(reading), *selection_variables(reading.settings)})


def value_variables(reading: Reading) -> set[str]:
    """The variables that a reading's value is computed from; places need no weights."""
    settings = reading.settings
    named = [settings.get(f"{side}{key}") for side in ("", "other_") for key in ("variable", "per")]
    named.append(settings.get("whole_variable"))
    how = settings.get("aggregate", "total")
    if how == "total" and reading.kind != "rank":
        named.append(settings.get("weight"))
    if "other_group" in settings and settings.get("other_aggregate", how) == "total":
        named.append(settings.get("other_weight", settings.get("weight")))
    return {name for one in named if one for name in (one if isinstance(one, list) else [one])}


def selection_variables(settings: Mapping[str, Any]) -> set[str]:
    """The variables by which a reading selects its units."""
    select = settings.get("select", {})
    return {select[key] for key in ("by", "per") if key in select}
