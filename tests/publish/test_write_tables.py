"""Tables of inference and of spatial diagnostics, on rows made by hand."""

import pandas as pd
import pytest

from lib.claims.provenance import OWN_NUMBERS
from lib.core.country import languages, words_files
from lib.core.problems import ProblemsError
from lib.exhibits.tables import Number, data_frame
from lib.words.language import Words, load_texts
from publish.tables import claims, inference, panel_models, robustness, spatial


@pytest.fixture(params=languages())
def words(request, project):
    return Words(
        request.param,
        load_texts(words_files(request.param, project)),
        units={"AKM": "A", "AST": "B"},
        variables={"share": "Share", "rural": "Rural"},
    )


MODELS = pd.DataFrame(
    {
        "model": ["m"], "base": ["m"], "outcome": ["share"], "headline": ["rural"], "units": [3],
        "first_year": [2015], "last_year": [2024],
    }
)  # fmt: skip
TITLES = pd.DataFrame(
    {
        "model": ["m"],
        **{f"title_{language}": ["M"] for language in languages()},
        **{f"variant_{language}": [""] for language in languages()},
    }
)


def test_inference_pairs_each_method_with_its_size_and_leaves_the_rest_blank(words):
    coefficients = pd.DataFrame(
        [
            ["m", "pooled", "rural", "CRV3", 0.5, 0.1, 0.3, 0.7, 0.0004],
            ["m", "pooled", "rural", "Conley 500 km", 0.5, 0.2, 0.1, 0.9, 0.04],
            ["m", "pooled", "other", "CRV3", 9.0, 9.0, 9.0, 9.0, 0.9],
        ],
        columns=[*inference.SIZE_KEYS, "estimate", "std_error", "ci_low", "ci_high", "p_value"],
    )
    sizes = pd.DataFrame(
        [
            ["m", "pooled", "rural", "classical", 0.45, 0.5, 0.7, "no"],
            ["m", "pooled", "rural", "CRV3", 0.04, 0.06, 0.8, "yes"],
        ],
        columns=[*inference.SIZE_KEYS, "size_lowest", "size_highest", "detectable", "trusted"],
    )
    settings = {
        "models": ["m"], "estimators": ["pooled"], "methods": ["classical", "CRV3", "Conley 500 km"],
        "decimals": 2,
    }  # fmt: skip
    table = inference.fill({"coefficients": coefficients, "sizes": sizes, "models": MODELS}, words, settings)
    cells = [row.cells[1:] for row in table.rows]
    assert cells[0] == ("", "", "", "", "", 45.0, 50.0, 0.7, "")
    assert cells[1] == (0.5, 0.1, 0.3, 0.7, Number(0.0004, 3, least=0.001), 4.0, 6.0, 0.8, inference.TRUSTED)
    assert cells[2][5:] == ("", "", "", "")
    assert "500" in table.rows[2].cells[0]


def test_spatial_sets_the_weights_side_by_side(words):
    columns = ["model", "estimator", "layout", "first_year", "weights", "term", "effect", "estimate"]
    rows = pd.DataFrame(
        [
            ["share", "values", "20", 2025, "queen", "morans_i", "", 0.1, None, 0.2],
            ["share", "values", "20", 2025, "knn4", "morans_i", "", 0.3, None, 0.4],
            ["m", "pooled", "16", 2015, "queen", "morans_i", "", -0.1, None, 0.5],
            ["m@2023", "least_squares", "20", 2023, "queen", "lm_lag", "", None, 7.0, 0.01],
            ["m", "two_way_spatial_lag", "16", 2015, "queen", "rho", "coefficient", 0.6, None, 0.7],
            ["m", "two_way_spatial_lag", "16", 2015, "queen", "rural", "coefficient", 1.0, None, 0.8],
            ["m", "two_way_spatial_lag", "16", 2015, "queen", "rural", "total", 2.0, None, 0.9],
        ],
        columns=[*columns, "statistic", "p_value"],
    )
    settings = {
        "weights": ["queen", "knn4"], "models": ["m"], "year": 2023, "decimals": 2,
        "values": {"layout": 20, "year": 2025, "variables": ["share"]},
    }  # fmt: skip
    table = spatial.fill({"spatial": rows, "models": MODELS}, words, settings)
    shown = data_frame(table, "part").iloc[:, 2:].to_numpy().tolist()
    assert shown[0] == [0.1, 0.2, 0.3, 0.4]
    assert [7.0, 0.01] in [row[:2] for row in shown]
    assert [0.6, 0.7] in [row[:2] for row in shown]
    assert [2.0, 0.9] in [row[:2] for row in shown]
    assert [1.0, 0.8] not in [row[:2] for row in shown]


def test_the_region_whose_absence_moves_a_coefficient_most_is_named(words):
    influence = pd.DataFrame(
        [["m", "pooled", "rural", "AKM", 0.2, 0.03], ["m", "pooled", "rural", "AST", 0.9, 0.5]],
        columns=["model", "estimator", "term", "unit", "estimate_without", "p_value_without"],
    )
    coefficients = pd.DataFrame(
        [["m", "rural", "pooled", "CRV3", 0.5, 0.1, 0.9, 0.02]],
        columns=["model", "term", "estimator", "method", "estimate", "ci_low", "ci_high", "p_value"],
    )
    settings = {"models": ["m"], "estimators": {"pooled": "CRV3"}, "decimals": 2}
    tables = {"coefficients": coefficients, "models": MODELS, "influence": influence, "titles": TITLES}
    main, lowest, highest = robustness.fill(tables, words, settings).rows
    assert main.cells[1].value == 3
    assert lowest.cells[0].endswith("A")
    assert [cell.value for cell in lowest.cells[1:2]] == [2]
    assert lowest.cells[3:] == (Number(0.2, 2), "", "", Number(0.03, 3, least=0.001))
    assert highest.cells[0].endswith("B")


def test_sources_are_called_by_their_titles_and_tables_and_the_article_by_words(words):
    registry = {
        name: {"title": dict.fromkeys(languages(), name.upper()), "table": table}
        for name, table in (("grp", "BNS 5923"), ("moves", "BNS origin-destination matrix"))
    }
    shown = claims.titled("grp (BNS 5923); moves (BNS origin-destination matrix)", registry, words)
    assert shown == f"GRP (BNS 5923); MOVES ({words.texts['official_tables.BNS_origin_destination_matrix']})"
    assert claims.titled(OWN_NUMBERS, registry, words) == words.say("tables.own_numbers")


def pooled_estimate(method="CRV3"):
    columns = ["model", "estimator", "term", "method", "estimate", "std_error", "p_value", "n", "clusters"]
    return pd.DataFrame([["m", "pooled", "rural", method, 0.5, 0.1, 0.01, 30, 3]], columns=columns)


def panel_settings(**estimators):
    return {"models": ["m"], "estimators": estimators, "decimals": 1}


def test_tests_of_random_effects_stand_only_where_there_are_any(words):
    tables = {"models": MODELS, "coefficients": pooled_estimate()}
    table = panel_models.fill(tables, words, panel_settings(pooled="CRV3"))
    first = [row.cells[0] for row in table.rows]
    assert first == ["Rural", *(words.say(f"tables.{name}") for name in ("std_error", "n", "clusters"))]


def test_a_column_that_no_model_can_fill_is_refused(words):
    tables = {"models": MODELS, "coefficients": pooled_estimate("HC3")}
    with pytest.raises(ProblemsError) as error:
        panel_models.fill(tables, words, panel_settings(pooled="CRV3", between="HC3"))
    pooled, between = error.value.problems
    assert "settings.estimators.pooled: no model has CRV3 of it; there are HC3." in pooled
    assert "settings.estimators.between: no model has HC3 of it; none asks for it." in between
