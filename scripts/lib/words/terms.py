"""Reading results/models/coefficients.csv: one row by its names, and terms in the reader's words."""

from collections.abc import Iterable

import pandas as pd

from lib.core.problems import ProblemsError
from lib.data.panel import preliminary_years
from lib.words.language import Words

NAMES = ["model", "term", "estimator", "method"]


def by_names(coefficients: pd.DataFrame) -> pd.DataFrame:
    """Return the rows indexed by their names: model, term, estimator, method."""
    return coefficients.set_index(NAMES)


def one_row(named: pd.DataFrame, model: str, term: str, estimator: str, method: str) -> pd.Series:
    """Return the one row of these names, from `by_names`; raises `ProblemsError` unless there is just one."""
    wanted = (model, term, estimator, method)
    row = named.loc[wanted] if wanted in named.index else named.iloc[:0]
    if not isinstance(row, pd.Series):
        fault = f"{len(row)} rows for {', '.join(wanted)}, not one; estimate it so, or mend the exhibit."
        raise ProblemsError("Reading results/models/coefficients.csv", [fault])
    return row


def term_title(term: str, words: Words) -> str:
    """Return a regression term in words: its variable, its transform, whether it is a region's mean."""
    if term == "constant":
        return words.say("tables.constant")
    if term.endswith("_mean"):
        return words.say("tables.mean_of", of=term_title(term.removesuffix("_mean"), words))
    for transform in ("log", "logit"):
        if term.startswith(f"{transform}_"):
            inner = term_title(term.removeprefix(f"{transform}_"), words)
            return words.say(f"tables.{transform}_of", of=in_sentence(inner))
    return words.variable(term)


def regression_title(model: pd.Series, words: Words) -> str:
    """Return what a model regresses on what, by its `outcome` and `headline`."""
    outcome, headline = (term_title(model[column], words) for column in ("outcome", "headline"))
    return words.say("tables.regressed", outcome=outcome, regressor=in_sentence(headline))


def in_sentence(title: str) -> str:
    """Return a title as it stands in a sentence: with a small letter, unless it begins with an acronym."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def year_text(year: int, marks: pd.DataFrame, layout: str, terms: Iterable[str], words: Words) -> str:
    """Return a year in words, told to be preliminary where a figure of one of the terms is.

    `marks` is results/data/panel_marks.csv.
    """
    variables = [term.removeprefix("log_").removeprefix("logit_") for term in terms]
    known = year not in preliminary_years(marks, layout, variables)
    return str(year) if known else f"{year}, {words.say('marks.preliminary')}"
