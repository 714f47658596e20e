"""How the page's numbers are traced, its texts escaped and its board ordered: small cases worked by hand."""

import json

import pandas as pd
import pytest
from project_words import project_words

from lib.claims.provenance import Origin, Provenance
from lib.words.language import Words
from lib.words.result_values import Numbers
from publish.page import board, curve, prose
from publish.page.rendering import page_environment, script_json, visible_value
from publish.page.trails import Trails, answered_models, raw_files

LABELS = {
    "samples.all_units": "All regions",
    "day": "d MMMM y",
    "tables.layout": "{units} units",
    "tables.estimators.between": "Between",
    "tables.log_of": "Log of {of}",
    "page.unweighted": "none",
    "page.no_controls": "nothing",
    "verdicts.holds": "holds",
}
ENGLISH = Words("en", LABELS, units={"AKM": "Akmola"}, variables={"wage": "Wage", "poor": "Poverty"})
MAKERS = {
    "verdicts": ["results/claims/verdicts.csv", "judge_claims", "scripts/check/judge_claims.py"],
    "coefficients": [
        "results/models/coefficients.csv",
        "estimate_models",
        "scripts/regress/estimate_models.py",
    ],
    **{
        name: [f"results/data/{name}.csv", "harmonise_regions", "scripts/clean/harmonise_regions.py"]
        for name in ("panel_20", "panel_17", "panel_16")
    },
}
VERDICT = {
    "claim": "X1",
    "part": "share",
    "computed": "12.5",
    "unit": "percent",
    "reading": "South; alone",
    "layout": "20",
    "vintage": "wage 2024-01-01; poor 2023-02-02, 2023-05-05",
}


@pytest.fixture
def trails():
    return Trails(
        makers=MAKERS,
        provenance=Provenance(
            series={"wage": "wage", "poor": "poor"},
            parts={"ratio": ("wage", "poor")},
            origins={
                "wage": Origin("wage", "2024-01-01", "data/raw/wage/2024-01-01.csv", "BNS 1", ""),
                "poor": Origin("poor", "2023-02-02", "data/raw/poor/2023-02-02.csv", "BNS 2", ""),
            },
            models={"wages": ("wage",)},
        ),
        verdicts=pd.DataFrame([VERDICT]),
        definitions={"X1": "config/article/claims/income.yaml"},
        models={"alone": "wages"},
    )


def paths(trails, place):
    return [path for path, _, _ in trails.kept[place]["files"]]


def test_a_verdict_is_traced_to_its_panel_definition_and_every_release(trails):
    place = trails.of_reading(VERDICT, "verdicts")
    assert paths(trails, place) == ["results/claims/verdicts.csv", "results/data/panel_20.csv"]
    assert trails.kept[place]["defined"] == ["config/article/claims/income.yaml"]
    assert trails.kept[place]["raw"] == ["wage/2024-01-01", "poor/2023-02-02", "poor/2023-05-05"]
    assert trails.of_key("verdicts.X1.share.computed") == place


def test_a_coefficient_is_traced_to_the_file_of_its_model(trails):
    place = trails.of_reading({**VERDICT, "unit": "coefficient"}, "verdicts")
    assert paths(trails, place)[1] == "results/models/coefficients.csv"
    assert trails.kept[place]["defined"][1] == "config/models/wages.yaml"
    place = trails.of_key("coefficients.wages@2022.wage.cross_section.HC3.estimate")
    assert trails.kept[place]["defined"] == ["config/models/wages.yaml"]
    assert trails.kept[place]["raw"] == ["wage/2024-01-01"]


def test_a_cell_of_a_panel_is_traced_to_the_series_its_variable_is_computed_from(trails):
    place = trails.of_key("panel_17.AKM.2022.ratio")
    assert paths(trails, place) == ["results/data/panel_17.csv"]
    assert trails.kept[place]["raw"] == ["poor/2023-02-02", "wage/2024-01-01"]


def test_a_count_is_traced_to_the_table_it_counts(trails):
    place = trails.of_key("count.verdicts.verdict.holds")
    assert trails.kept[place] == {"files": [MAKERS["verdicts"]], "defined": [], "raw": []}


def test_a_way_is_kept_once(trails):
    assert trails.of_key("panel_20.AKM.2022.wage") == trails.of_key("panel_20.AKM.2020.wage")
    assert len(trails.kept) == 1


def test_no_release_is_no_file():
    assert raw_files("") == []


def test_only_answers_that_choose_a_model_name_one():
    answers = {
        "a": {"title": {"en": "alone"}, "set": {"model": "wages"}},
        "b": {"set": {"group": "south"}},
    }
    assert answered_models({"q": {"answers": answers}}) == {"alone": "wages"}


def test_numbers_of_a_text_carry_their_way_and_the_words_do_not(trails):
    numbers = Numbers({"verdicts": pd.DataFrame([VERDICT])}, ENGLISH)
    pieces = prose.bound("It is {{verdicts.X1.share.computed}}, so.", numbers, trails, "here")
    assert pieces == [
        {"text": "It is "},
        {"text": "12.5%", "key": "verdicts.X1.share.computed", "trail": 0},
        {"text": ", so."},
    ]


def test_the_article_is_read_as_headed_paragraphs_with_numbers_only():
    text = (
        "---\ntitle: T\nabstract-title: Abstract\nabstract: |\n  First {{count.verdicts}}.\n---\n\n"
        "# Data\n\nNo number [@bns].\n\n"
        "Of {{count.verdicts}} parts [@bns]\nnone ([[sources]]).\n\n[[sources]]\n\n"
        "Each:\n\n- *One*, {{count.verdicts}};\n- two.\n"
    )
    assert prose.article_paragraphs(text, {"sources": "Table 2"}) == [
        ("Abstract", "First {{count.verdicts}}."),
        ("Data", "Of {{count.verdicts}} parts none (Table 2)."),
        ("Data", "One, {{count.verdicts}};"),
    ]


def test_the_board_as_of_a_date_lists_each_change_by_the_place_of_its_date():
    changes = pd.DataFrame(
        [("X1", "share", "2024-01-01", "9", "holds"), ("X1", "share", "2023-01-01", "", "not testable")],
        columns=["claim", "part", "as_of", "computed", "verdict"],
    )
    told = board.vintages(changes, [{**VERDICT}], {"en": ENGLISH})
    assert told["dates"] == ["2023-01-01", "2024-01-01"]
    assert told["days"] == {"en": ["1 January 2023", "1 January 2024"]}
    assert [
        (each["date"], each["verdict"], each["computed"]["en"]) for each in told["parts"]["X1.share"]
    ] == [
        (0, "not testable", "–"),
        (1, "holds", "9%"),
    ]
    assert board.vintages(changes.iloc[:1], [], {}) is None, "one date leaves nothing to move to"


def test_a_reading_without_a_choice_is_told_in_each_language():
    speakers = {language: project_words(language) for language in ("en", "ru")}
    titles = board.answer_titles({"questions": {}}, speakers)
    assert titles == {"as stated": {"en": "as stated", "ru": "как сказано"}}


def test_intervals_of_the_curve_are_scaled_as_the_coefficient_is():
    row = {
        "curve": "c",
        "outcome": "poor",
        "focal": "log_wage",
        "controls": "",
        "layout": "16",
        "first_year": "2015",
        "last_year": "2024",
        "sample": "all",
        "weights": "none",
        "estimator": "between",
        "estimate": "2",
        "ci_low": "1",
        "ci_high": "3",
        "standardised": "0.5",
        "p_value": "0.04",
    }
    relates = {"outcomes": [{"variable": "poor"}], "focal": [{"variable": "wage"}], "controls": []}
    told = {"c": {"title": {"en": "Why?"}, **relates}}, {"en": ENGLISH}, lambda names: {"en": sorted(names)}
    assert curve.curves(pd.DataFrame([row]), *told) == {}, "one leaves nothing to choose"
    found = curve.curves(pd.DataFrame([row, row]), *told)["c"]
    assert found["source"] == {"en": ["poor", "wage"]}
    assert (found["low"], found["effect"], found["high"]) == ([0.25] * 2, [0.5] * 2, [0.75] * 2)
    said = {choice: each["answers"][0]["en"] for choice, each in found["choices"].items()}
    assert said["focal"] == "Log of wage" and said["controls"] == "nothing" and said["period"] == "2015–2024"
    assert said["layout"] == "16 units" and said["sample"] == "All regions" and said["weights"] == "none"


def test_what_hides_in_a_text_is_shown():
    assert visible_value("a\u202eb") == "a[U+202E]b"
    assert visible_value("1\N{NO-BREAK SPACE}234") == "1\N{NO-BREAK SPACE}234"


def test_data_cannot_end_the_element_they_stand_in():
    text = script_json({"name": "</script><script>alert(1)</script>\u202e"})
    assert "<" not in text
    assert json.loads(text) == {"name": "</script><script>alert(1)</script>[U+202E]"}


def test_last_bits_that_processors_round_otherwise_do_not_show():
    arm, x86 = 0.031459140556976746, 0.03145914055697674  # the reach of one interval, computed on both
    assert script_json([{"reach": arm}]) == script_json([{"reach": x86}]) == '[{"reach":0.031459140557}]'


def test_texts_are_escaped_in_every_template():
    words = {f"verdicts.{name.replace(' ', '_')}": {"en": name} for name in board.VERDICT_ORDER}
    environment = page_environment(["en"], {**words, "no_vintage": {"en": "none"}})
    told = environment.from_string(
        '{% from "words.html.j2" import t, made with context %}{{ made(t(text), 1, key) }}'
    )
    assert "<b>" not in told.render(text={"en": "<b>"}, language="en", key='"><b>')
