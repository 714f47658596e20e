"""Write README.md from docs/README.template.md, its numbers taken from the results by key."""

from pathlib import Path

import pandas as pd

from lib.files import write_text
from lib.i18n import Words
from lib.numbers import Numbers, keyed_tables

TEMPLATE = Path("docs/README.template.md")
VERDICTS = Path("results/claims/verdicts.csv")
README = Path("README.md")


def readme(template: str, verdicts: pd.DataFrame) -> str:
    """Return the README.

    Parameters
    ----------
    template : text with keys such as {{count.verdicts}}
    verdicts : results/claims/verdicts.csv, every column as text

    Raises
    ------
    ProblemsError
        When a key leads nowhere.
    """
    return Numbers(keyed_tables({"verdicts": verdicts}), Words("en", {})).fill(template, str(TEMPLATE))


if __name__ == "__main__":
    table = pd.read_csv(VERDICTS, dtype=str, keep_default_na=False)
    write_text(README, readme(TEMPLATE.read_text(encoding="utf-8"), table))
