"""A reply in a file is read as a refresh reads it, from the command line, and nothing is stored."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest
from made_replies import reply_to

from fetch.try_reply import FileInquiry

# Taldau's own figures: GRP per head of Akmola and of the country, tenge (index 2709380, in April 2022).
CUBE = [
    {
        "terms": [247783],
        "termNames": ["АКМОЛИНСКАЯ ОБЛАСТЬ"],
        "periods": [
            {"name": "2019 год", "date": "31.12.2019", "value": "2621200"},
            {"name": "2000 год", "date": "31.12.2000", "value": "105300"},
        ],
    },
    {
        "terms": ["250502"],
        "termNames": ["АЛМАТИНСКАЯ ОБЛАСТЬ"],
        "periods": [{"name": "2019 год", "date": "31.12.2019", "value": "1585500"}],
    },
]


@pytest.fixture
def attempt(project, tmp_path):
    """Runs the command on a reply; gives its exit code, its rows and what it says."""

    def run(reply, *arguments):
        file = tmp_path / "reply"
        file.write_bytes(reply)
        found = subprocess.run(
            [sys.executable, "scripts/fetch/try_reply.py", "--file", str(file), *arguments],
            cwd=project, env=os.environ | {"PYTHONPATH": "scripts"}, capture_output=True, text=True,
        )  # fmt: skip
        return found.returncode, list(csv.DictReader(io.StringIO(found.stdout))), found.stderr

    return run


def test_a_cube_is_read_without_a_series(attempt):
    code, rows, _ = attempt(
        json.dumps(CUBE, ensure_ascii=False).encode(), "--adapter", "taldau_index",
        "--settings", "{scale: '0.001'}", "--borders", "2021",
    )  # fmt: skip
    assert code == 0
    assert [(row["unit"], row["year"], row["value"]) for row in rows] == [
        ("AKM", "2000", "105.3"), ("AKM", "2019", "2621.2"), ("ALM17", "2019", "1585.5"),
    ]  # fmt: skip


def test_new_borders_begin_where_the_reply_has_the_new_regions(attempt):
    """Population on 1 January 2025 of the Bureau's cube 6645, and table 6584 for a region divided since."""
    years = {
        (741880, "ҚАЗАҚСТАН РЕСПУБЛИКАСЫ"): {2014: "17160855", 2025: "20283399"},
        (256619, "ҚАРАҒАНДЫ ОБЛЫСЫ"): {2014: "1369658", 2025: "1133933"},
        (77208141, "АБАЙ ОБЛЫСЫ"): {2025: "602832"},
        (77208140, "ҰЛЫТАУ ОБЛЫСЫ"): {2025: "221290"},
        (77208139, "ЖЕТІСУ ОБЛЫСЫ"): {2025: "694325"},
    }
    cube = [
        {
            "terms": [term],
            "termNames": [name],
            "periods": [{"date": f"31.12.{year}", "value": value} for year, value in found.items()],
        }
        for (term, name), found in years.items()
    ]
    code, rows, _ = attempt(json.dumps(cube, ensure_ascii=False).encode(), "--adapter", "portal_cube")
    assert code == 0
    found = {(row["unit"], row["year"]): row["value"] for row in rows}
    assert (found["KAR17", "2014"], found["KAR", "2025"]) == ("1369658", "1133933")


def test_a_series_reads_its_own_reply_as_its_newest_vintage(attempt, archive):
    source = archive.registry["employed"]["fetch"][0]
    reply = reply_to(source, archive.observations("employed"), archive.labels)
    code, rows, said = attempt(reply, "--series", "employed")
    assert (code, len(rows)) == (0, len(archive.observations("employed")))
    assert "0 others, 0 only in the reply, 0 only in the vintage" in said
    code, _, said = attempt(reply.replace(b"PK", b"KP", 1), "--series", "employed")
    assert (code, "expected an .xlsx workbook" in said) == (1, True)


def test_differences_with_the_vintage_are_listed(attempt, archive):
    source = archive.registry["employed"]["fetch"][0]
    first, second, *others = archive.observations("employed")
    reply = reply_to(source, [first._replace(value=first.value * 2), *others], archive.labels)
    _, _, said = attempt(reply, "--series", "employed")
    assert f"other: employed {first.unit} {first.year}" in said
    assert f"only in the vintage: employed {second.unit} total {second.year}" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--series", "grp_per_capita_published"), "from 2022 on, those of the reply end in 2019"),
        (("--series", "area"), "'area' has no endpoint in registry.yaml"),
        (("--series", "employed", "--source", "2"), "employed has 1 sources, there is no 2"),
        (("--adapter", "taldau_tree"), "expected nodes with a whole number as 'id'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(attempt, arguments, sentence):
    code, rows, said = attempt(json.dumps(CUBE).encode(), *arguments)
    assert (code, rows) == (1, [])
    assert sentence in said


def test_a_fallback_is_not_blamed_for_what_the_source_passed_over(archive):
    """The figures of 2019 stand under the second term alone, which only the fallback selects."""
    cube = [
        {
            "terms": [247783, 1],
            "termNames": ["АКМОЛИНСКАЯ ОБЛАСТЬ", "first"],
            "periods": CUBE[0]["periods"][1:],
        },
        {"terms": [247783, 2], "termNames": ["АКМОЛИНСКАЯ ОБЛАСТЬ", "second"], "periods": CUBE[0]["periods"]},
    ]
    source = {
        "adapter": "portal_cube", "select": {1: 1}, "fallback": {"adapter": "portal_cube", "select": {1: 2}},
    }  # fmt: skip
    inquiry = FileInquiry(json.dumps(cube).encode(), "made", {"localities": ["total"]}, archive.gazetteer)
    asked = inquiry.ask([source])
    assert [(each.year, each.value) for each in asked.observations] == [(2000, 105300), (2019, 2621200)]
    assert asked.account.passed == {("code", "not the term of `select`"): ["first"]}
