"""The register of statements, read from YAML that was found sound before (lib.claims.register_faults)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.claims.readings import Reading, expand_claim
from lib.claims.sentences_covered import dates_of_passages
from lib.claims.statements import Claim, Judging, Question, claim_of, judging_of, questions_of
from lib.core.configuration import read_yaml


@dataclass(frozen=True)
class Register:
    """Statements by name, in the order in which they are shown, their readings, and how to judge them."""

    claims: Mapping[str, Claim]
    questions: Mapping[str, Question]
    judging: Judging
    readings: tuple[Reading, ...]


def read_claims(paths: Iterable[str | Path]) -> dict[str, dict[str, Any]]:
    """The statements by id, each with its theme, the name of its file; the order of files and entries."""
    return {
        name: {**claim, "theme": Path(path).stem} for path in paths for name, claim in read_yaml(path).items()
    }


def read_dated_claims(paths: Iterable[str | Path], coverage: str | Path) -> dict[str, dict[str, Any]]:
    """The statements by id, `dated` by their own words, else by those of their passage, else not at all."""
    dates = dates_of_passages(read_yaml(coverage))
    return {name: {**dates.get(name, {}), **claim} for name, claim in read_claims(paths).items()}


def read_register(
    claims: Iterable[str | Path], questions: str | Path, judging: str | Path, coverage: str | Path
) -> Register:
    """Read the files of claims, one a theme, in the order of the themes; and what they are judged by."""
    rules, asked = judging_of(read_yaml(judging)), questions_of(read_yaml(questions))
    ordered = sorted(claims, key=lambda path: rules.themes.index(Path(path).stem))
    dated = read_dated_claims(ordered, coverage)
    read = {name: claim_of(name, content, asked) for name, content in dated.items()}
    return Register(
        read, asked, rules, tuple(each for claim in read.values() for each in expand_claim(claim))
    )
