"""What became of each series in a refresh: for people, for refresh.csv, and for a run that goes on later."""

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lib.core.files import csv_text

RESUMED_WITHIN = timedelta(hours=12)


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


def read_progress(path: Path, trying: bool) -> dict[str, SeriesOutcome]:
    """What a broken-off run of the same day and kind had finished."""
    if not path.is_file():
        return {}
    done = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            note = json.loads(line)
            finished = datetime.fromisoformat(note.pop("finished_at"))
            same = note.pop("trying") == trying and datetime.now(UTC) - finished < RESUMED_WITHIN
            if same:
                done[note["series"]] = SeriesOutcome(**note)
        except (ValueError, KeyError, TypeError):
            continue
    return done


def note_progress(path: Path, outcome: SeriesOutcome, trying: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    note = {**asdict(outcome), "trying": trying, "finished_at": datetime.now(UTC).isoformat()}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(note, ensure_ascii=False) + "\n")
