"""Flips are told with the verdicts on both sides, the figure and the cause."""

from check.tell_vintages import flip_lines, flips_summary


def test_a_flip_is_told_with_what_it_was_before():
    rows = [
        {"claim": "A1", "part": "share", "as_of": day, "computed": computed, "verdict": verdict,
         "flipped": flipped, "cause": cause, "changed": "grp"}
        for day, computed, verdict, flipped, cause in (
            ("2023-01-01", "4.1", "holds", "no", ""),
            ("2024-01-01", "4.2", "holds", "no", ""),
            ("2025-01-01", "", "fails", "yes", "figures withdrawn"),
        )
    ]  # fmt: skip
    assert flips_summary(rows) == "Flips: 1, of 1 parts, at 1 of 3 dates:"
    assert flip_lines(rows) == ["A1 share, 2025-01-01: holds -> fails (no figure; figures withdrawn: grp)"]
