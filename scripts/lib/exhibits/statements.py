"""What figures show of the article's statements: the number asserted, the verdict's, and every reading's."""

from typing import Any

import pandas as pd

from lib.core.problems import ProblemsError


def of_year(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of one year."""
    return table[table["year"] == year]


def statement(verdicts: pd.DataFrame, key: str) -> dict[str, Any]:
    """Return the row of results/claims/verdicts.csv of a statement "claim.part", its numbers as floats.

    Raises
    ------
    ProblemsError
        When the register has no such statement.
    """
    claim, _, part = key.partition(".")
    rows = verdicts[(verdicts["claim"] == claim) & (verdicts["part"] == part)]
    if len(rows) != 1:
        known = sorted(verdicts.loc[verdicts["claim"] == claim, "part"])
        raise ProblemsError(
            "Drawing figures",
            [
                f"the statement '{key}' is not in verdicts.csv once; "
                f"parts of {claim}: {', '.join(known) or 'none'}; mend exhibits.yaml."
            ],
        )
    row: dict[str, Any] = rows.iloc[0].to_dict()
    for column in ("asserted", "computed"):
        row[column] = pd.to_numeric(row[column], errors="coerce")
    return row


def readings_of(readings: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the rows of results/claims/readings.csv of a statement "claim.part" that gave a number.

    Columns reading, layout, year (int), computed (float), chosen (bool), sorted by the first three.
    """
    claim, _, part = key.partition(".")
    rows = readings[(readings["claim"] == claim) & (readings["part"] == part)].copy()
    rows["computed"] = pd.to_numeric(rows["computed"], errors="coerce")
    rows["year"] = pd.to_numeric(rows["year"], errors="coerce")
    rows = rows.dropna(subset=["computed", "year"]).astype({"year": int})
    rows["chosen"] = rows["chosen"].astype(str).str.lower().isin(["true", "yes", "1"])
    columns = ["claim", "part", "reading", "layout", "year", "computed", "chosen"]
    return rows[columns].sort_values(["reading", "layout", "year"], ignore_index=True)
