"""Tables are the same in however many pieces they are made, to the last bit."""

from types import SimpleNamespace

import pandas as pd
import pytest

from lib.core.pieces import ONE_PIECE, in_pieces, share_of

TASKS = [0.1, 1 / 3, 1e-300, 2.5e17, -0.0, 7.0]


def made(piece):
    rows = [
        {"task": task, "name": f"n{task}", "text": "4" if task % 2 else "", "value": value / 7, "count": task}
        for task, value in share_of(TASKS, piece)
        for _ in range(1 + task % 2)
    ]
    return [pd.DataFrame(rows), pd.DataFrame(rows).head(1)]


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_pieces_hold_every_task_once(count):
    shares = [share_of(TASKS, f"{number}-of-{count}") for number in range(1, count + 1)]
    assert sorted(task for share in shares for task in share) == list(enumerate(TASKS))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@pytest.mark.parametrize("count", [2, 5, 9])
def test_gathered_pieces_are_the_whole(tmp_path, count):
    pieces = [f"{number}-of-{count}" for number in range(1, count + 1)]
    paths = {name: [tmp_path / f"{name}_{piece}.csv" for piece in pieces] for name in ("first", "second")}
    for place, piece in enumerate(pieces):
        outputs = [str(paths[name][place]) for name in paths]
        job = SimpleNamespace(
            input={}, wildcards={"scatteritem": piece}, output=SimpleNamespace(pieces=outputs)
        )
        assert in_pieces(job, made) == []
    job = SimpleNamespace(
        input={"pieces": [str(path) for name in paths for path in paths[name]]}, wildcards={}
    )
    gathered = in_pieces(job, made, texts=["text"])
    pd.testing.assert_frame_equal(gathered[0], made(ONE_PIECE)[0], check_exact=True)
    assert len(gathered[1]) == min(count, len(TASKS))
