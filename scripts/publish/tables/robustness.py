"""The headline coefficients of the main models, and of every variant of them."""

from collections.abc import Iterable, Iterator, Mapping
from math import floor, log10

import pandas as pd

from lib.exhibits.tables import (
    Column,
    Frames,
    Number,
    Row,
    Settings,
    Table,
    TableCell,
    check_estimated,
    p_number,
)
from lib.words.language import Words
from lib.words.terms import by_names, one_row

NUMBERS = ("estimate", "ci_low", "ci_high", "p_value")


def fill(tables: Frames, words: Words, settings: Settings) -> Table:
    """Return a row a variant, with the headline coefficient under each estimator.

    Settings: `models`, names of files of config/models; `estimators` with the method of inference of each;
    `decimals` of the estimates.
    """
    estimators, decimals = settings["estimators"], settings["decimals"]
    columns = [
        Column(words.say("tables.variant"), width=1.0),
        Column(words.say("tables.regions"), 0),
        Column(words.say("tables.years")),
    ]
    for estimator in estimators:
        group = words.say(f"tables.estimators.{estimator}")
        columns += [
            Column(words.say(f"tables.{name}"), 3 if name == "p_value" else decimals, group)
            for name in NUMBERS
        ]
    rows = []
    check_estimated(tables["coefficients"], "robustness", settings)
    coefficients = by_names(tables["coefficients"])
    models = tables["models"].merge(tables["titles"], on="model")
    for base in settings["models"]:
        main = models[models["model"] == base].iloc[0]
        variants = (variant for _, variant in models[models["base"] == base].iterrows())
        cells = [_cells(variant, coefficients, estimators, decimals, words) for variant in variants]
        cells += _without_one(main, tables["influence"], estimators, decimals, words)
        rows += [Row(each, main[f"title_{words.language}"]) for each in cells]
    return Table(tuple(columns), tuple(rows))


def _cells(
    variant: pd.Series, coefficients: pd.DataFrame, estimators: Mapping[str, str], fewest: int, words: Words
) -> tuple:
    title = variant[f"variant_{words.language}"] or words.say("tables.main_variant")
    years = f"{variant['first_year']}–{variant['last_year']}"
    cells: list[TableCell] = [title, Number(variant["units"], 0), years]
    for estimator, method in estimators.items():
        coefficient = one_row(coefficients, variant["model"], variant["headline"], estimator, method)
        decimals = significant(coefficient["estimate"], fewest)
        cells += [Number(coefficient[name], decimals) for name in ("estimate", "ci_low", "ci_high")]
        cells.append(p_number(coefficient["p_value"]))
    return tuple(cells)


def _without_one(
    main: pd.Series, influence: pd.DataFrame, estimators: Iterable[str], fewest: int, words: Words
) -> Iterator[tuple[TableCell, ...]]:
    """The lowest and the highest estimate when one unit is left out, which the row's title names."""
    chosen = influence[(influence["model"] == main["model"]) & (influence["term"] == main["headline"])]
    for end, position in (("lowest", 0), ("highest", -1)):
        left_out, cells = [], []
        for estimator in estimators:
            rows = chosen[chosen["estimator"] == estimator].sort_values(["estimate_without", "unit"])
            row = rows.iloc[position]
            left_out.append(words.unit(row["unit"]))
            estimate = Number(row["estimate_without"], significant(row["estimate_without"], fewest))
            cells += [estimate, "", "", p_number(row["p_value_without"])]
        title = words.say(f"tables.without_one_{end}", units=" / ".join(dict.fromkeys(left_out)))
        years = f"{main['first_year']}–{main['last_year']}"
        yield title, Number(main["units"] - 1, 0), years, *cells


def significant(value: float, fewest: int) -> int:
    """Return decimals that show at least two digits of the value, and no fewer than `fewest`."""
    return max(fewest, 1 - floor(log10(abs(value)))) if value else fewest
