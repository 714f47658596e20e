"""A map of one variable and year, in steps of grey, each region with its value."""

from typing import Any

import numpy as np
from matplotlib.colors import to_hex

from lib.exhibits.labels import label_shapes
from lib.exhibits.layout import Drawn, Sheet, settle_layout
from lib.exhibits.maps import boundaries_in, draw_shapes, read_shapes
from lib.exhibits.marks import WHITE_TO_INK
from lib.exhibits.statements import PLAIN_HEADLINE, extremes, picked_rows, printed_value
from lib.exhibits.style import MUTED, PAPER
from lib.words.language import Words

DARKEST = 0.6  # of the way from white to ink, so that ink reads on it


def draw(tables: dict[str, Any], words: Words, sheet: Sheet) -> Drawn:
    """Draw the shapes of the layout whose boundaries are among the inputs.

    Tables: a panel of regions and regions_<layout> of the same layout.
    Settings: `variable`, `year`, `decimals`, `percent`.
    """
    variable = sheet.settings["variable"]
    rows = picked_rows(tables, [variable], [sheet.settings["year"]])
    figure = sheet.figure(words.say(PLAIN_HEADLINE, **extremes(rows, variable, words, sheet)))
    axes = figure.subplots()
    codes, shapes, places = read_shapes(boundaries_in(tables))
    values = rows.set_index("unit")[variable].reindex(codes)
    part = (values - values.min()) / (values.max() - values.min())
    fills = [PAPER if np.isnan(each) else to_hex(WHITE_TO_INK(round(DARKEST * each, 6))) for each in part]
    draw_shapes(axes, shapes, fills, edgecolor=MUTED, linewidth=0.4)
    settle_layout(figure)
    known = values.notna().to_numpy()
    label_shapes(
        axes, shapes[known], places[known], [printed_value(value, words, sheet) for value in values[known]]
    )
    return figure, rows
