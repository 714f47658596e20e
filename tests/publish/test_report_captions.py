"""Captions for Snakemake's report show any text as text."""

import jinja2
from docutils.core import publish_parts
from html_page import Page

from lib.exhibits.article import Exhibit
from publish.write_article import report_caption

HOSTILE = "<script>x</script> *a* `b` |c| d_ {{ 1 }} {% if %} \\input{x} [U+202E] http://x.y .. note::"


def test_a_caption_is_shown_with_every_sign_as_itself():
    caption = report_caption(Exhibit("space", "figures", "1", "Figure 1", caption=(HOSTILE,)))
    page = Page(publish_parts(jinja2.Template(caption).render(), writer="html")["body"])
    assert page.outside(lambda *_: False).split() == f"Figure 1. {HOSTILE}".split()
    assert {tag for tag, _ in page.elements} == {"p", "strong"}
