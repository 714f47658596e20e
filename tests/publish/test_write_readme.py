"""The README says what the results say."""

import pandas as pd
import pytest

from lib.core.problems import ProblemsError
from publish.write_readme import pictures, readme

VERDICTS = pd.DataFrame(
    {"claim": ["P1", "P1", "E4"], "part": ["a", "b", "c"], "verdict": ["close", "differs", "close"]}
)
COUNTED = "{{distinct.verdicts.claim}} statements, {{count.verdicts}} parts"


def test_numbers_are_counted_in_the_verdicts():
    text = f"{COUNTED}, {{{{count.verdicts.verdict.close}}}} close"
    assert readme(text, VERDICTS) == "2 statements, 3 parts, 2 close"


def test_a_key_that_leads_nowhere_is_named():
    with pytest.raises(ProblemsError, match="nowhere"):
        readme("{{nowhere.at.all}}", VERDICTS)


def test_the_projects_readme_is_up_to_date(project):
    results = project / "results/claims/verdicts.csv"
    if not results.exists():
        pytest.skip("there are no results yet: run make first")
    verdicts = pd.read_csv(results, dtype=str, keep_default_na=False)
    template = (project / "docs/README.template.md").read_text(encoding="utf-8")
    assert (project / "README.md").read_text(encoding="utf-8") == readme(template, verdicts), (
        "run make readme"
    )


def test_the_readme_shows_the_verdicts_and_two_figures_as_the_pipeline_drew_them(project):
    shown = pictures((project / "docs/README.template.md").read_text(encoding="utf-8"))
    assert "verdicts.png" in shown
    assert len(shown) == 3
    drawn = project / "results/figures/en"
    if not drawn.exists():
        pytest.skip("there are no figures yet: run make first")
    kept = project / "docs/pictures"
    missing = [name for name in shown if not (kept / name).exists()]
    assert missing == [], "run make readme"
    stale = [name for name in shown if (drawn / name).read_bytes() != (kept / name).read_bytes()]
    assert stale == [], "run make readme"
