"""What a file moves: jobs followed by their receipts, keys told apart by statement and variable."""

import pytest

from lib.runs.record import JobPart, Receipt
from verify.trace_impact import exhibit_moves, files_moved, key_moves, sentences_moved


def a_job(rule, reads, makes, parts=()):
    named = {str(place): JobPart("", part_reads, {}, made) for place, (part_reads, made) in enumerate(parts)}
    return Receipt(
        rule, {}, "", {}, inputs=dict.fromkeys(reads, ""), outputs=dict.fromkeys(makes, ""), parts=named
    )


JOBS = [
    a_job(
        "draw", ["shares", "words", "snapshot"], ["one", "two"], [(["shares"], ["one"]), (["words"], ["two"])]
    ),
    a_job("clean", ["raw"], ["shares"]),
    a_job("write", ["two"], ["article"]),
]


@pytest.mark.parametrize(
    ("changed", "moved"),
    [
        ("raw", {"raw", "shares", "one"}),
        ("words", {"words", "two", "article"}),
        ("snapshot", {"snapshot", "one", "two", "article"}),
        ("unread", {"unread"}),
    ],
)
def test_jobs_are_followed_in_any_order_and_parts_told_apart(changed, moved):
    assert files_moved(changed, JOBS) == moved


@pytest.mark.parametrize(
    ("key", "moves"),
    [
        ("verdicts.P1.population.computed", True),
        ("told.P1.territory.why", False),
        ("count.verdicts.verdict.holds", True),
        ("lowest.readings.P1.population.computed", True),
        ("panel_20.TUR.latest.rural_share", True),
        ("panel_20.TUR.latest.grp", False),
        ("inequality.theil.grp_per_capita.all_units.-.17.latest.value", False),
        ("coefficients.m.rural_share.between.HC3.estimate", True),
        ("spatial.rural_share.values.20.2022.queen.morans_i.-.estimate", False),
    ],
)
def test_numbers_move_with_their_statement_variable_or_table(key, moves):
    tables = {"verdicts", "readings", "panel_20", "inequality", "coefficients"}
    assert key_moves(key, tables, {("P1", "population")}, {"rural_share"}) is moves


def test_of_a_file_that_is_no_series_every_variable_moves():
    assert key_moves("panel_20.TUR.latest.grp", {"panel_20"}, set(), None)


def test_sentences_are_told_by_line():
    lines = sentences_moved("A {{a.b}}.\n\nB {{c.d | 1}} and {{a.b}}.", {"a.b": False, "c.d": True})
    assert lines == ["config/article/text/en.md, line 3: c.d"]


def test_an_exhibit_moves_by_its_series_its_statements_or_its_tables():
    entry = {"series": ["poverty_share"], "claims": ["V1"], "inputs": ["panel_17", "verdicts"]}
    assert exhibit_moves(entry, set(), "poverty_share", set())
    assert exhibit_moves(entry, set(), "grp", {"V1"})
    assert not exhibit_moves(entry, {"panel_17"}, "grp", {"E1"})
    assert exhibit_moves(entry, {"verdicts"}, "", set())
    assert not exhibit_moves(entry, {"coefficients"}, "", {"S1"})
