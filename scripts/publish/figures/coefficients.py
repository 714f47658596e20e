"""The main coefficients under every estimator, and the specification curve of the key one."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib.charts import name_rows
from lib.i18n import Words
from lib.plots import FAINT, INK, MACRO_REGIONS, MUTED, Sheet, number_axis, panel_title, settle

SIGNIFICANT = 0.05


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw estimates with intervals by estimator, one panel a model, and all specifications in order.

    Parameters
    ----------
    tables : coefficients, specifications
    sheet : settings `models` (three, model: term), `methods` (in order of preference), `curve`
    """
    settings = sheet.settings
    curve = tables["specifications"]
    curve = curve[curve["curve"] == settings["curve"]].sort_values(["standardised", "specification"])
    positive = int((curve["standardised"] > 0).sum())
    clear = int((curve["p_value"] <= SIGNIFICANT).sum())
    say = {"positive": positive, "all": len(curve), "clear": clear}
    figure = sheet.figure(words.say("figures.coefficients.headline", **say))
    grid = figure.add_gridspec(2, 3, height_ratios=[1.15, 1])
    drawn = []
    for column, (model, term) in enumerate(settings["models"].items()):
        rows = _estimates(tables["coefficients"], model, term, settings["methods"])
        axes = figure.add_subplot(grid[0, column])
        _draw_estimates(axes, rows, words, named=column == 0)
        panel_title(axes, words.say(f"figures.coefficients.{model}"), 1.75)
        drawn.append(rows)
    _draw_curve(figure.add_subplot(grid[1, :]), curve, words)
    settle(figure)
    kept = ["curve", "specification", "estimator", "standardised", "estimate", "p_value", "n"]
    behind = pd.concat([*drawn, curve[kept]], ignore_index=True)
    return figure, behind


def _estimates(table: pd.DataFrame, model: str, term: str, methods: list[str]) -> pd.DataFrame:
    """One row an estimator: the preferred method that it has."""
    rows = table[(table["model"] == model) & (table["term"] == term) & table["method"].isin(methods)].copy()
    rows["order"] = rows["method"].map(methods.index)
    rows = rows.sort_values("order", kind="stable").drop_duplicates("estimator")
    order = list(dict.fromkeys(table["estimator"]))
    return rows.sort_values("estimator", key=lambda names: names.map(order.index)).drop(columns="order")


def _draw_estimates(axes: Axes, rows: pd.DataFrame, words: Words, named: bool) -> None:
    at = np.arange(len(rows))[::-1]
    clear = rows["p_value"] <= SIGNIFICANT
    colours = np.where(clear, MACRO_REGIONS["north"], MUTED)
    axes.hlines(at, rows["ci_low"], rows["ci_high"], color=colours, lw=1.3)
    axes.scatter(
        rows["estimate"], at, s=18, facecolor=np.where(clear, colours, "white"), edgecolor=colours, zorder=3
    )
    axes.axvline(0, color=INK, lw=0.7)
    name_rows(axes, [words.say(f"tables.estimators.{name}") for name in rows["estimator"][::-1]])
    axes.tick_params(labelleft=named)
    axes.grid(axis="x")
    size = max(abs(rows["ci_low"].min()), abs(rows["ci_high"].max()))
    number_axis(axes.xaxis, words, 0 if size > 8 else 1)


def _draw_curve(axes: Axes, curve: pd.DataFrame, words: Words) -> None:
    rank = np.arange(1, len(curve) + 1)
    clear = (curve["p_value"] <= SIGNIFICANT).to_numpy()
    axes.scatter(
        rank[~clear],
        curve["standardised"][~clear],
        s=5,
        color=FAINT,
        label=words.say("figures.coefficients.unclear"),
    )
    axes.scatter(
        rank[clear], curve["standardised"][clear], s=6, color=MACRO_REGIONS["north"], marker="D",
        label=words.say("figures.coefficients.clear"),
    )  # fmt: skip
    axes.axhline(0, color=INK, lw=0.7)
    axes.set_xlim(0, len(curve) + 1)
    axes.grid(axis="y")
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words, 1)
    axes.set_xlabel(words.say("figures.coefficients.rank"))
    axes.legend(loc="upper left", frameon=False, fontsize=6)
    panel_title(axes, words.say("figures.coefficients.curve"), 6.5)
