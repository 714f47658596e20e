"""Verdicts: one board of every part of every statement, what is asserted, what is computed, what follows."""

import re
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.path import Path

from lib.claims.associations import FACTORS
from lib.claims.outcomes import TRUE_VERDICTS
from lib.claims.severity import share_with
from lib.claims.telling.values import localised, part_text, significant_decimals, with_unit
from lib.exhibits.layout import Drawn, Sheet, settle_layout, wrap_text
from lib.exhibits.style import GRID_LINE, MILLIMETRE, MUTED, PAPER, POINT, SMALL, TINY, VERDICT_SIGNS
from lib.exhibits.typeface import text_width
from lib.words.language import Words

COLUMN_MM = 88.0  # of the board, of which there are two
AT = {  # millimetres
    "sign": 2.0, "claim": 5.5, "title": 12.0, "asserted": 61.0, "computed": 78.5, "others": 87.0,
}  # fmt: skip
MOST_OTHERS = 0.5
TILE = 34.0  # square points
STROKES = {  # signs that the typeface lacks, or sets low
    "✓": Path([(-0.5, 0.0), (-0.12, -0.42), (0.55, 0.48)]),
    "✗": Path(
        [(-0.42, -0.42), (0.42, 0.42), (-0.42, 0.42), (0.42, -0.42)],
        [Path.MOVETO, Path.LINETO, Path.MOVETO, Path.LINETO],
    ),
    "…": Path(
        [(-0.6, 0.0), (-0.35, 0.0), (-0.125, 0.0), (0.125, 0.0), (0.35, 0.0), (0.6, 0.0)],
        [Path.MOVETO, Path.LINETO] * 3,
    ),
}
RANK = re.compile(r"(\w+) (\d+)")


def draw(tables: dict[str, Any], words: Words, sheet: Sheet) -> Drawn:
    """Draw the count of each verdict, and a row a part of a statement under the heading of its theme.

    Beside each verdict stands how many alternatives would have got it too, in bold where most would.

    Tables: verdicts, claims (the statements by id).
    """
    behind = _rows(tables, words)
    true = int(behind["verdict"].isin(TRUE_VERDICTS).sum())
    tested = int((behind["verdict"] != "not testable").sum())
    figure = sheet.figure(words.say("figures.verdicts.headline", true=true, tested=tested, parts=len(behind)))
    lines = _lines(behind)
    columns = _columns(lines, list(behind["claim"]))
    depth = max(map(len, columns))
    tally = _tally(behind["verdict"], words)
    key = wrap_text(words.say("figures.verdicts.key"), 2 * COLUMN_MM * MILLIMETRE, TINY)
    height = 0.8 + 1.1 * (len(tally) + 1)
    strip, board = np.ravel(figure.subfigures(2, 1, height_ratios=[height, depth + 1]))
    _draw_tally(strip.subplots(), tally, key)
    for axes, column in zip(board.subplots(1, 2), columns, strict=True):
        _draw_column(axes, behind, column, depth, words)
    settle_layout(figure)
    return figure, behind.drop(columns=["asserted_text", "computed_text", "others_text"])


def _rows(tables: dict[str, Any], words: Words) -> pd.DataFrame:
    """One row a part: its theme and title, its numbers as cells and as printed, its verdict."""
    rows, claims = tables["verdicts"].copy(), tables["claims"]
    parts = [claims[row.claim]["parts"][row.part] for row in rows.itertuples()]
    rows["theme"] = [claims[claim]["theme"] for claim in rows["claim"]]
    rows["title"] = [part["title"][words.language] for part in parts]
    factors = np.array([FACTORS.get(part["asserted"].get("effect"), 1) for part in parts])
    effects = (rows["unit"] == "coefficient") & (rows["computed"] != "")
    scaled = rows.loc[effects, "computed"].astype(float) * factors[effects]
    rows.loc[effects, "computed"] = scaled.map("{:.12g}".format)
    decimals = rows["asserted"].map(_decimals)
    asserted, computed = (pd.to_numeric(rows[column], errors="coerce") for column in ("asserted", "computed"))
    unprinted = asserted.isna() & computed.notna()
    decimals[unprinted] = computed[unprinted].map(significant_decimals) - 1
    cells = zip(rows["asserted"], rows["computed"], rows["unit"], decimals, strict=True)
    rows[["asserted_text", "computed_text"]] = [
        (_print(asserted, unit, words, places), _print(computed, unit, words, places + 1))
        for asserted, computed, unit, places in cells
    ]
    above = [part["asserted"].get("hedge") == "more_than" for part in parts]
    rows["asserted_text"] = np.where(above, "> ", "") + rows["asserted_text"]
    rows["others"] = list(map(share_with, rows["verdict"], rows["severity"], rows["severity_any_year"]))
    rows["others_text"] = [
        "" if pd.isna(share) else part_text(100 * share, 0, words) for share in rows["others"]
    ]
    columns = ["theme", "claim", "part", "title", "asserted", "computed", "unit", "verdict", "others"]
    return rows[[*columns, "asserted_text", "computed_text", "others_text"]]


class BoardLine(NamedTuple):
    """A line of the board: a theme's heading, of row -1, or a part's title or the rest of it."""

    theme: str
    row: int
    words: str = ""
    first: bool = True


def _lines(behind: pd.DataFrame) -> list[BoardLine]:
    """The board's lines from the top; a title that is too long for one goes on in the next."""
    lines: list[BoardLine] = []
    for row, (theme, title, asserted) in enumerate(
        zip(behind["theme"], behind["title"], behind["asserted_text"], strict=True)
    ):
        if not lines or lines[-1].theme != theme:
            lines.append(BoardLine(theme, -1))
        width = (AT["asserted"] - AT["title"] - 2) * MILLIMETRE - text_width(asserted, TINY) * POINT
        pieces = wrap_text(title, width, TINY).split("\n")
        lines += [BoardLine(theme, row, piece, first=piece is pieces[0]) for piece in pieces]
    return lines


def _columns(lines: list[BoardLine], claims: list[str]) -> list[list[BoardLine]]:
    """Break the lines in the middle, before a statement; a theme that goes on is headed again."""
    starts = [
        line
        for line in range(1, len(lines))
        if lines[line].row < 0
        or (lines[line - 1].row >= 0 and claims[lines[line].row] != claims[lines[line - 1].row])
    ]
    half = min(starts, key=lambda line: (abs(line - len(lines) / 2), line))
    again = [] if lines[half].row < 0 else [BoardLine(lines[half].theme, -1)]
    return [lines[:half], [*again, *lines[half:]]]


def _decimals(text: str) -> int:
    """Decimals of the number in a cell, none where it has no number."""
    match = re.search(r"\.(\d+)", text)
    return len(match[1]) if match else 0


def _print(text: str, unit: str, words: Words, decimals: int) -> str:
    """Print a cell of verdicts.csv in the reader's language."""
    if not text:
        return "–"
    show = words.percent if unit == "percent" else words.number
    number = pd.to_numeric(text, errors="coerce")
    if pd.notna(number):
        return show(number, 0 if float(number).is_integer() else decimals)
    if " to " in text:
        return with_unit(localised(text, words), unit, words) if unit == "percent" else localised(text, words)
    places = [place for _, place in RANK.findall(text)]
    if places:
        return words.say("figures.verdicts.places", places=", ".join(sorted(places, key=int)))
    sign, _, bound = text.partition(" ")
    if sign in ("<", ">", "<="):
        return f"{sign.replace('<=', '≤')}\N{NO-BREAK SPACE}{show(float(bound), _decimals(bound))}"
    return words.say(f"figures.verdicts.directions.{text.replace(' ', '_')}")


def _tally(verdicts: pd.Series, words: Words) -> list[list[tuple[float, str, str, str]]]:
    """Lines of the board's key: where each verdict stands in millimetres, it, its count and its word."""
    entries = []
    for verdict in (verdict for verdict in VERDICT_SIGNS if (verdicts == verdict).any()):
        number = words.number(int((verdicts == verdict).sum()))
        word = words.say(f"verdicts.{verdict.replace(' ', '_')}")
        width = 7 + (text_width(number, SMALL, "bold") + text_width(word, SMALL)) * POINT / MILLIMETRE
        entries.append((width, verdict, number, word))
    together = sum(width for width, *_ in entries)
    reach = together / np.ceil(together / (2 * COLUMN_MM - AT["sign"]))  # lines of about one length
    lines: list[list[tuple[float, str, str, str]]] = []
    at = np.inf
    for width, *entry in entries:
        if at > reach:
            lines.append([])
            at = AT["sign"]
        lines[-1].append((at, *entry))
        at += width
    return lines


def _draw_tally(axes: Axes, lines: list[list[tuple[float, str, str, str]]], key: str) -> None:
    """Draw each verdict's sign, how many parts have it, its word, and what the last column says."""
    axes.set_axis_off()
    axes.set_xlim(0, 2 * COLUMN_MM)
    axes.set_ylim(len(lines) + 0.6, -0.6)
    axes.text(0, len(lines) - 0.4, key, va="top", fontsize=TINY, color=MUTED)
    signs = [(entry[0], line, entry[1]) for line, entries in enumerate(lines) for entry in entries]
    _draw_signs(axes, pd.DataFrame(signs, columns=["x", "y", "verdict"]))
    for line, entries in enumerate(lines):
        for at, _, number, word in entries:
            axes.text(at + 2.2, line, number, va="center", fontsize=SMALL, weight="bold")
            start = at + 3 + text_width(number, SMALL, "bold") * POINT / MILLIMETRE
            axes.text(start, line, word, va="center", fontsize=SMALL)


def _draw_column(axes: Axes, behind: pd.DataFrame, lines: list[BoardLine], depth: int, words: Words) -> None:
    axes.set_axis_off()
    axes.set_xlim(0, COLUMN_MM)
    axes.set_ylim(depth - 0.4, -1.6)
    for name in ("asserted", "computed", "others"):
        head = words.say(f"figures.verdicts.{name}")
        axes.text(AT[name], -1, head, ha="right", va="center", fontsize=TINY, color=MUTED)
    signs = [
        (AT["sign"], line, behind["verdict"].iloc[row])
        for line, (_, row, _, first) in enumerate(lines)
        if row >= 0 and first
    ]
    _draw_signs(axes, pd.DataFrame(signs, columns=["x", "y", "verdict"]))
    previous = ""
    for line, (theme, row, title, first) in enumerate(lines):
        if row < 0:
            heading = words.say(f"page.themes.{theme}")
            axes.text(0, line, heading[0].upper() + heading[1:], va="center", fontsize=SMALL, weight="bold")
            axes.hlines(line + 0.5, 0, COLUMN_MM, color=GRID_LINE, lw=0.6)
            continue
        axes.text(AT["title"], line, title, va="center", fontsize=TINY)
        if not first:
            continue
        part = behind.iloc[row]
        if part["claim"] != previous:
            axes.text(AT["claim"], line, part["claim"], va="center", fontsize=TINY, color=MUTED)
        previous = part["claim"]
        for name in ("asserted", "computed"):
            axes.text(AT[name], line, part[f"{name}_text"], ha="right", va="center", fontsize=TINY)
        axes.text(
            AT["others"], line, part["others_text"], ha="right", va="center", fontsize=TINY, color=MUTED,
            weight="bold" if part["others"] > MOST_OTHERS else "normal",
        )  # fmt: skip


def _draw_signs(axes: Axes, signs: pd.DataFrame) -> None:
    """Draw verdicts as on the reader's page, each a sign on its colour.

    Parameters
    ----------
    signs : columns x, y and verdict
    """
    for verdict, at in signs.groupby("verdict", sort=True):
        colour, sign = VERDICT_SIGNS[str(verdict)]
        axes.scatter(at["x"], at["y"], s=TILE, marker="s", color=colour, linewidth=0, zorder=3)
        if sign in STROKES:
            look = {"marker": STROKES[sign], "facecolor": "none", "edgecolor": PAPER, "linewidth": 1}
            axes.scatter(at["x"], at["y"], s=13, zorder=4, **look)
            continue
        look = {"fontsize": SMALL, "weight": "bold", "color": PAPER, "gid": "sign", "zorder": 4}
        for x, y in zip(at["x"], at["y"], strict=True):
            axes.text(x, y, sign, ha="center", va="center", **look)
