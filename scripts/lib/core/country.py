"""Country that the figures are about: its languages, layouts and looks, from config/country.yaml.

A process works on one country, that of the folder it runs in; the file was found sound before the run.
"""

from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict

import yaml

from lib.core.files import read_text

COUNTRY_FILE = Path("config/country.yaml")
ENGINE_FOLDER = Path(__file__).resolve().parents[3]
ENGINE_WORDS = "scripts/lib/words/languages"


class LanguageEntry(TypedDict):
    """A language's own name, its English one, and what follows a variable's title for towns and villages."""

    name: str
    in_english: str
    urban: str
    rural: str


class LayoutEntry(TypedDict):
    """A partition of the country and the day from which its borders hold; none where they always did."""

    name: str
    since: NotRequired[str]


class MacroRegionLook(TypedDict):
    """Colour and marker of a macro-region in every figure."""

    colour: str
    shape: str


class PackageName(TypedDict):
    """Name and title of the data packages."""

    name: str
    title: str


class PublisherEntry(TypedDict):
    """The statistical office, its address, and how names of its tables begin."""

    title: str
    path: str
    tables: str


class UnitCodes(TypedDict, total=False):
    """Columns of units.csv with codes of a classifier of territories, and with numbers of terms of a cube."""

    classifier: str
    term: str


class Country(TypedDict):
    """The file's content, as workflow/schemas/country.schema.yaml explains it."""

    unit: str
    iso_3166_alpha_3: str
    currency: str
    package: PackageName
    publisher: PublisherEntry
    languages: dict[str, LanguageEntry]
    layouts: list[LayoutEntry]
    detail: NotRequired[str]
    successors: dict[str, str]
    unit_codes: NotRequired[UnitCodes]
    macro_regions: dict[str, MacroRegionLook]
    projection: str
    lake_joins: list[tuple[str, str]]


class PlainDates(yaml.CSafeLoader):
    """Safe YAML in which a date is the text that was written."""


PlainDates.yaml_constructors = {
    **yaml.CSafeLoader.yaml_constructors,
    "tag:yaml.org,2002:timestamp": yaml.CSafeLoader.construct_yaml_str,
}


@cache
def country() -> Country:
    """The country of this run, as workflow/schemas/country.schema.yaml explains it.

    Of a folder that has no such file, as a small example's, it is the engine's.
    """
    path = COUNTRY_FILE if COUNTRY_FILE.is_file() else ENGINE_FOLDER / COUNTRY_FILE
    content: Country = PlainDates(read_text(path)).get_single_data()
    return content


def country_unit() -> str:
    """The code of the whole country."""
    return country()["unit"]


@cache
def languages() -> tuple[str, ...]:
    """The languages in which there are words and titles, the main one first."""
    return tuple(country()["languages"])


def words_files(language: str, root: str | Path = "") -> list[str]:
    """The files with the words of a language: the engine's, if it has it, and the paper's over them."""
    engine, own = (Path(root, folder, f"{language}.yaml") for folder in (ENGINE_WORDS, "config/words"))
    return [*([str(engine)] if engine.is_file() else []), str(own)]


@cache
def layouts() -> tuple[str, ...]:
    """The layouts, from the finest to the country as a single unit."""
    return tuple(layout["name"] for layout in country()["layouts"])


def region_layouts() -> tuple[str, ...]:
    """The layouts but the country as a single unit."""
    return layouts()[:-1]


def detail_layout() -> str:
    """The partition finer than all layouts, of which few series have figures; empty without one."""
    return country().get("detail", "")


def all_layouts() -> tuple[str, ...]:
    """The layouts, and last the partition finer than all of them where there is one."""
    return (*layouts(), *filter(None, [detail_layout()]))


@cache
def first_year(layout: str) -> int | None:
    """The year in which the borders of a layout began to hold; none where they always did."""
    entry = next(each for each in country()["layouts"] if each["name"] == layout)
    return int(entry["since"][:4]) if "since" in entry else None
