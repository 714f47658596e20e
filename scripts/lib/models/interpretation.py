"""What each coefficient of a main model or cross-section means, in words and units."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from lib.words.language import Words

INTERVALS = ("WCR", "HC3")
TRANSFORMS = ("log", "logit")
STEP = {"percent": 10.0}
LARGE_STEP = 1000.0


def word_coefficients(
    coefficients: pd.DataFrame, models: pd.DataFrame, measures: dict[str, str], words: list[Words]
) -> pd.DataFrame:
    """One row a coefficient with its interval by WCR or HC3, with a sentence in each language.

    The regressor rises by ten percentage points, by a thousand of its unit, or doubles when it is in logs;
    the outcome moves by its own unit, by percent (logs), or by percent of the odds (a logit).
    `measures` maps a variable to its unit of measurement.
    """
    outcomes = dict(zip(models["model"], models["outcome"], strict=True))
    preliminary = dict(zip(models["model"], models["preliminary"], strict=True))
    regressors = dict(zip(models["model"], models["regressors"].str.split(), strict=True))
    known = coefficients[
        coefficients["method"].isin(INTERVALS) & ~coefficients["model"].str.contains(":", regex=False)
    ]
    rows = [
        {
            "model": row.model,
            "estimator": row.estimator,
            "term": row.term,
            "method": row.method,
            **{
                speaker.language: sentence(row, outcomes[row.model], measures, speaker)
                + (
                    speaker.say("meanings.preliminary", years=years)
                    if (years := preliminary[row.model])
                    else ""
                )
                for speaker in words
            },
        }
        for row in known.itertuples()
        if row.term in regressors[row.model]
    ]
    return pd.DataFrame(rows)


def split(term: str) -> tuple[str, str]:
    """The transform and the variable of a term."""
    head, _, rest = term.partition("_")
    return (head, rest) if head in TRANSFORMS else ("level", term)


def sentence(row: Any, outcome: str, measures: dict[str, str], words: Words) -> str:
    """One coefficient in words; `row` has term, estimate, ci_low, ci_high, method."""
    transform, regressor = split(row.term)
    scale, explained = split(outcome)
    step = np.log(2) if transform == "log" else STEP.get(measures[regressor], LARGE_STEP)
    if transform == "log":
        change = words.say("meanings.double")
    else:
        change = words.say("meanings.more", change=_amount(step, measures[regressor], words, words.number, 0))

    def effect(value: float) -> str:
        if not np.isfinite(value):
            return words.say("meanings.unbounded")
        if scale == "level":
            return _amount(value * step, measures[explained], words, words.signed, 1)
        moved = words.signed(100 * np.expm1(value * step), 1)
        return words.say("meanings.percent" if scale == "log" else "meanings.odds", value=moved)

    return words.say(
        "meanings.sentence",
        outcome=words.variable(explained),
        regressor=words.variable(regressor),
        change=change,
        effect=effect(row.estimate),
        low=effect(row.ci_low),
        high=effect(row.ci_high),
        method=row.method,
    )


def _amount(
    value: float, unit: str, words: Words, written: Callable[[float, int], str], decimals: int
) -> str:
    if unit == "percent":
        return words.say("meanings.points", value=written(value, decimals))
    return words.say("meanings.plain", value=written(value, decimals), unit=words.measure(unit))
