"""`make impact FILE=...`: the verdicts, exhibits and sentences that may move with a file, as last run.

Jobs are followed from the file by what each read and wrote, which their receipts say: all that a job made
counts as resting on all it read. Of a raw series this is narrowed to the verdicts, panel variables and
exhibits that name it, of a model to verdicts on coefficients; regressions are not narrowed, since weights and
controls reach them unnamed.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.problems import ending_with_sentences, stop_if
from lib.core.tables import read_table, table_descriptions
from lib.data.lineage import read_recipe
from lib.runs.changes import VERDICTS
from lib.runs.record import Receipt, read_receipts
from lib.words.placeholders import PLACEHOLDER

TEXT = Path("config/article/text/en.md")
EXHIBIT = re.compile(r"results/(figures|tables)/en/(\w+)\.csv")
NARROWED = ("data/raw/", "config/models/", "config/article/claims/")
NOT_NUMBERS = {"lowest", "highest", "count", "distinct"}
TOLD = {"verdicts", "readings", "wording", "told", "vintages", "severity"}  # whose rows are of statements


def files_moved(changed: str, receipts: Iterable[Receipt]) -> set[str]:
    """Return what rests on a file, itself included.

    Where the parts of a job tell what they read, only those move that read it; what none of them reads
    reaches all of them.
    """
    moved, before = {changed}, 0
    jobs = list(receipts)
    while len(moved) > before:
        before = len(moved)
        for job in jobs:
            read = moved & job.inputs.keys()
            parts = list(job.parts.values())
            if read - {path for part in parts for path in part.reads}:
                moved |= job.outputs.keys()
            elif read:
                moved |= job.outputs.keys() - {path for part in parts for path in part.outputs}
            moved |= {path for part in parts if moved & set(part.reads) for path in part.outputs}
    return moved


def verdicts_moved(changed: str, moved: set[str], verdicts: pd.DataFrame) -> set[tuple[str, str]]:
    """Return claim and part of every verdict that rests on the file."""
    kept = verdicts if VERDICTS in moved else verdicts.iloc[:0]
    if changed.startswith("data/raw/") and len(Path(changed).parts) == 4:
        series = re.escape(Path(changed).parts[2])
        kept = kept[kept["sources"].fillna("").str.contains(rf"\b{series}\b")]
    elif changed.startswith("config/article/claims/"):
        kept = kept[kept["claim"].isin(read_yaml(changed))]
    elif changed.startswith("config/models/"):
        kept = kept[kept["unit"] == "coefficient"]
    return set(zip(kept["claim"], kept["part"], strict=True))


def key_moves(
    key: str, tables: set[str], statements: set[tuple[str, str]], variables: set[str] | None
) -> bool:
    """Whether a number quoted by key rests on what moved.

    Parameters
    ----------
    key : as in ``{{panel_1.<country>.2022.<variable>}}``
    tables : names of the tables that moved
    statements : claim and part of the verdicts that moved
    variables : panel variables that moved, None for all
    """
    names = key.split(".")
    table, *rest = names[1:] if names[0] in NOT_NUMBERS else names
    if table in TOLD:
        whole = len(rest) < 2 or names[0] in ("count", "distinct")
        return bool(statements) if whole else (rest[0], rest[1]) in statements
    if variables is not None and table == "inequality":
        return table in tables and rest[1] in variables
    if variables is not None and table.startswith("panel_"):
        return table in tables and rest[-1] in variables
    return table in tables


def sentences_moved(text: str, moves: Mapping[str, bool]) -> list[str]:
    """Return a line for every number of the text that moves: where it stands, and its key."""
    return [
        f"{TEXT}, line {number}: {match[1]}"
        for number, line in enumerate(text.splitlines(), 1)
        for match in PLACEHOLDER.finditer(line)
        if moves[match[1]]
    ]


def variables_of(changed: str) -> set[str] | None:
    """Return the panel variables made from a raw file's series; None when it is no series."""
    parts = Path(changed).parts
    recipe = read_recipe("data/raw/registry.yaml", "config/totals.yaml", "config/variables.yaml")
    if parts[:2] != ("data", "raw") or len(parts) != 4 or parts[2] not in recipe.registry:
        return None
    return {name for name in recipe.variables if parts[2] in recipe.only([name]).registry}


def trace_impact(changed: str) -> str:
    """Return what rests on a file, told in lines.

    Raises
    ------
    ProblemsError
        When there is no such file, or no finished run to follow.
    """
    receipts = read_receipts()
    stop_if(
        [f"FILE={changed}: there is no such file in the project; name one."]
        if not Path(changed).is_file()
        else [] if receipts else ["no job has finished here; run `snakemake` first."],
        "Tracing the impact",
    )  # fmt: skip
    moved = files_moved(changed, receipts)
    statements = verdicts_moved(changed, moved, read_table(VERDICTS))
    variables = variables_of(changed)
    tables = {table.name for path, table in table_descriptions().items() if f"results/{path}" in moved}
    text = TEXT.read_text(encoding="utf-8")
    moves = {
        match[1]: key_moves(match[1], tables, statements, variables) for match in PLACEHOLDER.finditer(text)
    }
    exhibits = [match.groups() for path in sorted(moved) if (match := EXHIBIT.fullmatch(path))]
    entries = read_yaml("config/article/exhibits.yaml")
    if changed.startswith(NARROWED):
        series = Path(changed).parts[2] if variables is not None else ""
        claims = {claim for claim, _ in statements}
        exhibits = [
            (kind, name)
            for kind, name in exhibits
            if exhibit_moves(entries[kind][name], tables, series, claims)
        ]
    lists = {
        "verdicts": [f"{claim}.{part}" for claim, part in sorted(statements)],
        "exhibits": [".".join(names) for names in exhibits],
        "numbers in the article": sentences_moved(text, moves),
    }
    return "".join(
        f"{len(lines)} {name}\n" + "".join(f"  {line}\n" for line in lines) for name, lines in lists.items()
    )


def exhibit_moves(entry: Mapping, tables: set[str], series: str, claims: set[str]) -> bool:
    """Whether an exhibit whose job ran again moves: by its tables, or by what it names of a series.

    Parameters
    ----------
    entry : of config/article/exhibits.yaml
    tables : names of the tables that moved
    series : the raw series that changed, or nothing
    claims : statements of which a verdict moved
    """
    named = {*entry["series"], *entry.get("claims", ())}
    if series and named:
        return bool(named & {series, *claims})
    return bool(tables & set(entry["inputs"]))


if __name__ == "__main__":
    with ending_with_sentences():
        print(trace_impact(sys.argv[1] if len(sys.argv) > 1 else ""), end="")
