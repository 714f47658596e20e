"""A dossier a claim, in Markdown: what is stated, what was computed, every reading, sources, how."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lib.claims.evaluation import Outcome, accepted_values
from lib.claims.hidden_sets import HiddenSets
from lib.claims.provenance import Provenance
from lib.claims.readings import Reading, model_name, variables_of
from lib.claims.register import Register
from lib.claims.telling.explanations import (
    answer_title,
    as_stated,
    outcome_text,
    period_text,
    reading_title,
    value_text,
    years_text,
)
from lib.claims.verdicts import Finding
from lib.words.language import Words


@dataclass(frozen=True)
class Casebook:
    """All that dossiers are written from, in one language.

    Parameters
    ----------
    register : the statements
    findings : by (claim, part, proxy)
    why : the sentence on each finding, by the same key
    hidden : searches for sets that the article does not name
    provenance : origins of the figures
    words : the language
    folder : the folder of the claims' files, for the reader who wants to change one
    """

    register: Register
    findings: Mapping[tuple[str, str, str], Finding]
    why: Mapping[tuple[str, str, str], str]
    hidden: tuple[HiddenSets, ...]
    provenance: Provenance
    words: Words
    folder: str


def write_dossier(book: Casebook, claim: str, picture: str) -> str:
    """Return the dossier of one claim.

    Parameters
    ----------
    picture : path of its picture from the dossier
    """
    told, words = book.register.claims[claim], book.words
    findings = [finding for finding in book.findings.values() if finding.claim == claim]
    lines = [
        f"# {claim}",
        "",
        told["words"][words.language],
        "",
        f"![{claim}]({picture})",
        "",
        words.say("dossier.picture"),
        "",
    ]
    for finding in findings:
        lines += _finding_lines(book, finding)
    lines += _section(book, "open_questions", _questions(book, findings))
    lines += _section(book, "hidden", [_hidden_line(book, one) for one in book.hidden if one.claim == claim])
    lines += _section(book, "caveats", _caveats(book, claim))
    lines += _section(book, "sources", _sources(book, findings))
    lines += _section(book, "code", _code(book, findings))
    lines += _section(book, "rule_title", _rule(book, findings))
    return "\n".join(lines).rstrip() + "\n"


def titles(register: Register, claim: str, words: Words) -> dict[tuple[str, str], str]:
    """Return the title of each part and proxy of a claim, by (part, proxy)."""
    found = {}
    for part, told in register.claims[claim]["parts"].items():
        found[part, ""] = told["title"][words.language]
        for proxy, instead in told.get("not_testable", {}).get("proxies", {}).items():
            found[part, proxy] = instead["title"][words.language]
    return found


def _finding_lines(book: Casebook, finding: Finding) -> list[str]:
    words = book.words
    title = titles(book.register, finding.claim, words)[finding.part, finding.proxy]
    mark = f"{words.say('dossier.proxies')}: " if finding.proxy else ""
    verdict = words.say(f"verdicts.{finding.verdict.replace(' ', '_')}")
    heading = f"{mark}{title}: {verdict}"
    lines = [f"## {_capital(heading)}", "", book.why[finding.claim, finding.part, finding.proxy], ""]
    asserted = as_stated(finding, book.register, words)
    if finding.chosen is None:
        return [*lines, f"- {words.say('dossier.asserted')}: {asserted}", ""]
    lines += [
        f"- {words.say('dossier.asserted')}: {asserted}",
        *_accepted(book, finding),
        f"- {words.say('dossier.computed')}: {outcome_text(finding.chosen, words)}",
        f"- {words.say('dossier.reading')}: {_place(book, finding.chosen)}",
    ]
    if len(finding.outcomes) > 1:
        lines.append(f"- {words.say('dossier.robustness')}: {_robustness(finding, words)}")
    return [*lines, "", *_readings(book, finding), ""]


def _accepted(book: Casebook, finding: Finding) -> list[str]:
    """How far a value may be off, for a number that need not be exact."""
    asserted = finding.chosen.reading.asserted
    if "value" not in asserted or asserted.get("exact"):
        return []
    accepted = accepted_values(asserted, book.register.judging)
    low, high = (value_text(end, asserted, book.words) for end in (accepted.low, accepted.high))
    return [f"- {book.words.say('dossier.accepted', low=low, high=high)}"]


def _rule(book: Casebook, findings: list[Finding]) -> list[str]:
    """The rule that chose the readings, as long as there was something to choose."""
    words, judging = book.words, book.register.judging
    kinds = {finding.chosen.reading.kind for finding in findings if finding.chosen}
    lines = [words.say("dossier.rule", natural=judging["years"]["natural"])] if kinds else []
    if "association" in kinds:
        lines.append(
            words.say("dossier.rule_association", significance=words.number(judging["significance"], 2))
        )
    return lines


def _place(book: Casebook, outcome: Outcome) -> str:
    parts = [reading_title(book.register, outcome.reading, book.words), years_text(outcome.period)]
    return ", ".join(part for part in parts if part)


def _robustness(finding: Finding, words: Words) -> str:
    same = finding.same_year
    places = {
        "agreeing": finding.agreeing,
        "all": len(finding.outcomes),
        "same": sum(outcome.true == finding.chosen.true for outcome in same),
        "same_all": len(same),
        "period": period_text(finding.chosen.period, words),
        "years": ", ".join(map(years_text, filter(None, finding.best_years))) or words.say("dossier.none"),
    }
    asserted = finding.chosen.reading.asserted
    if not finding.chosen.period:
        return words.say("dossier.agreeing_numbers", **places)
    if "value" not in asserted:
        return words.say("dossier.agreeing_words", **places)
    values = [outcome.value for outcome in finding.outcomes]
    low, high = (value_text(value, asserted, words) for value in (min(values), max(values)))
    return words.say("dossier.agreeing", low=low, high=high, **places)


def _readings(book: Casebook, finding: Finding) -> list[str]:
    """Every reading as a table, years in columns would be too wide: a row an outcome, the chosen one bold."""
    words = book.words
    keys = ("reading", "year", "layout", "computed", "verdict")
    lines = [_row(words.say(f"dossier.{key}") for key in keys), _row("---" for _ in keys)]
    for outcome in finding.outcomes:
        cells = [
            reading_title(book.register, outcome.reading, words),
            years_text(outcome.period),
            outcome.layout,
            outcome_text(outcome, words),
            words.say(f"verdicts.{outcome.verdict}"),
        ]
        chosen = outcome is finding.chosen
        lines.append(_row(f"**{cell}**" if chosen and cell else cell for cell in cells))
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _section(book: Casebook, key: str, lines: list[str]) -> list[str]:
    if not lines:
        return []
    return [f"## {book.words.say(f'dossier.{key}')}", "", *(f"- {line}" for line in lines), ""]


def _questions(book: Casebook, findings: list[Finding]) -> list[str]:
    asked = dict.fromkeys(
        question
        for finding in findings
        for outcome in finding.outcomes
        for question, _ in outcome.reading.answers
    )
    words = book.words
    return [
        words.say(
            "dossier.question",
            asks=_capital(book.register.questions[question]["asks"][words.language]),
            because=book.register.questions[question]["because"][words.language],
            answers=words.say("claims.and").join(
                answer_title(book.register, question, answer, words)
                for answer in book.register.questions[question]["answers"]
            ),
        )
        for question in asked
    ]


def _hidden_line(book: Casebook, one: HiddenSets) -> str:
    words = book.words
    asserted = book.register.claims[one.claim]["parts"][one.part]["asserted"]
    nearest = "; ".join(
        f"{', '.join(words.unit(unit) for unit in units)} ({value_text(share, asserted, words)})"
        for units, share in one.nearest
    )
    return words.say(
        "dossier.hidden_text",
        layout=one.layout,
        period=one.year,
        sets=one.sets,
        take=one.take,
        matches=one.matches,
        close=one.close,
        low=value_text(one.low, asserted, words),
        high=value_text(one.high, asserted, words),
        nearest=nearest,
    )


def _caveats(book: Casebook, claim: str) -> list[str]:
    words, told = book.words, book.register.claims[claim]
    found = [told["caveat"][words.language]] if "caveat" in told else []
    checks = [
        f"{name} ({words.say('verdicts.' + book.findings[name, part, ''].verdict.replace(' ', '_'))})"
        for name, other in book.register.claims.items()
        for part, check in other["parts"].items()
        if any(
            isinstance(term, str) and term.startswith(f"{claim}.")
            for term in [*check.get("terms", []), *check.get("equals", [])]
        )
    ]
    if checks:
        found.append(words.say("dossier.see_also", claims=", ".join(dict.fromkeys(checks))))
    return found


def _sources(book: Casebook, findings: list[Finding]) -> list[str]:
    chosen = [finding.chosen.reading for finding in findings if finding.chosen]
    names = sorted({name for reading in chosen for name in book.provenance.series_of(reading)})
    return [
        book.words.say(
            "dossier.source",
            title=book.words.variables.get(name) or _measures_of(book, name, chosen),
            table=book.provenance.tables[name],
            vintage=book.provenance.vintages.get(name, "–"),
        )
        for name in names
    ]


def _measures_of(book: Casebook, series: str, readings: list[Reading]) -> str:
    """The titles of the variables of a series of several measures that readings look at."""
    used = sorted({name for reading in readings for name in variables_of(reading)})
    titled = [name for name in used if book.provenance.series.get(name) == series]
    return ", ".join(book.words.variables.get(name, name) for name in titled) or series


def _code(book: Casebook, findings: list[Finding]) -> list[str]:
    found: dict[str, None] = {}
    for finding in findings:
        if finding.chosen is None:
            continue
        reading = finding.chosen.reading
        file = f"{book.folder}/{book.register.claims[finding.claim]['theme']}.yaml"
        if reading.kind == "association":
            text = book.words.say("dossier.code_model", file=file, model=model_name(reading.settings))
        elif reading.kind == "arithmetic":
            text = book.words.say("dossier.code_arithmetic", file=file)
        else:
            variables = ", ".join(f"`{name}`" for name in variables_of(reading))
            text = book.words.say("dossier.code_text", file=file, kind=reading.kind, variables=variables)
        found[text] = None
    return list(found)
