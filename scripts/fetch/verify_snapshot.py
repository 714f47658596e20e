"""Check every file of data/raw against its sha256 and its layout; list the files that hold."""

from lib.runs.jobs import job

from collections.abc import Iterable
from pathlib import Path

from lib.core.configuration import read_yaml
from lib.core.files import csv_text, write_text
from lib.core.problems import stop_if
from lib.data.bundled import bundled_problems
from lib.data.snapshots import file_problems, read_index, snapshot_path, unit_codes

KEPT = ("series", "vintage", "basis", "rows", "sha256", "source")


def verify_snapshot(
    registry: dict, index: list[dict[str, str]], units: set[str], folder: Path, bundled: Iterable[Path] = ()
) -> str:
    """Return the text of snapshot.csv, one line a verified file of figures.

    `bundled` are the records of files that hold no figures.

    Raises
    ------
    ProblemsError
        Naming every file that is missing, changed or malformed.
    """
    problems = [
        problem
        for record in index
        for problem in file_problems(snapshot_path(folder, record), record, registry[record["series"]], units)
    ]
    problems += [problem for record in bundled for problem in bundled_problems(record)]
    stop_if(problems, f"Checking {folder}")
    rows = sorted(tuple(record[column] for column in KEPT) for record in index)
    return csv_text(KEPT, rows)


if __name__ == "__main__":
    with job(snakemake):
        write_text(
            snakemake.output.snapshot,
            verify_snapshot(
                registry=read_yaml(snakemake.input.registry),
                index=read_index(snakemake.input.index),
                units=unit_codes(snakemake.input.units),
                folder=Path(snakemake.input.index).parent,
                bundled=map(Path, snakemake.input.boundaries),
            ),
        )
