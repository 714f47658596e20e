"""Verdicts: what is asserted and computed, its range over readings and years, and the verdict of each."""

import re

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from lib.claims.outcomes import TRUE_VERDICTS
from lib.core.problems import ProblemsError
from lib.exhibits.layout import Key, Sheet, number_axis, settle_layout, shorten
from lib.exhibits.marks import text_colour
from lib.exhibits.style import FAINT, GRID_LINE, INK, MUTED, PAPER, SMALL, TINY, VERDICT_MARKS
from lib.words.language import Words

BOARD_COLUMNS = {"claim": 0, "title": 7, "asserted": 77, "computed": 103}
TITLE_WIDTH = 51
RATIO_TICKS = [0.25, 0.5, 1, 2, 4]
INTERVAL = re.compile(r"(-?[\d.]+) to (-?[\d.]+)")
RANK = re.compile(r"(\w+) (\d+)")


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw a row a part of a statement: words, numbers, range, part of readings that agree, verdict.

    Parameters
    ----------
    tables : verdicts, readings, ranges, parts (titles of the parts of statements)
    """
    behind = _rows(tables, words)
    true = int(behind["verdict"].isin(TRUE_VERDICTS).sum())
    tested = int((behind["verdict"] != "not testable").sum())
    say = {"true": true, "tested": tested, "parts": len(behind)}
    figure = sheet.figure(words.say("figures.verdicts.headline", **say), _key(behind["verdict"], words))
    strip, board = figure.subfigures(2, 1, height_ratios=[1, 27])
    _draw_counts(strip.subplots(), behind["verdict"], words)
    panels = board.subplots(1, 4, width_ratios=[101, 29, 13, 37], sharey=True)
    claims = behind["claim"].to_numpy()
    breaks = np.nonzero(claims[1:] != claims[:-1])[0] + 0.5
    for axes in panels:
        axes.set_ylim(len(behind) - 0.4, -1.6)
        axes.tick_params(axis="y", length=0, labelleft=False)
        axes.spines[:].set_visible(False)
        axes.hlines(breaks, 0, 1, transform=axes.get_yaxis_transform(), color=GRID_LINE, lw=0.6, zorder=0)
    _draw_words(panels[0], behind, words)
    _draw_ratios(panels[1], behind, words)
    _draw_agreement(panels[2], behind, words)
    _draw_verdicts(panels[3], behind, words)
    settle_layout(figure)
    return figure, behind.drop(columns=["asserted_text", "computed_text"])


def _rows(tables: dict[str, pd.DataFrame], words: Words) -> pd.DataFrame:
    """One row a part: names, numbers, range as multiples of the asserted, part of readings that agree."""
    rows = tables["verdicts"].merge(tables["parts"], on=["claim", "part"], how="left", validate="one_to_one")
    untitled = rows[rows[f"title_{words.language}"].isna()]
    if len(untitled):
        names = ", ".join(untitled["claim"] + "." + untitled["part"])
        raise ProblemsError("Drawing the verdicts", [f"no title in config/article/claims for: {names}."])
    ranges = tables["ranges"].query("proxy == ''")[["claim", "part", "low", "high"]]
    rows = rows.merge(ranges, on=["claim", "part"], how="left")
    tested = rows.loc[rows["verdict"] != "not testable", ["claim", "part"]]
    readings = tables["readings"].merge(tested, on=["claim", "part"])
    readings = readings[~readings["reading"].str.startswith("beside, ")]
    agrees = readings["verdict"].isin(TRUE_VERDICTS).groupby([readings["claim"], readings["part"]]).mean()
    rows = rows.join(agrees.rename("agreeing"), on=["claim", "part"])
    asserted = rows["asserted"].map(_middle)
    for name in ("low", "high"):
        rows[f"{name}_times"] = rows[name] / asserted
    rows["times"] = rows["computed"].map(_middle) / asserted
    between = rows["computed"].map(_bounds)
    for name, end in (("low", 0), ("high", 1)):
        bound = between.map(lambda pair, end=end: pair[end]) / asserted
        rows[f"{name}_times"] = rows[f"{name}_times"].fillna(bound)
    decimals = rows["asserted"].map(_decimals).mask(rows["unit"] == "coefficient", 1)
    cells = zip(rows["asserted"], rows["computed"], rows["unit"], decimals, strict=True)
    printed = [
        (_print(one, unit, words, places), _print(other, unit, words, places + 1))
        for one, other, unit, places in cells
    ]
    rows[["asserted_text", "computed_text"]] = printed
    rows["title"] = rows[f"title_{words.language}"]
    return rows[
        [
            "claim", "part", "title", "asserted", "computed", "unit", "low", "high", "times", "low_times",
            "high_times", "agreeing", "verdict", "asserted_text", "computed_text",
        ]
    ]  # fmt: skip


def _bounds(text: str) -> tuple[float, float]:
    match = INTERVAL.fullmatch(text)
    return (float(match[1]), float(match[2])) if match else (np.nan, np.nan)


def _middle(text: str) -> float:
    """The number that a cell states, the middle of an interval, or nothing."""
    number = pd.to_numeric(text, errors="coerce")
    return number if pd.notna(number) else float(np.mean(_bounds(text)))


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
    low, high = _bounds(text)
    if pd.notna(low):
        return f"{words.number(low, _decimals(text))}–{show(high, _decimals(text))}"
    places = [place for _, place in RANK.findall(text)]
    if places:
        return words.say("figures.verdicts.places", places=", ".join(sorted(places, key=int)))
    sign, _, bound = text.partition(" ")
    if sign in ("<", ">"):
        return f"{sign}\N{NO-BREAK SPACE}{show(float(bound), 0)}"
    return words.say(f"figures.verdicts.directions.{text.replace(' ', '_')}")


def _draw_counts(axes: Axes, verdicts: pd.Series, words: Words) -> None:
    """Draw one bar of all parts, a stretch a verdict, with its count."""
    counts = verdicts.value_counts()
    start = 0
    for verdict, (colour, _) in VERDICT_MARKS.items():
        count = int(counts.get(verdict, 0))
        if not count:
            continue
        axes.barh(0, count, left=start, height=1, color=colour, edgecolor=PAPER, linewidth=1)
        axes.text(
            start + count / 2, 0, words.number(count), ha="center", va="center_baseline", fontsize=SMALL,
            weight="bold", color=text_colour(to_rgb(colour)),
        )  # fmt: skip
        start += count
    axes.set_xlim(0, start)
    axes.set_ylim(-0.5, 0.5)
    axes.axis("off")


def _draw_words(axes: Axes, behind: pd.DataFrame, words: Words) -> None:
    axes.set_xlim(0, 104)
    axes.set_xticks([])
    heads = {name: words.say(f"figures.verdicts.{name}") for name in ("asserted", "computed")}
    for name, text in heads.items():
        axes.text(BOARD_COLUMNS[name], -1, text, ha="right", va="center", fontsize=SMALL, weight="bold")
    previous = ""
    for row, one in enumerate(behind.itertuples()):
        if one.claim != previous:
            axes.text(BOARD_COLUMNS["claim"], row, one.claim, va="center", fontsize=SMALL, weight="bold")
        previous = one.claim
        axes.text(
            BOARD_COLUMNS["title"], row, shorten(one.title, TITLE_WIDTH, TINY), va="center", fontsize=TINY
        )
        axes.text(BOARD_COLUMNS["asserted"], row, one.asserted_text, ha="right", va="center", fontsize=TINY)
        axes.text(BOARD_COLUMNS["computed"], row, one.computed_text, ha="right", va="center", fontsize=TINY)


def _draw_ratios(axes: Axes, behind: pd.DataFrame, words: Words) -> None:
    """Range and chosen value as multiples of what is asserted; what lies outside the scale is an arrow."""
    axes.set_xscale("log")
    axes.set_xlim(RATIO_TICKS[0] / 1.15, RATIO_TICKS[-1] * 1.15)
    axes.axvline(1, color=INK, lw=0.7, zorder=1)
    rows = np.arange(len(behind))
    low, high = (behind[f"{end}_times"].clip(RATIO_TICKS[0], RATIO_TICKS[-1]) for end in ("low", "high"))
    ranged = low.notna() & (behind["low_times"] > 0)
    axes.hlines(rows[ranged], low[ranged], high[ranged], color=FAINT, lw=2.4, zorder=2)
    beyond = behind["high_times"] > RATIO_TICKS[-1]
    axes.scatter(high[beyond], rows[beyond], marker=">", s=9, color=MUTED, zorder=3)
    _draw_marks(
        axes,
        behind["times"].where(behind["times"].between(RATIO_TICKS[0], RATIO_TICKS[-1])),
        behind["verdict"],
    )
    axes.xaxis.set_major_locator(FixedLocator(RATIO_TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.tick_top()
    number_axis(axes.xaxis, words, 2)
    axes.set_xlabel(words.say("figures.verdicts.ratio"))


def _draw_agreement(axes: Axes, behind: pd.DataFrame, words: Words) -> None:
    rows = np.arange(len(behind))
    axes.barh(rows, np.where(behind["agreeing"].isna(), 0, 100), height=0.6, color=GRID_LINE, zorder=1)
    axes.barh(rows, 100 * behind["agreeing"].fillna(0), height=0.6, color=MUTED, zorder=2)
    axes.set_xlim(0, 104)
    axes.set_xticks([0, 100])
    axes.xaxis.tick_top()
    number_axis(axes.xaxis, words, percent=True)
    axes.set_xlabel(words.say("figures.verdicts.agreeing"))


def _draw_verdicts(axes: Axes, behind: pd.DataFrame, words: Words) -> None:
    axes.set_xlim(0, 37)
    axes.set_xticks([])
    _draw_marks(axes, pd.Series(1.0, index=behind.index), behind["verdict"])
    for row, verdict in enumerate(behind["verdict"]):
        axes.text(3, row, words.say(f"verdicts.{verdict.replace(' ', '_')}"), va="center", fontsize=TINY)


def _draw_marks(axes: Axes, x: pd.Series, verdicts: pd.Series) -> None:
    """Draw each verdict's own mark at `x`, one row each from the top; a missing x has none."""
    rows = np.arange(len(x))
    for verdict, (colour, marker) in VERDICT_MARKS.items():
        chosen = ((verdicts == verdict) & x.notna()).to_numpy()
        if chosen.any():
            axes.scatter(
                x[chosen],
                rows[chosen],
                s=16,
                marker=marker,
                color=colour,
                edgecolor=INK,
                linewidth=0.3,
                zorder=4,
            )


def _key(verdicts: pd.Series, words: Words) -> Key:
    look = {"mec": INK, "mew": 0.3}
    return [
        (words.say(f"verdicts.{verdict.replace(' ', '_')}"), {"marker": marker, "mfc": colour, **look})
        for verdict, (colour, marker) in VERDICT_MARKS.items()
        if (verdicts == verdict).any()
    ]
