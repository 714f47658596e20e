"""Asking the sources of one series, and comparing the country's figures with another publisher's."""

import logging
from typing import NamedTuple
from urllib.parse import urlsplit

from lib.core.country import country_unit
from lib.core.problems import ProblemsError
from lib.data.observations import Observation, format_number
from lib.refresh.account import Account
from lib.refresh.adapters.reading import first_urls, further_urls, keep_first, read_source, sources_of
from lib.refresh.http import Client, Reply
from lib.refresh.region_names import Gazetteer


class Asked(NamedTuple):
    """The figures of a source, the replies they were read from, and what became of all else in them."""

    observations: list[Observation]
    replies: list[Reply]
    account: Account


def ask_series(series: str, entry: dict, gazetteer: Gazetteer, client: Client, replies: list[Reply]) -> Asked:
    """Ask all sources of a series; where two give one figure the first holds.

    `replies` receives every reply as it comes, also those of a series that then fails.

    Raises
    ------
    ProblemsError
        When a source and its fallback fail.
    """
    found: dict[tuple, Observation] = {}
    used: dict[str, Reply] = {}
    account = Account()
    for source in sources_of(entry):
        asked = _ask_source(source, series, entry, gazetteer, client, replies)
        keep_first(found, asked.observations, entry["localities"], account)
        used.update((reply.url, reply) for reply in asked.replies)
        account.add(asked.account)
    figures = sorted(found.values(), key=lambda observation: observation.key)
    return Asked(figures, list(used.values()), account)


def _ask_source(
    source: dict, series: str, entry: dict, gazetteer: Gazetteer, client: Client, replies: list[Reply]
) -> Asked:
    try:
        return _ask_twice(source, series, entry, gazetteer, client, replies)
    except ProblemsError as error:
        if "fallback" not in source:
            raise
        logging.warning("%s: asking the fallback, because: %s", series, error)
        try:
            return _ask_source(source["fallback"], series, entry, gazetteer, client, replies)
        except ProblemsError as second:
            raise ProblemsError("Asking the sources", [*error.problems, *second.problems]) from None


def _ask_twice(
    source: dict, series: str, entry: dict, gazetteer: Gazetteer, client: Client, replies: list[Reply]
) -> Asked:
    """Ask, and once more when the reply has the wrong shape: outages also come as odd replies."""
    borders = entry.get("newest_borders_from")
    for last_time in (False, True):
        asked: list[Reply] = []
        try:
            waiting = first_urls(source)
            while waiting:
                asked += [client.ask(url) for url in waiting]
                waiting = further_urls([reply.content for reply in asked], source)
            account, contents = Account(), [reply.content for reply in asked]
            observations = read_source(contents, source, gazetteer, series, borders, account)
        except ProblemsError as error:
            if last_time or not asked:
                replies += asked
                raise
            logging.warning("%s: asking once more, because: %s", series, error)
            for reply in asked:
                client.forget(reply.url)
        else:
            replies += asked
            return Asked(observations, asked, account)
    raise AssertionError("the loop returns or raises")


def compare_sources(
    series: str, source: dict, observations: list[Observation], gazetteer: Gazetteer, client: Client
) -> str:
    """Compare the country's figures with another publisher's; they are told, never stored as figures."""
    try:
        read = read_source([client.ask(source["url"]).content], source, gazetteer, series, None)
    except ProblemsError as error:
        return f"failed: {' '.join(error.problems)}"
    national = [each for each in observations if (each.unit, each.locality) == (country_unit(), "total")]
    theirs = {each.year: each.value for each in read}
    ours = {each.year: each.value for each in national if each.value}
    shares = {year: (theirs[year] / ours[year] - 1) * 100 for year in sorted(set(ours) & set(theirs))}
    if not shares:
        return f"{source['what']}: no year in common"
    year = max(shares, key=lambda each: abs(shares[each]))
    return (
        f"{source['what']}: {len(shares)} years, largest difference {shares[year]:+.1f} % in {year} "
        f"({format_number(theirs[year])} against {format_number(ours[year])})"
    )


def diagnose(entry: dict, client: Client) -> str:
    """Whether a host as a whole is down, where asking it one simple thing can tell."""
    host = urlsplit(entry["fetch"][0]["url"]).hostname
    if host not in client.settings.probes:
        return ""
    if not client.answers(client.settings.probes[host]):
        return f"{host} does not answer a simple request either: an outage, refresh another day."
    return f"{host} answers other requests: see this one's index and dictionaries."
