"""Workbooks laid out as Rosstat and the offices of Uzbekistan and Kyrgyzstan publish them.

The layout is theirs. Figures are the Bureau's of the population on 1 January, so that each can be looked up;
with the regions of another country the workbook is refused by their names.
"""

from decimal import Decimal

import pytest
from made_replies import book

from lib.core.problems import ProblemsError
from lib.data.snapshots import read_vintage
from lib.refresh.account import Account
from lib.refresh.adapters.portal_workbook import read_reply
from lib.refresh.adapters.replies import SourceReplies

YEARS = (2019, 2020, 2021)
ROWS = {  # unit: names in Kazakh, Russian and English
    "KZ": ("Қазақстан Республикасы", "Республика Казахстан", "Republic of Kazakhstan"),
    "AKM": ("Ақмола облысы", "Акмолинская область", "Akmola Region"),
    "AKT": ("Ақтөбе облысы", "Актюбинская область", "Aktobe Region"),
    "ALA": ("Алматы қаласы", "г. Алматы", "Almaty (city)"),
}
RUSSIA = ["Российская Федерация", "Центральный федеральный округ", "г. Москва столица Российской Федерации"]
UZBEKISTAN = ["Республика Узбекистан", "Республика Каракалпакстан", "Андижанская область"]
KYRGYZSTAN = ["Кыргызская Республика", "Баткенская область", "г. Бишкек"]


@pytest.fixture(scope="module")
def published(project):
    return {
        (each.unit, each.year): each.value
        for each in read_vintage(project / "data/raw/population_1_january/2026-11-24.csv")
        if each.locality == "total" and each.year in YEARS and each.unit in ROWS
    }


def rosstat(names, values):
    """A list of contents, a sheet by number; years with footnotes, names indented, thousands apart."""
    head, *rest = zip(names, values, strict=True)
    return {
        "Содержание": [["Содержание"], ["1.1.", "Численность населения на 1 января"]],
        "1.1": [
            ["К содержанию"],
            ["1.1. ЧИСЛЕННОСТЬ НАСЕЛЕНИЯ НА 1 ЯНВАРЯ"],
            ["(человек)"],
            [None, *[f"{year} г.{note}" for year, note in zip(YEARS, ("", "", "1)"), strict=True)]],
            [f"{head[0]}", *[grouped(value) for value in head[1]]],
            ["  в том числе:"],
            *[[f"    {name}2)", *[grouped(value) for value in row]] for name, row in rest],
            [None],
            ["1) Предварительные данные."],
            ["2) В границах на начало года."],
        ],
    }


def grouped(value):
    """A number as printed: thousands set apart by no-break spaces."""
    return f"{value:,}".replace(",", "\u00a0")


def uzbekistan(names, values):
    """One sheet; a code and the name in three languages on every row, a heading on every column."""
    heading = ["Code", "Klassifikator", "Klassifikator_ru", "Klassifikator_en", *YEARS]
    rows = [
        [str(1700 + number), *name, *row]
        for number, (name, row) in enumerate(zip(names, values, strict=True))
    ]
    return {"Sheet1": [heading, *rows]}


def kyrgyzstan(names, values):
    """A title and a unit in three languages, three columns of names, decimals after a comma."""
    return {
        "1": [
            ["1-таблица. Калктын саны / Таблица 1. Численность населения / Table 1. Population"],
            ["(адам / человек / persons)"],
            [],
            ["Аталышы", "Наименование", "Items", *YEARS],
            *[[*name, *[f"{value},0" for value in row]] for name, row in zip(names, values, strict=True)],
            [],
            ["Булагы: ...", "Источник: ...", "Source: ..."],
        ]
    }


OFFICES = {
    "rosstat": (rosstat, "^1\\.1$", RUSSIA),
    "uzbekistan": (uzbekistan, ".", UZBEKISTAN),
    "kyrgyzstan": (kyrgyzstan, ".", KYRGYZSTAN),
}


def read(office, names, published, gazetteer, account=None):
    make, sheet, _ = OFFICES[office]
    values = [[int(published[unit, year]) for year in YEARS] for unit in list(ROWS)[: len(names)]]
    source = {"layout": "years_across", "sheets": [sheet]}
    replies = SourceReplies([book(make(names, values))], source, gazetteer, "m", account or Account())
    return read_reply(replies)


@pytest.mark.parametrize("office", OFFICES)
def test_every_figure_of_the_offices_layout_is_read(office, published, gazetteer):
    names = [name[1] if office == "rosstat" else name for name in ROWS.values()]
    account = Account()
    figures = read(office, names, published, gazetteer, account)
    assert {(each.unit, each.year): each.value for each in figures} == published
    assert len(published) == len(ROWS) * len(YEARS)
    assert not account.lost


@pytest.mark.parametrize("office", OFFICES)
def test_regions_of_another_country_are_refused_by_name(office, published, gazetteer):
    strangers = OFFICES[office][2]
    names = strangers if office == "rosstat" else [("x", name, "y") for name in strangers]
    with pytest.raises(ProblemsError) as found:
        read(office, names, published, gazetteer)
    (problem,) = found.value.problems
    assert "names that are no unit" in problem or "expected figures of regions" in problem
    assert "sheet '" in problem


@pytest.mark.parametrize("office", OFFICES)
def test_a_figure_changed_on_the_way_is_seen(office, published, gazetteer):
    names = [name[1] if office == "rosstat" else name for name in ROWS.values()]
    other = {**published, ("AKM", 2020): published["AKM", 2020] + Decimal(1)}
    figures = {(each.unit, each.year): each.value for each in read(office, names, other, gazetteer)}
    assert {key for key in published if figures[key] != published[key]} == {("AKM", 2020)}
