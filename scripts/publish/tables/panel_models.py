"""The panel regressions under every estimator, with the tests that choose between them."""

from collections.abc import Mapping

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
from lib.words.terms import in_sentence, term_title

RANDOM_EFFECTS_TESTS = ("hausman", "mundlak")


def fill(tables: Frames, words: Words, settings: Settings) -> Table:
    """Return the models one below the other, an estimator a column, standard errors in brackets.

    Settings: `models`, names of files of config/models; `estimators` with the method of inference of each;
    `decimals` of the estimates.
    """
    estimators = settings["estimators"]
    columns = [Column(words.say(f"tables.estimators.{name}"), settings["decimals"]) for name in estimators]
    models = tables["models"].set_index("model")
    check_estimated(tables["coefficients"], "panel_models", settings)
    rows = []
    for model in settings["models"]:
        outcome = in_sentence(term_title(models.loc[model, "outcome"], words))
        section = words.say("tables.explained", outcome=outcome)
        chosen = tables["coefficients"].query("model == @model")
        cells = _model_cells(chosen, estimators, settings["decimals"], words)
        rows += [Row(each, section) for each in cells]
    return Table((Column(words.say("tables.variable")), *columns), tuple(rows))


def _model_cells(
    chosen: pd.DataFrame, estimators: Mapping[str, str], decimals: int, words: Words
) -> list[tuple[TableCell, ...]]:
    tests = chosen["term"].isin(RANDOM_EFFECTS_TESTS)
    inference = chosen[~tests & (chosen["method"] == chosen["estimator"].map(estimators))]
    by_term = {
        column: inference.pivot(index="term", columns="estimator", values=column)
        for column in ("estimate", "std_error")
    }
    terms = [term for term in dict.fromkeys(inference["term"]) if term != "constant"]
    lines: list[tuple[TableCell, ...]] = []
    for term in terms:
        estimates = _across(by_term["estimate"], term, estimators, decimals, "{}")
        errors = _across(by_term["std_error"], term, estimators, decimals, "({})")
        lines += [(term_title(term, words), *estimates), (words.say("tables.std_error"), *errors)]
    for test in RANDOM_EFFECTS_TESTS:
        p_values = chosen.loc[chosen["term"] == test].set_index("estimator")["p_value"].dropna()
        if set(p_values.index) & set(estimators):
            cells = (p_number(p_values[name]) if name in p_values else "" for name in estimators)
            lines.append((words.say(f"tables.tests.{test}"), *cells))
    for column in ("n", "clusters"):
        counts = inference.groupby("estimator")[column].first()
        cells = (Number(counts[name], 0) if name in counts else "" for name in estimators)
        lines.append((words.say(f"tables.{column}"), *cells))
    return lines


def _across(
    values: pd.DataFrame, term: str, estimators: Mapping[str, str], decimals: int, form: str
) -> list[TableCell]:
    known = values.loc[term].dropna() if term in values.index else {}
    return [Number(known[name], decimals, form) if name in known else "" for name in estimators]
