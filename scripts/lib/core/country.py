"""Country that the figures are about: its languages, layouts and looks, from config/country.yaml.

A process works on one country, that of the folder it runs in; the file was found sound before the run.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lib.core.files import read_text

COUNTRY_FILE = Path("config/country.yaml")
ENGINE_FOLDER = Path(__file__).resolve().parents[3]
ENGINE_WORDS = "scripts/lib/words/languages"


class PlainDates(yaml.CSafeLoader):
    """Safe YAML in which a date is the text that was written."""


PlainDates.yaml_constructors = {
    **yaml.CSafeLoader.yaml_constructors,
    "tag:yaml.org,2002:timestamp": yaml.CSafeLoader.construct_yaml_str,
}


@cache
def country() -> dict[str, Any]:
    """The country of this run, as workflow/schemas/country.schema.yaml explains it.

    Of a folder that has no such file, as a small example's, it is the engine's.
    """
    path = COUNTRY_FILE if COUNTRY_FILE.is_file() else ENGINE_FOLDER / COUNTRY_FILE
    content: dict[str, Any] = PlainDates(read_text(path)).get_single_data()
    return content


def country_unit() -> str:
    """The code of the whole country."""
    return str(country()["unit"])


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
    return str(country().get("detail", ""))


def all_layouts() -> tuple[str, ...]:
    """The layouts, and last the partition finer than all of them where there is one."""
    return (*layouts(), *filter(None, [detail_layout()]))


@cache
def first_year(layout: str) -> int | None:
    """The year in which the borders of a layout began to hold; none where they always did."""
    entry = next(each for each in country()["layouts"] if each["name"] == layout)
    return int(entry["since"][:4]) if "since" in entry else None
