"""Every specification of the models, packed as columns that the page filters and draws."""

from collections.abc import Mapping

import pandas as pd

from lib.words.language import Words
from lib.words.terms import term_title
from publish.page.board import Speakers, spoken
from publish.page.exhibits import Sourced
from publish.page.trails import specified_variables

CURVE_CHOICES = ("outcome", "focal", "controls", "layout", "period", "sample", "weights", "estimator")


def curves(
    specifications: pd.DataFrame, questions: Mapping[str, Mapping], speakers: Speakers, sourced: Sourced
) -> dict[str, dict]:
    """By curve its title and source, per choice the answers and which each specification takes, estimates.

    A curve of fewer than two specifications, as one known on an early date, is left out.

    Parameters
    ----------
    specifications : results/models/specifications.csv, every column as text
    questions : the curves of config/specification_curve.yaml
    """
    period = specifications["first_year"] + "–" + specifications["last_year"]
    groups = dict(list(specifications.assign(period=period).groupby("curve")))
    return {
        name: {"source": sourced(specified_variables(each)), **_curve(groups[name], each["title"], speakers)}
        for name, each in questions.items()
        if len(groups.get(name, ())) > 1
    }


def _curve(rows: pd.DataFrame, title: Mapping[str, str], speakers: Speakers) -> dict:
    figures = rows[["estimate", "ci_low", "ci_high", "standardised", "p_value"]].astype(float)
    scale = figures["standardised"] / figures["estimate"]
    return {
        "title": dict(title),
        "choices": {choice: _choice(rows[choice], choice, speakers) for choice in CURVE_CHOICES},
        "effect": _short(figures["standardised"]),
        "low": _short(figures["ci_low"] * scale),
        "high": _short(figures["ci_high"] * scale),
        "p": _short(figures["p_value"]),
    }


def _choice(column: pd.Series, choice: str, speakers: Speakers) -> dict:
    answers = list(column.unique())
    return {
        "answers": [
            spoken(speakers, lambda words, each=each: _said(choice, each, words)) for each in answers
        ],
        "taken": [answers.index(each) for each in column],
    }


def _said(choice: str, answer: str, words: Words) -> str:
    """An answer in words."""
    if choice == "layout":
        return words.say("tables.layout", units=answer)
    if choice == "period":
        return answer
    if choice == "estimator":
        return words.say(f"tables.estimators.{answer}" if answer != "year_effects" else "page.year_effects")
    if choice == "sample":
        return words.say("samples.all_units" if answer == "all" else f"samples.{answer}")
    if choice == "weights":
        return words.say("page.unweighted") if answer == "none" else words.variable(answer)
    return ", ".join(term_title(term, words) for term in answer.split()) or words.say("page.no_controls")


def _short(column: pd.Series) -> list[float]:
    return [float(f"{value:.3g}") for value in column]
