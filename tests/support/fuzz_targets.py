"""Readers of what others write, each as a function of bytes: it reads them, or says in sentences why not."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import pandas as pd

from lib.core.configuration import parse_text, parse_yaml, schema_problems
from lib.core.files import csv_rows, read_csv, read_records
from lib.core.problems import ProblemsError
from lib.core.tables import read_table
from lib.data.snapshots import content_problems
from lib.refresh.account import Account
from lib.refresh.adapters.reading import READERS
from lib.refresh.adapters.replies import SourceReplies
from lib.refresh.region_names import Gazetteer, read_gazetteer
from lib.words.language import Words
from lib.words.result_values import Numbers

PROJECT = Path(__file__).parents[2]
RAW = PROJECT / "data/raw"
SCHEMA = PROJECT / "workflow/schemas/model.schema.yaml"
PLACE = Path(tempfile.gettempdir())
RECORD = {"series": "employed", "vintage": "2026-11-23"}
ENTRY = {"unit": "persons", "localities": ["total"]}
TABLES = {
    "verdicts": pd.DataFrame(
        {
            "claim": ["P1", "P1"],
            "part": ["a", "b"],
            "computed": [1.5, None],
            "unit": "percent",
            "verdict": "holds",
        }
    ),
    "panel_20": pd.DataFrame({"unit": ["AKM", "AKM"], "year": ["2022", "2024"], "grp": [1.0, -2e9]}),
}
WORDS = Words("en", {"no_data": "no data", "verdicts.holds": "holds"})
SOURCES = {
    "portal_workbook": {"layout": "years_across", "sheets": ["."]},
    "portal_cube": {},
    "taldau_index": {"url": "https://taldau.stat.gov.kz/ru/Api/GetIndexData/1?period=7&dics=67"},
    "taldau_tree": {"url": "https://taldau.stat.gov.kz/ru/Api/GetIndexTreeData?p_index_id=1"},
    "sdg_csv": {},
    "world_bank": {},
}


def _in_file(name: str, content: bytes) -> Path:
    path = PLACE / name
    path.write_bytes(content)
    return path


def yaml(content: bytes) -> None:
    """A config file: content, lines, faults, and what its schema says of it."""
    path = _in_file("fuzzed.yaml", content)
    file, problems = parse_yaml(path)
    if not problems:
        schema_problems(file, SCHEMA)
    parse_text(path, content.decode("utf-8", "ignore"))


def csv(content: bytes) -> None:
    """A file of figures, a table of results, records, and bare cells."""
    path = _in_file("2026-11-23.csv", content)
    csv_rows(path)
    content_problems(path, RECORD, ENTRY, {"AKM", "KZ"})
    for read in (read_records, read_csv, partial(read_table, described_as="raw/units.csv")):
        with suppress(ProblemsError):
            read(path)


def keys(content: bytes) -> None:
    """Prose with placeholders."""
    text = content.decode("utf-8", "ignore")
    Numbers(TABLES, WORDS).fill(text, "text.md")
    Numbers(TABLES, WORDS).fill("{{" + text + "}}", "text.md")


@cache
def _gazetteer() -> Gazetteer:
    return read_gazetteer(RAW / "units.csv", RAW / "aliases.csv")


def reply(adapter: str, content: bytes) -> None:
    """The reply of a source."""
    READERS[adapter](SourceReplies([content], SOURCES[adapter], _gazetteer(), "m", Account()))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "yaml": yaml,
    "csv": csv,
    "keys": keys,
    **{adapter: partial(reply, adapter) for adapter in SOURCES},
}


def attempt(target: str, content: bytes) -> None:
    """Read the bytes; any exception but `ProblemsError` with its sentences is a fault of the reader."""
    try:
        TARGETS[target](content)
    except ProblemsError as error:
        assert error.problems
