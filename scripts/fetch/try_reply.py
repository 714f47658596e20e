"""Read a reply that lies in a file as a refresh would read it, and compare it with the newest vintage.

Nothing is asked and nothing is stored: the tidy rows go to the standard output, what there is to say to the
standard error.

    python scripts/fetch/try_reply.py --file reply.json --series income_per_capita
    python scripts/fetch/try_reply.py --file table.xlsx --adapter portal_workbook \
        --settings "{layout: years_across, sheets: [^Показатель$]}" --borders 2022

`--settings` are keys of a source as in registry.yaml; with a series they take the place of its own.
"""

import argparse
import sys
from datetime import date
from pathlib import Path

import yaml

from lib.core.configuration import read_yaml
from lib.core.problems import ProblemsError, stop_if
from lib.data.observations import Observation
from lib.data.records import SeriesRecord
from lib.refresh.account import Account
from lib.refresh.adapters.reading import READERS, keep_first, read_labelled, read_source, sources_of
from lib.refresh.archive import vintage_text
from lib.refresh.door import change_lines, inspect_vintage, newest_vintages, vintages_before
from lib.refresh.region_names import Gazetteer, read_gazetteer

RAW_FOLDER = Path("data/raw")
ANY_SEGMENT = "https://localhost/ru/Api/GetIndexData/0?period=7&dics=67"


def read_with(
    content: bytes, sources: list[dict], series: str, entry: dict, gazetteer: Gazetteer, account: Account
) -> list[Observation]:
    """Read one reply by every source of a series that it is the reply of; the first one holds.

    Where none of `sources` can read it, their fallbacks are; `account` is told what became of everything.
    Raises `ProblemsError` with what each source found wrong.
    """
    found: dict[tuple, Observation] = {}
    problems = []
    borders, fallbacks = entry.get("newest_borders_from"), [each.get("fallback") for each in sources]
    for source in [*sources, *filter(None, fallbacks)]:
        if source in fallbacks and (found or not problems):
            break
        told = Account()
        try:
            observations = read_source([content], source, gazetteer, series, borders, told)
        except ProblemsError as error:
            problems += [f"as {source['adapter']}: {problem}" for problem in error.problems]
            continue
        account.add(told)
        problems = [] if source in fallbacks else problems
        keep_first(found, observations, entry["localities"], account)
    if problems or not found:
        stop_if(problems or ["no figure of the localities that the registry names."], f"Reading for {series}")
    return sorted(found.values(), key=lambda observation: observation.key)


def read_alone(
    content: bytes, source: dict, gazetteer: Gazetteer, borders: int | str | None, account: Account
) -> list[Observation]:
    """Read one reply without a series; untold, the new borders begin where the reply has all new regions."""
    if borders is None:
        labelled = read_labelled([content], source, gazetteer, "value", Account())
        created = gazetteer.created
        years = {
            year: {observation.unit for observation in labelled if observation.year == year}
            for year in {observation.year for observation in labelled}
        }
        borders = min((year for year, units in years.items() if created <= units), default=None)
    return read_source([content], source, gazetteer, "value", borders, account)


def chosen_sources(series: str, registry: dict, number: int | None) -> list[dict]:
    """The sources of a series; those of one address, the first unless `number` (from 1) says which source.

    Raises `ProblemsError` when the series is unknown, has no endpoint, or has fewer sources.
    """
    known = sorted(name for name in registry if "fetch" in registry[name])
    if series not in known:
        raise ProblemsError(
            "Trying a reply",
            [f"'{series}' has no endpoint in registry.yaml; those that have: {', '.join(known)}."],
        )
    sources = sources_of(registry[series])
    if number is not None and not 1 <= number <= len(sources):
        raise ProblemsError("Trying a reply", [f"{series} has {len(sources)} sources, there is no {number}."])
    first = sources[(number or 1) - 1]
    return [first] if number else [each for each in sources if each["url"] == first["url"]]


def reply_summary(observations: list[Observation], gazetteer: Gazetteer) -> str:
    """How many figures were read, of how many units and which years, and which regions have none."""
    years = sorted({each.year for each in observations})
    units = {each.unit for each in observations}
    lacking = min((layout - units for layout in gazetteer.layouts.values()), key=len)
    none = f"; none of {', '.join(sorted(lacking))}" if lacking and len(units) > len(lacking) else ""
    return f"{len(observations)} figures of {len(units)} units, {years[0]} to {years[-1]}{none}."


def compared(
    series: str, entry: SeriesRecord, observations: list[Observation], gazetteer: Gazetteer
) -> list[str]:
    """What the figures have otherwise than the newest vintage, and why they might not follow it."""
    history = vintages_before(RAW_FOLDER, series)
    others = newest_vintages(RAW_FOLDER, series)
    inspection = inspect_vintage(entry, history, observations, gazetteer, date.today().year, others)
    lines = change_lines(observations, inspection.change, max(history)) if history else []
    lines += [f"would be refused: {suspicion}" for suspicion in inspection.suspicions]
    return lines + [f"worth a look: {oddity}" for oddity in inspection.oddities]


def try_reply(arguments: argparse.Namespace) -> tuple[list[Observation], list[str]]:
    """The figures of the file, and what there is to say of them."""
    gazetteer = read_gazetteer(RAW_FOLDER / "units.csv", RAW_FOLDER / "aliases.csv")
    try:
        content = Path(arguments.file).read_bytes()
    except OSError as error:
        raise ProblemsError(
            "Trying a reply", [f"{arguments.file}: {error.strerror}; name the file of a reply."]
        ) from None
    account = Account()
    if not arguments.series:
        source = {"adapter": arguments.adapter, "url": ANY_SEGMENT, **arguments.settings}
        observations = read_alone(content, source, gazetteer, arguments.borders, account)
        return observations, [reply_summary(observations, gazetteer), *account.lines()]
    registry = read_yaml(RAW_FOLDER / "registry.yaml")
    sources = [
        {**source, **arguments.settings}
        for source in chosen_sources(arguments.series, registry, arguments.source)
    ]
    entry = registry[arguments.series]
    observations = read_with(content, sources, arguments.series, entry, gazetteer, account)
    return observations, [
        reply_summary(observations, gazetteer),
        *account.lines(),
        *compared(arguments.series, entry, observations, gazetteer),
    ]


def _borders(text: str) -> int | str | None:
    return int(text) if text.isdigit() else (text or None)


def main() -> int:
    """Map the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--file", required=True, help="the reply as it came")
    parser.add_argument("--series", help="read it as registry.yaml says for this series")
    parser.add_argument("--source", type=int, help="which of the series' sources, from 1")
    parser.add_argument("--adapter", choices=sorted(READERS), help="read it without a series")
    parser.add_argument("--settings", type=yaml.safe_load, default={}, help="keys of a source, as YAML")
    parser.add_argument("--borders", type=_borders, help="first year with the regions of 2022, or: all years")
    arguments = parser.parse_args()
    if bool(arguments.series) == bool(arguments.adapter):
        parser.error("name either a series or an adapter")
    try:
        observations, lines = try_reply(arguments)
    except ProblemsError as error:
        print(error, file=sys.stderr)
        return 1
    sys.stdout.write(vintage_text(observations))
    print("\n".join(lines), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
