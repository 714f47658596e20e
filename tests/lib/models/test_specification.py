"""Titles stand apart from regressions: every model and variant has one, and no regression knows it."""

from lib.core.configuration import read_yaml
from lib.core.country import languages
from lib.models.specification import load_regressions, titles_of


def test_every_model_and_variant_has_its_titles(project):
    models, variants = (project / "config/models").glob("*.yaml"), project / "config/variants.yaml"
    models = list(models)
    titles = titles_of(models, variants).set_index("model")
    named = [one.model for one in load_regressions(models, variants) if "@" not in one.model]
    assert sorted(titles.index) == sorted(named)
    assert titles.notna().all(axis=None)
    for language in languages():
        model = read_yaml(project / "config/models/self_employment.yaml")
        shared = read_yaml(variants)
        row = titles.loc["self_employment:logit"]
        assert row[f"title_{language}"] == model["title"][language]
        assert row[f"variant_{language}"] == shared["logit"]["title"][language]
        assert titles.loc["self_employment", f"variant_{language}"] == ""


def test_a_variant_is_estimated_between_and_within_or_as_its_model_where_that_does_neither(project, tmp_path):
    declared = (project / "config/models/self_employment.yaml").read_text(encoding="utf-8")
    variants = project / "config/variants.yaml"
    (tmp_path / "both.yaml").write_text(declared, encoding="utf-8")
    head, _, rest = declared.partition("estimators:\n")
    sections = rest[rest.index("cross_sections:") :]
    (tmp_path / "mixed.yaml").write_text(f"{head}estimators: [pooled]\n{sections}", encoding="utf-8")
    loaded = {one.model: one.estimators for one in load_regressions(tmp_path.glob("*.yaml"), variants)}
    assert loaded["both:logit"] == ("between", "two_way_fixed_effects", "first_differences")
    assert loaded["mixed:logit"] == loaded["mixed"] == ("pooled",)
