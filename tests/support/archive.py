"""A copy of data/raw, and sources that say what is in it in their own shapes."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from made_replies import Labels, Shares, reply_of_url, shares_by_url, world_bank
from replay_server import ReplayServer

from fetch.refresh_series import Store, refresh_series
from fetch.verify_snapshot import verify_snapshot
from lib.core.configuration import read_yaml
from lib.data.observations import Observation
from lib.data.snapshots import newest_record, read_vintage, snapshot_path
from lib.refresh.door import RawFolder
from lib.refresh.http import Client, FetchSettings
from lib.refresh.log import SeriesOutcome

LATER = date(2027, 2, 1)


class Archive:
    """A data/raw of its own, with what it takes to refresh it."""

    def __init__(self, project: Path, folder: Path):
        self.folder = folder / "data/raw"
        shutil.copytree(project / "data/raw", self.folder)
        self.work = folder / "results/fetch"
        self.probes = read_yaml(project / "config/fetch.yaml")["probes"]
        self.raw = RawFolder(self.folder)
        self.registry, self.gazetteer = self.raw.registry, self.raw.gazetteer
        self.labels = Labels(self.folder)

    def observations(self, series: str) -> list[Observation]:
        """The newest vintage of a series."""
        record = newest_record(self.raw.index(), series)
        return read_vintage(snapshot_path(self.folder, record))

    def served_figures(self, series: str) -> list[Observation]:
        """Those of them that the sources can have, and what they must have beside."""
        observations = [
            observation
            for observation in self.observations(series)
            if not any(
                observation.unit in each["units"] and each["years"][0] <= observation.year <= each["years"][1]
                for each in self.registry[series].get("absent", [])
            )
        ]
        if series == "grp_per_capita_published":
            observations += [observations[0]._replace(unit=unit) for unit in ("ABA", "ULY", "ZHE")]
        return observations

    def serve(
        self,
        server: ReplayServer,
        change: Callable[[list[Observation]], list[Observation]] = list,
        only: str = "",
    ) -> None:
        """Let every source, or those of one series, say the newest vintage, changed by `change`."""
        said: dict[str, Shares] = {}
        for series, entry in self.registry.items():
            if only not in ("", series):
                continue
            if "fetch" in entry:
                for url, shares in shares_by_url(entry, series, change(self.served_figures(series))).items():
                    said.setdefault(url, []).extend(shares)
            if "cross_check" in entry:
                national = {
                    each.year: each.value
                    for each in self.observations(series)
                    if each.key[1::2] == ("KZ", "total")
                }
                server.serve(entry["cross_check"]["url"], world_bank(national))
        for url, shares in said.items():
            server.serve(url, reply_of_url(shares, self.labels))
        for probe in self.probes.values():
            server.serve(probe, b'[{"id":7,"name":"x"}]')

    def refresh(
        self,
        settings: FetchSettings,
        *series: str,
        today: date = LATER,
        trying: bool = False,
    ) -> list[SeriesOutcome]:
        """Refresh the named series, all when none is named."""
        with Client(settings) as client:
            return refresh_series(
                wanted=list(series) or sorted(self.registry),
                client=client,
                store=Store(self.raw, self.work / "replies", today, trying),
                say=lambda _: None,
            )

    def verify(self) -> str:
        """Raise unless every file of the index holds."""
        return verify_snapshot(self.registry, self.raw.index(), self.raw.units, self.folder)

    def content(self) -> dict[str, bytes]:
        """Every file and its bytes."""
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in files}
