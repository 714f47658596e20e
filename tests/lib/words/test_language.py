"""Words and numbers in three languages."""

import re
from pathlib import Path

import pandas as pd
import pytest
from babel.numbers import format_decimal

from lib.core.configuration import load, read_yaml
from lib.core.country import ENGINE_WORDS, languages, words_files
from lib.core.files import read_csv
from lib.core.problems import ProblemsError
from lib.core.reading import flatten
from lib.words.language import Words, load_texts, load_words

ROOT = Path(__file__).parents[3]
NBSP = "\u00a0"


def texts(language):
    return load_texts(words_files(language, ROOT))


def test_every_language_has_the_same_keys():
    assert sorted(texts("en")) == sorted(texts("ru")) == sorted(texts("kk"))


def test_every_language_has_the_same_places_under_each_key():
    def places(text):
        return sorted(set(re.findall(r"\{(\w+)", text)))

    english = texts("en")
    for language in ("ru", "kk"):
        other = texts(language)
        assert {key: places(other[key]) for key in english} == {key: places(english[key]) for key in english}


def test_every_word_of_the_engine_is_said_somewhere():
    """Its key, what code puts before a part that varies, or in a template the end of it, stands in quotes."""
    files = [path for kind in ("py", "j2", "jinja", "js") for path in (ROOT / "scripts").rglob(f"*.{kind}")]
    quoted = {"py": set(), "templates": set()}
    for path in files:
        texts_of = quoted["py" if path.suffix == ".py" else "templates"]
        texts_of |= set(re.findall(r"[\"'`]([\w.]*\w)\.?[\"'`{$]", path.read_text(encoding="utf-8")))

    def is_said(key):
        parts = key.split(".")
        starts = {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
        ends = {".".join(parts[count:]) for count in range(1, len(parts))}
        return starts & (quoted["py"] | quoted["templates"]) or ends & quoted["templates"]

    engine = load_texts([ROOT / ENGINE_WORDS / "en.yaml"])
    assert [key for key in engine if not is_said(key)] == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("value", [0.5, 12.25, 999.5, 1000.0, 12345.75, -9876543.125])
def test_numbers_are_written_as_unicode_has_the_language_write_them(language, value):
    expected = format_decimal(value, "#,##0.000", language).replace("-", "\u2212")
    assert Words(language, {}).number(value, 3) == expected


@pytest.mark.parametrize(
    ("language", "value", "decimals", "expected"),
    [
        ("en", 1234567.891, 1, "1,234,567.9"),
        ("ru", 1234567.891, 1, f"1{NBSP}234{NBSP}567,9"),
        ("kk", 1234567.891, 1, f"1{NBSP}234{NBSP}567,9"),
        ("en", 2.5, 0, "3"),
        ("en", 0.125, 2, "0.13"),
        ("en", -0.5, 0, "\u22121"),
        ("en", -0.04, 1, "0.0"),
        ("ru", float("nan"), 1, "–"),
    ],
)
def test_numbers_follow_the_language_and_round_half_away_from_zero(language, value, decimals, expected):
    assert Words(language, {}).number(value, decimals) == expected


def test_signs_and_percent():
    assert Words("en", {}).signed(3, 1) == "+3.0"
    assert Words("en", {}).signed(0.04, 1) == "0.0"
    assert Words("ru", {}).percent(38.25, 1) == f"38,3{NBSP}%"
    assert Words("en", {}).percent(38.25, 1) == "38.3%"


def test_an_unknown_key_is_named_with_its_file():
    words = Words("ru", {}, source="config/words/ru.yaml")
    with pytest.raises(ProblemsError, match=r"config/words/ru.yaml.*'no.such.words'"):
        words.say("no.such.words")


def test_a_place_without_value_is_named():
    with pytest.raises(ProblemsError, match="vintage"):
        Words("en", {"line": "as of {vintage}"}).say("line")


@pytest.mark.parametrize("language", languages())
def test_every_unit_and_every_unit_of_measurement_has_words(language, tmp_path):
    codebook = tmp_path / "codebook.csv"
    pd.DataFrame({"variable": ["grp"], f"title_{language}": ["GRP"]}).to_csv(codebook, index=False)
    words = load_words(
        language,
        words=words_files(language, ROOT),
        units=ROOT / "data/raw/units.csv",
        codebook=codebook,
        groups=ROOT / "config/groups.yaml",
    )
    for code in read_csv(ROOT / "data/raw/units.csv")["unit"]:
        assert words.unit(code)
    registry = load(ROOT / "data/raw/registry.yaml", ROOT / "workflow/schemas/registry.schema.yaml")
    for series in registry.values():
        assert words.measure(series["unit"])
    assert words.variable("grp") == "GRP"
    assert words.group("south")


def test_a_paper_s_words_lie_over_the_engine_s_and_a_language_of_its_own_has_all_of_them(tmp_path):
    (tmp_path / "config/words").mkdir(parents=True)
    (tmp_path / ENGINE_WORDS).parent.mkdir(parents=True)
    (tmp_path / ENGINE_WORDS).symlink_to(ROOT / ENGINE_WORDS)
    (tmp_path / "config/words/en.yaml").write_text("tables: {mean: Average}\nmacro_regions: {hills: Hills}\n")
    texts = load_texts(words_files("en", tmp_path))
    engine = flatten(read_yaml(ROOT / ENGINE_WORDS / "en.yaml"))
    assert texts == engine | {"tables.mean": "Average", "macro_regions.hills": "Hills"}
    assert words_files("fr", tmp_path) == [str(tmp_path / "config/words/fr.yaml")]


@pytest.mark.parametrize("language", languages())
def test_the_engine_says_the_same_things_in_each_of_its_languages_and_names_no_country(language):
    there, english = (flatten(read_yaml(ROOT / ENGINE_WORDS / f"{one}.yaml")) for one in (language, "en"))
    assert there.keys() == english.keys()
    units = read_csv(ROOT / "data/raw/units.csv")
    names = {*units[f"short_{language}"], *units[f"name_{language}"]}
    named = re.compile("|".join(re.escape(name) for name in names if len(name) > 4))
    assert {key: text for key, text in there.items() if named.search(text)} == {}


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "3 May 2022"), ("ru", "3 мая 2022 года"), ("kk", "2022 жылғы 3 мамыр")],
)
def test_a_day_is_told_as_the_language_tells_it(project, language, day):
    words = Words(language, load_texts(words_files(language, project)))
    assert words.day("2022-05-03").replace("\xa0", " ") == day
    assert words.day("latest") == "latest"
