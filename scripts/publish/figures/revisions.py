"""Which figures were changed after they had been published: when, how many, and by how much."""

import pandas as pd
from matplotlib.figure import Figure

from lib.core.country import country_unit
from lib.data.revisions import CELL, decimals_of
from lib.exhibits.layout import AXIS_LINE, LegendKey, Sheet, axis_line, settle_layout
from lib.exhibits.style import GRID_LINE, INK, PAPER, SLIP, SMALL, TINY
from lib.words.language import Words

LINEAR_UP_TO = 1.0  # percent up to which the axis is linear, logarithmic beyond
TICKS = (-100, -10, -1, 1, 10, 100)
SHOWN_DECIMALS = 3
AXIS_END = 180.0  # where the axis ends; changes from nought have no percentage and stand here
WORD_COLUMNS = (0.14, 0.31, 0.35)  # where the counts end and the largest revision begins, right of the dots
NAME_ROOM = 1.7  # rows that the name of a series takes
HEADS = -0.2  # where the heads of these columns stand, in rows


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw a row a release that changed figures, a dot a figure, on a scale of percent; words at the right.

    Parameters
    ----------
    tables : revisions, suspicious_revisions
    words : the reader's language
    sheet : no settings
    """
    behind = _changes(tables["revisions"], tables["suspicious_revisions"])
    rows = _rows(behind)
    revised = behind[behind["kind"] == "revised"]
    headline = words.say("figures.revisions.headline", count=len(revised), slips=int(revised["slip"].sum()))
    figure = sheet.figure(headline, _key(words))
    if behind.empty:
        return figure, behind
    axes, texts = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1.16))
    _dots(axes, revised.merge(rows, on=["series", "to_vintage"]))
    for row in rows.itertuples():
        told = behind[(behind["series"] == row.series) & (behind["to_vintage"] == row.to_vintage)]
        _write(texts, row.place, *_tell(told, words))
    _write(
        texts,
        HEADS,
        *(words.say(f"figures.revisions.{head}") for head in ("revised", "withdrawn", "largest")),
    )
    first_variables = behind.groupby("series")["variable"].first()
    for series, block in rows.groupby("series"):
        title = words.variable(first_variables[series])
        axes.text(
            0, block["place"].min() - 1, title, transform=axes.get_yaxis_transform(),
            fontsize=SMALL, weight="bold", va="center", bbox={"facecolor": PAPER, "lw": 0, "pad": 0.2},
        )  # fmt: skip
    _look(axes, texts, rows, words)
    settle_layout(figure)
    return figure, behind


def _changes(revisions: pd.DataFrame, slips: pd.DataFrame) -> pd.DataFrame:
    """Revised and withdrawn figures, with `slip`: whether the revision is listed as a likely slip."""
    listed = set(slips[[*CELL, "vintage"]].itertuples(index=False, name=None))
    kept = revisions[revisions["kind"] != "rounded"]
    slip = [row in listed for row in kept[[*CELL, "to_vintage"]].itertuples(index=False, name=None)]
    return kept.assign(slip=slip).sort_values([*CELL, "to_vintage"], ignore_index=True)


def _rows(behind: pd.DataFrame) -> pd.DataFrame:
    """series, to_vintage and `place`, from the top: room for the series' name, then its releases."""
    rows = (
        behind[["series", "to_vintage"]]
        .drop_duplicates()
        .sort_values(["series", "to_vintage"], ignore_index=True)
    )
    return rows.assign(place=rows.index + NAME_ROOM * rows["series"].ne(rows["series"].shift()).cumsum())


def _dots(axes, revised: pd.DataFrame) -> None:
    """A dot a revised figure: filled for the country, open for a region, coloured where it is like a slip."""
    for change in revised.sort_values("slip", kind="stable").itertuples():
        colour = SLIP if change.slip else INK
        from_nought = pd.isna(change.percent)
        axes.plot(
            AXIS_END if from_nought else change.percent,
            change.place,
            ls="",
            marker=">" if from_nought else "o",
            mfc=colour if change.unit == country_unit() else PAPER,
            mec=PAPER if change.unit == country_unit() else colour,
            ms=4.6,
            mew=0.5 if change.unit == country_unit() else 0.9,
        )


def _tell(told: pd.DataFrame, words: Words) -> tuple[str, str, str]:
    """How many figures a release revised and withdrew, and the largest revision."""
    revised = told[told["kind"] == "revised"]
    changed, withdrawn = (
        words.number(count) if count else "" for count in (len(revised), len(told) - len(revised))
    )
    if revised.empty:
        return changed, withdrawn, ""
    largest = revised.loc[revised["change"].abs().idxmax()]
    decimals = min(SHOWN_DECIMALS, max(map(decimals_of, (largest["before"], largest["after"]))))
    before, after = (words.number(largest[side], decimals) for side in ("before", "after"))
    return changed, withdrawn, f"{_name(largest, words)}: {before} → {after}"


def _write(texts, place: float, revised: str, withdrawn: str, largest: str) -> None:
    """One row of words: two counts and the largest revision."""
    for at, said, side in zip(
        WORD_COLUMNS, (revised, withdrawn, largest), ("right", "right", "left"), strict=True
    ):
        texts.text(at, place, said, fontsize=TINY, va="center", ha=side)


def _name(row: pd.Series, words: Words) -> str:
    place = "" if row["locality"] == "total" else f", {words.say('localities.' + row['locality'])}"
    return f"{words.unit(row['unit'])} {row['year']}{place}"


def _look(axes, texts, rows: pd.DataFrame, words: Words) -> None:
    axes.set_xscale("symlog", linthresh=LINEAR_UP_TO, linscale=0.6)
    axes.set_xlim(-AXIS_END, AXIS_END * 1.25)
    axes.set_xticks(TICKS, [words.signed(tick) for tick in TICKS])
    axes.minorticks_off()
    axes.set_yticks(rows["place"], rows["to_vintage"])
    axes.set_ylim(rows["place"].max() + 0.7, -0.5)
    axes.tick_params(axis="y", length=0)
    axis_line(axes, x=0)
    axes.grid(axis="x")
    for place in rows["place"]:
        axes.axhline(place, color=GRID_LINE, lw=0.5, zorder=0, gid=AXIS_LINE)
    axes.set_xlabel(words.say("figures.revisions.axis"), loc="right")
    texts.set_axis_off()
    texts.set_xlim(0, 1)
    axes.spines["left"].set_visible(False)


def _key(words: Words) -> LegendKey:
    look = {"marker": "o", "ms": 4.2, "mew": 0.9}
    return [
        (words.say("figures.revisions.country"), {"mfc": INK, "mec": INK, **look}),
        (words.say("figures.revisions.region"), {"mfc": PAPER, "mec": INK, **look}),
        (words.say("figures.revisions.slip"), {"mfc": PAPER, "mec": SLIP, **look}),
    ]
