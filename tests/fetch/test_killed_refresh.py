"""A refresh that is killed at any moment leaves a data/raw that holds."""

import multiprocessing
import os
import random
import signal
import time
from datetime import date, timedelta
from decimal import Decimal

from lib.data.snapshots import read_index

KILLS = int(os.environ.get("KILLS", "60")) // 6
SERIES = ("average_wage", "grp", "income_per_capita", "poverty_share")


def grown(day):
    """The newest figures with one of them a little higher each day."""

    def change(observations):
        region = next(each for each in observations if each.unit == "AKM")
        higher = region._replace(value=region.value + Decimal("0.01") * day)
        return [higher if each.key == region.key else each for each in observations]

    return change


def test_killed_at_random_moments(archive, server, settings, project, monkeypatch):
    chance = random.Random(20270201)
    # The fork server of this Python finds modules to load beforehand by the environment only.
    monkeypatch.setenv("PYTHONPATH", f"{project / 'scripts'}{os.pathsep}{project / 'tests/support'}")
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["archive"])
    first = date(2027, 2, 1)
    for series in SERIES:
        archive.serve(server, grown(1), only=series)
    start = time.monotonic()
    whole = processes.Process(target=archive.refresh, args=(settings, *SERIES), kwargs={"today": first})
    whole.start()
    whole.join()
    assert whole.exitcode == 0
    longest = time.monotonic() - start

    day, killed, vintages = 0, 0, len(read_index(archive.folder / "index.csv"))
    while killed < KILLS:
        day += 1
        for series in SERIES:
            archive.serve(server, grown(day), only=series)
        asked = len(server.asked)
        today = {"today": first + timedelta(days=day)}
        process = processes.Process(target=archive.refresh, args=(settings, *SERIES), kwargs=today)
        process.start()
        while len(server.asked) == asked and process.is_alive():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, min(longest, 0.3)))
        if process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.join()
        archive.verify()
        now = len(read_index(archive.folder / "index.csv"))
        assert now >= vintages
        vintages = now

    for series in SERIES:
        archive.serve(server, grown(day + 1), only=series)
    last = first + timedelta(days=day + 1)
    assert {each.outcome for each in archive.refresh(settings, *SERIES, today=last)} == {"revised"}
    archive.verify()
    assert not list(archive.folder.rglob(".*"))
