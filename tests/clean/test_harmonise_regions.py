"""The stage as a whole: what it makes of the real figures, and how it stops."""

import copy

import pytest

from clean.harmonise_regions import harmonise_regions
from lib.core.problems import ProblemsError
from lib.data.variables import column_name


@pytest.fixture
def raw_folder(project, tmp_path, sources):
    """A copy of data/raw whose GRP file a test may change."""
    folder = tmp_path / "raw"
    for record in sources["index"].itertuples():
        (folder / record.series).mkdir(parents=True, exist_ok=True)
        (folder / record.series / f"{record.vintage}.csv").symlink_to(
            project / f"data/raw/{record.series}/{record.vintage}.csv"
        )
    grp = next((folder / "grp").glob("*.csv"))
    text = grp.read_text()
    grp.unlink()
    grp.write_text(text)
    return folder


def change(folder, old: str, new: str) -> None:
    path = next((folder / "grp").glob("*.csv"))
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def problems(sources, **changes) -> str:
    with pytest.raises(ProblemsError) as caught:
        harmonise_regions(**sources | changes, vintage="latest")
    return str(caught.value)


def test_panels_are_complete_rectangles(made):
    for layout, panel in made.panels.items():
        assert len(panel.index.unique()) == len(panel) == int(layout) * 27  # 1999 to 2025
        assert panel.index.is_monotonic_increasing


def test_the_codebook_describes_every_panel_column(made):
    for panel in made.panels.values():
        of_regions = ~made.codebook["variable"].str.startswith("district_")
        assert list(panel.columns) == list(made.codebook.loc[of_regions, "variable"])


def test_a_total_that_does_not_add_up_stops_the_run(sources, raw_folder):
    line = next(
        line
        for line in next((raw_folder / "grp").glob("*.csv")).read_text().splitlines()
        if ",AKM,2015," in line
    )
    change(raw_folder, line, line.replace(",total,", ",total,1"))
    assert "regions_to_country: grp of KZ in 2015" in problems(sources, folder=raw_folder)


def test_an_unknown_unit_stops_the_run(sources, raw_folder):
    change(raw_folder, "grp,AKM,2015,", "grp,XYZ,2015,")
    assert "long.csv, unit" in problems(sources, folder=raw_folder)


def test_a_figure_given_twice_stops_the_run(sources, raw_folder):
    change(raw_folder, "grp,AKM,2015,", "grp,AKM,2016,")
    assert "long.csv" in problems(sources, folder=raw_folder)


def test_a_new_ratio_is_data_only(sources):
    ratios = sources["ratios"] | {
        "investment_share": sources["ratios"]["industry_gva_share"] | {"numerator": ["fixed_investment"]}
    }
    made = harmonise_regions(**sources | {"ratios": ratios}, vintage="latest")
    row = made["panel_20"].set_index(["unit", "year"]).loc[("ATY", 2023)]
    assert row["investment_share"] == pytest.approx(100 * row["fixed_investment"] / row["grp"])
    assert "investment_share" in set(made["codebook"]["variable"])


def test_an_earlier_date_gives_what_was_known_then(sources):
    """The national poverty rate of 2018 as the office published it at three dates."""
    found = {}
    for date in ("2019-05-30", "2019-06-10", "2024-10-24"):
        country = harmonise_regions(**sources, vintage=date)["panel_1"].set_index("year")
        found[date] = country.loc[2018, "poverty_share"]
    assert found == {"2019-05-30": 2.5, "2019-06-10": 4.0, "2024-10-24": 4.3}


def test_a_held_series_gives_only_years_that_had_ended(sources):
    made = harmonise_regions(**sources, vintage="2019-05-30")
    long, accounting = made["long"], made["accounting"]
    assert long.loc[long["series"] == "grp", "year"].max() == 2018
    withheld = accounting[accounting["fate"] == "withheld"]
    assert "grp" in set(withheld["series"])


def test_every_real_figure_has_exactly_one_fate_in_every_layout(made):
    read = made.accounting[(made.accounting["layout"] != "all") & (made.accounting["fate"] != "derived")]
    assert (read.groupby(["series", "variable", "locality", "unit", "year"]).size() == 4).all()
    assert len(read) == 4 * len(made.long)
    assert (read.loc[read["fate"] == "dropped", "reason"] != "").all()


def test_every_figure_of_every_file_is_accounted_for(made, sources):
    table = made.accounting
    unused = table.loc[table["layout"] == "all", "figures"].sum()
    of_regions = sources["index"]["series"] != "district_population"  # see test_districts.py
    assert unused + len(made.long) == sources["index"].loc[of_regions, "rows"].sum()


@pytest.mark.parametrize("layout", ["20", "17", "16", "1"])
def test_every_panel_cell_is_kept_or_made_of_its_parts_or_derived(made, sources, marks, layout):
    table = made.accounting[made.accounting["layout"] == layout]
    constant = {name for name, entry in sources["registry"].items() if entry.get("constant")}
    used = table[(table["fate"] != "dropped") & ~table["series"].isin(constant)]
    names = [column_name(*key) for key in zip(used["variable"], used["locality"], strict=True)]
    cells = (
        used.assign(column=names)
        .groupby(["into", "year", "column"])["fate"]
        .agg(["size", "nunique", "first"])
    )
    assert (cells["nunique"] == 1).all()
    assert (cells.loc[cells["first"].isin(["kept", "derived"]), "size"] == 1).all()
    alone = cells[cells["first"].isin(["summed", "averaged"]) & (cells["size"] == 1)]
    for unit, year, column in alone.index:  # the other part is derived
        assert "derived" in marks(layout, unit, year, column)
    panel = made.panels[layout].drop(columns=[*sources["ratios"], *constant])
    filled = panel.stack().dropna()
    assert set(filled.index) == {(unit, int(year), column) for unit, year, column in cells.index}


def test_the_real_totals_were_compared_in_number(made):
    """Every layout, and every additive variable that the country has."""
    table = made.conservation
    assert set(table["verdict"]) == {"holds"}
    whole = table[table["check"] == "regions_to_country"]
    assert {"grp", "employed", "self_employed", "population_average", "fixed_investment"} <= set(
        whole["variable"]
    )
    years = whole[(whole["variable"] == "grp") & (whole["layout"] == "16")]["year"]
    assert sorted(years) == list(range(2008, 2026))


@pytest.mark.parametrize("position", range(4))
def test_every_disagreement_stated_is_one(sources, position):
    """An entry whose vintage holds without it is out of date."""
    totals = copy.deepcopy(sources["totals"])
    case = totals["disagreements"].pop(position)
    with pytest.raises(ProblemsError) as caught:
        harmonise_regions(**sources | {"totals": totals}, vintage=case["vintage"])
    for year in case["years"]:
        assert f"{case['variable']} of {case['unit']} in {year}" in str(caught.value)
