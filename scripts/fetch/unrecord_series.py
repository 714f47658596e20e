"""Take back a vintage that was recorded and is not committed yet: its row, its file and its replies."""

from lib.runs.jobs import job

from pathlib import Path

from lib.core.files import write_text
from lib.core.problems import stop_if
from lib.data.snapshots import REPLY_SEPARATOR, read_index, snapshot_path
from lib.refresh.archive import index_text
from lib.runs.history import git


def unrecord_series(folder: Path, series: str, vintage: str) -> list[Path]:
    """Remove a vintage from data/raw; the index first, so that a run that dies leaves files no one uses.

    Returns
    -------
    the files that were removed

    Raises
    ------
    ProblemsError
        When the index has no such vintage, or version control has its file: what was published stays.
    """
    index = read_index(folder / "index.csv")
    rows = [row for row in index if (row["series"], row["vintage"]) == (series, vintage)]
    others = [row for row in index if row not in rows]
    task = f"Taking back {series}/{vintage}"
    stop_if([] if rows else [f"{folder}/index.csv has no vintage {vintage} of '{series}'."], task)
    path = snapshot_path(folder, rows[0])
    if git(path.parent, "cat-file", "-e", f"HEAD:./{path.name}") is not None:
        stop_if([f"{path} is committed; record a newer vintage with the right figures instead."], task)
    replies = [path.with_name(name) for name in rows[0]["reply"].split(REPLY_SEPARATOR) if name]
    write_text(folder / "index.csv", index_text(others))
    for file in (path, *replies):
        file.unlink(missing_ok=True)
    return [path, *replies]


if __name__ == "__main__":
    with job(snakemake):
        params = snakemake.params
        removed = unrecord_series(Path(snakemake.input.index).parent, params.series, params.vintage)
        print("\n".join(f"removed {path}" for path in removed))
