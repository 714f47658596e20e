"""What became of each series in a refresh: for people and for refresh.csv."""

from dataclasses import dataclass, field, fields

from lib.core.files import csv_text


@dataclass
class SeriesOutcome:
    """What became of one series: a row of refresh.csv."""

    series: str
    outcome: str
    new_figures: int = 0
    revised_figures: int = 0
    largest_change: str = ""
    vintage: str = ""
    cross_check: str = ""
    why: str = ""
    account: list[str] = field(default_factory=list)  # for people, not for refresh.csv


def outcome_line(outcome: SeriesOutcome) -> str:
    """One line for people: the series, what became of it, and what changed or why it failed."""
    words = [f"{outcome.series}: {outcome.outcome}"]
    if outcome.revised_figures:
        words.append(f"{outcome.revised_figures} revised, the most {outcome.largest_change}")
    if outcome.new_figures:
        words.append(f"{outcome.new_figures} new")
    words += [text for text in (outcome.cross_check, outcome.why) if text]
    return "; ".join(words)


def summary_text(outcomes: list[SeriesOutcome]) -> str:
    """The content of refresh.csv."""
    columns = [each.name for each in fields(SeriesOutcome) if each.name != "account"]
    return csv_text(columns, ([getattr(outcome, name) for name in columns] for outcome in outcomes))


def summary_line(outcomes: list[SeriesOutcome]) -> str:
    """How many series came to which end."""
    kinds = [outcome.outcome for outcome in outcomes]
    order = ("new", "revised", "unchanged", "no endpoint", "failed")
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in order if kind in kinds)
