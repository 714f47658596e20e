"""Whether neighbours matter, under every choice of who is a neighbour: diagnostics and spatial models."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from lib.exhibits.tables import Column, Frames, Number, Row, Settings, Table, TableCell, p_number
from lib.words.language import Words
from lib.words.terms import in_sentence, term_title

TESTS = ("lm_lag", "lm_error", "robust_lm_lag", "robust_lm_error")
DEPENDENCE = ("rho", "lambda")


def fill(tables: Frames, words: Words, settings: Settings) -> Table:
    """Return a row a statistic, with its value and p-value under each set of weights.

    Settings: `weights`, in order; `values`: layout, year and variables of Moran's I; `models`, names of
    files of config/models; `year` of the tests for lag and error; `decimals` of the values.
    """
    weights, decimals = settings["weights"], settings["decimals"]
    columns = [Column(words.say("tables.statistic"))]
    for name in weights:
        group = words.say(f"tables.weights.{name}")
        columns.append(Column(words.say("tables.value"), decimals, group))
        columns.append(Column(words.say("tables.p"), 3, group))
    parts = [_values(tables["spatial"], words, settings["values"])]
    for name in settings["models"]:
        model = tables["models"].set_index("model").loc[name]
        chosen = tables["spatial"][tables["spatial"]["model"].isin([name, f"{name}@{settings['year']}"])]
        parts.append(_residuals(chosen, model, words, settings["year"]))
        parts.append(_models(chosen, model, words))
    rows = [
        Row((label, *_across(statistics, weights, decimals)), section)
        for part in parts
        for section, label, statistics in part
    ]
    return Table(tuple(columns), tuple(rows))


Line = tuple[str, str, pd.DataFrame]


def _values(spatial: pd.DataFrame, words: Words, chosen: Mapping[str, Any]) -> Iterator[Line]:
    """Moran's I of the variables themselves in one year."""
    section = words.say("tables.moran_values", units=chosen["layout"], year=chosen["year"])
    rows = spatial[(spatial["layout"] == str(chosen["layout"])) & (spatial["first_year"] == chosen["year"])]
    for variable in chosen["variables"]:
        statistics = rows[(rows["model"] == variable) & (rows["estimator"] == "values")]
        yield section, term_title(variable, words), statistics


def _residuals(chosen: pd.DataFrame, model: pd.Series, words: Words, year: int) -> Iterator[Line]:
    """Moran's I of a model's residuals, and the tests for lag and error in one year."""
    section = words.say("tables.moran_residuals", outcome=in_sentence(term_title(model["outcome"], words)))
    panels = chosen[(chosen["term"] == "morans_i") & (chosen["model"] == model.name)]
    for estimator, rows in panels.groupby("estimator", sort=False):
        yield section, words.say("tables.moran_of", of=words.say(f"tables.estimators.{estimator}")), rows
    for test in TESTS:
        rows = chosen[chosen["term"] == test]
        yield section, words.say(f"tables.tests.{test}", year=year), rows.assign(estimate=rows["statistic"])


def _models(chosen: pd.DataFrame, model: pd.Series, words: Words) -> Iterator[Line]:
    """The spatial parameter of each model and the total effect of its headline regressor."""
    section = words.say("tables.spatial_models", outcome=in_sentence(term_title(model["outcome"], words)))
    panels = chosen[(chosen["model"] == model.name) & chosen["estimator"].str.contains("spatial")]
    for estimator, rows in panels.groupby("estimator", sort=False):
        title = words.say(f"tables.estimators.{estimator}")
        for term in DEPENDENCE:
            if term in set(rows["term"]):
                yield section, f"{title}: {words.say(f'tables.{term}')}", rows[rows["term"] == term]
        headline = rows[rows["term"] == model["headline"]].set_index("effect")
        effect = "total" if "total" in headline.index else "coefficient"
        label = words.say(f"tables.effects.{effect}", of=in_sentence(term_title(model["headline"], words)))
        yield section, f"{title}: {label}", headline.loc[[effect]]


def _across(statistics: pd.DataFrame, weights: list[str], decimals: int) -> list[TableCell]:
    """Value and p-value under each set of weights; blank where there is none."""
    by_weights = statistics.set_index("weights")[["estimate", "p_value"]]
    cells: list[TableCell] = []
    for name in weights:
        if name in by_weights.index:
            row = by_weights.loc[name]
            cells += [Number(row["estimate"], decimals), p_number(row["p_value"])]
        else:
            cells += ["", ""]
    return cells
