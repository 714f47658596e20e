"""No printed estimate crosses a declared break, and a break that is planted is found by the same checks."""

from dataclasses import replace

import numpy as np
import pytest

from lib.core.configuration import ConfigFile, read_yaml
from lib.core.tables import read_table
from lib.data.breaks import breaks_between, breaks_of
from lib.inference.panel_estimators import fitted
from lib.models.curve import needed_variables
from lib.models.inputs import model_inputs
from lib.models.rows import panel_of
from lib.project.config_values import curve_problems

WITHIN = ("fixed_effects", "two_way_fixed_effects", "first_differences")


@pytest.fixture(scope="module")
def given(project):
    if not (project / "results/models/models.csv").exists():
        pytest.skip("no run has written the results yet")
    return model_inputs(
        {
            "units": project / "data/raw/units.csv",
            "codebook": project / "results/data/codebook.csv",
            "models": sorted(map(str, (project / "config/models").glob("*.yaml"))),
            "variants": project / "config/variants.yaml",
            "groups": project / "config/groups.yaml",
            **{f"panel_{layout}": project / f"results/data/panel_{layout}.csv" for layout in (20, 17, 16)},
        }
    )


@pytest.fixture(scope="module")
def breaks(project):
    if not (project / "results/data/codebook.csv").exists():
        pytest.skip("no run has written the results yet")
    return breaks_of(read_table(project / "results/data/codebook.csv"))


def crossing(regression, panel, starts):
    """Estimators that shifts of single regions at these breaks move."""
    generator = np.random.default_rng(0)
    moved = panel
    for start in starts:
        later = (panel.year >= start) & (panel.unit == np.unique(panel.unit)[0])
        shift = generator.uniform(1, 2, size=1 + panel.X.shape[1]) * [panel.y.std(), *panel.X.std(axis=0)]
        moved = replace(moved, y=moved.y + shift[0] * later, X=moved.X + shift[1:] * later[:, None])
    found = []
    for estimator in regression.estimators:
        if estimator in WITHIN:
            one, other = (
                fitted(estimator, rows).fit.coefficients[: panel.X.shape[1]] for rows in (panel, moved)
            )
            if not np.allclose(one, other, rtol=1e-6, atol=1e-9):
                found.append(estimator)
    return found


def test_no_estimate_of_a_model_crosses_a_declared_break(given, breaks):
    for regression in given["regressions"]:
        panel = panel_of(regression, given["panels"], given["groups"])
        declared = breaks_between(breaks, regression.variables, panel.year.min(), panel.year.max())
        assert not crossing(regression, panel, declared), regression.model


def test_a_planted_break_is_found_to_be_crossed_until_it_is_declared(given):
    main = next(one for one in given["regressions"] if one.model == "self_employment")
    panel = panel_of(main, given["panels"], given["groups"])
    assert crossing(main, panel, [2018]) == list(WITHIN)
    declared = replace(main, breaks=(2018, 2022))
    assert not crossing(declared, panel_of(declared, given["panels"], given["groups"]), [2018])


def test_printed_models_name_the_breaks_that_their_years_hold(project, breaks):
    models = read_table(project / "results/models/models.csv")
    for row in models.itertuples():
        terms = [row.outcome, *row.regressors.split()]
        variables = [term.removeprefix("logit_").removeprefix("log_") for term in terms]
        weights = [] if row.weights == "none" else [row.weights]
        expected = breaks_between(breaks, [*variables, *weights], row.first_year, row.last_year)
        assert set(expected) <= set(map(int, row.breaks.split())), row.model


def test_periods_of_curves_cross_no_break(project, breaks):
    table = read_table(project / "results/models/specifications.csv")
    curves = read_yaml(project / "config/specification_curve.yaml")["curves"]
    for name, curve in curves.items():
        own = table[table["curve"] == name]
        for first, last in set(zip(own["first_year"], own["last_year"], strict=True)):
            assert not breaks_between(breaks, needed_variables(curve), first, last)


def test_a_break_planted_within_the_years_of_a_curve_is_told_before_a_run(project):
    files = {
        name: ConfigFile(name, read_yaml(project / name), {})
        for name in ("config/specification_curve.yaml", "data/raw/registry.yaml", "config/variables.yaml")
    }
    assert list(curve_problems(*files.values())) == []
    for record in files["data/raw/registry.yaml"].content.values():
        record["breaks"] = [{"year": 2023, "what": "planted"}]
    told = list(curve_problems(*files.values()))
    for name in files["config/specification_curve.yaml"].content["curves"]:
        assert any(f"curves.{name}.periods" in each and "cross the break of 2023" in each for each in told)


def test_convergence_and_ranks_compare_no_years_across_a_break(project, breaks):
    table = read_table(project / "results/describe/convergence.csv")
    for row in table.itertuples():
        assert not breaks_between(breaks, [row.variable], row.year_from, row.year_to)
    assert breaks_between({**breaks, "grp_per_capita": [2018]}, ["grp_per_capita"], 2015, 2021)


def test_space_is_estimated_on_one_side_of_a_break(project, given):
    known = {regression.model for regression in given["regressions"]}
    spatial = read_table(project / "results/models/spatial.csv")
    models = read_table(project / "results/models/models.csv").set_index("model")
    for row in spatial[spatial["model"].isin(known)].drop_duplicates("model").itertuples():
        starts = map(int, models.loc[row.model, "breaks"].split())
        assert not [start for start in starts if row.first_year < start <= row.last_year]
