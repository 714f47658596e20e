"""What the glossary says stands in the code stands there."""

import importlib
import re

import pytest

TERM = re.compile(r"^\| ([^|]+) \| ([^|]+) \| `([^`]+)` \|$", re.MULTILINE)


def terms(project):
    """Term, meaning and place of each row of the glossary."""
    return TERM.findall((project / "docs/glossary.md").read_text(encoding="utf-8"))


def test_each_term_stands_once_and_every_row_is_read(project):
    rows = terms(project)
    names = [name for name, _, _ in rows]
    assert len(names) == len(set(names))
    text = (project / "docs/glossary.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| term")]
    assert len(rows) == len(lines)


def test_what_a_term_names_in_the_code_exists(project):
    for name, _, place in terms(project):
        assert (project / place).exists() if "/" in place else find(place), name


def find(place):
    """The module or the name within one that a dotted path leads to."""
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError:
        module, _, name = place.rpartition(".")
        return getattr(importlib.import_module(module), name)


def test_a_term_that_is_not_there_is_found():
    with pytest.raises(AttributeError):
        find("lib.data.observations.Figure")
