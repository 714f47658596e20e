from pathlib import Path

import pytest

from lib.runs.changes import EDITION, FIGURES, VERDICTS, changelog_text, changes, put_aside

HEADINGS = {
    VERDICTS: "claim,part,verdict",
    FIGURES: "variable,unit,year,locality,value",
    EDITION: "edition,as_of,last_year,version",
}


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a table or a text of the results in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def write(path, *lines):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join([HEADINGS[path], *lines] if path in HEADINGS else lines)
        Path(path).write_text(f"{text}\n", encoding="utf-8")

    return write


def test_after_a_first_run_and_one_that_changed_nothing_nothing_is_told(write):
    put_aside()
    write(VERDICTS, "A1,share,holds")
    assert changes() == []
    put_aside()
    assert changes() == []


def test_flipped_verdicts_changed_figures_and_moved_numbers_are_told(write):
    write(VERDICTS, "A1,share,holds", "A2,share,holds")
    write(FIGURES, "grp,ABA,2022,total,200", "grp,AKM,2022,total,3", "area,AKM,2022,total,1.0000000001")
    write("results/article/en/article.tex", "\\begin{document}", "A.", "It grew by 2.0%.", "End.")
    put_aside()
    write(VERDICTS, "A2,share,holds", "A1,share,fails")
    write(FIGURES, "grp,ABA,2022,total,250", "area,AKM,2022,total,1.0000000002")
    write("results/article/en/article.tex", "\\begin{document}", "It grew by 2.5%.", "The end.")
    assert changes() == [
        "Verdicts that flipped: 1",
        "  claim=A1 part=share, verdict: holds became fails",
        "Figures that changed: 2",
        "  variable=grp unit=ABA year=2022 locality=total, value: 200 became 250 (+25%)",
        "  variable=grp unit=AKM year=2022 locality=total, whole row: a row became nothing",
        "Lines of the article whose numbers moved: 1",
        "  en: It grew by 2.0%.\n   -> It grew by 2.5%.",
    ]


def test_widths_of_columns_are_no_numbers_of_the_article(write):
    width = r">{\raggedright\arraybackslash}p{(\linewidth - 16\tabcolsep) * \real{0.150%s}}"
    write("results/article/en/article.tex", "\\begin{document}", width % 4, "It grew by 2.0%.")
    put_aside()
    write("results/article/en/article.tex", "\\begin{document}", width % 5, "It grew by 2.5%.")
    assert changes() == [
        "Lines of the article whose numbers moved: 1",
        "  en: It grew by 2.0%.\n   -> It grew by 2.5%.",
    ]


def test_an_entry_of_the_changelog_says_what_changed_under_both_editions(write):
    for folder, day, verdict in (("one", "2024-01-01", "holds"), ("two", "2025-01-01", "fails")):
        write(EDITION, f"all,{day},2023,0.1.0")
        write(VERDICTS, f"A1,share,{verdict}")
        write("results/figures/en/map.csv", day)
        Path(folder).mkdir()
        Path("results").rename(Path(folder) / "results")
    older = "# Changelog of results\n\n## An older entry\n\n- something\n"
    text = changelog_text(older, Path("one"), Path("two"))
    heading = (
        "## As known on 2025-01-01, figures to 2023, version 0.1.0, "
        "after: As known on 2024-01-01, figures to 2023, version 0.1.0"
    )
    assert text.partition(heading)[2] == (
        "\n\n- Verdicts that flipped: 1\n  claim=A1 part=share, verdict: holds became fails\n"
        "- Exhibits redrawn with other figures: 1\n  figures/map\n\n## An older entry\n\n- something\n"
    )
    assert changelog_text(text, Path("one"), Path("two")) == text
