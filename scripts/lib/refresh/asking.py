"""Asking the sources of one series, and comparing the country's figures with another publisher's."""

import logging
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from lib.core.country import country_unit
from lib.core.problems import ProblemsError
from lib.data.observations import Observation, format_number
from lib.refresh.account import Account
from lib.refresh.adapters.reading import keep_first, next_urls, read_source
from lib.refresh.http import Client, Reply
from lib.refresh.region_names import Gazetteer


class Asked(NamedTuple):
    """The figures of a source, the replies they were read from, and what became of all else in them."""

    observations: list[Observation]
    replies: list[Reply]
    account: Account


@dataclass
class Inquiry:
    """One series and those who are asked for it.

    Parameters
    ----------
    entry : the series in the registry
    client : who asks; None where the replies are at hand
    heard : every reply as it came, also those of a source that then failed
    """

    series: str
    entry: dict
    gazetteer: Gazetteer
    client: Client | None = None
    heard: list[Reply] = field(default_factory=list)

    def ask(self, sources: list[dict]) -> Asked:
        """Ask sources of the series; where two give one figure the first holds.

        Raises
        ------
        ProblemsError
            When a source and its fallback fail.
        """
        by_key: dict[tuple, Observation] = {}
        used: dict[str, Reply] = {}
        account = Account()
        for source in sources:
            asked = self._ask_source(source)
            keep_first(by_key, asked.observations, self.entry["localities"], account)
            used.update((reply.url, reply) for reply in asked.replies)
            account.add(asked.account)
        return Asked(sorted(by_key.values()), list(used.values()), account)

    def _ask_source(self, source: dict) -> Asked:
        try:
            return self._ask_twice(source)
        except ProblemsError as error:
            if "fallback" not in source:
                raise
            logging.warning("%s: asking the fallback, because: %s", self.series, error)
            try:
                return self._ask_source(source["fallback"])
            except ProblemsError as second:
                raise ProblemsError("Asking the sources", [*error.problems, *second.problems]) from None

    def _ask_twice(self, source: dict) -> Asked:
        """Ask, and once more when the reply has the wrong shape: outages also come as odd replies."""
        before = len(self.heard)
        try:
            return self._ask_once(source)
        except ProblemsError as error:
            if len(self.heard) == before:
                raise
            logging.warning("%s: asking once more, because: %s", self.series, error)
            for reply in self.heard[before:]:
                self.client.forget(reply.url)
            del self.heard[before:]
            return self._ask_once(source)

    def _ask_once(self, source: dict) -> Asked:
        replies, account = self._replies(source), Account()
        contents, borders = [reply.content for reply in replies], self.entry.get("newest_borders_from")
        observations = read_source(contents, source, self.gazetteer, self.series, borders, account)
        return Asked(observations, replies, account)

    def _replies(self, source: dict) -> list[Reply]:
        first = len(self.heard)
        while urls := next_urls(source, [reply.content for reply in self.heard[first:]]):
            self.heard += [self.client.ask(url) for url in urls]
        return self.heard[first:]

    def compare(self, observations: list[Observation]) -> str:
        """Compare the country's figures with another publisher's; they are told, never stored as figures."""
        source = self.entry["cross_check"]
        try:
            reply = self.client.ask(source["url"])
            read = read_source([reply.content], source, self.gazetteer, self.series, None)
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

    def diagnose(self) -> str:
        """Whether a host as a whole is down, where asking it one simple thing can tell."""
        host = urlsplit(self.entry["fetch"][0]["url"]).hostname
        probe = self.client.settings.probes.get(host)
        if not probe:
            return ""
        if not self.client.answers(probe):
            return f"{host} does not answer a simple request either: an outage, refresh another day."
        return f"{host} answers other requests: see this one's index and dictionaries."
