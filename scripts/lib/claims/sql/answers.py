"""Answers: queries run by sqlite3 alone, and what they give beside what the engine gave."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from csv import reader
from dataclasses import dataclass
from pathlib import Path

AGREED_WITHIN = 1e-9


@dataclass(frozen=True)
class Answer:
    """What a query gives for one part: a number, whether a direction holds, places in words."""

    claim: str
    part: str
    value: float | None
    holds: int | None
    places: str | None

    def apart(self, value: float) -> float:
        """How far the value lies from another one, as a part of it where it is above one."""
        return float("inf") if self.value is None else abs(self.value - value) / max(1.0, abs(value))


def connect(long: str | Path, units: str | Path) -> sqlite3.Connection:
    """Return a database in memory with the tables `long` and `units`, every column as text."""
    database = sqlite3.connect(":memory:")
    for name, path in (("long", long), ("units", units)):
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows = reader(file)
            header = next(rows)
            database.execute(f"CREATE TABLE {name} ({', '.join(f'{column} TEXT' for column in header)})")
            database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(header))})", rows)
    database.execute("CREATE INDEX figures ON long (variable, year, locality)")
    return database


def ask(database: sqlite3.Connection, queries: Iterable[str]) -> list[Answer]:
    """Run files of queries, each query ends with a semicolon at the end of a line."""
    return [
        Answer(*row)
        for text in queries
        for query in text.split(";\n")
        if "SELECT" in query
        for row in database.execute(query)
    ]


def answers_of(paths: Iterable[str | Path], long: str | Path, units: str | Path) -> list[Answer]:
    """Return the answers of all files of queries, in their order."""
    with closing(connect(long, units)) as database:
        return ask(database, [Path(path).read_text(encoding="utf-8") for path in paths])
