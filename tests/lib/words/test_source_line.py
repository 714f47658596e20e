"""The line under an exhibit: every publisher of the registry by its name, the edition, the licence."""

import re
from pathlib import Path

import pandas as pd
import pytest

from lib.core.configuration import read_yaml
from lib.core.country import languages, words_files
from lib.exhibits.register import TABLE_OF_SOURCES
from lib.words.language import OPEN_LICENCES, Words, load_texts
from lib.words.source_line import source_line

ROOT = Path(__file__).parents[3]
EDITIONS = pd.DataFrame(
    {"edition": ["all", "grp", "tax"], "as_of": ["2026-11-24", "2026-11-23", "2025-03-01"],
     "last_year": [2025, 2025, 2024], "version": "0.1.0"}
)  # fmt: skip
BUREAU, MINISTRY = "Bureau of National Statistics of Kazakhstan", "Ministry of Finance of Kazakhstan"
REGISTRY = {
    "grp": {"publisher": BUREAU, "table": "BNS 5923; BNS 6576", "licence": "MIT"},
    "moves": {"publisher": BUREAU, "table": "BNS matrix", "licence": "MIT"},
    "tax": {"publisher": MINISTRY, "table": "12", "licence": "figures only"},
    "new": {"publisher": "Institute of Soil", "table": "7", "licence": "figures only"},
}


@pytest.fixture
def words(project):
    texts = load_texts(words_files("en", project))
    return Words("en", {**texts, "official_tables.BNS_matrix": "matrix of moves"})


def test_publishers_tables_edition_and_licence_come_from_the_registry(words):
    line = source_line(["grp", "moves", "tax"], REGISTRY, EDITIONS, words, "tables")
    assert line.replace("\xa0", " ") == (
        f"Source: {BUREAU}, tables 5923, 6576; matrix of moves; {MINISTRY}, table 12. "
        "As known on 23 November 2026, figures to 2025; version 0.1.0. "
        "Data: public facts, MIT; table: CC BY 4.0."
    )


def test_a_publisher_without_words_keeps_the_name_that_the_registry_gives(words):
    line = source_line(["new"], REGISTRY, EDITIONS, words, "tables")
    assert line.startswith("Source: Institute of Soil, table\xa07. As known on 24\xa0November 2026")


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (True, "Source: all series of the project, named in the table of sources. As known on"),
        (False, "Source: all series of the project. As known on"),
    ],
)
def test_the_table_of_sources_is_named_only_where_the_paper_has_it(words, listed, told):
    assert source_line([], REGISTRY, EDITIONS, words, "tables", listed=listed).startswith(told)


@pytest.mark.parametrize(("paper", "listed"), [("", True), ("examples/canada", False)])
def test_this_paper_has_a_table_of_sources_and_a_small_one_has_none(paper, listed):
    exhibits = read_yaml(ROOT / paper / "config/article/exhibits.yaml")
    assert (TABLE_OF_SOURCES in exhibits["tables"]) == listed


@pytest.mark.parametrize("language", languages())
def test_every_table_and_licence_of_the_registry_has_words_or_is_a_code(language):
    """What is left in English is a code of an official table, or the name of an open licence."""
    words = Words(language, load_texts(words_files(language, ROOT)))
    code = re.compile(r"((BNS|SDG|Taldau|data\.egov\.kz)( [\w.,]+)+( \(kazstat\))?(; )?)+")
    for record in read_yaml(ROOT / "data/raw/registry.yaml").values():
        for kind, key in (("official_tables", "table"), ("licences", "licence"), ("publishers", "publisher")):
            name = record[key]
            known = f"{kind}.{re.sub('[^A-Za-z0-9]+', '_', name)}" in words.texts
            coded = kind == "official_tables" and code.fullmatch(name)
            assert known or coded or name in OPEN_LICENCES, name
