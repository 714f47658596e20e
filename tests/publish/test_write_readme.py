"""The README of each language says what the results say, and shows what the pipeline drew."""

import pandas as pd
import pytest

from lib.core.configuration import read_yaml
from lib.core.country import languages
from lib.core.files import read_csv
from lib.core.problems import ProblemsError
from lib.words.language import Words
from lib.words.result_values import numbers_of
from publish.write_readme import README_TEMPLATES, numbers_in, pictures, readme, readme_path

VERDICTS = pd.DataFrame(
    {"claim": ["P1", "P1", "E4"], "part": ["a", "b", "c"], "verdict": ["close", "differs", "close"]}
)
COUNTED = "{{distinct.verdicts.claim}} statements, {{count.verdicts}} parts"


@pytest.fixture
def template(tmp_path):
    """Writes the English template of a project without results."""
    path = tmp_path / "docs/readme/en.md"
    path.parent.mkdir(parents=True)
    return lambda text: path.write_text(text, encoding="utf-8") and tmp_path


@pytest.fixture(params=languages())
def language(request, project):
    if not (project / "results/claims/verdicts.csv").exists():
        pytest.skip("there are no results yet: run make first")
    return request.param


def test_numbers_are_counted_in_the_verdicts(template):
    numbers = numbers_of({"verdicts": VERDICTS}, {"en": Words("en", {})})["en"]
    root = template(f"{COUNTED}, {{{{count.verdicts.verdict.close}}}} close")
    assert readme("en", numbers, root) == "2 statements, 3 parts, 2 close"


def test_a_key_that_leads_nowhere_is_named(template):
    numbers = numbers_of({"verdicts": VERDICTS}, {"en": Words("en", {})})["en"]
    with pytest.raises(ProblemsError, match="nowhere"):
        readme("en", numbers, template("{{nowhere.at.all}}"))


def test_the_projects_readme_is_up_to_date(project, language):
    written = (project / readme_path(language)).read_text(encoding="utf-8")
    assert written == readme(language, numbers_in(language, project), project), "run make readme"


def test_the_readme_leads_to_the_others_and_shows_its_board_as_drawn(project, language):
    text = (project / readme_path(language)).read_text(encoding="utf-8")
    assert all(f"]({readme_path(other)})" in text for other in languages() if other != language)
    assert pictures(text) == [f"{language}/verdicts.png"]
    kept, drawn = project / "docs/pictures", project / "results/figures"
    assert (kept / pictures(text)[0]).read_bytes() == (drawn / pictures(text)[0]).read_bytes(), (
        "run make readme"
    )


def test_the_readme_counts_the_matches_that_rest_on_the_articles_own_numbers_apart(project, language):
    """Those are the matches of statements of kind arithmetic, which no official figure enters."""
    claims = read_yaml(project / "config/article/claims/arithmetic.yaml")
    own = [(claim, part) for claim, content in claims.items() for part in content["parts"]]
    verdicts = read_csv(project / "results/claims/verdicts.csv").set_index(["claim", "part"])["verdict"]
    key = "count.verdicts.verdict.matches.sources.the_article's_own_numbers"
    assert numbers_in(language, project).text(key) == str((verdicts.loc[own] == "matches").sum())
    assert f"{{{{{key}}}}}" in (project / README_TEMPLATES / f"{language}.md").read_text(encoding="utf-8")
