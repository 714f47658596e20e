"""The main coefficients under every estimator, and the specification curve of the key one by its choices."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lib.exhibits.labels import name_rows
from lib.exhibits.layout import Drawn, Sheet, axis_line, number_axis, panel_title, settle_layout
from lib.exhibits.style import INK, MUTED, PAPER, SMALL
from lib.words.language import Words

CLEAR_OF_ZERO = 0.05
FREE_CHOICES = ("estimator", "controls", "period", "sample", "weights", "outcome")
OUTCOME_GREYS = {
    "positive_clear": INK,
    "positive_unclear": "#b9b9b9",
    "negative_unclear": PAPER,
    "negative_clear": MUTED,
}


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw estimates by estimator, a panel a model; all specifications in order; what each choice does.

    Settings: `models` (three, model: term), `methods` (in order of preference), `curve`, `apart` (between,
    within: the estimators that compare regions, and those that compare years within regions).
    """
    settings = sheet.settings
    curve = _curve(tables["specifications"], settings["curve"])
    parts = {name: curve[curve["estimator"].isin(chosen)] for name, chosen in settings["apart"].items()}
    say = {}
    for name, rows in parts.items():
        say[name] = words.number(len(rows))
        say[f"{name}_positive"] = words.number(int(rows["found"].str.startswith("positive").sum()))
        say[f"{name}_clear"] = words.number(int((rows["found"] == "positive_clear").sum()))
    key = [
        (words.say(f"figures.coefficients.{name}"), {"mfc": grey, "mec": MUTED, "mew": 0.5})
        for name, grey in OUTCOME_GREYS.items()
    ]
    figure = sheet.figure(words.say("figures.coefficients.headline", **say), key)
    above, below = np.ravel(figure.subfigures(2, 1, height_ratios=[1, 2]))
    drawn = []
    panels = np.atleast_1d(above.subplots(1, len(settings["models"])))
    for axes, (model, term) in zip(panels, settings["models"].items(), strict=True):
        rows = _estimates(tables["coefficients"], model, term, settings["methods"])
        _draw_estimates(axes, rows, words, named=axes is panels[0])
        panel_title(axes, words.say(f"figures.coefficients.{model}"), 1.55)
        drawn.append(rows)
    places = [[name, *(f"choices_{part}" for part in parts)] for name in parts]
    mosaic = below.subplot_mosaic(places, width_ratios=[1, 0.8, 0.65])
    low, high = curve["standardised"].min(), curve["standardised"].max()
    for name, rows in parts.items():
        _draw_curve(mosaic[name], rows, (low, high), words)
        panel_title(mosaic[name], words.say(f"figures.coefficients.curve_{name}"), 2.1)
    mosaic["within"].set_xlabel(words.say("figures.coefficients.rank"))
    every = _options(curve).index
    options = {name: _options(rows).reindex(every) for name, rows in parts.items()}
    for name, shares in options.items():
        _draw_choices(mosaic[f"choices_{name}"], shares.fillna(0.0), words)
        panel_title(mosaic[f"choices_{name}"], words.say(f"figures.coefficients.by_choice_{name}"), 2.6)
    mosaic["choices_within"].tick_params(labelleft=False)
    settle_layout(figure)
    kept = ["curve", "specification", *FREE_CHOICES, "standardised", "estimate", "p_value", "n"]
    behind = pd.concat(
        [*drawn, curve[kept], pd.concat(options, names=["estimand"]).dropna().reset_index()],
        ignore_index=True,
    )
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
    table = pd.DataFrame(shares).T.reindex(columns=list(OUTCOME_GREYS)).fillna(0.0)
    return table.rename_axis(["choice", "option"])


def _estimates(table: pd.DataFrame, model: str, term: str, methods: list[str]) -> pd.DataFrame:
    """One row an estimator: the preferred method that it has."""
    rows = table[(table["model"] == model) & (table["term"] == term) & table["method"].isin(methods)]
    rows = rows.sort_values("method", kind="stable", key=lambda names: names.map(methods.index))
    order = list(dict.fromkeys(table["estimator"]))
    return rows.drop_duplicates("estimator").sort_values(
        "estimator", kind="stable", key=lambda names: names.map(order.index)
    )


def _draw_estimates(axes: Axes, rows: pd.DataFrame, words: Words, named: bool) -> None:
    at = np.arange(len(rows))[::-1]
    clear = rows["p_value"] <= CLEAR_OF_ZERO
    colours = np.where(clear, INK, MUTED)
    axes.hlines(at, rows["ci_low"], rows["ci_high"], color=colours, lw=1.3)
    axes.scatter(
        rows["estimate"], at, s=18, facecolor=np.where(clear, colours, PAPER), edgecolor=colours, zorder=3
    )
    axis_line(axes, x=0)
    name_rows(axes, [words.say(f"tables.estimators.{name}") for name in rows["estimator"][::-1]])
    axes.tick_params(labelleft=named)
    axes.grid(axis="x")
    size = max(abs(rows["ci_low"].min()), abs(rows["ci_high"].max()))
    number_axis(axes.xaxis, words, 0 if size > 8 else 1)


def _draw_curve(axes: Axes, rows: pd.DataFrame, reach: tuple[float, float], words: Words) -> None:
    """Specifications from the lowest coefficient; those clear of zero as bars to it, the others as a line.

    The scale is linear between -1 and 1, logarithmic beyond.
    """
    at = np.arange(1, len(rows) + 1)
    heights = rows["standardised"].to_numpy()
    for outcome in ("positive_clear", "negative_clear"):
        own = (rows["found"] == outcome).to_numpy()
        axes.vlines(at[own], 0, heights[own], color=OUTCOME_GREYS[outcome], lw=0.35, zorder=2)
    axes.plot(at, heights, color=MUTED, lw=1, zorder=3)
    axis_line(axes, y=0)
    axes.set_xlim(0, len(rows) + 1)
    axes.set_yscale("symlog", linthresh=1)
    low, high = reach
    axes.set_yticks([tick for tick in (-10, -3, -1, -0.5, 0, 0.5, 1, 3, 10) if low <= tick <= high])
    axes.set_ylim(low - 0.15, high * 1.15)
    axes.grid(axis="y")
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words, 1)


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
    for outcome, grey in OUTCOME_GREYS.items():
        axes.barh(rows, options[outcome], left=edge, color=grey, height=0.72, edgecolor=MUTED, linewidth=0.3)
        edge += options[outcome].to_numpy()
    axes.set_yticks([place for place, *_ in names], [name for _, name, _ in names])
    for label, (*_, weight) in zip(axes.get_yticklabels(), names, strict=True):
        label.set(weight=weight, size=SMALL)
    axes.set_ylim(at - 0.6, -0.8)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 50, 100])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    number_axis(axes.xaxis, words, percent=True)


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
