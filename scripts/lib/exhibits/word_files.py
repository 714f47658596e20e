"""Word files beside what pandoc makes: the reference for styles, and a file for each table."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from lib.core.archives import packed, unpacked
from lib.core.text import visible
from lib.exhibits.binding import WORD_TEXT, body_of
from lib.exhibits.pandoc import Node, document, write_document
from lib.exhibits.table_nodes import dressed, mark_identity

PROPERTIES = "docProps/core.xml"  # a member of a document's file
NEXT_TABLE = re.compile(r'(?=<w:bookmarkStart [^>]*w:name="tbl-)')
MARKED = re.compile(r'<w:bookmarkStart w:id="(\d+)" w:name="(tbl-[^"]+)" />')
CORE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{}</cp:coreProperties>'
)


ENTRY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def core_properties(**said: str) -> bytes:
    """Return the member of a Word file that names its title, creator, language, keywords and the like."""
    return CORE.format(
        "".join(
            f"<{space}:{name}>{escape(visible(text))}</{space}:{name}>"
            for name, text in said.items()
            for space in ("cp" if name == "keywords" else "dc",)
        )
    ).encode("utf-8")


def reference_document(parts: Iterable[str], root: str) -> bytes:
    """Return the Word file that gives pandoc page and styles, packed from its parts below `root`."""
    paths = [Path(part) for part in sorted(parts)]
    members = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return packed({"_rels/.rels": ENTRY.encode(), **members})


def write_word(tree: Node, reference: bytes, options: Sequence[str] = ()) -> dict[str, bytes]:
    """Return the members of a Word file of the tree in the reference's look; its properties stay open."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reference.docx"
        path.write_bytes(reference)
        return unpacked(write_document(tree, "docx", [f"--reference-doc={path}", *options]))


def word_tables(tables: Sequence[tuple[Node, str]], reference: bytes, language: str) -> list[bytes]:
    """Return a Word file for each table, all written by one run of pandoc and then cut apart.

    Parameters
    ----------
    tables : each a node of `lib.exhibits.table_nodes` with the title of its file
    reference : the file that gives page and styles
    language : of all
    """
    nodes, titles = zip(*tables, strict=True)
    blocks = [block for node in nodes for block in dressed(node, "docx")]
    members = write_word(document(blocks), reference)
    opening, body, page = body_of(members[WORD_TEXT].decode("utf-8"))
    _, *parts = map(renumbered, NEXT_TABLE.split(body))
    return [
        packed(
            {
                **members,
                WORD_TEXT: f"{opening}{part}{page}".encode(),
                PROPERTIES: core_properties(title=title, language=language),
            }
        )
        for part, title in zip(parts, titles, strict=True)
    ]


def renumbered(part: str) -> str:
    """Return a table whose mark has a number that no other mark has, whatever document it is put into."""
    mark = MARKED.match(part)
    if not mark:
        return part
    return re.sub(rf'(<w:bookmark(?:Start|End) w:id=)"{mark[1]}"', rf'\g<1>"{mark_identity(mark[2])}"', part)
