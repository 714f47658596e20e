"""Pieces that growing stages can be cut into, `--set-scatter pieces=5`; results do not depend on how many."""

import re
from collections.abc import Callable, Collection, Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from lib.core.files import read_csv, write_csv

if TYPE_CHECKING:
    import pandas as pd

Task = TypeVar("Task")
EXACT = 17  # significant digits that give every float back
ONE_PIECE = "1-of-1"
PIECE = re.compile(r"_\d+-of-\d+\.csv$")
PIECES = ".snakemake/pieces/"  # where they lie


def is_piece(path: str) -> bool:
    """Whether a file is a piece of a result, which another job puts together."""
    return path.startswith(PIECES)


def share_of(tasks: Iterable[Task], piece: str) -> list[tuple[int, Task]]:
    """The tasks of a piece, named as Snakemake does, ``2-of-5``, each with its number among all."""
    number, count = map(int, piece.split("-of-"))
    return list(enumerate(tasks))[number - 1 :: count]


def in_pieces(
    snakemake: Any, make: Callable[[str], "list[pd.DataFrame]"], texts: Collection[str] = ()
) -> "list[pd.DataFrame]":
    """The tables of all tasks, from the pieces where there are some; none where this job makes a piece.

    Parameters
    ----------
    snakemake : the job's; `input.pieces` are of one table after another, `output.pieces` those of this piece
    make : the tables of a piece; their column ``task`` has the number of each row's task
    texts : the columns that hold texts, numbers among them
    """
    if paths := snakemake.input.get("pieces"):
        kinds = dict.fromkeys(texts, "string")
        return [_gathered(list(each), kinds) for _, each in groupby(paths, lambda path: PIECE.sub("", path))]
    piece = snakemake.wildcards.get("scatteritem")
    if not piece:
        return make(ONE_PIECE)
    for path, table in zip(snakemake.output.pieces, make(piece), strict=True):
        write_csv(path, table if len(table) else table.reindex(columns=["task"]), EXACT)
    return []


def _gathered(paths: list[str], kinds: dict[str, str]) -> "pd.DataFrame":
    """The rows of all pieces in the order of the tasks; a piece of more than there are tasks has none."""
    import pandas as pd

    tables = [table for path in paths if len(table := read_csv(path, kinds))]
    return pd.concat(tables, ignore_index=True).sort_values("task", kind="stable", ignore_index=True)
