"""The cross-section regressions year by year."""

import pandas as pd

from lib.exhibits.tables import Column, Frames, Row, Settings, Table, p_number
from lib.words.language import Words
from lib.words.terms import by_names, one_row, regression_title


def fill(tables: Frames, words: Words, settings: Settings) -> Table:
    """Return a row a model and year: the headline coefficient with its interval and both its p-values.

    Settings: `models`, names of files of config/models; `decimals` of the estimates.
    """
    decimals = settings["decimals"]
    columns = (
        Column(words.say("tables.year")),
        Column(words.say("tables.regions"), 0),
        Column(words.say("tables.coefficient"), decimals),
        Column(words.say("tables.std_error"), decimals),
        Column(words.say("tables.low"), decimals, words.say("tables.interval")),
        Column(words.say("tables.high"), decimals, words.say("tables.interval")),
        Column(words.say("tables.methods.HC3"), 3, words.say("tables.p_value")),
        Column(words.say("tables.methods.permutation"), 3, words.say("tables.p_value")),
    )
    models, coefficients = tables["models"].set_index("model"), by_names(tables["coefficients"])
    rows = [
        Row(_cells(models.loc[model], coefficients), regression_title(models.loc[model], words))
        for base in settings["models"]
        for model in models.index[models.index.str.startswith(f"{base}@")]
    ]
    return Table(columns, tuple(rows))


def _cells(model: pd.Series, coefficients: pd.DataFrame) -> tuple:
    robust = one_row(coefficients, str(model.name), model["headline"], "cross_section", "HC3")
    permuted = one_row(coefficients, str(model.name), model["headline"], "cross_section", "permutation")
    return (
        f"{model['first_year']} p" if model["preliminary"] else str(model["first_year"]),
        robust["n"],
        robust["estimate"],
        robust["std_error"],
        robust["ci_low"],
        robust["ci_high"],
        p_number(robust["p_value"]),
        p_number(permuted["p_value"]),
    )
