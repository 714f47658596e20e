"""Drafts hold no table and no picture; article and page hold each, as its own file has it."""

import base64
import gzip
import re
from pathlib import Path

import pytest

from lib.core.archives import unpacked
from lib.core.configuration import read_yaml
from lib.core.country import languages
from lib.exhibits.binding import PLACE, place
from lib.exhibits.carried_font import split_font_rules
from publish.bind_exhibits import bind_page

ROOT = Path(__file__).parents[2]
EXHIBITS = read_yaml(ROOT / "config/article/exhibits.yaml")


def built(name):
    path = ROOT / "results" / name
    if not path.exists():
        pytest.skip(f"results/{name} is not there: run snakemake first")
    return path.read_bytes()


@pytest.mark.parametrize("language", languages())
def test_pictures_and_tables_are_bound_into_a_draft_that_holds_none(language):
    draft = unpacked(built(f"article/{language}/draft.zip"))
    assert not any(content for name, content in draft.items() if name.endswith(".png"))
    for name in ("article.tex", "article.typ", "article.html", "word/document.xml"):
        places = PLACE.findall(draft[name].decode("utf-8"))
        assert sorted(place.partition("/")[2] for place in places) == sorted(EXHIBITS["tables"])
    word = unpacked(built(f"article/{language}/article.docx"))
    shown = {content for name, content in word.items() if name.endswith(".png")}
    assert shown == {built(f"figures/{language}/{name}.png") for name in EXHIBITS["figures"]}
    page = built(f"article/{language}/article.html").decode("utf-8")
    carried = {
        base64.b64decode(each) for each in re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    }
    assert carried == {built(f"figures/{language}/{name}.svg") for name in EXHIBITS["figures"]}


def test_the_page_carries_every_drawing_and_table_of_the_folders(tmp_path):
    rules, drawing = "@font-face{x}", '<svg width="3pt" height="6pt"><style type="text/css">{}</style></svg>'
    for name, text in {"figures/ru/one.svg": drawing.format(rules), "tables/kk/two.html": "<table>"}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    names = ("size/ru/one", "figures/ru/one", "letters/ru/one", "pages/kk")
    draft = {"index.html": "|".join(map(place, names)).encode(), "kk": f"a {place('tables/kk/two')}".encode()}
    size, *packed = bind_page(draft, tmp_path).decode().split("|")
    assert size == 'width="4" height="8"'
    assert [gzip.decompress(base64.b64decode(each)).decode() for each in packed] == [
        *split_font_rules(drawing.format(rules)),
        "a <table>",
    ]
