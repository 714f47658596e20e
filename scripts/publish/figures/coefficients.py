"""The main coefficients under every estimator, and the specification curve of the key one by its choices."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib.exhibits.labels import name_rows
from lib.exhibits.layout import Sheet, number_axis, panel_title, settle_layout
from lib.exhibits.style import FAINT, INK, MACRO_REGIONS, MUTED, PAPER, SMALL
from lib.words.language import Words

CLEAR_OF_ZERO = 0.05
FREE_CHOICES = ("estimator", "controls", "period", "sample", "weights", "outcome")
STRETCH = 50
OUTCOME_COLOURS = {
    "positive_clear": MACRO_REGIONS["north"],
    "positive_unclear": FAINT,
    "negative_unclear": PAPER,
    "negative_clear": MACRO_REGIONS["south"],
}


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw estimates by estimator, a panel a model; all specifications in order; what each choice does.

    Parameters
    ----------
    tables : coefficients, specifications
    sheet : settings `models` (three, model: term), `methods` (in order of preference), `curve`
    """
    settings = sheet.settings
    curve = _curve(tables["specifications"], settings["curve"])
    counts = curve["found"].value_counts()
    positive = int(counts.reindex(["positive_clear", "positive_unclear"]).sum())
    clear = int(counts.get("positive_clear", 0))
    say = {name: words.number(count) for name, count in (("positive", positive), ("clear", clear))}
    key = [
        (words.say(f"figures.coefficients.{name}"), {"mfc": colour, "mec": MUTED, "mew": 0.5})
        for name, colour in OUTCOME_COLOURS.items()
    ]
    figure = sheet.figure(
        words.say("figures.coefficients.headline", all=words.number(len(curve)), **say), key
    )
    above, below = figure.subfigures(2, 1, height_ratios=[1, 2])
    drawn = []
    panels = above.subplots(1, len(settings["models"]))
    for axes, (model, term) in zip(panels, settings["models"].items(), strict=True):
        rows = _estimates(tables["coefficients"], model, term, settings["methods"])
        _draw_estimates(axes, rows, words, named=axes is panels[0])
        panel_title(axes, words.say(f"figures.coefficients.{model}"), 1.55)
        drawn.append(rows)
    places = [["curve", "choices"], ["stretches", "choices"]]
    panels = below.subplot_mosaic(places, width_ratios=[1, 1.25], height_ratios=[2.2, 1])
    _draw_curve(panels["curve"], curve, words)
    _draw_stretches(panels["stretches"], _stretches(curve), words)
    options = _options(curve)
    _draw_choices(panels["choices"], options, words)
    settle_layout(figure)
    kept = ["curve", "specification", *FREE_CHOICES, "standardised", "estimate", "p_value", "n"]
    behind = pd.concat([*drawn, curve[kept], options.reset_index()], ignore_index=True)
    return figure, behind


def _curve(specifications: pd.DataFrame, name: str) -> pd.DataFrame:
    """Specifications of one curve from the lowest coefficient, with what each of them found."""
    curve = specifications[specifications["curve"] == name].sort_values(["standardised", "specification"])
    sign = np.where(curve["standardised"] > 0, "positive", "negative")
    clear = np.where(curve["p_value"] <= CLEAR_OF_ZERO, "_clear", "_unclear")
    years = curve["first_year"].astype(str) + "–" + curve["last_year"].astype(str)
    return curve.assign(
        found=np.char.add(sign, clear),
        period=years + " " + curve["layout"].astype(str),
        controls=curve["controls"].fillna(""),
    )


def _options(curve: pd.DataFrame) -> pd.DataFrame:
    """Percent of specifications that found each outcome: one row a choice and option, as in the plan."""
    shares = {
        (choice, option): 100 * rows["found"].value_counts(normalize=True)
        for choice in FREE_CHOICES
        for option, rows in curve.sort_values("specification", kind="stable").groupby(choice, sort=False)
    }
    table = pd.DataFrame(shares).T.reindex(columns=list(OUTCOME_COLOURS)).fillna(0.0)
    return table.rename_axis(["choice", "option"])


def _estimates(table: pd.DataFrame, model: str, term: str, methods: list[str]) -> pd.DataFrame:
    """One row an estimator: the preferred method that it has."""
    rows = table[(table["model"] == model) & (table["term"] == term) & table["method"].isin(methods)].copy()
    rows["order"] = rows["method"].map(methods.index)
    rows = rows.sort_values("order", kind="stable").drop_duplicates("estimator")
    order = list(dict.fromkeys(table["estimator"]))
    rows = rows.sort_values("estimator", kind="stable", key=lambda names: names.map(order.index))
    return rows.drop(columns="order")


def _draw_estimates(axes: Axes, rows: pd.DataFrame, words: Words, named: bool) -> None:
    at = np.arange(len(rows))[::-1]
    clear = rows["p_value"] <= CLEAR_OF_ZERO
    colours = np.where(clear, MACRO_REGIONS["north"], MUTED)
    axes.hlines(at, rows["ci_low"], rows["ci_high"], color=colours, lw=1.3)
    axes.scatter(
        rows["estimate"], at, s=18, facecolor=np.where(clear, colours, PAPER), edgecolor=colours, zorder=3
    )
    axes.axvline(0, color=INK, lw=0.7)
    name_rows(axes, [words.say(f"tables.estimators.{name}") for name in rows["estimator"][::-1]])
    axes.tick_params(labelleft=named)
    axes.grid(axis="x")
    size = max(abs(rows["ci_low"].min()), abs(rows["ci_high"].max()))
    number_axis(axes.xaxis, words, 0 if size > 8 else 1)


def _draw_curve(axes: Axes, curve: pd.DataFrame, words: Words) -> None:
    """Every specification from the lowest coefficient; linear between -1 and 1, logarithmic beyond."""
    axes.plot(np.arange(1, len(curve) + 1), curve["standardised"], color=INK, lw=1.4)
    axes.axhline(0, color=INK, lw=0.7)
    axes.set_xlim(0, len(curve) + 1)
    axes.set_yscale("symlog", linthresh=1)
    low, high = curve["standardised"].min(), curve["standardised"].max()
    axes.set_yticks([tick for tick in (-10, -3, -1, -0.5, 0, 0.5, 1, 3, 10) if low <= tick <= high])
    axes.set_ylim(low - 0.15, high * 1.15)
    axes.grid(axis="y")
    axes.tick_params(labelbottom=False)
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words, 1)
    panel_title(axes, words.say("figures.coefficients.curve"), 2.1)


def _stretches(curve: pd.DataFrame) -> pd.DataFrame:
    """Percent of each stretch of the curve that found each outcome: rows by their first rank, from 0."""
    first = np.arange(len(curve)) // STRETCH * STRETCH
    shares = 100 * curve["found"].groupby(first).value_counts(normalize=True).unstack(fill_value=0.0)
    return shares.reindex(columns=list(OUTCOME_COLOURS), fill_value=0.0)


def _draw_stretches(axes: Axes, stretches: pd.DataFrame, words: Words) -> None:
    """A bar a stretch of specifications under the curve: how many of them found what."""
    edge = np.zeros(len(stretches))
    for found, colour in OUTCOME_COLOURS.items():
        axes.bar(
            stretches.index, stretches[found], bottom=edge, width=STRETCH, align="edge", color=colour,
            edgecolor=MUTED, linewidth=0.3,
        )  # fmt: skip
        edge += stretches[found].to_numpy()
    axes.set_xlim(0, stretches.index[-1] + STRETCH)
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 50, 100])
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words, percent=True)
    axes.set_xlabel(words.say("figures.coefficients.rank"))
    panel_title(axes, words.say("figures.coefficients.stretches", count=STRETCH), 2.1)


def _draw_choices(axes: Axes, options: pd.DataFrame, words: Words) -> None:
    """A bar an option: of the specifications that take it, how many found what."""
    names, rows, at = [], [], 0.0
    for choice, group in options.groupby(level="choice", sort=False):
        names.append((at, words.say(f"figures.coefficients.choices.{choice}"), "bold"))
        for _, option in group.index:
            at += 1
            rows.append(at)
            names.append((at, _option(choice, option, words), "normal"))
        at += 1.4
    edge = np.zeros(len(options))
    for found, colour in OUTCOME_COLOURS.items():
        axes.barh(rows, options[found], left=edge, color=colour, height=0.72, edgecolor=MUTED, linewidth=0.3)
        edge += options[found].to_numpy()
    axes.set_yticks([place for place, *_ in names], [name for _, name, _ in names])
    for label, (*_, weight) in zip(axes.get_yticklabels(), names, strict=True):
        label.set(weight=weight, size=SMALL)
    axes.set_ylim(at - 0.6, -0.8)
    axes.set_xlim(0, 100)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    number_axis(axes.xaxis, words, percent=True)
    panel_title(axes, words.say("figures.coefficients.by_choice"), 2.6)


def _option(choice: str, option: str, words: Words) -> str:
    """Return what an option of a choice is called."""
    if choice == "estimator":
        return words.say(f"tables.estimators.{option}")
    if choice == "sample":
        return words.say(f"samples.{'all_units' if option == 'all' else option}")
    if choice == "period":
        years, layout = option.split()
        return f"{years}, {words.say('tables.layout', units=layout)}"
    if choice == "controls":
        terms = [words.say(f"figures.coefficients.terms.{term}") for term in option.split()]
        return " + ".join(terms) or words.say("figures.coefficients.terms.none")
    return words.say(f"figures.coefficients.{choice}.{option}")
