"""The register of statements: read from YAML and checked as a whole, every fault with file and line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.claims.readings import Reading, expand_claim
from lib.claims.register_faults import Known, faults_of
from lib.claims.statements import Claim, Judging, Question, claim_of, judging_of, questions_of
from lib.core.configuration import ConfigFile, parse_yaml, read_yaml, schema_problems
from lib.core.problems import stop_if


@dataclass(frozen=True)
class Register:
    """Statements that passed every check.

    Parameters
    ----------
    claims, questions : by name, in the order in which they are shown
    judging : how to judge
    readings : every reading of every part, in the order of the claims
    """

    claims: Mapping[str, Claim]
    questions: Mapping[str, Question]
    judging: Judging
    readings: tuple[Reading, ...]


def read_claims(paths: Iterable[str | Path]) -> dict[str, dict[str, Any]]:
    """The statements by id, each with its theme, the name of its file; the order of files and entries."""
    return {
        name: {**claim, "theme": Path(path).stem} for path in paths for name, claim in read_yaml(path).items()
    }


def load_register(
    claims: Iterable[str | Path],
    questions: str | Path,
    judging: str | Path,
    schemas: str | Path,
    known: Known,
) -> Register:
    """Read and check a register.

    Parameters
    ----------
    claims : one file a theme, its name is the theme's
    questions, judging : the other two files
    schemas : folder of claims.schema.yaml, questions.schema.yaml, judging.schema.yaml
    known : names that may be used

    Raises
    ------
    ProblemsError
        With every fault of all files: unknown keys, series, units, groups, layouts, models, questions and
        hedges, incomplete readings, too wide tolerances, one id used twice.
    """
    problems: list[str] = []
    asked = _read(questions, f"{schemas}/questions.schema.yaml", problems)
    rules = _read(judging, f"{schemas}/judging.schema.yaml", problems)
    paths = {Path(path).stem: path for path in claims}
    order = [theme for theme in rules.content.get("themes", []) if theme in paths]
    themes = [
        _read(paths[theme], f"{schemas}/claims.schema.yaml", problems)
        for theme in dict.fromkeys([*order, *paths])
    ]
    problems += faults_of(
        themes, asked, rules, known, sound=not problems, schema=f"{schemas}/claims.schema.yaml"
    )
    stop_if(problems, "Reading the statements")
    known_questions = questions_of(asked.content)
    read = [
        claim_of(name, Path(file.path).stem, content, known_questions)
        for file in themes
        for name, content in file.content.items()
    ]
    return Register(
        {claim.name: claim for claim in read},
        known_questions,
        judging_of(rules.content),
        tuple(reading for claim in read for reading in expand_claim(claim)),
    )


def _read(path: str | Path, schema: str, problems: list[str]) -> ConfigFile:
    content, lines, faults = parse_yaml(path)
    problems += faults
    if content is not None:
        problems += schema_problems(content, lines, path, schema)
    return ConfigFile(str(path), content if isinstance(content, dict) else {}, lines)
