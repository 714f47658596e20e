"""Recording a vintage: its file, the replies it was read from, and last its row in the index."""

import gzip
import hashlib
from collections.abc import Sequence

from lib.core.files import csv_rows, csv_text, sha256, write_bytes, write_text
from lib.core.problems import ProblemsError, stop_if
from lib.data.observations import Observation, format_number
from lib.data.snapshots import (
    INDEX_COLUMNS,
    REPLY_SEPARATOR,
    VINTAGE_COLUMNS,
    file_problems,
    snapshot_path,
)
from lib.refresh.door import RawFolder


def vintage_text(observations: list[Observation]) -> str:
    """The content of a vintage file: one sorted row a figure."""
    ordered = sorted(observations, key=lambda each: each.key)
    return csv_text(VINTAGE_COLUMNS, ((*each[:4], format_number(each.value), each.note) for each in ordered))


def index_text(index: list[dict[str, str]]) -> str:
    """The content of index.csv, sorted by series and vintage."""
    ordered = sorted(index, key=lambda record: (record["series"], record["vintage"]))
    return csv_text(INDEX_COLUMNS, ([record[column] for column in INDEX_COLUMNS] for record in ordered))


def record_vintage(
    raw: RawFolder,
    record: dict[str, str],
    observations: list[Observation] | None = None,
    replies: Sequence[bytes] = (),
) -> dict[str, str]:
    """Add a vintage to data/raw: its file, the replies it was read from, then its row in the index.

    The index is replaced last and whole, so a run that dies before leaves files that no one uses; they are
    taken over by the next run. A vintage that is in the index is never touched.

    Parameters
    ----------
    record : the index row without rows, sha256 and what is said of the replies
    observations : what the file is to hold; None when the author has put the file there
    replies : the bodies the figures were read from, kept compressed beside the file

    Returns
    -------
    the row as it now stands in the index.

    Raises
    ------
    ProblemsError
        When the vintage is in the index already, does not follow the last one, or its file is malformed.
    """
    index, path = raw.index(), snapshot_path(raw.folder, record)
    task = f"Recording {record['series']}/{record['vintage']}"
    if any(snapshot_path(raw.folder, known) == path for known in index):
        raise ProblemsError(task, [f"{path} is in index.csv already; a vintage is never overwritten."])
    if observations is not None:
        write_text(path, vintage_text(observations))
    elif not path.is_file():
        raise ProblemsError(task, [f"{path}: the file is missing; put the figures there first."])
    kept = []
    for number, reply in enumerate(replies, start=1):
        kept.append(f"{path.stem}.reply{f'-{number}' if number > 1 else ''}.gz")
        write_bytes(path.with_name(kept[-1]), gzip.compress(reply, mtime=0))
    added = {
        **dict.fromkeys(INDEX_COLUMNS, ""),
        **record,
        "rows": str(len(csv_rows(path)) - 1),
        "sha256": sha256(path),
        "reply_bytes": REPLY_SEPARATOR.join(str(len(reply)) for reply in replies),
        "reply_sha256": REPLY_SEPARATOR.join(hashlib.sha256(reply).hexdigest() for reply in replies),
        "reply": REPLY_SEPARATOR.join(kept),
    }
    stop_if(file_problems(path, added, raw.registry[record["series"]], raw.units), task)
    write_text(raw.folder / "index.csv", index_text([*index, added]))
    return added
