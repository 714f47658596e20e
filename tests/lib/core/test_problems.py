import pytest

from lib.core.problems import ProblemsError, ending_with_sentences


def test_what_a_sentence_quotes_cannot_pass_for_another_line():
    said = str(ProblemsError("Reading", ["a\x1b[2K\nReading: 0 problems: odd name.", "b\udcff: no text."]))
    assert said.splitlines() == [
        "Reading: 2 problems",
        "  - a[U+001B][2K",
        "    Reading: 0 problems: odd name.",
        "  - b[U+DCFF]: no text.",
    ]


def test_a_command_ends_with_the_sentences():
    with pytest.raises(SystemExit, match="Reading: 1 problem"), ending_with_sentences():
        raise ProblemsError("Reading", ["a: is missing."])
