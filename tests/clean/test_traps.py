"""What is treacherous in these figures, and that the panels do not fall for it."""

import numpy as np
import pytest

WHOLE_OBLASTS = ["ALM17", "KAR17", "VKO17"]
PARTS = {"ALM17": ["ALM", "ZHE"], "KAR17": ["KAR", "ULY"], "VKO17": ["VKO", "ABA"], "YKO": ["TUR", "SHY"]}
NEW = ["ABA", "ULY", "ZHE"]
SPLIT_UNITS = ["ABA", "ALM", "KAR", "ULY", "VKO", "ZHE"]


def breaks(made, variable):
    text = made.codebook.set_index("variable").loc[variable, "breaks"]
    return {int(each.split(":")[0]) for each in text.split("; ") if each}


# Borders: product is on the new borders from 2021, employment from 2022, average population in all years.


@pytest.mark.parametrize(
    ("year", "series"),
    [
        (2021, ["grp", "gva_industry", "grp_volume_index", "labour_productivity", "rd_share_of_grp"]),
        (2022, ["employed", "self_employed", "fixed_investment", "average_wage", "population_1_january"]),
    ],
)  # fmt: skip
def test_figures_on_new_borders_begin(made, sources, year, series):
    new = made.long[made.long["unit"].isin(NEW)].groupby("series")["year"].min()
    assert {name: new[name] for name in series} == dict.fromkeys(series, year)
    assert {name: sources["registry"][name]["newest_borders_from"] for name in series} == new[
        series
    ].to_dict()


@pytest.mark.parametrize("series", ["population_average", "migration_interregional"])
def test_figures_recalculated_for_todays_borders_are_on_them_in_every_year(made, series):
    figures = made.long[made.long["series"] == series]
    assert set(figures.loc[figures["unit"] == "ZHE", "year"]) == set(figures["year"])
    assert not set(WHOLE_OBLASTS) & set(figures["unit"])


@pytest.mark.parametrize(
    ("city", "moves"),
    [("ALA", "moves_to_almaty"), ("AST", "moves_to_astana"), ("SHY", "moves_to_shymkent")],
)
def test_the_moves_to_a_city_are_its_arrivals_from_other_regions(made, city, moves):
    panel = made.panels["20"]
    arrivals = panel.loc[city, "migration_arrivals"].dropna()
    assert len(arrivals) >= 6
    assert panel[moves].groupby("year").sum()[arrivals.index].tolist() == arrivals.tolist()


def test_no_figure_of_an_oblast_of_old_stands_beside_one_of_its_parts(made):
    """South Kazakhstan does, see below."""
    for whole in WHOLE_OBLASTS:
        keys = [
            set(
                made.long.loc[made.long["unit"].isin(units), ["series", "year"]].itertuples(
                    index=False, name=None
                )
            )
            for units in ([whole], set(PARTS[whole]) & set(NEW))
        ]
        assert all(keys)
        assert not set.intersection(*keys)


@pytest.mark.parametrize("unit", SPLIT_UNITS)
def test_product_per_head_of_a_new_region_begins_with_its_product(made, unit):
    known = made.panels["20"].loc[unit, "grp_per_capita"].dropna()
    assert known.index.min() == 2021


@pytest.mark.parametrize("unit", WHOLE_OBLASTS)
def test_before_that_product_and_people_meet_in_the_wider_region(made, raw, unit):
    people = sum(raw["population_average", "total", part, 2019] for part in PARTS[unit])
    expected = 1000 * raw["grp", "total", unit, 2019] / people
    assert made.panels["17"].loc[(unit, 2019), "grp_per_capita"] == pytest.approx(expected)


@pytest.mark.parametrize("unit", WHOLE_OBLASTS)
def test_figures_on_new_borders_are_not_weighted_with_employment_on_old_ones(made, raw, unit):
    """Productivity of 2021 is given for the parts, employment of 2021 only for the whole."""
    for part in PARTS[unit]:
        assert ("labour_productivity", "total", part, 2021) in raw
        assert ("employed", "total", part, 2021) not in raw
    assert np.isnan(made.panels["17"].loc[(unit, 2021), "labour_productivity"])
    assert made.panels["17"].loc[(unit, 2022), "labour_productivity"] > 0


@pytest.mark.parametrize("unit", WHOLE_OBLASTS)
def test_product_per_worker_of_2021_exists_only_in_the_wider_region(made, unit):
    assert all(np.isnan(made.panels["20"].loc[(part, 2021), "grp_per_worker"]) for part in PARTS[unit])
    assert made.panels["17"].loc[(unit, 2021), "grp_per_worker"] > 0


# Double counting: South Kazakhstan stands beside its parts.


@pytest.mark.parametrize("year", range(2011, 2018))
@pytest.mark.parametrize("layout", ["17", "16"])
@pytest.mark.parametrize("variable", ["grp", "gva_agriculture", "gva_industry"])
def test_south_kazakhstan_counts_once(made, raw, variable, layout, year):
    assert all((variable, "total", unit, year) in raw for unit in ("YKO", "TUR", "SHY"))
    regions = made.panels[layout].xs(year, level="year")[variable].sum()
    assert regions == pytest.approx(raw[variable, "total", "KZ", year], rel=1e-9)


@pytest.mark.parametrize("year", [2016, 2017])
def test_employment_by_sector_of_turkistan_is_not_taken_from_the_remainder(made, raw, year):
    """South Kazakhstan and Shymkent are published; nothing is split downwards, so Turkistan is missing."""
    assert ("employed_services", "total", "YKO", year) in raw
    assert ("employed_services", "total", "SHY", year) in raw
    assert np.isnan(made.panels["17"].loc[("TUR", year), "employed_services"])
    sixteen = made.panels["16"].xs(year, level="year")["employed_services"]
    assert sixteen.sum() == pytest.approx(raw["employed_services", "total", "KZ", year], abs=1)


@pytest.mark.parametrize("variable", ["poverty_share", "unemployment_rate"])
def test_a_published_share_of_south_kazakhstan_is_not_averaged_anew(made, raw, variable):
    assert made.panels["16"].loc[("YKO", 2016), variable] == raw[variable, "total", "YKO", 2016]


# The employment statistics have three regimes.


@pytest.mark.parametrize(
    "variable",
    ["employed", "self_employed", "labour_force", "self_employment_share", "grp_per_worker",
     "unemployment_rate_rural", "unproductive_share_of_self_employed"],
)  # fmt: skip
def test_employment_breaks_in_2014_and_2015(made, variable):
    assert {2014, 2015} <= breaks(made, variable)


def test_the_break_of_2015_is_left_in_the_figures(made):
    country = made.panels["1"].loc["KZ", "self_employed"]
    assert round(country[2014]) == 2400
    assert round(country[2015]) == 2138


# Employed 2015, and employees of Ulytau 2022, follow from an identity.


@pytest.mark.parametrize("unit", ["AKM", "SHY", "ALM17", "KZ"])
def test_employed_of_2015_is_derived_and_marked(made, raw, marks, unit):
    layout = "1" if unit == "KZ" else "17"
    assert ("employed", "total", unit, 2015) not in raw
    expected = raw["employees", "total", unit, 2015] + raw["self_employed", "total", unit, 2015]
    assert made.panels[layout].loc[(unit, 2015), "employed"] == pytest.approx(expected)
    assert marks(layout, unit, 2015, "employed") == {"derived"}
    assert "derived" in marks(layout, unit, 2015, "self_employment_share")


def test_employees_of_ulytau_are_derived_and_marked(made, raw, marks):
    expected = raw["employed", "total", "ULY", 2022] - raw["self_employed", "total", "ULY", 2022]
    assert made.panels["20"].loc[("ULY", 2022), "employees"] == pytest.approx(expected)
    assert marks("20", "ULY", 2022, "employees") == {"derived"}
    assert marks("17", "KAR17", 2022, "employees") == {"derived", "summed"}


def test_the_labour_force_of_2015_stays_missing(made):
    assert made.panels["17"].xs(2015, level="year")["labour_force"].isna().all()


# Unproductively employed are a share of all employed.


def test_unproductive_employment_is_weighted_with_all_employed(made, raw):
    assert made.codebook.set_index("variable").loc["unproductive_employment_share", "weight"] == "employed"
    weights = {part: raw["employed", "total", part, 2022] for part in PARTS["KAR17"]}
    shares = {part: raw["unproductive_employment_share", "total", part, 2022] for part in PARTS["KAR17"]}
    expected = sum(weights[part] * shares[part] for part in weights) / sum(weights.values())
    assert made.panels["17"].loc[("KAR17", 2022), "unproductive_employment_share"] == pytest.approx(expected)


def test_the_self_employed_are_defined_with_employers(made):
    definition = made.codebook.set_index("variable").loc["self_employed", "definition"]
    for group in ("Employers", "own-account", "contributing family", "cooperatives"):
        assert group in definition


# Labour productivity is value added without net taxes on products.


@pytest.mark.parametrize("layout", ["20", "17", "16", "1"])
def test_labour_productivity_is_below_product_per_worker(made, layout):
    both = made.panels[layout][["labour_productivity", "grp_per_worker"]].dropna()
    assert len(both) > 10
    assert (both["labour_productivity"] < both["grp_per_worker"]).all()


# Poverty.


def test_poverty_by_locality_is_national_only(made):
    for layout in ("20", "17", "16"):
        assert made.panels[layout][["poverty_share_urban", "poverty_share_rural"]].isna().all(axis=None)
    assert made.panels["1"].loc[("KZ", 2023), "poverty_share_rural"] > 0


@pytest.mark.parametrize("layout", ["20", "17", "16"])
def test_poverty_of_2022_of_unstated_territories_is_missing_and_accounted_for(made, layout):
    missing = made.panels[layout].xs(2022, level="year")["poverty_share"]
    assert set(missing.index[missing.isna()]) == set(SPLIT_UNITS if layout == "20" else WHOLE_OBLASTS)
    rows = made.accounting[
        (made.accounting["series"] == "poverty_share")
        & (made.accounting["year"] == 2022)
        & (made.accounting["layout"] == layout)
        & made.accounting["unit"].isin(WHOLE_OBLASTS)
    ]
    assert list(rows["reason"]) == ["territory not stated by the source"] * 3


def test_poverty_breaks_in_2018_and_jumps(made):
    assert 2018 in breaks(made, "poverty_share")
    country = made.panels["1"].loc["KZ", "poverty_share"]
    assert (country[2017], country[2018]) == (2.7, 4.3)


# Water: another definition from 2020 on; the country only.


def test_water_breaks_in_2020_and_knows_no_regions(made):
    assert 2020 in breaks(made, "water_supply_access_rural")
    assert made.panels["20"]["water_supply_access_rural"].isna().all()
    rural = made.panels["1"].loc["KZ", "water_supply_access_rural"]
    assert rural[2019] == 64.3
    assert rural[2020] == 90.1


# Income.


def test_income_breaks_in_2021(made):
    assert 2021 in breaks(made, "income_per_capita")
    assert 2021 in breaks(made, "income_to_subsistence")


def test_there_is_no_median_wage_of_a_region(made):
    for layout in ("20", "17", "16"):
        assert made.panels[layout]["median_wage_national"].isna().all()
    assert made.panels["1"]["median_wage_national"].notna().any()


# Censuses.


def test_population_breaks_with_the_censuses(made):
    assert breaks(made, "population_1_january") == {2009, 2022}
    country = made.panels["1"].loc["KZ", "population_1_january"]
    assert country[2022] - country[2021] == pytest.approx(600_000, rel=0.1)
    assert 2022 in breaks(made, "grp_per_capita")


# Series of few years or with a gap.


def test_age_groups_are_of_2020_on_the_borders_of_then(made):
    seventeen, twenty = (
        made.panels["17"]["elderly_share"].dropna(),
        made.panels["20"]["elderly_share"].dropna(),
    )
    assert set(seventeen.index.get_level_values("year")) == {2020}
    assert len(seventeen) == 17
    assert not set(SPLIT_UNITS) & set(twenty.index.get_level_values("unit"))


def test_natural_increase_of_the_country_is_missing_like_that_of_turkistan(made):
    assert np.isnan(made.panels["20"].loc[("TUR", 2023), "natural_increase"])
    assert np.isnan(made.panels["16"].loc[("YKO", 2023), "natural_increase"])
    assert np.isnan(made.panels["1"].loc[("KZ", 2023), "natural_increase"])
    assert made.panels["17"].loc[("ALM17", 2023), "natural_increase"] > 0


def test_arrivals_are_not_added_up_over_parts_but_the_balance_is(made, raw):
    net = sum(raw["migration_net", "total", part, 2023] for part in PARTS["ALM17"])
    assert made.panels["17"].loc[("ALM17", 2023), "migration_net"] == net
    assert np.isnan(made.panels["17"].loc[("ALM17", 2023), "migration_arrivals"])
    assert made.panels["1"].loc[("KZ", 2023), "migration_net"] == 0
    assert len(made.panels["20"].loc["AKM", "migration_net"].dropna()) == 6


# A figure that looks wrong is kept and marked.


def test_the_doubtful_hourly_earnings_are_marked_and_not_mended(made, raw, marks):
    assert marks("17", "ZKO", 2018, "hourly_earnings") == {"doubtful"}
    assert (
        made.panels["17"].loc[("ZKO", 2018), "hourly_earnings"]
        == raw["hourly_earnings", "total", "ZKO", 2018]
    )
    assert marks("17", "ZKO", 2019, "hourly_earnings") == set()


# The last year is preliminary.


def test_figures_of_2025_are_marked_preliminary(made):
    """All but the population on 1 January 2025, which is a count."""
    for layout, panel in made.panels.items():
        last = panel.xs(2025, level="year").stack().dropna()
        cells = {(unit, variable) for unit, variable in last.index}
        table = made.marks[(made.marks["layout"] == layout) & (made.marks["year"] == 2025)]
        marked = set(
            table.loc[table["mark"] == "preliminary", ["unit", "variable"]].itertuples(index=False, name=None)
        )
        final = {variable for _, variable in cells - marked}
        assert final == {"population_1_january", "area", "population_density"}


def test_figures_of_manufacturing_that_look_exchanged_are_marked_and_not_mended(made, marks):
    assert marks("20", "AST", 2019, "manufacturing_share") == {"doubtful"}
    assert marks("20", "SHY", 2020, "manufacturing_share") == {"doubtful"}
    assert marks("20", "AST", 2021, "manufacturing_share") == set()
    assert made.panels["20"].loc[("AST", 2019), "manufacturing_share"] == 22.9
