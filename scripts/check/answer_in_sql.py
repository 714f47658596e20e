"""Compute every chosen reading a second time, with sqlite3 alone, and compare with what the engine gave."""

from lib.runs.jobs import job

from collections.abc import Iterable

import pandas as pd

from lib.claims.sql.answers import AGREED_WITHIN, Answer, answers_of
from lib.core.problems import stop_if
from lib.core.tables import read_table, write_table

COLUMNS = ["claim", "part", "computed", "in_sql", "apart"]
TRUE, UNTRUE = ("true", "untrue")


def compare_answers(verdicts: pd.DataFrame, answers: Iterable[Answer]) -> pd.DataFrame:
    """Set the answers of the queries beside the verdicts on the same parts.

    Returns
    -------
    Columns `COLUMNS`; `apart` is how far two numbers lie apart, 0 for places that are the same.

    Raises `ProblemsError` when a number is further off than `AGREED_WITHIN`, or a direction or a place is
    another one.
    """
    told = verdicts.set_index(["claim", "part"])
    rows, problems = [], []
    for answer in answers:
        verdict = told.loc[(answer.claim, answer.part)]
        computed, first_read = verdict["computed"], verdict["first_read"]
        in_sql = f"{answer.value:.12g}" if answer.places is None else answer.places
        apart = answer.apart(float(computed)) if answer.places is None else float(in_sql != computed)
        holds = first_read if answer.holds is None else TRUE if answer.holds else UNTRUE
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
        answers = answers_of(files.queries, files.long, files.units)
        write_table(snakemake.output.answers, compare_answers(read_table(files.verdicts), answers))
