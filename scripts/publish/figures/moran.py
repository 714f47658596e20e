"""Space matters? Each region's value against its neighbours', with local clusters marked."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lib.exhibits.labels import label_points
from lib.exhibits.layout import Drawn, Sheet, axis_line, number_axis, panel_title, settle_layout
from lib.exhibits.marks import macro_region_key, region_points
from lib.exhibits.style import INK
from lib.words.language import Words
from lib.words.terms import year_text

CHOSEN = "layout == @sheet.settings['layout'] and weights == @sheet.settings['weights']"


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw one Moran scatter a variable; a ring marks a cluster that stands after the false-discovery rule.

    Settings: `year`, `layout`, `weights`, `terms` (two, as in the column model).
    """
    year, layout, terms = (sheet.settings[key] for key in ("year", "layout", "terms"))
    behind = tables["local_clusters"].query(f"{CHOSEN} and year == @sheet.settings['year']")
    behind = behind[behind["model"].isin(terms)].sort_values(["model", "unit"])
    tests = tables["spatial"].query(f"{CHOSEN} and first_year == @sheet.settings['year']")
    tests = tests.query("estimator == 'values' and term == 'morans_i'").set_index("model")
    say = {
        "count": int((behind["cluster"].fillna("") != "").sum()),
        "tests": len(behind),
        "least": words.number(behind["adjusted_p_value"].min(), 2),
        "year": year_text(year, tables["panel_marks"], layout, terms, words),
    }
    ring = {"marker": "o", "ms": 7, "mfc": "none", "mec": INK, "mew": 1.2}
    key = [*macro_region_key(words), *[(words.say("figures.moran.ring"), ring)] * bool(say["count"])]
    headline = words.say(f"figures.moran.headline{'' if say['count'] else '_none'}", **say)
    figure = sheet.figure(headline, key)
    panels = figure.subplots(1, 2)
    for axes, variable in zip(panels, terms, strict=True):
        rows = behind[behind["model"] == variable]
        _draw_scatter(axes, rows, tests.loc[variable], tables["units"], words)
    settle_layout(figure)
    for axes, variable in zip(panels, terms, strict=True):
        rows = behind[behind["model"] == variable]
        x, y, at = rows["value"], rows["neighbours"], np.array(axes.get_xlim())
        slope, level = np.polyfit(x, y, 1)
        lines = [(at, level + slope * at), (at, [0, 0]), ([0, 0], axes.get_ylim())]
        label_points(axes, x, y, [words.unit(code) for code in rows["unit"]], lines, radius=3)
    return figure, behind


def _draw_scatter(
    axes: Axes, rows: pd.DataFrame, statistic: pd.Series, units: pd.DataFrame, words: Words
) -> None:
    """Draw a point a region; `statistic` is Moran's I of the variable."""
    x, y = rows["value"], rows["neighbours"]
    region_points(axes, x, y, rows["unit"], units)
    ringed = (rows["cluster"].fillna("") != "").to_numpy()
    axes.scatter(x[ringed], y[ringed], s=60, facecolor="none", edgecolor=INK, linewidth=1.2)
    slope, level = np.polyfit(x, y, 1)
    reach = np.array([x.min(), x.max()])
    axes.plot(reach, level + slope * reach, color=INK, lw=1.4)
    axis_line(axes, x=0, y=0)
    axes.margins(0.14)
    say = {"i": words.number(statistic["estimate"], 2), "p": words.number(statistic["p_value"], 2)}
    title = words.say(f"figures.moran.{statistic.name}")
    panel_title(axes, f"{title}. {words.say('figures.moran.index', **say)}", 3.1)
    axes.set_xlabel(words.say("figures.moran.x"))
    axes.set_ylabel(words.say("figures.moran.y"))
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words)
