"""A release: versions in step, and refused where something is missing."""

from pathlib import Path

from setup.prepare_release import changes_of, release_problems, released_texts

ROOT = Path(__file__).parents[2]
CHANGELOG = "# Changelog\n\n## Unreleased\n\n- A new thing.\n\n## 0.2.0\n\n- An old thing.\n"


def test_what_keeps_a_version_back_is_told_at_once():
    empty = CHANGELOG.replace("- A new thing.\n\n", "")
    told = release_problems("0.1.9", empty, " M Makefile\n")
    assert [sentence.split(":")[0].split(" does")[0] for sentence in told] == [
        "0.1.9",
        "CHANGELOG.md, Unreleased",
        "not committed",
    ]
    assert release_problems("v1", CHANGELOG, "") == ["'v1' is no version; name one as 0.2.0."]
    assert release_problems("0.3.0", CHANGELOG, "") == []
    assert release_problems("0.10.0", CHANGELOG, "") == []


def test_the_version_stands_in_every_file_that_names_it():
    names = ("pyproject.toml", "CITATION.cff", "CHANGELOG.md")
    before = {name: (ROOT / name).read_text(encoding="utf-8") for name in names}
    after = released_texts("9.8.7", before)
    assert after["pyproject.toml"].count("9.8.7") == 1
    assert 'version = "9.8.7"' in after["pyproject.toml"]
    assert "version: 9.8.7\n" in after["CITATION.cff"]
    assert "cff-version: 1.2.0" in after["CITATION.cff"]
    assert changes_of("9.8.7", after["CHANGELOG.md"]) == changes_of("Unreleased", before["CHANGELOG.md"])
    assert changes_of("Unreleased", after["CHANGELOG.md"]) == ""
