import re
import shutil
import subprocess
import sys

import pytest
import yaml

from lib.core.files import sha256
from lib.core.problems import ProblemsError
from lib.project.config_files import SCHEMAS, check_config


@pytest.fixture
def root(project, tmp_path, monkeypatch):
    """A copy of all that the check reads, which is also the current folder."""
    for folder in ("config", "data/raw", "docs", "workflow/schemas", "scripts/lib", "scripts/publish"):
        shutil.copytree(project / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems(root):
    with pytest.raises(ProblemsError) as caught:
        check_config(root)
    return [problem.removeprefix(f"{root}/") for problem in caught.value.problems]


def test_an_exhibit_may_say_that_it_stands_in_the_paper(root):
    path = root / "config/article/exhibits.yaml"
    text = path.read_text()
    said = text.replace("    number: 2\n    columns", "    number: 2\n    place: paper\n    columns", 1)
    assert said != text
    path.write_text(said)
    check_config(root)


def test_checking_before_a_run_loads_no_tables(project):
    command = "import lib.project.config_files, sys; print('pandas' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", command], cwd=project / "scripts", capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"


def test_a_unit_taken_out_of_units_csv_is_missed_in_an_unchanged_config(root):
    check_config(root)
    units = root / "data/raw/units.csv"
    rows = units.read_text().splitlines(keepends=True)
    units.write_text("".join(row for row in rows if not row.startswith("ABA,")))
    assert any("config/groups.yaml" in problem and "'ABA'" in problem for problem in problems(root))


def test_a_missing_file_and_one_that_nothing_reads_are_told(root):
    (root / "config/totals.yaml").rename(root / "config/total.yaml")
    (root / "data/raw/index.csv").unlink()
    assert problems(root) == [
        "config/totals.yaml: the file is missing; restore it from version control.",
        "data/raw/index.csv: the file is missing; restore it from version control.",
        "config/total.yaml: nothing reads this file; correct its name or remove it.",
    ]


@pytest.mark.parametrize(
    "pattern", sorted(name for name in SCHEMAS if name.endswith(".yaml") and "*" not in name)
)
def test_a_file_that_alone_is_missing_is_told_and_nothing_else_fails(root, pattern):
    if not list(root.glob(pattern)) or pattern == "config/country.yaml" or "?" in pattern:
        pytest.skip("told before all others, or one of several")
    (root / pattern).unlink()
    assert problems(root) == [f"{pattern}: the file is missing; restore it from version control."]


@pytest.mark.parametrize(
    "pattern",
    [
        "config/article/claims/*.yaml",
        "config/article/exhibits.yaml",
        "config/article/questions.yaml",
        "config/groups.yaml",
        "config/variants.yaml",
        "config/words/??.yaml",
        "data/raw/registry.yaml",
        "scripts/lib/words/languages/??.yaml",
    ],
)
def test_a_file_that_cannot_be_read_is_told_once_and_nothing_that_rests_on_it(root, pattern):
    path = max(root.glob(pattern), key=lambda path: path.stat().st_size)
    text = path.read_text()
    path.write_text(f"{text}\nopen: [\n")
    assert len(problems(root)) == 1
    first, second, *_ = re.findall(r'^"?\w+"?:', text, re.MULTILINE)
    path.write_text(re.sub(f"^{second}", first, text, count=1, flags=re.MULTILINE))
    (told,) = problems(root)
    assert "the key '{}' is given twice".format(first.strip(':"')) in told


def test_a_figure_without_its_function_is_told(root):
    (root / "scripts/publish/figures/poverty.py").unlink()
    found = problems(root)
    assert len(found) == 1
    assert "figures.poverty: there is no figure in scripts/publish/figures 'poverty'" in found[0]


def test_words_of_layouts_and_macro_regions_are_asked_for(root):
    for path in (root / "config/words").glob("??.yaml"):
        path.write_text(
            path.read_text().replace("  centre:", "  center:", 1).replace('    "17":', '    "18":', 1)
        )
    found = " ".join(problems(root))
    assert "layouts.1.name: " in found
    assert "en.yaml has no words for it, 'page.layouts.17'" in found
    assert "en.yaml has no words for it, 'macro_regions.centre'" in found


@pytest.mark.parametrize("family", ["publishers", "licences", "reasons"])
def test_words_that_no_language_has_are_asked_for_too(root, family):
    for path in (root / "config/words").glob("??.yaml"):
        text = path.read_text()
        path.write_text(re.sub(rf"^{family}:.*\n(?:  .*\n)+", "", text, flags=re.MULTILINE))
        assert path.read_text() != text
    found = problems(root)
    assert all("has no words for it, '" + family in problem for problem in found)
    assert any("config/words/ru.yaml has no words" in problem for problem in found)


def test_a_headline_that_is_no_regressor_is_told(root):
    path = root / "config/models/self_employment_rural.yaml"
    path.write_text(path.read_text().replace("headline: rural_share", "headline: area"))
    assert "'area' is not among the regressors" in problems(root)[0]


def open_places(schema, where=""):
    """Objects of a schema that name their keys and still let others pass."""
    if isinstance(schema, dict):
        named = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
        if named and schema.get("additionalProperties") is not False:
            yield where
        for key, inner in schema.items():
            yield from open_places(inner, f"{where}.{key}")
    elif isinstance(schema, list):
        for place, inner in enumerate(schema):
            yield from open_places(inner, f"{where}.{place}")


@pytest.mark.parametrize("name", sorted(SCHEMAS.values()))
def test_every_schema_is_one_and_refuses_unknown_keys(project, name):
    import jsonschema

    schema = yaml.safe_load((project / f"workflow/schemas/{name}.schema.yaml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(open_places(schema)) == []


def required_inputs(schema, name):
    """The inputs that a schema asks for somewhere below the entry of a name, or of a kind."""
    text = next(
        (line for line in schema.splitlines() if re.match(rf" +(?:{name}: |- .*const: {name}\}})", line)), ""
    )
    return set(re.findall(r"contains: \{const: (\w+)", text))


@pytest.mark.parametrize("folder", ["figures", "figures/kinds", "tables"])
def test_what_a_module_reads_of_its_tables_is_asked_for_among_its_inputs(project, folder):
    schema = (project / "workflow/schemas/exhibits.schema.yaml").read_text(encoding="utf-8")
    parts = dict(zip(("figures", "tables"), re.split(r"(?m)^  tables:$", schema), strict=True))
    for path in (project / "scripts/publish" / folder).glob("*.py"):
        read = set(re.findall(r'tables\["(\w+)"\]', path.read_text(encoding="utf-8")))
        given = {"codebook"} | (
            {"verdicts"} if path.stem == "bars" else set()
        )  # which only a statement needs
        assert read <= required_inputs(parts[folder.partition("/")[0]], path.stem) | given, path.stem


def test_figures_can_be_recorded_that_settings_and_texts_already_wait_for(root):
    """An earlier vintage is recorded first: the years that only a later one brings are no fault meanwhile."""
    index = root / "data/raw/index.csv"
    heading, *rows = index.read_text().splitlines(keepends=True)
    index.write_text(heading + "".join(row for row in rows if not row.startswith("grp,")))
    text = root / "config/article/text/en.md"
    text.write_text(text.read_text() + "\nFifty more.\n")
    check_config(root, filling=True)
    told = problems(root)
    assert any("lists no file of 'grp'; put one into data/raw/grp" in problem for problem in told)
    assert any("the number 'Fifty' is typed" in problem for problem in told)
    index.write_text(heading + "".join(rows))
    model = root / "config/models/self_employment.yaml"
    model.write_text(model.read_text().replace("years: [2015, 2024]", "years: [2015, 2034]"))
    assert any("there are no figures of 2034" in problem for problem in problems(root))
    check_config(root, filling=True)


def test_boundaries_of_other_units_and_layouts_that_are_not_nested_are_told(root):
    path, record = root / "data/raw/boundaries/regions.geojson", root / "data/raw/boundaries/record.yaml"
    path.write_text(path.read_text().replace('"ABA"', '"ABB"', 1))
    assert any(
        "regions.geojson: the content differs from the sha256" in problem for problem in problems(root)
    )
    record.write_text(re.sub("(?m)^sha256: .*", f"sha256: {sha256(path)}", record.read_text()))
    units = root / "data/raw/units.csv"
    units.write_text(units.read_text().replace(",ABA,VKO17,VKO17,KZ,\n", ",ABA,,VKO17,KZ,\n", 1))
    told = problems(root)
    for amiss, unit in (("no feature", "ABA"), ("a feature", "ABB")):
        assert any(f"{amiss} has the property unit: {unit}; write those" in problem for problem in told)
    assert any("layout_17: layouts are nested; name the unit" in problem for problem in told)
    path.write_text('{"type": "Topology"}')
    record.write_text(re.sub("(?m)^sha256: .*", f"sha256: {sha256(path)}", record.read_text()))
    assert any("regions.geojson: this is no GeoJSON file" in problem for problem in problems(root))


def test_a_language_without_an_article_is_told(root):
    (root / "config/article/text/kk.md").unlink()
    assert any(
        re.search(r"config\.yaml, line \d+, languages\.2: config/article/text/kk\.md is missing", problem)
        for problem in problems(root)
    )


def test_a_file_that_is_not_the_recorded_one_is_told_once(root):
    (root / "data/raw/boundaries/regions.geojson").write_text("{}")
    (told,) = problems(root)
    assert told.startswith("data/raw/boundaries/record.yaml, line ")
    assert "differs from the sha256" in told


def test_a_slip_of_the_program_is_hidden_by_no_check_of_sound_files(root, monkeypatch):
    def unforeseen(*_):
        raise IndexError("of the program itself")

    monkeypatch.setattr("lib.project.config_names.load_regressions", unforeseen)
    with pytest.raises(IndexError):
        check_config(root)
