"""The main coefficients under every small-sample method, and how often each errs on these very regressors."""

import pandas as pd

from lib.exhibits.tables import Column, Frames, Row, Settings, Table, TableCell, p_number
from lib.words.language import Words
from lib.words.terms import regression_title

SIZE_KEYS = ["model", "estimator", "term", "method"]
TRUSTED = "\N{CHECK MARK}"


def fill(tables: Frames, words: Words, settings: Settings) -> Table:
    """Return a row a method of inference, the models under each estimator as sections.

    Settings: `models`, names of files of config/models; `estimators` and `methods`, in order; `decimals` of
    the estimates.
    """
    decimals = settings["decimals"]
    interval, simulated = words.say("tables.interval"), words.say("tables.simulated")
    columns = (
        Column(words.say("tables.method")),
        Column(words.say("tables.coefficient"), decimals),
        Column(words.say("tables.std_error"), decimals),
        Column(words.say("tables.low"), decimals, interval),
        Column(words.say("tables.high"), decimals, interval),
        Column(words.say("tables.p_value"), 3),
        Column(words.say("tables.low"), 1, simulated),
        Column(words.say("tables.high"), 1, simulated),
        Column(words.say("tables.detectable"), decimals),
        Column(words.say("tables.trusted")),
    )
    known = tables["coefficients"].merge(
        tables["sizes"], on=SIZE_KEYS, how="outer", suffixes=("", "_simulated")
    )
    models = tables["models"].set_index("model")
    rows = []
    for name in settings["models"]:
        model = models.loc[name]
        for estimator in settings["estimators"]:
            chosen = known[
                (known["model"] == name)
                & (known["term"] == model["headline"])
                & (known["estimator"] == estimator)
            ].set_index("method")
            section = f"{regression_title(model, words)}. {words.say(f'tables.estimators.{estimator}')}"
            methods = [method for method in settings["methods"] if method in chosen.index]
            rows += [Row(_cells(method, chosen.loc[method], words), section) for method in methods]
    return Table(columns, tuple(rows))


def _cells(method: str, row: pd.Series, words: Words) -> tuple[TableCell, ...]:
    estimates = (_known(row[name]) for name in ("estimate", "std_error", "ci_low", "ci_high"))
    return (
        method_title(method, words),
        *estimates,
        p_number(row["p_value"]) if pd.notna(row["p_value"]) else "",
        *(_known(100 * row[name]) for name in ("size_lowest", "size_highest")),
        _known(row["detectable"]),
        TRUSTED if row["trusted"] == "yes" else "",
    )


def _known(value: float) -> TableCell:
    return value if pd.notna(value) else ""


def method_title(method: str, words: Words) -> str:
    """Return what a method is called; a Conley one names its distance, as "Conley 500 km"."""
    if method.startswith("Conley "):
        return words.say("tables.methods.Conley", km=words.number(float(method.split()[1])))
    return words.say(f"tables.methods.{method.replace(' ', '_')}")
