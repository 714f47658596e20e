"""A map of the change of population by district, and on it the single-industry towns."""

from itertools import pairwise

import numpy as np
import shapely
from matplotlib.path import Path

from lib.exhibits.labels import label_points
from lib.exhibits.layout import Drawn, LegendKey, Sheet, settle_layout
from lib.exhibits.maps import boundaries_in, draw_shapes, read_shapes
from lib.exhibits.marks import macro_regions_of
from lib.exhibits.style import CHANGE_STEPS, INK, MUTED, PAPER
from lib.words.language import Words
from publish.figures.districts import changes_of_districts

STRIPES = "#9a9a9a"
STRIPED = Path(
    [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1), (1, 1), (-1, 0), (0, 1), (0, -1), (1, 0)],
    [Path.MOVETO, *[Path.LINETO] * 5, *[Path.MOVETO, Path.LINETO] * 2],
)


def draw(tables: dict, words: Words, sheet: Sheet) -> Drawn:
    """Draw the districts in steps of their change; striped are those that cannot be compared.

    Tables: a panel and the boundaries of districts, units, groups.
    Settings: those of `districts`, `bounds` (between the steps, percent), `unclear` (units whose boundaries
    hold another one), `told` (two macro-regions).
    """
    behind = changes_of_districts(tables, sheet.settings)
    codes, shapes, _ = read_shapes(boundaries_in(tables))
    behind["drawn"] = behind["unit"].isin(set(codes) - set(sheet.settings["unclear"]))
    compared = behind[behind["comparable"]]
    macro = np.array(macro_regions_of(compared["region"], tables["units"]))
    first, last = sheet.settings["years"]
    say = {"first": first, "last": last}
    for part in sheet.settings["told"]:
        percent = compared.loc[macro == part, "percent"]
        say |= {part: len(percent), f"{part}_fewer": (percent < 0).sum()}

    bounds = sheet.settings["bounds"]
    figure = sheet.figure(words.say("figures.district_map.headline", **say), _key(bounds, words))
    axes = figure.subplots()
    percents = compared[compared["drawn"]].set_index("unit")["percent"].reindex(codes).to_numpy()
    known = ~np.isnan(percents)
    colours = [CHANGE_STEPS[step] for step in np.digitize(percents[known], bounds)]
    draw_shapes(axes, shapes[~known], [PAPER], edgecolor=STRIPES, linewidth=0.3, hatch="//////")
    draw_shapes(axes, shapes[known], colours, edgecolor=MUTED, linewidth=0.3)
    settle_layout(figure)
    towns = np.isin(codes, behind.loc[behind["named"], "unit"])
    x, y = np.round(shapely.get_coordinates(shapely.centroid(shapes[towns]))).T
    axes.scatter(x, y, s=12, facecolor=INK, edgecolor=PAPER, linewidth=0.5, zorder=5)
    label_points(axes, x, y, [words.unit(code) for code in np.array(codes)[towns]])
    return figure, behind


def _key(bounds: list[float], words: Words) -> LegendKey:
    ends = [words.number(bound) for bound in bounds]
    steps = [words.say("figures.district_map.below", bound=words.percent(bounds[0]))]
    steps += [f"{low} … {high}" for low, high in pairwise(ends)]
    steps += [words.say("figures.district_map.above", bound=words.percent(bounds[-1]))]
    looks = [{"mfc": colour, "mec": MUTED, "mew": 0.4} for colour in CHANGE_STEPS]
    striped = {"marker": STRIPED, "mfc": "none", "mec": STRIPES, "mew": 0.5}
    return [
        *zip(steps, looks, strict=True),
        (words.say("figures.district_map.striped"), striped),
        (words.say("figures.district_map.town"), {"marker": "o", "mfc": INK, "mec": PAPER, "mew": 0.5}),
    ]
