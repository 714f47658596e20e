"""Workbooks: table 6584 with figures that the Bureau printed, and the habits of the other tables."""

from decimal import Decimal

import pytest
from made_replies import book

from lib.core.configuration import read_yaml
from lib.core.problems import ProblemsError
from lib.data.snapshots import read_vintage
from lib.refresh.account import Account
from lib.refresh.adapters.portal_workbook import read_reply
from lib.refresh.adapters.reading import read_source
from lib.refresh.adapters.replies import SourceReplies

YEARS = [2014, 2016, 2017, 2021, 2022]
ABSENT = ["-"] * 4
TABLE_6584 = {
    "Все население": [
        [None, 2014, 2016, 2017, 2021, 2022],
        ["Республика Казахстан ", 17160855, 17669896, 17918214, 18879552, 19503159],
        ["Абай", *ABSENT, 611888],
        ["Алматинская", 1984572, 1947552, 1983465, 2077967, 1478496],
        ["Карагандинская", 1369658, 1384810, 1382734, 1375938, 1134966],
        ["Туркестанская 1", 2733053, 2840871, 1966336, 2044742, 2088510],
        ["г. Шымкент", "-", "-", 912300, 1074466, 1162308],
        [],
        ["1) Данные за 2000-2016гг. по Южно-Казахстанской области."],
    ],
    "Мужчины": [
        ["Численность мужчин по регионам Республики Казахстан"],
        [],
        [None, *YEARS],
        ["Мужчины"],
        ["Республика Казахстан ", 8284613, 8541800, 8668478, 9160399, 9513784],
        ["Городское население"],
        ["Республика Казахстан ", 4421901, 4721539, 4866658, 5268292, 5709856],
        ["Туркестанская 1", 516636, 621920, 195535, 210420, 254889],
        ["г. Шымкент", "-", "-", 438645, 519543, 560483],
        ["Сельское население"],
        ["Республика Казахстан ", 3862712, 3820261, 3801820, 3892107, 3803928],
        ["Туркестанская 1", 839695, 790352, 797825, 827298, 807526],
    ],
    "Женщины": [
        [None, None, None, None, None, "человек, на начало года"],
        [None, *YEARS],
        ["Женщины"],
        ["Республика Казахстан ", 8876242, 9128096, 9249736, 9719153, 9989375],
        ["Городское население"],
        ["Республика Казахстан ", 5011674, 5314038, 5464834, 5883084, 6281382],
        ["Туркестанская 1", 553025, 655857, 194205, 207254, 253703],
        ["г. Шымкент", "-", "-", 473655, 554923, 601825],
        ["Сельское население"],
        ["Республика Казахстан ", 3864568, 3814058, 3784902, 3836069, 3707993],
        ["Туркестанская 1", 823697, 772742, 778771, 799770, 772392],
    ],
}


def read(sheets, source, gazetteer):
    source = {"layout": "years_across", "sheets": ["."], **source}
    found = read_reply(SourceReplies([book(sheets)], source, gazetteer, "m", Account()))
    return {(each.unit, each.year, each.locality): each.value for each in found}


def test_table_6584_gives_the_figures_of_the_snapshot(project, gazetteer):
    """As published in 2023: total, and town and country as the sum of men and women."""
    entry = read_yaml(project / "data/raw/registry.yaml")["population_1_january"]
    borders = entry["newest_borders_from"]
    content = book(TABLE_6584)
    observations = [
        observation
        for source in entry["fetch"]
        for observation in read_source([content], source, gazetteer, "population_1_january", borders)
    ]
    known = {
        observation.key: observation.value
        for observation in read_vintage(project / "data/raw/population_1_january/2026-11-23.csv")
    }
    assert len(observations) == 47
    common = [observation for observation in observations if observation.key in known]
    assert {observation.key: observation.value for observation in common} == {
        each.key: known[each.key] for each in common
    }
    # The snapshot has town and country to 2021 only; nothing else is missing from it.
    assert {observation.year for observation in observations if observation.key not in known} == {2022}
    assert {observation.locality for observation in observations if observation.key not in known} == {
        "urban",
        "rural",
    }
    units = {(observation.unit, observation.year) for observation in observations}
    assert {
        ("YKO", 2016),
        ("TUR", 2017),
        ("ALM17", 2021),
        ("ALM", 2022),
        ("KAR17", 2021),
        ("KAR", 2022),
    } <= units
    assert not {("TUR", 2016), ("YKO", 2017), ("ALM", 2021), ("KAR17", 2022)} & units


@pytest.mark.parametrize(
    "heading",
    [
        "2024 год",
        "2024",
        2024,
        2024.0,
        " 2024 год1)2) ",
        "20241)",
        "2024 г.",
        "2024*",
        "2024¹",
        "2024 год (предварительные данные)",
    ],
)
def test_a_year_is_known_however_it_is_written(gazetteer, heading):
    rows = [["", "2023 год", heading], ["Акмолинская", 1, 2]]
    assert read({"a": rows}, {}, gazetteer)[("AKM", 2024, "total")] == 2


@pytest.mark.parametrize("heading", ["2024 год, прогноз", "2024 (в ценах 2020)", "2024г. без учёта"])
def test_a_heading_that_may_be_a_year_is_refused(gazetteer, heading):
    with pytest.raises(ProblemsError, match="may be years or not"):
        read({"a": [["", "2022 год", "2023 год", heading], ["Акмолинская", 1, 2, 3]]}, {}, gazetteer)


def test_columns_from_the_beginning_of_the_year_are_left_out(gazetteer):
    rows = [
        ["", "I квартал 2023 года", "2023 год I полугодие", "9 месяцев 2023 года", "2023 год", "2024 год"],
        ["Акмолинская", 1, 2, 3, 4, 5],
    ]
    assert read({"a": rows}, {}, gazetteer) == {("AKM", 2023, "total"): 4, ("AKM", 2024, "total"): 5}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 234,5", "1234.5"), ("1\u00a0234,5", "1234.5"), ("108,31)", "108.3"), ("7.25", "7.25"),
        ("-3,5", "-3.5"), ("−3,5", "-3.5"), (5.3, "5.3"), ("12*", "12"), ("1,5E+03", "1500"),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(gazetteer, cell, value):
    assert read({"a": [["", 2023, 2024], ["Абай", 1, cell]]}, {}, gazetteer)[
        ("ABA", 2024, "total")
    ] == Decimal(value)


@pytest.mark.parametrize("cell", ["x", "х", "X", "Х", "-", "–", "…", "...", "", " ", None])
def test_a_mark_for_missing_gives_no_figure(gazetteer, cell):
    assert set(read({"a": [["", 2023, 2024], ["Абай", 1, cell]]}, {}, gazetteer)) == {("ABA", 2023, "total")}


@pytest.mark.parametrize("cell", ["в 4 раза", "1.234.567", "12 34", "5,3%", True, "(5,3)", "1e40", "#REF!"])
def test_anything_else_is_refused(gazetteer, cell):
    with pytest.raises(ProblemsError, match="row 2, Абай, 2024"):
        read({"a": [["", 2023, 2024], ["Абай", 1, cell]]}, {}, gazetteer)


def test_the_wanted_period_of_a_year_is_taken(gazetteer):
    rows = [
        ["", 2023, None, 2024, None],
        ["", "январь-март", "за год", "январь-март", "за год"],
        ["Акмолинская", 1, 2, 3, 4],
    ]
    found = read({"a": rows}, {"period": r"^за\s*год"}, gazetteer)
    assert found == {("AKM", 2023, "total"): 2, ("AKM", 2024, "total"): 4}


def test_a_year_without_the_wanted_period_is_refused(gazetteer):
    rows = [["", 2023, None, 2024], ["", "январь-март", "за год", "январь-март"], ["Акмолинская", 1, 2, 3]]
    with pytest.raises(ProblemsError, match="stands 0 times below 2024"):
        read({"a": rows}, {"period": r"^за\s*год"}, gazetteer)


def test_a_copy_of_the_table_below_it_is_left_out(gazetteer):
    rows = [["", 2023, 2024], ["Абай", 50, 60], ["Акмолинская", 1, 2], ["в процентах"], ["Абай", 100, 120]]
    with pytest.raises(ProblemsError, match="given as 50 and as 100, so neither is used"):
        read({"a": rows}, {}, gazetteer)
    assert read({"a": rows}, {"first_table": True}, gazetteer)[("ABA", 2024, "total")] == 60


def test_the_later_sheet_holds(gazetteer):
    sheets = {
        "2010-2018": [["", 2017, 2018], ["Абай", 1, 2]],
        "2018-2026": [["", 2018, 2019], ["Абай", 3, 4]],
    }
    found = read(sheets, {"sheets": ["^2010-", "^2018-"], "combine": "later"}, gazetteer)
    assert [found[("ABA", year, "total")] for year in (2017, 2018, 2019)] == [1, 3, 4]


def test_sheets_to_be_added_must_all_have_the_figure(gazetteer):
    sheets = {"a": [["", 2017, 2018], ["Абай", 1, 2]], "b": [["", 2017, 2018], ["Абай", 3, "-"]]}
    with pytest.raises(ProblemsError, match="ABA 2018 total is only in some of the sheets"):
        read(sheets, {"sheets": ["^a$", "^b$"], "combine": "add"}, gazetteer)


def test_a_missing_group_is_refused(gazetteer):
    rows = [["", 2023, 2024], ["Все население"], ["Абай", 1, 2]]
    with pytest.raises(ProblemsError, match="no heading for rural"):
        read({"a": rows}, {"groups": {"total": "^все население", "rural": "^сельское"}}, gazetteer)


def test_a_region_named_twice_across_is_refused(gazetteer):
    rows = [["2024 год"], ["", "Абай", "Абай"], ["", "год", "год"], ["Итого", 1, 2]]
    with pytest.raises(ProblemsError, match="names a region twice"):
        read({"a": rows}, {"layout": "year_blocks", "item": "^итого", "period": "^год"}, gazetteer)


@pytest.mark.parametrize(
    "label",
    ["Жетісу", "область Жетісу", "Жетiсу", "ЖЕТІСУ 1)", "Жетісу¹", " Жетысу ", "Жетісу облысы"],
)
def test_a_region_is_known_however_it_is_spelt(gazetteer, label):
    assert set(read({"a": [["", 2023, 2024], [label, 1, 2]]}, {}, gazetteer)) == {
        ("ZHE", 2023, "total"),
        ("ZHE", 2024, "total"),
    }


@pytest.mark.parametrize("label", ["Алматы", "Абайский район", "Туркестан Г.А.", "Алматинский район"])
def test_what_only_resembles_a_region_is_refused(gazetteer, label):
    with pytest.raises(ProblemsError, match="names that are no unit"):
        read({"a": [["", 2023, 2024], [label, 1, 2]]}, {}, gazetteer)
