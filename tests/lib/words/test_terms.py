"""Terms of regressions in words: as a title, and within a sentence."""

import pytest

from lib.words.language import Words
from lib.words.terms import in_sentence, term_title

TEXTS = {"tables.log_of": "Log of {of}", "tables.mean_of": "{of} (region's mean)"}
WORDS = Words("en", TEXTS, variables={"wage": "Average wage", "grp": "GRP per capita"})


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("wage", "Average wage"),
        ("log_wage", "Log of average wage"),
        ("log_grp", "Log of GRP per capita"),
        ("log_wage_mean", "Log of average wage (region's mean)"),
    ],
)
def test_a_title_within_another_begins_with_a_small_letter_unless_it_is_an_acronym(term, title):
    assert term_title(term, WORDS) == title


def test_a_title_in_a_sentence_keeps_the_rest_as_it_is():
    assert in_sentence("Доля сельского хозяйства в ВРП") == "доля сельского хозяйства в ВРП"
    assert in_sentence("ЖӨӨ") == "ЖӨӨ"
