"""Captions for Snakemake's report show any text as text, and the report holds no times."""

import jinja2
import pytest
from docutils.core import publish_parts
from html_page import Page

from lib.core.problems import ProblemsError
from publish.write_report import caption_template, read_captions, without_times

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


def test_without_a_run_it_says_to_run_first(tmp_path):
    with pytest.raises(ProblemsError, match="run `make` first"):
        read_captions(tmp_path.glob("*/captions.csv"))


def test_times_are_left_out_and_a_report_that_hides_them_is_a_fault():
    times = '"description": "{} of jobs.", "data": {{"values": [{{"rule": "a", "runtime": 1.5}}]}}'
    report = f"x {times.format('Runtimes')} y {times.format('Timeline')} z"
    emptied = '"description": "{} of jobs.", "data": {{"values": []}}'
    assert without_times(report) == f"x {emptied.format('Runtimes')} y {emptied.format('Timeline')} z"
    with pytest.raises(ProblemsError, match="1 lists of times"):
        without_times(f"x {times.format('Runtimes')}")
