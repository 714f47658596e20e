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
