"""The words of the project's own files, for tests of what is said and drawn with the last results."""

from pathlib import Path

import pytest

from lib.core.country import words_files
from lib.words.language import Words, load_words

ROOT = Path(__file__).parents[2]


def project_words(language: str) -> Words:
    """The words of a language; without results the test is skipped, loudly."""
    codebook = ROOT / "results/data/codebook.csv"
    if not codebook.exists():
        pytest.skip("results have no codebook: run snakemake first")
    return load_words(
        language,
        words=words_files(language, ROOT),
        units=ROOT / "data/raw/units.csv",
        codebook=codebook,
        groups=ROOT / "config/groups.yaml",
    )
