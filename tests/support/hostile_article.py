"""An article whose every text is hostile, written as the pipeline writes it, into a folder of its own."""

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import typst

from lib.exhibits.article import Exhibit
from lib.exhibits.pandoc import plain, read_markdown
from lib.exhibits.table_nodes import table_node
from lib.exhibits.tables import Column, Row, Table
from lib.exhibits.word_files import reference_document
from lib.words.language import Words
from lib.words.result_values import Quoted
from publish.bind_exhibits import bind_article
from publish.write_article import Style, with_front_matter, write_article
from publish.write_tables import Written, write_tables

LOOK = Path(__file__).parents[2] / "config/article/style"
WORD = reference_document((str(path) for path in (LOOK / "word").rglob("*") if path.is_file()), LOOK / "word")
STYLE = Style(*(str(LOOK / f"article.{kind}") for kind in ("typ", "css", "tex")), WORD)
HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd()",
    "+1",
    "@x",
    "a\u202eb",
    r"\input{x}",
    "$x$",
    "a|b",
    "`code`",
    "two\nlines",
    "[[x]] {{y}} *z* #eval(1) --",
)
SHOWN = tuple(text.replace("\u202e", "[U+202E]").replace("\n", " ") for text in HOSTILE)
WORDS = Words(
    "en",
    {
        "exhibits.figures": "Figure {number}",
        "exhibits.tables": "Table {number}",
    },
)
TABLE = Table((Column("Region"), Column("Note", width=2)), tuple(Row((text, text), text) for text in HOSTILE))
REGIONS = Exhibit("regions", "tables", "1", "Table 1", caption=(" ".join(HOSTILE),))
MAP = replace(REGIONS, name="map", kind="figures", label="Figure 1", alt=" ".join(HOSTILE), height=80)


def write_hostile_article(project: Path, manuscript: tuple[str, ...]) -> None:
    """Write results/article/en/article.* below `project`, hostile text in every place."""
    os.chdir(project)
    folders = {kind: Path(f"results/{kind}/en") for kind in ("figures", "tables", "article")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    for kind in ("pdf", "svg", "png"):
        page = b"#set page(width: 90mm, height: 40mm)\nA"
        picture = typst.compile(page, format=kind, timestamp=datetime.fromtimestamp(0, UTC))
        (folders["figures"] / f"map.{kind}").write_bytes(picture)
    fitting = [*(Quoted("k", text) for text in HOSTILE), MAP, REGIONS]
    text = "# Heading\n\n" + "\n\n".join(f"\ue000{place}\ue001" for place in range(len(fitting)))
    table = Written(TABLE, table_node(TABLE, REGIONS, HOSTILE[5:3:-1], WORDS), "Table 1", "Part")
    write_tables(
        {"en": {"regions": table}},
        WORD,
        lambda _, name, extension: str(folders["tables"] / f"{name}.{extension}"),
    )
    tree = with_front_matter(read_markdown(text, []), HOSTILE, WORDS)
    tree["meta"]["title"] = {"t": "MetaInlines", "c": plain(" ".join(HOSTILE))}
    style = replace(STYLE, manuscript=manuscript)
    draft = write_article(tree, fitting, str(folders["figures"]), style, WORDS)
    made = bind_article(draft, folders["figures"], folders["tables"])
    for kind, content in made.items():
        (folders["article"] / f"article.{kind}").write_bytes(content)


if __name__ == "__main__":
    write_hostile_article(Path(sys.argv[1]), tuple(sys.argv[2:]))
