"""Small files with something that an adapter might pass by: it is used, or passed over aloud, or refused."""

import io
import json
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from made_replies import book

from lib.core.problems import ProblemsError
from lib.refresh.account import Account, resembles_region
from lib.refresh.adapters.reading import read_source

SHEET = {"adapter": "portal_workbook", "layout": "years_across", "sheets": ["^a$"]}
SDG = {"adapter": "sdg_csv"}
CUBE = {"adapter": "portal_cube"}
TREE = {"adapter": "taldau_tree"}
YEARS = ["", 2023, 2024]


def read(content, source, gazetteer):
    """The figures by unit and year, and the lines of the account."""
    account = Account()
    observations = read_source([content], source, gazetteer, "m", 2022, account)
    return {(each.unit, each.year): each.value for each in observations}, account.lines()


def refusal(content, source, gazetteer):
    with pytest.raises(ProblemsError) as error:
        read(content, source, gazetteer)
    return " ".join(error.value.problems)


def workbook(rows, formats=()):
    """A workbook of one sheet `a`; `formats` are number formats by cell."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "a"
    for row in rows:
        sheet.append(row)
    for cell, shown_as in dict(formats).items():
        sheet[cell].number_format = shown_as
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def sdg(*lines):
    return "".join(f"{line}\n" for line in lines).encode()


def cube(*slices):
    """Slices of terms, names and values by year."""
    return json.dumps(
        [
            {
                "terms": list(terms),
                "termNames": list(names),
                "periods": [{"date": f"31.12.{year}", "value": value} for year, value in values.items()],
            }
            for terms, names, values in slices
        ]
    ).encode()


def test_the_account_names_all_that_was_used_and_passed_over(gazetteer):
    sheets = {
        "a": [["тысяч человек"], [], [*YEARS, "2025 год, I квартал"], ["Акмолинская", 1, 2, 3], []],
        "Обложка": [["Бюро национальной статистики"]],
    }
    _, lines = read(book(sheets), SHEET, gazetteer)
    assert lines == [
        "used: 2 columns, 1 row, 1 sheet.",
        "passed over: 1 column, a part of a year: '2025 год, I квартал'.",
        "passed over: 1 row, above the row of years: 1 'тысяч человек'.",
        "passed over: 1 sheet, not named in `sheets`: 'Обложка'.",
    ]


@pytest.mark.parametrize(
    "label", ["Акмолинская обл", "Акмалинская", "Область Улытаусская", "Восточно Казахстанская", "Атырауска"]
)
def test_a_region_among_rows_taken_for_districts_is_refused(gazetteer, label):
    rows = [YEARS, ["Павлодарская", 1, 2], ["Аккольский район", 3, 4], [label, 5, 6]]
    sentence = refusal(workbook(rows), {**SHEET, "other_rows": "skip"}, gazetteer)
    assert f"row 4: '{label}' was passed over and resembles a region" in sentence


def test_districts_and_towns_are_passed_over_aloud(gazetteer):
    rows = [YEARS, ["Павлодарская", 1, 2], ["Абайский район", 3, 4], ["Экибастуз г.а.", 5, 6]]
    found, lines = read(workbook(rows), {**SHEET, "other_rows": "skip"}, gazetteer)
    assert found == {("PAV", 2023): 1, ("PAV", 2024): 2}
    skipped = "3 'Абайский район', 4 'Экибастуз г.а.'"
    assert f"passed over: 2 rows, no region (`other_rows: skip`): {skipped}." in lines


def test_a_short_name_among_districts_is_refused_where_no_other_row_is_the_region(gazetteer):
    rows = [YEARS, ["Акмолинская", 1, 2], ["Павлодар", 5, 6]]
    source = {**SHEET, "other_rows": "skip"}
    assert "'Павлодар' was passed over and may be PAV" in refusal(workbook(rows), source, gazetteer)
    assert ("PAV", 2024) in read(workbook([*rows, ["Павлодарская", 7, 8]]), source, gazetteer)[0]


def test_the_names_of_districts_do_not_resemble_regions(gazetteer):
    for label in (
        "Алматинский район",
        "Туркестан Г.А.",
        "Жамбыл ауданы",
        "Қостанай Қ.Ә.",
        "Итого",
        "Всего по областям",
    ):
        assert not resembles_region(label, gazetteer), label


@pytest.mark.parametrize("day", [date(2024, 1, 1), datetime(2024, 12, 31)])
def test_a_date_heads_the_column_of_its_year(gazetteer, day):
    found, _ = read(workbook([["", day.replace(year=2023), day], ["Абай", 1, 2]]), SHEET, gazetteer)
    assert found == {("ABA", 2023): 1, ("ABA", 2024): 2}


def test_a_date_within_a_year_is_refused(gazetteer):
    rows = [["", 2022, 2023, date(2024, 7, 1)], ["Абай", 1, 2, 3]]
    assert "the headings '2024-07-01" in refusal(workbook(rows), SHEET, gazetteer)


def test_two_dates_of_one_year_are_refused(gazetteer):
    rows = [["", 2023, date(2024, 1, 1), date(2024, 12, 31)], ["Абай", 1, 2, 3]]
    assert "2024 heads more than one column" in refusal(workbook(rows), SHEET, gazetteer)


def test_a_formula_without_a_stored_value_is_refused(gazetteer):
    rows = [YEARS, ["Абай", 1, "=B2+1"]]
    assert "the formula =B2+1 has no value stored" in refusal(workbook(rows), SHEET, gazetteer)
    rows = [["", 2023, 2024, "=C1+1"], ["Абай", 1, 2, 3]]
    assert "'=C1+1' may be years or not" in refusal(workbook(rows), SHEET, gazetteer)


def test_figures_shown_as_percent_are_read_as_shown(gazetteer):
    content = workbook([YEARS, ["Абай", 0.053, 0.1]], {"B2": "0.0%", "C2": "0%"})
    assert read(content, SHEET, gazetteer)[0] == {
        ("ABA", 2023): Decimal("5.3"),
        ("ABA", 2024): Decimal(10),
    }


def test_figures_of_which_some_are_shown_as_percent_are_refused(gazetteer):
    content = workbook([YEARS, ["Абай", 5.3, 0.1]], {"C2": "0%"})
    assert "shown as percent, as 1 of 2 figures are" in refusal(content, SHEET, gazetteer)


def test_a_comma_that_may_stand_before_thousands_is_refused_unless_another_number_tells(gazetteer):
    rows = [YEARS, ["Абай", "1,234", "2,345"]]
    assert "Абай, 2023: '1,234' may have decimals or thousands" in refusal(workbook(rows), SHEET, gazetteer)
    rows.append(["Павлодарская", "0,125", "3,5"])
    assert read(workbook(rows), SHEET, gazetteer)[0][("ABA", 2023)] == Decimal("1.234")


def test_rows_that_differ_in_a_further_column_are_refused(gazetteer):
    rows = [
        ["", "", 2023, 2024],
        ["Абай", "тыс. человек", 1, 2],
        ["Павлодарская", "человек", 3, 4],
        ["Акмолинская", "человек", 3, 4],
    ]
    assert "the rows of regions differ in it (тыс. человек, человек)" in refusal(
        workbook(rows), SHEET, gazetteer
    )


def test_a_code_on_every_row_is_passed_over_aloud(gazetteer):
    rows = [["", "", "", "", 2023, 2024], ["702840", "x1", "год", "Абай", 1, 2]]
    found, lines = read(workbook(rows), SHEET, gazetteer)
    assert found == {("ABA", 2023): 1, ("ABA", 2024): 2}
    assert "passed over: 2 columns, a code or one word on every row: 2, 3." in lines
    assert "passed over: 1 column, numbers before the first year: 1." in lines


def test_columns_that_differ_in_their_unit_are_refused(gazetteer):
    rows = [YEARS, ["", "тыс. человек", "человек"], ["Абай", 1, 2]]
    assert "the columns differ in their unit: тыс. человек, человек" in refusal(
        workbook(rows), SHEET, gazetteer
    )


def test_a_unit_that_changes_down_the_table_is_refused(gazetteer):
    rows = [YEARS, ["Абай", 1, 2], ["в процентах"], ["Павлодарская", 3, 4]]
    assert "row 3: 'в процентах' changes the unit" in refusal(workbook(rows), SHEET, gazetteer)


def test_blank_lines_and_numbers_of_columns_are_no_figures(gazetteer):
    rows = [YEARS, ["", 1, 2], [], ["Абай", 5, 6], [], [None, None, None], ["Павлодарская", 7, 8]]
    assert len(read(workbook(rows), SHEET, gazetteer)[0]) == 4


def test_figures_without_a_name_are_refused(gazetteer):
    rows = [YEARS, ["Абай", 5, 6], ["", 70, 81]]
    assert "row 3: figures without a region's name: 70, 81" in refusal(workbook(rows), SHEET, gazetteer)


def test_figures_without_a_heading_are_refused(gazetteer):
    rows = [["", 2023, None, 2024, None], ["Абай", 5, 60, 6, 61]]
    assert "column 3: figures of regions below no heading" in refusal(workbook(rows), SHEET, gazetteer)


def test_a_second_table_of_later_years_is_refused(gazetteer):
    rows = [["", 2021, 2022], ["Абай", 5, 6], ["", 2023, 2024], ["Павлодарская", 5, 6]]
    assert "another row of years, 2023, 2024" in refusal(workbook(rows), SHEET, gazetteer)
    rows = [["", 2021, 2022], ["Абай", 5, 6], ["", 2023, 2024, 2025], ["Павлодарская", 5, 6, 7]]
    assert "figures above the row of years" in refusal(workbook(rows), SHEET, gazetteer)


def test_a_sheet_with_later_years_is_refused_and_one_with_the_same_passed_over(gazetteer):
    sheets = {"a": [YEARS, ["Абай", 1, 2]], "b": [["", 2024, 2025], ["Абай", 1, 2]]}
    assert "sheet 'b' has figures of regions for 2025" in refusal(book(sheets), SHEET, gazetteer)
    sheets["b"] = [YEARS, ["Абай", 1, 2]]
    assert "passed over: 1 sheet, not named in `sheets`: 'b'." in read(book(sheets), SHEET, gazetteer)[1]


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Akmola", "AKM"), ("Akmola  Region", "AKM"), ("Akmola oblast", "AKM"), ("Ақмола", "AKM"),
        ("Almaty city", "ALA"), ("Алматы қ.", "ALA"), ("Алматы г.", "ALA"), ("Astana", "AST"),
        ("Шымкент", "SHY"), ("Солтүстік  Қазақстан", "SKO"), ("North Kazakhstan", "SKO"),
        ("The Republic of Kazakhstan", "KZ"), ("Kazakhstan", "KZ"), ("Zhetisu", "ZHE"), ("Атырау", "ATY"),
        ("Акмолинская  область", "AKM"), ("г.  Шымкент", "SHY"),
    ],
)  # fmt: skip
def test_short_names_in_english_and_kazakh_are_known(gazetteer, label, unit):
    assert set(read(workbook([YEARS, [label, 1, 2]]), SHEET, gazetteer)[0]) == {(unit, 2023), (unit, 2024)}


def test_blocks_of_regions_are_accounted_for(gazetteer):
    source = {**SHEET, "layout": "region_blocks", "item": "^сельское"}
    rows = [
        ["Код КАТО", "", "Сельское хозяйство", "Промышленность"],
        ["100000000", "Абай", None, None],
        ["", "2023 год", 1, 9],
        ["", "I квартал 2024 года", 2, 9],
    ]
    found, lines = read(workbook(rows), source, gazetteer)
    assert found == {("ABA", 2023): 1}
    assert "passed over: 1 row, a part of a year: 'I квартал 2024 года'." in lines
    assert "passed over: 1 column, not the wanted item: 'Промышленность'." in lines
    rows[3][1] = "2024 год, оценка"
    assert "'2024 год, оценка' may be a year or not" in refusal(workbook(rows), source, gazetteer)
    rows[3][1] = ""
    assert "figures of ABA without a period" in refusal(workbook(rows), source, gazetteer)
    rows[3:] = [["", "Павлодарская", None, None], ["", "2023 год", 7, 9]]
    assert read(workbook(rows), source, gazetteer)[0][("PAV", 2023)] == 7


def test_a_block_of_a_year_without_the_wanted_row_is_refused(gazetteer):
    source = {**SHEET, "layout": "year_blocks", "item": "^итого", "period": "^год"}
    block = [["", "Абай", "Павлодарская"], ["", "год", "год"]]
    rows = [["2023 год"], *block, ["Итого", 1, 2], ["2024 год"], *block, ["Всего", 3, 4]]
    assert "no row '^итого' with regions for 2024" in refusal(workbook(rows), source, gazetteer)


HEADING = "Year,UNIT_MEASURE,REF_AREA,SEX,Value"


def test_rows_broken_down_are_passed_over_aloud(gazetteer):
    content = sdg(HEADING, "2023,PT,KZPAV,,5", "2023,PT,KZPAV,M,6", "2023,PT,KZPAV,F,4")
    found, lines = read(content, SDG, gazetteer)
    assert found == {("PAV", 2023): 5}
    assert "passed over: 2 rows, broken down by SEX: line 3, line 4." in lines


def test_a_year_that_stands_only_in_rows_broken_down_is_refused(gazetteer):
    content = sdg(HEADING, "2023,PT,KZPAV,,5", "2024,PT,KZPAV,T,6")
    assert "stand only in rows that are broken down further: line 3 (SEX=T)" in refusal(
        content, SDG, gazetteer
    )


def test_a_code_of_the_series_on_every_row_breaks_nothing_down(gazetteer):
    content = sdg("Year,SERIES,REF_AREA,Value", "2023,EM1,KZPAV,5", "2024,EM1,KZPAV,6")
    found, lines = read(content, SDG, gazetteer)
    assert found == {("PAV", 2023): 5, ("PAV", 2024): 6}
    assert "passed over: 1 column, the same on every row: SERIES=EM1." in lines


def test_columns_that_a_spreadsheet_left_behind_are_no_columns_until_they_hold_something(gazetteer):
    found, _ = read(sdg("Year,REF_AREA,Value,,", "2023,KZPAV,5,,", "2024,KZPAV,6"), SDG, gazetteer)
    assert found == {("PAV", 2023): 5, ("PAV", 2024): 6}
    assert "line 2 has 4 cells, 3 expected" in refusal(
        sdg("Year,REF_AREA,Value,", "2023,KZPAV,5,8"), SDG, gazetteer
    )


def test_what_is_no_table_of_text_is_named(gazetteer):
    sentence = refusal(book({"a": [YEARS]}), SDG, gazetteer)
    assert sentence.startswith("expected a CSV file; ")
    assert sentence.endswith("(a workbook or another zip).")


def test_a_cell_that_is_empty_or_merged_with_the_one_beside_is_told(gazetteer):
    rows = [YEARS, ["Акмолинская", 1, None], ["Павлодарская", 3, 4]]
    found, lines = read(book({"a": rows}), SHEET, gazetteer)
    assert found == {("AKM", 2023): 1, ("PAV", 2023): 3, ("PAV", 2024): 4}
    assert "passed over: 1 cell, empty or merged with another: AKM 2024 total." in lines


def test_two_units_in_a_file_are_refused_until_the_registry_names_one(gazetteer):
    content = sdg(HEADING, "2023,PT,KZPAV,,5", "2024,PERSONS,KZPAV,,600", "2024,PT,KZABY,,7")
    assert "several units of measurement (PT in 2 rows, PERSONS in 1 rows)" in refusal(
        content, SDG, gazetteer
    )
    found, _ = read(content, {**SDG, "where": {"UNIT_MEASURE": "PT"}}, gazetteer)
    assert found == {("PAV", 2023): 5, ("ABA", 2024): 7}


def test_a_year_that_only_another_unit_has_is_refused(gazetteer):
    content = sdg(HEADING, "2023,PT,KZPAV,,5", "2024,PERCENT,KZPAV,,6")
    sentence = refusal(content, {**SDG, "where": {"UNIT_MEASURE": "PT"}}, gazetteer)
    assert "line 3 (UNIT_MEASURE=PERCENT)" in sentence


def test_slices_are_accounted_for(gazetteer):
    content = cube(([263009], ["ПАВЛОДАРСКАЯ ОБЛАСТЬ"], {2024: "5"}), ([263111], ["Аксу г.а."], {2024: "1"}))
    found, lines = read(content, CUBE, gazetteer)
    assert found == {("PAV", 2024): 5}
    assert "passed over: 1 code, no region: 263111 'Аксу г.а.'." in lines
    content = cube(
        ([263009], ["ПАВЛОДАРСКАЯ ОБЛАСТЬ"], {2024: "5"}), ([999], ["ОБЛАСТЬ ЖЕТИСУЙСКАЯ"], {2024: "1"})
    )
    assert "term 999 'ОБЛАСТЬ ЖЕТИСУЙСКАЯ' was passed over" in refusal(content, CUBE, gazetteer)


def test_a_short_name_with_an_unknown_term_is_refused_where_nothing_else_is_the_region(gazetteer):
    content = cube(([263009], ["ПАВЛОДАРСКАЯ ОБЛАСТЬ"], {2024: "5"}), ([999], ["Akmola"], {2024: "1"}))
    assert "'Akmola' was passed over and may be AKM" in refusal(content, CUBE, gazetteer)


def test_a_year_that_only_another_term_has_is_refused(gazetteer):
    names = ["ПАВЛОДАРСКАЯ ОБЛАСТЬ", "Всего"]
    content = cube(([263009, 1], names, {2023: "5"}), ([263009, 2], names, {2023: "6", 2024: "7"}))
    sentence = refusal(content, {**CUBE, "select": {1: 1}}, gazetteer)
    assert "figures of regions for 2024 stand only under 'Всего'" in sentence


def test_nodes_of_a_tree_are_accounted_for(gazetteer):
    nodes = [
        {"id": "741880", "text": "РЕСПУБЛИКА КАЗАХСТАН", "y122024": "5", "y062025": "2", "122024": "883"},
        {"id": "263111", "text": "Аксу г.а.", "y122024": "1"},
    ]
    found, lines = read(json.dumps(nodes).encode(), TREE, gazetteer)
    assert found == {("KZ", 2024): 5}
    assert "passed over: 1 period, a part of a year: 06.2025." in lines
    assert "passed over: 1 code, no region: 263111 'Аксу г.а.'." in lines
    nodes[0]["y2025"] = "6"
    assert "the key 'y2025' is a value of no month" in refusal(json.dumps(nodes).encode(), TREE, gazetteer)


@pytest.mark.parametrize(
    "heading",
    [
        "Year,UNIT_MEASURE,REF_AREA,Value",
        "Year,REF_AREA,Value",
        "Year,UNIT_MEASURE,ACTIVITY,REF_AREA,SEX,AGE,Value",
        "Year,UNIT_MEASURE,REF_AREA,SEX,URBANISATION,AGE,Value",
        "Year,UNIT_MEASURE,REF_AREA,URBANISATION,SEX,AGE,Value",
        "Year,UNIT_MEASURE,URBANISATION,SEX,REF_AREA,Value",
        "Year,UNIT_MEASURE,URBANISATION,REF_AREA,Value",
    ],
)
def test_every_heading_of_the_repositorys_files_is_read(gazetteer, heading):
    """The headings of October 2024 of all indicators that the registry names."""
    columns = heading.split(",")
    rows = [{"Year": "2023", "REF_AREA": area, "Value": value} for area, value in (("", "5"), ("KZPAV", "6"))]
    rows += [
        {**rows[0], column: "F", "Value": "7"} for column in ("SEX", "AGE", "ACTIVITY") if column in columns
    ]
    content = sdg(heading, *(",".join(row.get(column, "") for column in columns) for row in rows))
    found, lines = read(content, SDG, gazetteer)
    assert found == {("KZ", 2023): 5, ("PAV", 2023): 6}
    assert sum("broken down by" in line for line in lines) == len(rows) - 2


def test_a_row_asked_for_by_name_leaves_out_the_others_aloud(gazetteer):
    rows = [YEARS, ["Всего", 1, 2], ["из них мужчины", 3, 4]]
    found, lines = read(book({"a": rows}), {**SHEET, "row": "^всего"}, gazetteer)
    assert found == {("KZ", 2023): 1, ("KZ", 2024): 2}
    assert "passed over: 1 row, not the row asked for: 3 'из них мужчины'." in lines


def test_a_group_that_the_registry_does_not_name_is_passed_over_aloud(gazetteer):
    rows = [YEARS, ["Все население"], ["Акмолинская", 1, 2], ["Мужчины"], ["Акмолинская", 3, 4]]
    found, lines = read(book({"a": rows}), {**SHEET, "groups": {"total": "^все"}}, gazetteer)
    assert found == {("AKM", 2023): 1, ("AKM", 2024): 2}
    told = "passed over: 1 row, below a heading that `groups` does not name: 5 'Акмолинская'."
    assert told in lines


def test_the_few_names_passed_over_may_be_the_few_regions_not_read(gazetteer):
    names = {term: unit for term, unit in gazetteer.by_term.items() if unit != "PAV"}
    slices = [((term,), (unit,), {2023: 1}) for term, unit in names.items()]
    told = refusal(cube(*slices, ((1,), ("Ертіс өңірі",), {2023: 1})), CUBE, gazetteer)
    assert "Ертіс өңірі: passed over, and PAV was not read; see if that is it." in told


def test_a_period_of_a_cube_has_a_day(gazetteer):
    (term,) = [term for term, unit in gazetteer.by_term.items() if unit == "AKM"]
    undated = cube(((term,), ("Акмолинская область",), {2023: 1})).replace(b"31.12.2023", b"2023")
    assert "expected periods with a 'date' such as 31.12.2020" in refusal(undated, CUBE, gazetteer)
