"""Ask the official endpoints, and add a dated vintage of every series whose figures have changed."""

from lib.runs.jobs import job

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from lib.core.files import write_bytes, write_text
from lib.core.problems import ProblemsError, stop_if
from lib.data.snapshots import REPLY_SEPARATOR
from lib.refresh.adapters.reading import sources_of
from lib.refresh.archive import record_vintage
from lib.refresh.asking import Asked, Inquiry
from lib.refresh.door import RawFolder, carry_over, inspect_vintage
from lib.refresh.http import Client, FetchSettings
from lib.refresh.log import SeriesOutcome, outcome_line, summary_line, summary_text


class Store(NamedTuple):
    """Where vintages are kept, and which day it is.

    `trying` writes nothing to `raw`; the replies of failed and tried series go to `replies`. `accept` is
    why figures that look wrong are right.
    """

    raw: RawFolder
    replies: Path
    today: date
    trying: bool
    accept: str = ""


def refresh_series(
    wanted: list[str], client: Client, store: Store, say: Callable[[str], None] = print
) -> list[SeriesOutcome]:
    """Refresh the wanted series one after the other; one that fails does not stop the others.

    Parameters
    ----------
    say : called with a line a series

    Raises
    ------
    ProblemsError
        When a wanted series is not in the registry.
    """
    unknown = sorted(set(wanted) - set(store.raw.registry))
    stop_if([f"'{name}' is not in registry.yaml; describe it there." for name in unknown], "Refreshing")
    folder = store.raw.folder
    for path in [*folder.glob(".index-*"), *folder.glob("*/.*-*")]:  # of a run that was killed while writing
        path.unlink(missing_ok=True)
    outcomes = []
    for number, series in enumerate(wanted, start=1):
        outcome = _refresh_one(series, client, store)
        outcomes.append(outcome)
        say(f"[{number:2d}/{len(wanted)}] {outcome_line(outcome)}")
        for line in outcome.account:
            say(f"        {line}")
    return outcomes


def _refresh_one(series: str, client: Client, store: Store) -> SeriesOutcome:
    entry = store.raw.registry[series]
    if "fetch" not in entry:
        return SeriesOutcome(series, "no endpoint")
    inquiry = Inquiry(series, entry, store.raw.gazetteer, client)
    try:
        asked = inquiry.ask(sources_of(entry))
        outcome = _keep(series, entry, asked, store)
        outcome.account = asked.account.lines()
        if "cross_check" in entry:
            outcome.cross_check = inquiry.compare(asked.observations)
    except ProblemsError as error:
        why = " ".join([*error.problems, inquiry.diagnose()]).strip()
        outcome = SeriesOutcome(series, "failed", why=why)
    if store.trying or outcome.outcome == "failed":
        for number, reply in enumerate(inquiry.heard, start=1):
            write_bytes(store.replies / f"{series}-{number}.reply", reply.content)
    return outcome


def _keep(series: str, entry: dict, asked: Asked, store: Store) -> SeriesOutcome:
    """Compare with the last vintage; store the figures when they may follow it and are not the same."""
    history = store.raw.history(series)
    newest = max(history, default="")
    observations = carry_over(history.get(newest, []), asked.observations, entry.get("absent", []), newest)
    year, others = store.today.year, store.raw.others(series)
    inspection = inspect_vintage(entry, history, observations, store.raw.gazetteer, year, others)
    inspection.admit(store.accept, series)
    change = inspection.change
    largest = str(change.largest) if change.largest else ""
    if newest and not change.new and not change.revised:
        return SeriesOutcome(series, "unchanged", vintage=newest)
    vintage = store.today.isoformat()
    if newest and newest >= vintage:
        fault = (
            f"the figures differ from the vintage {newest} ({len(change.new)} new, "
            f"{len(change.revised)} revised), and a day has one vintage; refresh again on a later day."
        )
        raise ProblemsError(series, [fault])
    if not store.trying:
        record = {
            "series": series,
            "vintage": vintage,
            "basis": "retrieved",
            "accepted": store.accept.strip() if inspection.suspicions else "",
            "source": REPLY_SEPARATOR.join(reply.url for reply in asked.replies),
            "retrieved_at": REPLY_SEPARATOR.join(reply.retrieved_at for reply in asked.replies),
            "http_status": REPLY_SEPARATOR.join(str(reply.status) for reply in asked.replies),
        }
        record_vintage(store.raw, record, observations, [reply.content for reply in asked.replies])
    return SeriesOutcome(
        series,
        "revised" if change.revised else "new",
        new_figures=len(change.new),
        revised_figures=len(change.revised),
        largest_change=largest,
        vintage=vintage,
    )


def tell(sentence: str) -> None:
    """Show and log what makes a run wait."""
    logging.warning(sentence)
    print(f"        {sentence}", flush=True)


if __name__ == "__main__":
    with job(snakemake):
        params = snakemake.params
        raw, results = RawFolder(Path(snakemake.input.index).parent), Path(params.results)
        store = Store(raw, results / "replies", date.today(), params.trying, params.accept)
        with Client(FetchSettings(**params.settings), tell=tell) as client:
            outcomes = refresh_series(
                params.series or sorted(raw.registry),
                client,
                store,
                say=lambda line: print(line, flush=True),
            )
        write_text(results / "refresh.csv", summary_text(outcomes))
        print(f"{summary_line(outcomes)}; see {results / 'refresh.csv'}", flush=True)
        failed = [f"{outcome.series}: {outcome.why}" for outcome in outcomes if outcome.outcome == "failed"]
        stop_if(failed, "Refreshing")
