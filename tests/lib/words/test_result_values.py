"""Numbers by key: right cell, right rounding, right language, and a clear refusal of everything else."""

from pathlib import Path

import pandas as pd
import pytest

from lib.core.country import words_files
from lib.core.problems import ProblemsError
from lib.words.language import Words, load_texts
from lib.words.result_values import Numbers, keyed_tables

ROOT = Path(__file__).parents[3]
NBSP = "\u00a0"


def words(language):
    return Words(language, load_texts(words_files(language, ROOT)))


VERDICTS = pd.DataFrame(
    {
        "claim": ["X1", "X1", "X2"],
        "part": ["share", "level", "ratio"],
        "asserted": [38.0, 5284.7, 8.0],
        "computed": [38.25, 5284.04, None],
        "unit": ["percent", "thousand KZT per person", "times"],
        "year": [2022.0, 2022.0, None],
        "verdict": ["close", "matches", "not testable"],
    }
)
PANEL = pd.DataFrame(
    {"unit": ["KZ", "KZ", "KZ"], "year": [2020, 2021, 2022], "rural_share": [41.0, 40.5, None]}
)


def numbers(language="en"):
    tables = keyed_tables({"verdicts": VERDICTS, "panel_1": PANEL})
    return Numbers(tables, words(language), units={"rural_share": "percent"})


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "{{verdicts.X1.share.computed}}", "38.3%"),
        ("ru", "{{verdicts.X1.share.computed}}", f"38,3{NBSP}%"),
        ("kk", "{{ verdicts.X1.share.computed | 2 }}", f"38,25{NBSP}%"),
        ("ru", "{{verdicts.X1.share.computed | bare}}", "38,3"),
        ("ru", "{{verdicts.X1.level.computed}}", f"5{NBSP}284,0"),
        ("en", "{{verdicts.X1.level.asserted | 0}}", "5,285"),
        ("en", "{{verdicts.X1.share.year}}", "2022"),
        ("en", "{{verdicts.X2.ratio.verdict}}", "not testable"),
        ("ru", "{{verdicts.X1.share.verdict}}", "близко"),
        ("en", "{{verdicts.X2.ratio.computed | optional}}", "no data"),
        ("en", "{{panel_1.KZ.2020.rural_share | 1}}", "41.0%"),
        ("en", "{{panel_1.KZ.latest.rural_share}}", "40.5%"),
        ("en", "{{lowest.panel_1.KZ.rural_share}} to {{highest.panel_1.KZ.rural_share}}", "40.5% to 41.0%"),
        ("en", "{{count.verdicts}} and {{count.verdicts.verdict.not_testable}}", "3 and 1"),
        ("en", "{{distinct.verdicts.claim}}", "2"),
        ("en", "{{panel_1.KZ.2021.rural_share | signed bare}}", "+40.5"),
    ],
)
def test_places_are_filled(language, text, expected):
    assert numbers(language).fill(text, "article.md") == expected


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("verdict.X1.share.computed", "no table 'verdict'"),
        ("panel_20.KZ.2020.rural_share", "not among the inputs"),
        ("verdicts.X9.share.computed", "names no row"),
        ("verdicts.X1.share.guess", "no column 'guess'"),
        ("verdicts.X1.computed", "must name claim, part and a column"),
        ("verdicts.X1.share.more.computed", "must name claim, part and a column"),
        ("verdicts.X2.ratio.computed", "is empty"),
        ("count.verdicts.verdict", "pairs of column and value"),
        ("verdicts", "must name claim, part and a column"),
        ("verdicts.X1.share.computed | loud", "unknown option 'loud'"),
    ],
)
def test_a_key_that_leads_nowhere_is_named_with_file_and_line(key, said):
    with pytest.raises(ProblemsError) as caught:
        numbers().fill(f"First line.\nAnd {{{{{key}}}}}.", "article.md")
    assert "article.md, line 2" in str(caught.value)
    assert said in str(caught.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(ProblemsError) as caught:
        numbers().fill("{{a.b}}\n{{verdicts.X1.share.computed}}\n{{c.d}}", "article.md")
    assert len(caught.value.problems) == 2


def test_a_row_given_twice_is_refused_not_chosen_from():
    doubled = Numbers(keyed_tables({"verdicts": pd.concat([VERDICTS, VERDICTS])}), words("en"))
    with pytest.raises(ProblemsError, match="2 rows"):
        doubled.fill("{{verdicts.X1.share.computed}}", "article.md")


def test_text_of_the_results_cannot_hide_marks_of_direction():
    hostile = VERDICTS.assign(part=["share", "level", "ratio"], why=["a\u202eb", "", ""])
    filled = Numbers(keyed_tables({"verdicts": hostile}), words("en")).fill("{{verdicts.X1.share.why}}", "x")
    assert filled == "a[U+202E]b"


def test_what_was_not_known_on_an_earlier_date_reads_no_data():
    tables = keyed_tables({"verdicts": VERDICTS, "panel_1": PANEL})
    earlier = Numbers(tables, words("en"), units={"rural_share": "percent"}, partial=True)
    text = "{{panel_1.KZ.2025.rural_share}}, {{verdicts.X2.ratio.computed}}, {{panel_1.KZ.2021.rural_share}}"
    assert earlier.fill(text, "text") == "no data, no data, 40.5%"
    with pytest.raises(ProblemsError, match="no column"):
        earlier.fill("{{panel_1.KZ.2025.rural}}", "text")
