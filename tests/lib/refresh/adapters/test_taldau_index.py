"""Taldau's cubes: GRP per capita with figures that the Bureau printed, against GRP and population."""

import json
from decimal import Decimal

import pytest

from lib.core.problems import ProblemsError
from lib.data.snapshots import read_vintage
from lib.refresh.account import Account
from lib.refresh.adapters.cube import read_taldau_index
from lib.refresh.adapters.reading import read_source
from lib.refresh.adapters.replies import SourceReplies

URL = "https://taldau.stat.gov.kz/ru/Api/GetIndexData/2709380?period=7&dics=67"
# Index 2709380 as it stood in April 2022, tenge; term 999 stands for one that is in no list.
PRINTED = {
    (263009, "ПАВЛОДАРСКАЯ ОБЛАСТЬ"): {2010: 1384600, 2015: 2293100, 2019: 4023300},
    (260099, "КЫЗЫЛОРДИНСКАЯ ОБЛАСТЬ"): {2013: 1983000, 2016: 1701100, 2020: 2033300},
    (250502, "АЛМАТИНСКАЯ ОБЛАСТЬ"): {2014: 1002100},
    (20243032, "ТУРКЕСТАНСКАЯ ОБЛАСТЬ"): {2018: 838600, 2019: 1008100},
    (999, "ЮЖНО-КАЗАХСТАНСКАЯ ОБЛАСТЬ"): {2016: 975300},
    (741880, "РЕСПУБЛИКА КАЗАХСТАН"): {2015: 2330400, 2020: 3766800, 2021: 4326100},
}


def read(reply, source, gazetteer):
    return read_taldau_index(SourceReplies([reply], source, gazetteer, "m", Account()))


def cube(printed=PRINTED) -> bytes:
    return json.dumps(
        [
            {
                "terms": [term],
                "termNames": [name],
                "periods": [
                    {"name": f"{year} год", "date": f"31.12.{year}", "value": str(value)}
                    for year, value in years.items()
                ],
            }
            for (term, name), years in printed.items()
        ]
    ).encode()


def test_grp_per_capita_is_grp_over_population(project, gazetteer):
    """Published GRP per head equals GRP over the mean of two 1 Januaries, both from the snapshot, to a tenth.

    Two figures cannot: Almaty Region gave territory to the city in 2014, between the two dates, and the
    country's 2021 was preliminary in April 2022.
    """
    source = {"adapter": "taldau_index", "url": URL, "scale": "0.001"}
    published = {
        (each.unit, each.year): each.value
        for each in read_source([cube()], source, gazetteer, "grp_per_capita", 2021)
    }
    assert set(published) == {
        ("PAV", 2010), ("PAV", 2015), ("PAV", 2019), ("KZY", 2013), ("KZY", 2016), ("KZY", 2020),
        ("ALM17", 2014), ("TUR", 2018),
        ("TUR", 2019), ("YKO", 2016), ("KZ", 2015), ("KZ", 2020), ("KZ", 2021),
    }  # fmt: skip

    def snapshot(series):
        observations = read_vintage(project / f"data/raw/{series}/2026-11-23.csv")
        return {(each.unit, each.year): each.value for each in observations if each.locality == "total"}

    grp, population = snapshot("grp"), snapshot("population_1_january")
    apart = set()
    for (unit, year), value in published.items():
        start, end = population[(unit, year)], population.get((unit, year + 1))
        if end is None:  # South Kazakhstan was last counted on 1 January 2016
            continue
        computed = grp[(unit, year)] * 1000 / ((start + end) / 2)
        if abs(computed - value) > Decimal("0.5"):
            apart.add((unit, year))
    assert apart == {("ALM17", 2014), ("KZ", 2021)}


def test_other_dictionaries_need_a_term(gazetteer):
    reply = json.dumps(
        [
            {"terms": [741917, 247783], "termNames": ["Всего", "АКМОЛИНСКАЯ ОБЛАСТЬ"], "periods": [
                {"date": "31.12.2020", "value": "7"}]},
            {"terms": [1, 247783], "termNames": ["Город", "АКМОЛИНСКАЯ ОБЛАСТЬ"], "periods": [
                {"date": "31.12.2020", "value": "3"}]},
        ]
    ).encode()  # fmt: skip
    source = {"url": "https://taldau.stat.gov.kz/ru/Api/GetIndexData/1?period=7&dics=749,67"}
    (observation,) = read(reply, {**source, "select": {749: 741917}}, gazetteer)
    assert (observation.unit, observation.value) == ("AKM", 7)
    with pytest.raises(ProblemsError, match="give a term for each"):
        read(reply, source, gazetteer)


def test_a_url_without_regions_is_refused(gazetteer):
    with pytest.raises(ProblemsError, match="must name one dictionary of regions"):
        read(cube(), {"url": "https://taldau.stat.gov.kz/ru/Api/GetIndexData/1?dics=915"}, gazetteer)


def test_december_is_the_year_of_accumulating_periods(gazetteer):
    periods = [
        {"date": f"{day}.2020", "value": str(value)}
        for day, value in (("31.03", 1), ("30.06", 2), ("31.12", 4))
    ]
    reply = json.dumps([{"terms": ["247783"], "termNames": ["x"], "periods": periods}]).encode()
    source = {"url": "https://taldau.stat.gov.kz/ru/Api/GetIndexData/1?period=9&dics=67"}
    assert [each.value for each in read(reply, source, gazetteer)] == [4]
