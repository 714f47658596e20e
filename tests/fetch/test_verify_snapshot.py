"""Every fault of data/raw is named, all of them at once."""

import hashlib

import pytest

from fetch.verify_snapshot import unit_codes, verify_snapshot
from lib.core.problems import ProblemsError
from lib.data.snapshots import INDEX_COLUMNS, read_index

REGISTRY = {"grp": {"localities": ["total"]}, "population": {"localities": ["total", "urban"]}}
GRP = "measure,unit,year,locality,value,note\ngrp,ABA,2021,total,10.5,\ngrp,AKM,2021,total,-3,\n"
POPULATION = (
    "measure,unit,year,locality,value,note\npopulation,ABA,2021,total,7,\npopulation,ABA,2021,urban,4,\n"
)


@pytest.fixture
def raw(tmp_path):
    """A small, valid data/raw with two series."""
    for series, text in (("grp", GRP), ("population", POPULATION)):
        (tmp_path / series).mkdir()
        (tmp_path / series / "2024-01-01.csv").write_text(text)
    return tmp_path


def record(series: str, text: str, rows: int = 2) -> dict[str, str]:
    digest = hashlib.sha256(text.encode()).hexdigest()
    filled = {
        "series": series,
        "vintage": "2024-01-01",
        "basis": "published",
        "rows": str(rows),
        "sha256": digest,
    }
    return {column: filled.get(column, "") for column in INDEX_COLUMNS}


def verify(raw, grp=GRP, rows=2):
    index = [record("grp", grp, rows), record("population", POPULATION)]
    return verify_snapshot(REGISTRY, index, {"ABA", "AKM"}, raw)


def faults(raw, **changes) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        verify(raw, **changes)
    return caught.value.problems


def test_a_sound_folder_passes(raw):
    listed = verify(raw).splitlines()
    assert [line.split(",")[0] for line in listed] == ["series", "grp", "population"]


def test_a_changed_bundled_file_is_named(raw):
    (raw / "record.yaml").write_text(f"file: regions.geojson\nsha256: {'0' * 64}\n")
    (raw / "regions.geojson").write_text("{}")
    with pytest.raises(ProblemsError, match=r"regions\.geojson: the content differs"):
        verify_snapshot(REGISTRY, [record("grp", GRP)], {"ABA", "AKM"}, raw, [raw / "record.yaml"])


def test_every_missing_and_changed_file_is_named_at_once(raw):
    (raw / "population/2024-01-01.csv").unlink()
    (raw / "grp/2024-01-01.csv").write_text(GRP.replace("10.5", "10.6"))
    found = faults(raw)
    assert len(found) == 2
    assert "grp/2024-01-01.csv: the content differs from the sha256" in found[0]
    assert "population/2024-01-01.csv: the file is missing" in found[1]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("10.5", "10.5a", "line 2: value '10.5a' is not a number"),
        ("10.5", "10,5", "line 2: expected 6 cells, got 7"),
        ("10.5", "", "line 2: value '' is not a number"),
        ("10.5", "nan", "line 2: value 'nan' is not a number"),
        ("grp,AKM", "grp,XXX", "line 3: unit 'XXX' is not in units.csv"),
        ("grp,AKM", "gdp,AKM", "line 3: measure 'gdp' is not in registry.yaml"),
        ("AKM,2021", "AKM,21", "line 3: year '21' is not a year"),
        ("AKM,2021,total", "AKM,2021,city", "line 3: locality 'city' is not one of total"),
        ("grp,AKM", "grp,ABA", "line 3: repeats grp, ABA, 2021, total of line 2"),
        ("measure,", "variable,", "line 1: expected the columns measure,unit,year,locality,value,note"),
    ],
)
def test_a_malformed_line_is_named_even_when_its_sum_is_recorded(raw, old, new, sentence):
    text = GRP.replace(old, new, 1)
    (raw / "grp/2024-01-01.csv").write_text(text)
    assert any(f"grp/2024-01-01.csv, {sentence}" in fault for fault in faults(raw, grp=text))


def test_a_wrong_row_count_is_named(raw):
    assert "2 rows, 3 expected" in faults(raw, rows=3)[0]


def test_the_projects_own_index_covers_33_series(project):
    index = read_index(project / "data/raw/index.csv")
    assert len({row["series"] for row in index}) >= 33
    assert {"KZ", "YKO", "ALM17"} <= unit_codes(project / "data/raw/units.csv")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "is missing or empty"),
        ("", "is missing or empty"),
        ("code,kind\nKZ,country\n", "no column 'unit'"),
    ],
)
def test_units_that_cannot_be_read_are_told(tmp_path, content, fault):
    path = tmp_path / "units.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ProblemsError, match=f"units.csv (has )?{fault}; restore it"):
        unit_codes(path)


EDGES = [
    "inf",
    "nan",
    "1e400",
    "1e-320",
    "1_000",
    "\u0661\u0662",
    " 1",
    "1,5",
    "0x10",
    "+-1",
    "1.",
    "9" * 400,
    "1e9999999",
]


@pytest.mark.parametrize("value", EDGES)
def test_a_value_that_only_looks_like_a_number_is_told_with_its_line(raw, value):
    text = GRP.replace("10.5", f'"{value}"')
    (raw / "grp/2024-01-01.csv").write_text(text, encoding="utf-8")
    (problem,) = faults(raw, grp=text)
    assert "grp/2024-01-01.csv, line 2: value" in problem
    assert "is not a number" in problem


@pytest.mark.parametrize(
    ("old", "new"),
    [("2021", "\u0662\u0660\u0662\u0661"), ("ABA", "ABA "), ("total", "total\u00a0"), ("grp,A", "grp ,A")],
)
def test_names_and_years_that_differ_in_signs_alone_are_told(raw, old, new):
    text = GRP.replace(old, new, 1) if old != "grp,A" else GRP.replace("\ngrp,ABA", "\ngrp ,ABA")
    (raw / "grp/2024-01-01.csv").write_text(text, encoding="utf-8")
    assert any("line 2" in problem for problem in faults(raw, grp=text))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GRP.encode("utf-16"), "not UTF-8"),
        (GRP.replace("-3", "-3\0").encode(), "NUL"),
        (b"\xff" + GRP.encode(), "line 1"),
    ],
)
def test_a_file_of_figures_that_is_no_text_is_told_with_its_name(raw, content, words):
    (raw / "grp/2024-01-01.csv").write_bytes(content)
    assert any("grp/2024-01-01.csv" in problem and words in problem for problem in faults(raw))
