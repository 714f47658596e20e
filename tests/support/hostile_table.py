"""A table whose cells would be run by spreadsheets, browsers and typesetters, if they were read as markup."""

from lib.exhibits.article import Exhibit
from lib.exhibits.tables import Column, Number, Row, Table
from lib.words.language import Words

HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd()",
    "a\u202eb",
    "@x",
    "#eval(1) $x$ _y_",
    'q" \\input{z} %&~^[1]',
    "// === next ===",
)
SHOWN = tuple(text.replace("\u202e", "[U+202E]") for text in HOSTILE)
WORDS = Words("ru", {})
TABLE = Table(
    (Column("Region"), Column("Level", 0, "Group"), Column("Share", 1, "Group"), Column("Note", width=2)),
    (
        *(Row((text, 1234.5, -3.25, text), "Part <i>") for text in HOSTILE),
        Row(("Абай", float("nan"), Number(-4.05, 2, "({})", "e"), "1. first"), "Өңір"),
    ),
)
EXHIBIT = Exhibit("demo", "tables", "5", "Таблица 5", caption=("Caption <b>",))
NOTES = ("Note =1+1", "Source #x")
