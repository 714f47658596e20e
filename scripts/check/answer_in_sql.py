"""Compute every chosen reading a second time, with sqlite3 alone, and compare with what the engine gave."""

from lib.runs.jobs import job

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lib.core.problems import stop_if
from lib.core.tables import read_table, write_table

COLUMNS = ["claim", "part", "computed", "in_sql", "apart"]
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
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table.to_sql(name, database, index=False)
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


def compare_answers(verdicts: pd.DataFrame, answers: Iterable[Answer]) -> pd.DataFrame:
    """Set the answers of the queries beside the verdicts on the same parts; places that differ are 1 apart.

    Raises `ProblemsError` when a number is further off than `AGREED_WITHIN`, or a direction or a place is
    another one.
    """
    by_part = verdicts.set_index(["claim", "part"])
    rows, problems = [], []
    for answer in answers:
        verdict = by_part.loc[(answer.claim, answer.part)]
        computed, first_read = verdict["computed"], verdict["first_read"]
        in_sql = f"{answer.value:.12g}" if answer.places is None else answer.places
        apart = answer.apart(float(computed)) if answer.places is None else float(in_sql != computed)
        holds = first_read if answer.holds is None else "true" if answer.holds else "untrue"
        rows.append((answer.claim, answer.part, computed, in_sql, apart))
        if apart > AGREED_WITHIN or holds != first_read:
            problems.append(
                f"{answer.claim}.{answer.part}: the engine gives {computed} ({first_read}), "
                f"results/claims/sql/{answer.claim}.sql gives {in_sql} ({holds}); look at both, one errs."
            )
    stop_if(problems, "Comparing the two computations of the statements")
    return pd.DataFrame(rows, columns=COLUMNS)


if __name__ == "__main__":
    with job(snakemake):
        files = snakemake.input
        queries = [Path(path).read_text(encoding="utf-8") for path in files.queries]
        with closing(connect(files.long, files.units)) as database:
            answers = ask(database, queries)
        write_table(snakemake.output.answers, compare_answers(read_table(files.verdicts), answers))
