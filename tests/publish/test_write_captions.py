"""Captions for Snakemake's report show any text as text."""

import jinja2
from docutils.core import publish_parts
from html_page import Page

from publish.write_captions import caption_template, read_captions

HOSTILE = "<script>x</script> *a* `b` |c| d_ {{ 1 }} {% if %} \\input{x} [U+202E] http://x.y .. note::"


def test_a_caption_is_shown_in_the_language_of_its_file_with_every_sign_as_itself():
    template = caption_template({"en": ("Figure 1", HOSTILE), "ru": ("Рисунок 1", "по-русски")})
    shown = {}
    for language in ("en", "ru"):
        job = {"wildcards": {"language": language}}
        text = jinja2.Template(template).render(snakemake=job)
        shown[language] = Page(publish_parts(text, writer="html")["body"])
    assert shown["en"].outside(lambda *_: False).split() == f"Figure 1. {HOSTILE}".split()
    assert {tag for tag, _ in shown["en"].elements} == {"p", "strong"}
    assert shown["ru"].outside(lambda *_: False).split() == ["Рисунок", "1.", "по-русски"]


def test_captions_of_all_languages_come_together(tmp_path):
    for language, label in (("en", "Table 1"), ("kk", "1-кесте")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "captions.csv").write_text(
            f"kind,name,label,caption,alt\ntables,regions,{label},Words,\n", encoding="utf-8"
        )
    found = read_captions(tmp_path.glob("*/captions.csv"))
    assert found == {("tables", "regions"): {"en": ("Table 1", "Words"), "kk": ("1-кесте", "Words")}}
