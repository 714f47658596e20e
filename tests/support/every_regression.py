"""Write every table of the regressions on ten made-up units: python every_regression.py FOLDER."""

import sys

import numpy as np
import pandas as pd

from lib.core.files import write_csv
from lib.models.specification import Regression, Term
from lib.space.weights import contiguity, distances, tabulate
from regress.estimate_models import estimate_models
from regress.estimate_space import estimate_space
from regress.simulate_size import simulate_size
from regress.trace_specification_curve import trace_specification_curve

units = list("ABCDEFGHIJ")
generator = np.random.default_rng(0)
panel = pd.DataFrame([(u, t) for u in units for t in range(2015, 2021)], columns=["unit", "year"])
panel["x"] = generator.uniform(10, 20, 60)
panel["z"] = generator.uniform(1, 9, 60)
panel["y"] = panel.x + generator.normal(size=60)
ring = {tuple(sorted((units[i], units[(i + 1) % 10]))) for i in range(10)}
weights = tabulate("queen", units, contiguity(units, ring))
points = np.column_stack([np.arange(10.0), np.arange(10.0) % 3])
km = tabulate("16", units, 100 * distances(points)).rename(columns={"weight": "km", "kind": "layout"})

marks = pd.DataFrame(columns=["layout", "unit", "year", "variable", "mark"])


def regression(model, years, estimators):
    terms = (Term("x", "level"), Term("z", "log"))
    return Regression(model, "m", Term("y", "level"), terms, "x", "16", years, (), "none", estimators)


estimators = (
    "pooled",
    "between",
    "fixed_effects",
    "two_way_fixed_effects",
    "random_effects",
    "correlated_random_effects",
    "first_differences",
)
given = {
    "regressions": [
        regression("m", (2015, 2020), estimators),
        regression("m@2020", (2020, 2020), ("cross_section",)),
    ],
    "panels": {"16": panel},
    "groups": {"16": {"some": ["A", "B"], "others": ["I", "J"]}},
}
plan = {
    "level": 0.05,
    "power": 0.8,
    "draws": 60,
    "sign_vectors": 99,
    "permutations": 99,
    "neighbours": "queen",
    "size_between": [0.025, 0.075],
    "models": ["m"],
    "cross_sections": [2020],
    "estimators": ["between", "two_way_fixed_effects", "first_differences", "cross_section"],
    "panels": {"rho": [0.5], "spatial": [0.3], "spread": ["residuals"]},
    "one_row_a_unit": {"rho": [0], "spatial": [0.3], "spread": ["rising"]},
}
choices = {
    "weights": ["queen"],
    "layouts": ["16"],
    "values": [{"variable": "x", "transform": "log"}],
    "models": ["m"],
}
curve = {
    "sign": "positive",
    "outcomes": [{"variable": "y", "transform": "level"}],
    "focal": [{"variable": "x", "transform": "level"}],
    "controls": [[], [{"variable": "z", "transform": "log"}]],
    "samples": {"all": [], "fewer": ["some"]},
    "weights": ["none", "z"],
    "periods": [{"layout": "16", "years": [2015, 2020]}],
    "estimators": ["year_effects", "two_way_fixed_effects", "first_differences", "between"],
}
tables = [
    *estimate_models(**given, distances=km, marks=marks, cutoffs=[150, 300], draws=199, seed=1).values(),
    simulate_size(**given, weights={"16": weights}, distances=km, cutoffs=[150], plan=plan, seed=1),
    *estimate_space(**given, weights={"16": weights}, choices=choices, seed=1),
    *trace_specification_curve(
        {"c": curve}, given["panels"], given["groups"], {unit: unit for unit in units}
    ),
]
for number, table in enumerate(tables):
    write_csv(f"{sys.argv[1]}/{number}.csv", table)
