from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from lib.models.interpretation import sentence, split, word_coefficients
from lib.words.language import Words, flatten

MEASURES = {"rural": "percent", "output": "thousand KZT per person", "share": "percent"}
WORDS = Words(
    "en",
    flatten(
        {
            "measures": {"thousand_KZT_per_person": "thousand KZT"},
            "meanings": {
                "points": "{value} pp", "percent": "{value}%", "odds": "{value}% odds",
                "plain": "{value} {unit}",
                "preliminary": " ({years})",
                "double": "x2", "more": "+{change}", "unbounded": "none",
                "sentence": "{change}: {effect} [{low}; {high}]",
            },
        }
    ),
    variables=dict.fromkeys(MEASURES, "v"),
)  # fmt: skip


def said(term, outcome, estimate, low, high):
    row = SimpleNamespace(term=term, estimate=estimate, ci_low=low, ci_high=high, method="WCR")
    return sentence(row, outcome, MEASURES, WORDS).replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize(
    ("term", "outcome", "values", "expected"),
    [
        ("rural", "share", (0.25, 0.1, 0.4), "+10 pp: +2.5 pp [+1.0 pp; +4.0 pp]"),
        ("log_output", "share", (-10, -20, 0), "x2: -6.9 pp [-13.9 pp; 0.0 pp]"),
        ("output", "share", (-0.002, -0.003, np.inf), "+1,000 thousand KZT: -2.0 pp [-3.0 pp; none]"),
        ("log_output", "log_share", (1, 0, 2), "x2: +100.0% [0.0%; +300.0%]"),
        ("log_output", "logit_share", (-1, -2, 0), "x2: -50.0% odds [-75.0% odds; 0.0% odds]"),
    ],
)
def test_a_coefficient_in_words_by_hand(term, outcome, values, expected):
    assert said(term, outcome, *values) == expected


def test_terms_split_into_transform_and_variable():
    assert split("log_labour_productivity") == ("log", "labour_productivity")
    assert split("rural_share") == ("level", "rural_share")


def test_main_models_are_told_by_their_best_interval_and_variants_are_not():
    models = pd.DataFrame(
        {
            "model": ["m", "m@2020", "m:variant"],
            "outcome": "share",
            "preliminary": ["", "2024", ""],
            "regressors": ["rural log_output", "rural", "rural"],
        }
    )
    rows = [
        ("m", "pooled", "rural", "WCR", 0.25, 0.1, 0.4),
        ("m", "pooled", "rural", "CRV1", 0.25, 0.2, 0.3),
        ("m", "pooled", "constant", "WCR", 9.0, 8.0, 10.0),
        ("m@2020", "cross_section", "rural", "HC3", 0.25, 0.1, 0.4),
        ("m:variant", "pooled", "rural", "WCR", 0.25, 0.1, 0.4),
    ]
    columns = ["model", "estimator", "term", "method", "estimate", "ci_low", "ci_high"]
    said = word_coefficients(pd.DataFrame(rows, columns=columns), models, MEASURES, [WORDS])
    assert said.to_numpy().tolist() == [
        ["m", "pooled", "rural", "WCR", "+10 pp: +2.5 pp [+1.0 pp; +4.0 pp]"],
        ["m@2020", "cross_section", "rural", "HC3", "+10 pp: +2.5 pp [+1.0 pp; +4.0 pp] (2024)"],
    ]
    assert said.columns.tolist() == [*columns[:4], "en"]
