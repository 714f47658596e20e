"""The space: the regions in five macro-regions, and each macro-region's share of people and of land."""

import numpy as np

from lib.exhibits.labels import label_value, name_rows
from lib.exhibits.layout import Drawn, Sheet, number_axis, settle_layout
from lib.exhibits.maps import draw_shapes, read_shapes
from lib.exhibits.marks import asserted_key, colour_units, mark_asserted, name_units, new_unit_key
from lib.exhibits.statements import of_year, statement
from lib.exhibits.style import INK, MAP_TINT, MUTED, PAPER, TINY, macro_colours, tint
from lib.words.language import Words

OFFSETS = (0.2, -0.2)  # of the bars of both variables


def draw(tables: dict, words: Words, sheet: Sheet) -> Drawn:
    """Draw the map, and beside it a pair of bars a macro-region: population and territory.

    Settings: `variables` (people, land), `order` (of the macro-regions, from below), `told` (the one of the
    headline), `pale` (those whose bars need an edge), `layout`, `year`, `new` (units formed anew), `asserted`
    (macro-region: variable: statement).
    """
    year, order, headline_region = (sheet.settings[key] for key in ("year", "order", "told"))
    people, land = sheet.settings["variables"]
    offsets = dict(zip((people, land), OFFSETS, strict=True))
    shares = of_year(tables["shares"], year).query("layout == @sheet.settings['layout']")
    behind = shares[shares["variable"].isin(offsets) & shares["group"].isin(order)]
    behind = behind.sort_values(["variable", "group"])[["variable", "group", "year", "value", "units"]]
    percent = behind.set_index(["group", "variable"])["value"]
    stated = {
        (region, variable): statement(tables["verdicts"], key)["asserted"]
        for region, keys in sheet.settings["asserted"].items()
        for variable, key in keys.items()
    }
    say = {"year": year}
    for name, variable in (("population", people), ("territory", land)):
        say[name] = words.percent(percent[headline_region, variable])
        say[f"{name}_asserted"] = words.percent(stated[headline_region, variable])
    key = [
        (words.say(f"figures.space.{people}"), {"mfc": MUTED, "mec": MUTED}),
        (words.say(f"figures.space.{land}"), {"mfc": PAPER, "mec": MUTED}),
        *asserted_key(words),
        *new_unit_key(words),
    ]
    figure = sheet.figure(words.say("figures.space.headline", **say), key)
    left, right = figure.subplots(1, 2, width_ratios=[3.2, 1])
    _draw_map(left, tables, words, sheet)

    rows, colours = np.arange(len(order)), macro_colours()
    for variable, offset in offsets.items():
        values = percent.loc[[(region, variable) for region in order]].to_numpy()
        solid = variable == people
        right.barh(
            rows + offset, values, height=0.36, linewidth=0.9,
            color=[colours[region] if solid else PAPER for region in order],
            edgecolor=[MUTED if region in sheet.settings["pale"] else colours[region] for region in order],
        )  # fmt: skip
        for row, region, value in zip(rows, order, values, strict=True):
            edge = max(value, stated.get((region, variable), 0))
            label = words.percent(value, 1)
            label_value(right, edge, row + offset, label, gap=5 if (region, variable) in stated else 3)
    places = [order.index(region) + offsets[variable] for region, variable in stated]
    mark_asserted(right, list(stated.values()), places)
    name_rows(right, [words.say(f"macro_regions.{region}") for region in order])
    right.set_xlim(0, 72)
    right.set_xticks([0, 20, 40])
    number_axis(right.xaxis, words, percent=True)
    settle_layout(figure)
    return figure, behind.assign(name=[words.say(f"macro_regions.{group}") for group in behind["group"]])


def _draw_map(axes, tables: dict, words: Words, sheet: Sheet) -> None:
    codes, shapes, places = read_shapes(tables[f"regions_{sheet.settings['layout']}"])
    axes.margins(0.01)
    fills = [tint(colour, MAP_TINT) for colour in colour_units(codes, tables["units"])]
    draw_shapes(axes, shapes, fills)
    cities = tables["units"].query("kind == 'city'")["unit"].tolist()
    names = name_units(codes, words, sheet.settings["new"])
    for code, name, (x, y), fill in zip(codes, names, places, fills, strict=True):
        nudge = sheet.settings["nudge"].get(code, [0, 0])
        if code in cities:
            axes.plot(x, y, ls="", marker="o", ms=3, mfc=PAPER, mec=INK, mew=0.7)
        ground = {"facecolor": fill, "lw": 0, "pad": 0.2}
        look = {"ha": "left"} if code in cities else {"ha": "center", "bbox": ground}
        axes.annotate(
            _broken(name), (x, y), nudge, textcoords="offset points", va="center", fontsize=TINY,
            linespacing=0.95, **look,
        )  # fmt: skip


def _broken(name: str) -> str:
    """Break a long name after its hyphen or first space."""
    if len(name) <= 12:
        return name
    return name.replace("-", "-\n", 1) if "-" in name else name.replace(" ", "\n", 1)
