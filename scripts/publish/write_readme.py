"""Write README.md from docs/README.template.md: numbers taken from the results by key, pictures as drawn."""

import re
from pathlib import Path

import pandas as pd

from lib.core.files import write_bytes, write_text
from lib.words.language import Words
from lib.words.result_values import Numbers, keyed_tables

README_TEMPLATE = Path("docs/README.template.md")
VERDICTS_TABLE = Path("results/claims/verdicts.csv")
README = Path("README.md")
DRAWN = Path("results/figures/en")
PICTURE = re.compile(r"\]\(docs/pictures/(\w+\.png)\)")


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
    return Numbers(keyed_tables({"verdicts": verdicts}), Words("en", {})).fill(template, str(README_TEMPLATE))


def pictures(template: str) -> list[str]:
    """Return the files of docs/pictures that the template shows, which the pipeline draws."""
    return PICTURE.findall(template)


if __name__ == "__main__":
    table = pd.read_csv(VERDICTS_TABLE, dtype=str, keep_default_na=False)
    text = README_TEMPLATE.read_text(encoding="utf-8")
    write_text(README, readme(text, table))
    for name in pictures(text):
        write_bytes(Path("docs/pictures") / name, (DRAWN / name).read_bytes())
