"""Code of the engine is about no country: units, names, series and years stand in data and settings."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

from lib.core.configuration import read_yaml
from lib.core.country import all_layouts, country, region_layouts

ROOT = Path(__file__).parents[1]
CODE = {".py", ".sh", ".js", ".css", ".html", ".sql"}
SCRIPTS = sorted(path for path in (ROOT / "scripts").rglob("*") if path.suffix in CODE)
EARLIEST, LATEST = 1990, 2050
YEARS_MEANT = {
    "scripts/lib/project/config_values.py": "the calendar that settings may name, of any country",
    "scripts/lib/project/article_texts.py": "the first year that a text can quote, the calendar's",
    "scripts/check/measure_severity.py": "a number of draws",
    "scripts/lib/claims/dealt_regions.py": "a number of draws",
    "scripts/lib/inference/randomisation.py": "rows that a processor's cache holds",
    "scripts/lib/space/autocorrelation.py": "the same",
}


def units() -> list[dict[str, str]]:
    with (ROOT / "data/raw/units.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def series_names() -> set[str]:
    files = ("data/raw/registry.yaml", "config/variables.yaml")
    return {name for file in files for name in read_yaml(ROOT / file)}


@cache
def used(path: Path) -> list[tuple[int, object]]:
    """Texts and numbers that code uses, with their lines; a text that stands alone describes."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    described = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in nodes
        if isinstance(node, ast.Constant) and id(node) not in described
    ]


def test_no_script_names_a_country_or_one_of_its_regions():
    names = {row[column] for row in units() for column in ("short_en", "name_en") if len(row[column]) > 4}
    codes = {row["unit"] for row in units()} | {country()["iso_3166_alpha_3"]}
    assert len(SCRIPTS) > 200
    named = [
        (str(path.relative_to(ROOT)), name)
        for path in SCRIPTS
        for text in [path.read_text(encoding="utf-8")]
        for name in names | codes
        if name in text and re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text)
    ]
    assert named == []


def test_no_code_of_the_engine_names_a_series():
    names, named = series_names(), {}
    for path in SCRIPTS:
        if path.suffix == ".py":
            place, words = str(path.relative_to(ROOT)), used(path)
            named[place] = [word for word in words if word[1] in names]
    assert {place: words for place, words in named.items() if words} == {}


def test_no_code_uses_a_unit_an_identifier_of_one_a_publisher_or_a_year_as_text():
    records = read_yaml(ROOT / "data/raw/registry.yaml").values()
    identifiers = {row[column] for row in units() for column in ("unit", *country()["unit_codes"].values())}
    known = {*identifiers, *(record["publisher"] for record in records), country()["publisher"]["title"]}
    known |= {str(year) for year in range(EARLIEST, LATEST + 1)}
    told = {
        (str(path.relative_to(ROOT)), line, text)
        for path in SCRIPTS
        if path.suffix == ".py"
        for line, text in used(path)
        if isinstance(text, str) and text in known - {""}
    }
    assert told == set()


def test_no_code_of_the_engine_names_a_layout():
    every, regions = "|".join(all_layouts()), "|".join(region_layouts())
    named = re.compile(
        rf"(?:panel|regions|layout|weights|long)_(?:{every})(?!\w)|^(?:{regions})$|'(?:{regions})'"
    )
    told = {
        (str(path.relative_to(ROOT)), line, text)
        for path in SCRIPTS
        if path.suffix == ".py"
        for line, text in used(path)
        if isinstance(text, str) and named.search(text)
    }
    assert told == set()


def test_no_rule_or_schema_names_the_country_a_unit_a_series_or_a_layout():
    folder = ROOT / "workflow"
    files = [path for path in folder.rglob("*") if path.suffix in (".smk", ".rst", ".yaml")]
    series = set(read_yaml(ROOT / "data/raw/registry.yaml"))
    paths = {f"data/raw/{name}/" for name in series} | {f"panel_{layout}" for layout in all_layouts()}
    names = {row["name_en"] for row in units()} | {row["unit"] for row in units()} | paths
    named = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, sorted(names)))})(?![A-Za-z])")
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files}
    assert len(texts) > 30
    assert {place: there for place, text in texts.items() if (there := named.findall(text))} == {}


def test_no_code_of_the_engine_names_a_year():
    dated = {
        str(path.relative_to(ROOT)): [
            number for _, number in used(path) if type(number) is int and EARLIEST <= number <= LATEST
        ]
        for path in SCRIPTS
        if path.suffix == ".py"
    }
    assert {place for place, words in dated.items() if words} == set(YEARS_MEANT), dated


def test_no_template_or_script_of_the_page_names_a_year():
    files = [
        path
        for path in (ROOT / "scripts").rglob("*")
        if path.suffix in CODE - {".py"} | {".jinja", ".j2", ".md", ".R"}
    ]
    named = re.compile(r"(?<![\w./])(?:199\d|20[0-4]\d)(?!\d)")
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files}
    assert len(texts) > 30
    assert {place: years for place, text in texts.items() if (years := named.findall(text))} == {}
