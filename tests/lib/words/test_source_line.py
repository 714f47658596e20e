"""The line under an exhibit: every publisher of the registry by its name, the edition, the licence."""

import pandas as pd
import pytest

from lib.core.configuration import read_yaml
from lib.core.reading import flatten
from lib.words.language import Words
from lib.words.source_line import source_line

EDITIONS = pd.DataFrame(
    {"edition": ["all", "grp", "tax"], "as_of": ["2026-11-24", "2026-11-23", "2025-03-01"],
     "last_year": [2025, 2025, 2024], "version": "0.1.0"}
)  # fmt: skip
BUREAU, MINISTRY = "Bureau of National Statistics of Kazakhstan", "Ministry of Finance of Kazakhstan"
REGISTRY = {
    "grp": {"publisher": BUREAU, "table": "BNS 5923", "licence": "MIT"},
    "tax": {"publisher": MINISTRY, "table": "Bulletin, 12", "licence": "figures only"},
    "new": {"publisher": "Institute of Soil", "table": "7", "licence": "figures only"},
}


@pytest.fixture
def words(project):
    return Words("en", flatten(read_yaml(project / "config/words/en.yaml")))


def test_publishers_tables_edition_and_licence_come_from_the_registry(words):
    line = source_line(["grp", "tax"], REGISTRY, EDITIONS, words, boundaries=False)
    assert line.replace("\xa0", " ") == (
        f"Source: {BUREAU}, tables 5923; {MINISTRY}, tables Bulletin, 12. "
        "As known on 2026-11-23, figures to 2025; version 0.1.0. "
        "Data: public facts, MIT; drawing: CC BY 4.0."
    )


def test_a_publisher_without_words_keeps_the_name_that_the_registry_gives(words):
    line = source_line(["new"], REGISTRY, EDITIONS, words, boundaries=False)
    assert line.startswith("Source: Institute of Soil, tables 7. As known on 2026-11-24")
