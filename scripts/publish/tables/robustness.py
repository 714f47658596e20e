"""The headline coefficients of the main models, and of every variant of them."""

from collections.abc import Mapping
from math import floor, log10
from typing import Any

import pandas as pd

from lib.coefficients import one_row
from lib.i18n import Words
from lib.tables import Cell, Column, Number, Row, Table, p_number

SHOWN = ("estimate", "ci_low", "ci_high", "p_value")


def fill(tables: Mapping[str, pd.DataFrame], words: Words, settings: Mapping[str, Any]) -> Table:
    """Return a row a variant, with the headline coefficient under each estimator.

    Parameters
    ----------
    tables : coefficients, models
    words : the reader's language
    settings : `models`, names of files of config/models; `estimators` with the method of inference of each;
        `decimals` of the estimates
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
            Column(words.say(f"tables.{name}"), 3 if name == "p_value" else decimals, group) for name in SHOWN
        ]
    rows = []
    for base in settings["models"]:
        models = tables["models"]
        variants = models[(models["base"] == base) & ~models["model"].str.contains("@")]
        rows += [
            Row(
                _cells(variant, tables["coefficients"], estimators, decimals, words),
                variant[f"title_{words.language}"],
            )
            for _, variant in variants.iterrows()
        ]
    return Table(tuple(columns), tuple(rows))


def _cells(
    variant: pd.Series, coefficients: pd.DataFrame, estimators: Mapping[str, str], fewest: int, words: Words
) -> tuple:
    title = variant[f"variant_{words.language}"] or words.say("tables.main_variant")
    cells: list[Cell] = [
        title,
        Number(variant["units"], 0),
        f"{variant['first_year']}–{variant['last_year']}",
    ]
    for estimator, method in estimators.items():
        found = one_row(coefficients, variant["model"], variant["headline"], estimator, method)
        decimals = significant(found["estimate"], fewest)
        cells += [Number(found[name], decimals) for name in ("estimate", "ci_low", "ci_high")]
        cells.append(p_number(found["p_value"]))
    return tuple(cells)


def significant(value: float, fewest: int) -> int:
    """Return decimals that show at least two digits of the value, and no fewer than `fewest`."""
    return max(fewest, 1 - floor(log10(abs(value)))) if value else fewest
