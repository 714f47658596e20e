"""Figures put in the wrong place, in real series cut before a year that the office has published since."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from lib.core.configuration import read_yaml
from lib.data.observations import Observation
from lib.data.snapshots import newest_record, read_index, read_vintage, snapshot_path
from lib.refresh.door import RawFolder, inspect_vintage
from lib.refresh.misplaced import returned
from lib.refresh.plausibility import suspicions
from lib.refresh.region_names import read_gazetteer


@pytest.fixture(scope="module")
def raw(project):
    """The folder of data/raw, its registry and gazetteer, and the newest vintage of a series."""
    folder = project / "data/raw"
    index = read_index(folder / "index.csv")
    return SimpleNamespace(
        folder=folder,
        registry=read_yaml(folder / "registry.yaml"),
        gazetteer=read_gazetteer(folder / "units.csv", folder / "aliases.csv"),
        newest=lambda series: read_vintage(snapshot_path(folder, newest_record(index, series))),
    )


@pytest.fixture(scope="module")
def tell(raw):
    """What is said when a year comes with a slip, and the vintage before ends with the year before."""
    registry, gazetteer = raw.registry, raw.gazetteer

    def told(series, year, slip):
        figures = raw.newest(series)
        last = [each for each in figures if each.year < year]
        now = {each.key: each for each in figures if each.year <= year}
        honest = inspect_vintage(registry[series], {"2026": last}, [*now.values()], gazetteer, year)
        slipped = list(slip(now).values())
        inspection = inspect_vintage(registry[series], {"2026": last}, slipped, gazetteer, year)
        return [each for each in inspection.suspicions if each not in honest.suspicions]

    return told


def exchange(one, other):
    """Two places of a year changed: each a part of a key, as a unit or a locality."""

    def slip(now):
        def beside(key):
            return tuple({one: other, other: one}.get(part, part) for part in key)

        years = max(key[2] for key in now)
        return {
            key: each._replace(value=now.get(beside(key), each).value) if key[2] == years else each
            for key, each in now.items()
        }

    return slip


def times(unit, factor, back=0, localities=("total", "urban", "rural")):
    def slip(now):
        year = max(key[2] for key in now) - back
        hit = {key for key in now if key[1:3] == (unit, year) and key[3] in localities}
        return {
            key: each._replace(value=each.value * Decimal(factor)) if key in hit else each
            for key, each in now.items()
        }

    return slip


def put_a_year_back(now):
    """The figures of the new year stand under the year before, whose own are gone."""
    year = max(key[2] for key in now)
    moved = {(*key[:2], year - 1, key[3]): each for key, each in now.items() if key[2] == year}
    kept = {key: each for key, each in now.items() if key[2] < year}
    return {**kept, **{key: each._replace(year=year - 1) for key, each in moved.items()}}


def moved_by_a_year(now):
    return {
        key: each._replace(value=now.get((*key[:2], key[2] - 1, key[3]), each).value)
        for key, each in now.items()
    }


def repeat_one(unit):
    def slip(now):
        year = max(key[2] for key in now)
        return {
            key: now[(*key[:2], year - 1, key[3])]._replace(year=year)
            if key[1:3] == (unit, year) and (*key[:2], year - 1, key[3]) in now
            else each
            for key, each in now.items()
        }

    return slip


def copy(unit, other):
    def slip(now):
        year = max(key[2] for key in now)
        return {
            key: each._replace(value=now[key[0], other, year, key[3]].value)
            if key[1:3] == (unit, year)
            else each
            for key, each in now.items()
        }

    return slip


def retype(unit, value):
    def slip(now):
        year = max(key[2] for key in now)
        return {
            key: each._replace(value=Decimal(value)) if key[1:] == (unit, year, "total") else each
            for key, each in now.items()
        }

    return slip


def long_ago(now):
    """The figures of the new year stand under one of the century before."""
    year = max(key[2] for key in now)
    return {key: each._replace(year=year - 60) if key[2] == year else each for key, each in now.items()}


def without(now, unit):
    year = max(key[2] for key in now)
    return {key: each for key, each in now.items() if key[1:3] != (unit, year)}


def positive(now):
    return {
        key: each._replace(value=abs(each.value)) if key[2] == 2024 else each for key, each in now.items()
    }


@pytest.mark.parametrize(
    ("series", "year", "slip", "words"),
    [
        ("average_wage", 2025, exchange("AST", "SHY"), "AST 343876 and average_wage SHY 594164 look exch"),
        ("poverty_share", 2023, exchange("AKM", "AST"), "AKM 2.4 and poverty_share AST 5.3 look exchanged"),
        (
            "fixed_investment",
            2025,
            exchange("AKT", "SKO"),
            "AKT 592395 and fixed_investment SKO 1228806 look",
        ),
        ("gva_industry", 2025, exchange("KAR", "KZY"), "KAR 734605.5 and gva_industry KZY 4919163.4 look"),
        ("unproductive_employment_share", 2022, exchange("urban", "rural"), "do not|look exchanged|a jump"),
        ("population_1_january", 2021, exchange("urban", "rural"), "look exchanged"),
        ("average_wage", 2025, put_a_year_back, "2024 is other in all 21 figures, and no year is new"),
        ("grp", 2025, moved_by_a_year, "those of the year before in the last vintage"),
        ("grp", 2025, repeat_one("PAV"), "2025 repeats 2024 in PAV"),
        ("hourly_earnings", 2023, repeat_one("KOS"), "2023 repeats 2022 in KOS"),
        ("grp", 2025, copy("KZY", "SKO"), "grp KZY and grp SKO have the same figure, 3430760"),
        ("average_wage", 2025, retype("SKO", "236679"), "326679 would be usual"),
        ("budget_subventions", 2024, times("KZ", "1.05"), "the regions add up to"),
        ("grp", 2025, long_ago, "years are given on both sides of"),
        ("migration_interregional", 2024, positive, "nought or a sign that these never had"),
        ("grp", 2025, times("KOS", "1.08"), "the regions add up to"),
        ("employed", 2025, times("KZY", "1.06"), "the regions add up to"),
        ("population_1_january", 2021, times("AKM", "1.01", localities=("total",)), "do not add up"),
        ("unemployment_rate", 2023, times("AKM", "1.5", localities=("total",)), "do not enclose the whole"),
        ("life_expectancy", 2022, times("AKM", "1.3", back=5), "2017: a jump as this series never made: AKM"),
        ("life_expectancy", 2022, times("PAV", "1.1"), "a jump as this series never made: PAV"),
        ("unemployment_rate", 2025, times("ULY", "0.5"), "a jump as this series never made: ULY"),
        ("fixed_investment", 2025, times("ULY", "0.5"), "a jump as this series never made: ULY"),
        ("life_expectancy", 2022, times("ZHE", "0.1"), "no figure before, and further from the others"),
        ("life_expectancy", 2022, times("ZHE", "0.5"), "no figure before, and further from the others"),
        ("population_1_january", 2025, lambda now: without(now, "AKM"), "2025: lacks AKM, which 2023 has"),
        ("budget_tax_revenue", 2024, lambda now: without(now, "ULY"), "lacks ULY, regions of that year's"),
        (
            "unemployment_rate",
            2025,
            times("KZ", "1.2"),
            "the country's 5.52 is further from the middle region",
        ),
        ("average_wage", 2025, times("KAR", "0.6"), "a jump as this series never made: KAR"),
    ],
)
def test_a_slip_of_the_hand_is_told_with_its_figures(tell, series, year, slip, words):
    told = tell(series, year, slip)
    assert any(part in sentence for sentence in told for part in words.split("|")), told


@pytest.fixture(scope="module")
def tell_revised(raw):
    """What is said when wages that rise by a percent a year from 2021 on are followed by others."""
    figures = [
        Observation(
            "average_wage", unit, year, "total", Decimal(wage) * (100 + max(year - 2020, 0)) / Decimal(100)
        )
        for year in range(2015, 2024)
        for unit, wage in WAGES.items()
    ]

    def told(changed):
        now = [each._replace(value=Decimal(changed.get(each.key[1:3], each.value))) for each in figures]
        return suspicions(raw.registry["average_wage"], figures, now, raw.gazetteer)

    return told


WAGES = {"AKM": "301500", "AKT": "334200", "ATY": "598700", "KAR": "366400", "KOS": "322100", "PAV": "352900"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({("AKM", 2021): "0"}, "AKM 304515 -> 0 (nought)"),
        ({("AKT", 2021): "373542"}, "AKT 337542 -> 373542 (its digits in another order)"),
        ({("KAR", 2021): "325321", ("KOS", 2021): "370064"}, "(two that changed places)"),
        ({("PAV", 2020): "356429", ("PAV", 2021): "352900"}, "(two that changed places)"),
        ({("PAV", 2021): "352900"}, "PAV 356429 -> 352900 (the year beside)"),
        ({("ATY", 2021): "356429"}, "average_wage ATY and average_wage PAV have the same figure, 356429"),
    ],
)
def test_a_figure_revised_as_only_slips_are_is_told(tell_revised, changed, words):
    assert any(words in sentence for sentence in tell_revised(changed))


def test_many_figures_of_a_year_may_be_revised_and_one_come_to_that_of_the_year_beside(tell_revised):
    revised = {(unit, 2023): Decimal(wage) * Decimal("1.034") for unit, wage in WAGES.items()}
    told = tell_revised({**revised, ("AKM", 2023): Decimal(WAGES["AKM"]) * Decimal("1.02")})
    assert not any("as slips are" in sentence for sentence in told)


def test_the_figures_of_another_series_are_told(raw):
    figures = raw.newest("internet_users_share")
    last = [each for each in figures if each.year < 2023]
    phones = raw.newest("mobile_phone_share")
    pasted = {each.unit: each.value for each in phones if (each.year, each.locality) == (2023, "total")}
    now = [
        each._replace(value=pasted.get(each.unit, each.value)) if each.year == 2023 else each
        for each in figures
    ]
    inspection = inspect_vintage(
        raw.registry["internet_users_share"], {"2026": last}, now, raw.gazetteer, 2026,
        RawFolder(raw.folder).others("internet_users_share"),
    )  # fmt: skip
    assert any("so has mobile_phone_share of 2023" in sentence for sentence in inspection.suspicions)


def test_figures_of_an_older_vintage_are_told():
    def vintage(*values):
        units = ("AKM", "AKT", "ALA", "AST")
        return [
            Observation("grp", unit, 2023, "total", Decimal(value))
            for unit, value in zip(units, values, strict=True)
        ]

    history = {"2024-04-27": vintage(10, 20, 30, 40), "2025-04-27": vintage(11, 21, 32, 44)}
    (sentence,) = returned(history, vintage(10, 20, 30, 44))
    assert "2023: 3 of 3 revised figures are again those of 2024-04-27 (AKM 10, AKT 20, ALA 30)" in sentence
    assert not returned(history, vintage(12, 20, 33, 44))


def test_a_series_with_a_figure_every_third_year_is_compared_all_the_same(raw):
    gazetteer, units = raw.gazetteer, sorted(raw.gazetteer.layouts["20"])
    past = [
        Observation("internet_users_share", unit, year, "total", Decimal(40 + at + year - 2014))
        for year in (2014, 2017, 2020)
        for at, unit in enumerate(units)
    ]
    new = [each._replace(year=2023, value=each.value + 3) for each in past if each.year == 2020]
    entry = {**raw.registry["internet_users_share"], "newest_borders_from": "all years"}
    assert suspicions(entry, past, [*past, *new], gazetteer) == []
    new[3] = new[3]._replace(value=new[3].value / 100)
    assert any("2023: a jump" in text for text in suspicions(entry, past, [*past, *new], gazetteer))


def test_the_door_would_have_told_what_was_exchanged_when_it_was_published(raw):
    """Manufacturing's share of Astana was 4.1 percent in 2018 and 4.6 in 2021, of Shymkent 22.6 in 2018."""
    figures = raw.newest("manufacturing_share")
    last = [each for each in figures if each.year < 2019]
    now = [each for each in figures if each.year <= 2019]
    told = suspicions(raw.registry["manufacturing_share"], last, now, raw.gazetteer)
    assert "2019: manufacturing_share AST 22.9 and manufacturing_share SHY 4 look exchanged." in told
