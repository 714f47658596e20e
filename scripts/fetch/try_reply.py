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

from lib.core.problems import ProblemsError, ending_with_sentences, stop_if
from lib.data.observations import Observation
from lib.data.snapshots import LOCALITIES
from lib.refresh.account import Account
from lib.refresh.adapters.reading import READERS, read_labelled, sources_of
from lib.refresh.archive import vintage_text
from lib.refresh.asking import Inquiry
from lib.refresh.door import RawFolder, change_lines, inspect_vintage
from lib.refresh.http import Reply
from lib.refresh.region_names import Gazetteer

ANY_SEGMENT = "https://localhost/ru/Api/GetIndexData/0?period=7&dics=67"


class FileInquiry(Inquiry):
    """A series of which every source, and its fallback, answers with what lies in a file."""

    def __init__(self, content: bytes, series: str, entry: dict, gazetteer: Gazetteer) -> None:
        super().__init__(series, entry, gazetteer)
        self._reply = Reply("", 200, content, "")

    def _replies(self, source: dict) -> list[Reply]:  # noqa: ARG002
        return [self._reply]


def first_year_with_new_regions(content: bytes, source: dict, gazetteer: Gazetteer) -> int | None:
    """The first year for which a reply has all regions of the newest borders; None without one."""
    units: dict[int, set[str]] = {}
    for each in read_labelled([content], source, gazetteer, "value", Account()):
        units.setdefault(each.year, set()).add(each.unit)
    return min((year for year, having in units.items() if gazetteer.created <= having), default=None)


def chosen_sources(series: str, registry: dict, number: int | None) -> list[dict]:
    """The sources of a series; those of one address, the first unless `number` (from 1) says which source.

    Raises `ProblemsError` when the series is unknown, has no endpoint, or has fewer sources.
    """
    known = sorted(name for name in registry if "fetch" in registry[name])
    if series not in known:
        fault = f"'{series}' has no endpoint in registry.yaml; those that have: {', '.join(known)}."
        raise ProblemsError("Trying a reply", [fault])
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


def compared(raw: RawFolder, series: str, observations: list[Observation]) -> list[str]:
    """What the figures have otherwise than the newest vintage, and why they might not follow it."""
    history = raw.history(series)
    entry, year, others = raw.registry[series], date.today().year, raw.others(series)
    inspection = inspect_vintage(entry, history, observations, raw.gazetteer, year, others)
    lines = change_lines(observations, inspection.change, max(history)) if history else []
    lines += [f"would be refused: {suspicion}" for suspicion in inspection.suspicions]
    return lines + [f"worth a look: {oddity}" for oddity in inspection.oddities]


def try_reply(arguments: argparse.Namespace) -> tuple[list[Observation], list[str]]:
    """The figures of the file, and what there is to say of them."""
    raw, series = RawFolder(Path("data/raw")), arguments.series
    try:
        content = Path(arguments.file).read_bytes()
    except OSError as error:
        fault = f"{arguments.file}: {error.strerror}; name the file of a reply."
        raise ProblemsError("Trying a reply", [fault]) from None
    if series:
        chosen = chosen_sources(series, raw.registry, arguments.source)
        entry = raw.registry[series]
    else:
        entry, chosen = {"localities": LOCALITIES}, [{"adapter": arguments.adapter, "url": ANY_SEGMENT}]
    sources = [{**source, **arguments.settings} for source in chosen]
    if not series:
        borders_from = arguments.borders or first_year_with_new_regions(content, sources[0], raw.gazetteer)
        entry["newest_borders_from"] = borders_from
    observations, _, account = FileInquiry(content, series or "value", entry, raw.gazetteer).ask(sources)
    stop_if(
        [] if observations else ["no figure of the localities that the registry names."], "Trying a reply"
    )
    lines = [reply_summary(observations, raw.gazetteer), *account.lines()]
    return observations, lines + (compared(raw, series, observations) if series else [])


def _borders(text: str) -> int | str | None:
    return int(text) if text.isdigit() else (text or None)


def main() -> None:
    """Map the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--file", required=True, help="the reply as it came")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--series", help="read it as registry.yaml says for this series")
    way.add_argument("--adapter", choices=sorted(READERS), help="read it without a series")
    parser.add_argument("--source", type=int, help="which of the series' sources, from 1")
    parser.add_argument("--settings", type=yaml.safe_load, default={}, help="keys of a source, as YAML")
    parser.add_argument("--borders", type=_borders, help="first year with the regions of 2022, or: all years")
    observations, lines = try_reply(parser.parse_args())
    sys.stdout.write(vintage_text(observations))
    print("\n".join(lines), file=sys.stderr)


if __name__ == "__main__":
    with ending_with_sentences():
        main()
