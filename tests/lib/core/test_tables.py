import pandas as pd
import pytest

from lib.core.configuration import parse_yaml, schema_problems
from lib.core.problems import ProblemsError
from lib.core.tables import (
    DESCRIPTIONS,
    _settled,
    check_table,
    describe_table,
    read_table,
    table_descriptions,
    table_keys,
    table_problems,
    write_table,
)

MARKS = pd.DataFrame(
    [("20", "ABA", 2022, "grp", "derived"), ("20", "ULY", 2022, "grp", "summed")],
    columns=["layout", "unit", "year", "variable", "mark"],
)


def problems(table, **allowed):
    return table_problems(table, describe_table("data/panel_marks.csv"), allowed)


def test_a_table_that_fits_is_written_and_comes_back_with_its_types(tmp_path):
    write_table(tmp_path / "data/panel_marks.csv", MARKS)
    back = read_table(tmp_path / "data/panel_marks.csv")
    pd.testing.assert_frame_equal(back, MARKS)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"year": [2022, 2022.5]}, "year: '2022.5' is no whole number"),
        ({"year": [2022, 1899]}, "is below 1900"),
        ({"unit": ["ABA", ""]}, "unit: '' is empty"),
        ({"mark": ["derived", "guessed"]}, "mark: 'guessed' is none of averaged, derived"),
        ({"layout": ["20", 20]}, "layout: '20' is no text"),
        ({"unit": ["ABA", "ABA"], "mark": ["summed", "summed"]}, "1 rows repeat the layout, unit, year"),
    ],
)
def test_each_fault_is_told_with_its_column(change, told, tmp_path):
    table = MARKS.assign(**change)
    assert any(told in sentence for sentence in problems(table)), problems(table)
    with pytest.raises(ProblemsError):
        write_table(tmp_path / "data/panel_marks.csv", table)
    assert list(tmp_path.iterdir()) == []


def test_columns_are_those_described_in_their_order():
    (sentence,) = problems(MARKS[["unit", "layout", "year", "variable", "mark"]])
    assert "expected the columns layout, unit, year, variable, mark; got unit, layout" in sentence


def test_the_caller_may_know_more_limits():
    assert problems(MARKS, variable={"grp"}, unit={"ABA", "ULY"}) == []
    (sentence,) = problems(MARKS, unit={"ABA"})
    assert "unit: 'ULY' is none of ABA" in sentence


def test_a_panel_has_the_variables_that_there_are():
    panel = pd.DataFrame({"unit": ["KZ"], "year": [2022], "grp": [1.5], "employed": [float("nan")]})
    assert check_table(panel, "data/panel_1.csv", {"further": ["grp", "employed"]}) is panel
    with pytest.raises(ProblemsError, match="expected the columns unit, year, employed, grp"):
        check_table(panel, "data/panel_1.csv", {"further": ["employed", "grp"]})
    infinite = panel.assign(grp=float("inf"))
    assert "grp: 'inf' is infinite" in table_problems(infinite, describe_table("data/panel_1.csv"))[0]


def test_text_that_looks_like_missing_stays_text(tmp_path):
    table = pd.DataFrame({"claim": ["NA"], "part": ["None"]}).reindex(
        columns=[each.name for each in describe_table("claims/verdicts.csv").fields], fill_value=""
    )
    path = tmp_path / "claims/verdicts.csv"
    path.parent.mkdir()
    path.write_text(table.to_csv(index=False))
    assert read_table(path).loc[0, ["claim", "part"]].tolist() == ["NA", "None"]


def test_a_table_that_nothing_describes_is_not_written(tmp_path):
    with pytest.raises(KeyError):
        write_table(tmp_path / "data/unheard_of.csv", MARKS)


def test_the_descriptions_fit_their_schema_and_every_described_column_is_used(project):
    file, faults = parse_yaml(DESCRIPTIONS)
    assert faults == []
    assert schema_problems(file, project / "workflow/schemas/tables.schema.yaml") == []
    used = {each.name for table in table_descriptions().values() for each in table.fields}
    assert {name for name in file.content["columns"] if "{" not in name} <= used
    assert {"title_kk", "name_ru", "short_en", "kk", "layout_17", "layout_1"} <= used
    for path, table in table_descriptions().items():
        assert set(table.key) <= {each.name for each in table.fields}, path
    for path, entry in file.content["tables"].items():
        assert {*entry.get("optional", ()), *entry.get("own", ())} <= set(entry["columns"]), path
    assert len(table_keys()) == len(table_descriptions())


def test_every_table_that_a_run_made_is_described_and_fits(project):
    results = project / "results"
    made = [
        path
        for folder in ("data", "geometry", "describe", "models", "claims")
        for path in results.glob(f"{folder}/*.csv")
    ]
    if not made:
        pytest.skip("no run has written the results yet")
    for path in sorted(made):
        assert table_problems(read_table(path), describe_table(path)) == [], path


def test_numbers_are_written_with_the_digits_that_processors_share(tmp_path):
    """The last bits of a number, and a zero that is none but for rounding, differ between processors."""
    columns = [each.name for each in describe_table("models/influence.csv").fields]
    row = ["m", "e", "x", "ABA", 0.123456789, 0.1 + 0.2, 0.1 + 0.2, 8.1 - 0.1, 0.1 + 0.2, -5e-16, 9e-31, "no"]
    write_table(tmp_path / "models/influence.csv", pd.DataFrame([row], columns=columns))
    text = (tmp_path / "models/influence.csv").read_text().splitlines()[1]
    assert text == "m,e,x,ABA,0.1234568,0.3,0.3,8,0.3,0,0,no"


def test_a_column_may_share_fewer_digits_than_its_table():
    bounds = describe_table("models/spatial.csv").field_of("ci_low")
    assert 0 < bounds.digits < describe_table("models/spatial.csv").digits
    assert list(_settled(pd.Series([-0.320169035856, 2.0]), bounds)) == [-0.32017, 2]
