import pytest

from lib.core.problems import ProblemsError
from lib.exhibits import pandoc


def test_templates_of_the_users_change_nothing(tmp_path, monkeypatch):
    """pandoc prefers a template of this name in the user's folder to its own."""
    tree = pandoc.read_markdown("% t\n\ntext", [])
    before = {target: pandoc.write_document(tree, target, []) for target in ("html", "latex", "typst")}
    for target in before:
        for folder in ("pandoc/templates", ".pandoc/templates"):
            path = tmp_path / folder / f"default.{target}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("planted")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert {target: pandoc.write_document(tree, target, []) for target in before} == before


def test_a_warning_is_a_fault():
    with pytest.raises(ProblemsError, match="Writing the article as html"):
        pandoc.convert("![](nowhere.png)", "markdown", "html", ["--standalone", "--embed-resources"])
