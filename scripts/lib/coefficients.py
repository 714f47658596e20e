"""Reading results/models/coefficients.csv: one row by its names, and terms in the reader's words."""

import numpy as np
import pandas as pd

from lib.i18n import Words
from lib.problems import ProblemsError

NAMES = ("model", "term", "estimator", "method")


def one_row(coefficients: pd.DataFrame, model: str, term: str, estimator: str, method: str) -> pd.Series:
    """Return the one row of these names.

    Raises
    ------
    ProblemsError
        When there is no such row, or more than one.
    """
    wanted = (model, term, estimator, method)
    fits = [(coefficients[name] == value).to_numpy() for name, value in zip(NAMES, wanted, strict=True)]
    found = coefficients[np.logical_and.reduce(fits)]
    if len(found) != 1:
        fault = (
            f"{len(found)} rows for {', '.join(wanted)}, not one; estimate the model so, or mend the exhibit."
        )
        raise ProblemsError("Reading results/models/coefficients.csv", [fault])
    return found.iloc[0]


def term_title(term: str, words: Words) -> str:
    """Return a regression term in words: its variable, its transform, whether it is a region's mean."""
    if term == "constant":
        return words.say("tables.constant")
    if term.endswith("_mean"):
        return words.say("tables.mean_of", of=term_title(term.removesuffix("_mean"), words))
    for transform in ("log", "logit"):
        if term.startswith(f"{transform}_"):
            return words.say(
                f"tables.{transform}_of", of=term_title(term.removeprefix(f"{transform}_"), words)
            )
    return words.variable(term)
