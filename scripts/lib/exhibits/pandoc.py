"""Documents as pandoc holds them: a tree of blocks and inlines, read once and written in every format."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypandoc

from lib.core.problems import ProblemsError
from lib.core.text import visible

Node = dict[str, Any]
VERSION = [1, 23]  # of the tree that we write
CUT = "=== next ==="
COMMENTS = {"html": "<!-- {} -->", "latex": "% {}", "typst": "// {}"}  # no text is ever written as one


def read_markdown(text: str, options: list[str]) -> Node:
    """Return pandoc's tree of a Markdown text."""
    return json.loads(convert(text, "markdown", "json", options))


def write_document(tree: Node, target: str, options: list[str]) -> bytes:
    """Return a whole document in pandoc's format `target`."""
    return convert(tree_json(tree), "json", target, ["--standalone", *options])


def tree_json(tree: Any) -> str:
    """Return a tree, or several, as pandoc reads them."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def document(blocks: list[Node]) -> Node:
    """Return the tree of a document of these blocks."""
    return {"pandoc-api-version": VERSION, "meta": {}, "blocks": blocks}


def fragments(parts: Sequence[list[Node]], target: str) -> list[str]:
    """Return each part's text in pandoc's format `target`, all written by one run of pandoc."""
    comment = COMMENTS[target].format(CUT)
    cut = raw("RawBlock", target, comment)
    blocks = [block for part in parts for block in (cut, *part)]
    text = convert(tree_json(document(blocks)), "json", target, ["--wrap=none"]).decode("utf-8")
    return [f"{part.strip()}\n" for part in text.split(comment)[1:]]


def convert(text: str, source: str, target: str, options: list[str]) -> bytes:
    """Return what pandoc makes of a text, without templates of the user's; a warning counts as a fault.

    Raises
    ------
    ProblemsError
        With pandoc's own words.
    """
    with TemporaryDirectory() as folder:
        document_path = Path(folder) / "document"
        try:
            pypandoc.convert_text(
                text,
                target,
                source,
                ["--fail-if-warnings", f"--data-dir={folder}/nothing", *options],
                outputfile=document_path,
                verify_format=False,
            )
        except RuntimeError as error:
            raise ProblemsError(f"Writing the article as {target}", [str(error)]) from None
        return document_path.read_bytes()


def replaced(node: Any, replace: Callable[[Node], list[Node] | None]) -> Any:
    """Return a copy of a tree in which elements of lists give way to others.

    Parameters
    ----------
    replace : gives what stands in an element's place; None keeps it and goes on inside it
    """
    if isinstance(node, dict):
        return {key: replaced(value, replace) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    copy = []
    for element in node:
        others = replace(element) if isinstance(element, dict) else None
        copy += [replaced(element, replace)] if others is None else others
    return copy


def plain(text: str) -> list[Node]:
    """Return text as inlines, which every format shows as it is and none reads as markup."""
    return [{"t": "Str", "c": visible(text)}] if text else []


def inline_text(node: Any) -> str:
    """Return what inlines say, without their markup."""
    if isinstance(node, list):
        return "".join(map(inline_text, node))
    if not isinstance(node, dict):
        return ""
    if node["t"] in ("Space", "SoftBreak", "LineBreak"):
        return " "
    return node["c"] if node["t"] == "Str" else inline_text(node.get("c", []))


def attributes(anchor: str = "", classes: tuple[str, ...] = (), **named: str) -> list:
    """Return the attributes of an element: its anchor, classes, and named values."""
    return [anchor, list(classes), [list(pair) for pair in named.items()]]


def link(text: str, anchor: str) -> Node:
    """Return a link to a place in the document."""
    return {"t": "Link", "c": [attributes(), plain(text), [f"#{anchor}", ""]]}


def span(inlines: list[Node], **named: str) -> Node:
    """Return inlines with named values, which HTML prints as data-*."""
    return {"t": "Span", "c": [attributes(**named), inlines]}


def strong(text: str) -> Node:
    """Return text in bold."""
    return {"t": "Strong", "c": plain(text)}


def emphasised(text: str) -> Node:
    """Return text in italics."""
    return {"t": "Emph", "c": plain(text)}


def div(blocks: list[Node], named: list) -> Node:
    """Return blocks with attributes of their own."""
    return {"t": "Div", "c": [named, blocks]}


def raw(kind: str, format_: str, text: str) -> Node:
    """Return text that pandoc hands on as it is: `kind` is RawBlock or RawInline."""
    return {"t": kind, "c": [format_, text]}


def figure(anchor: str, caption: list[Node], picture: str, alt: str, **size: str) -> Node:
    """Return a figure of one picture, of this width and perhaps height."""
    image = {"t": "Image", "c": [attributes(**size), plain(alt), [picture, ""]]}
    return {
        "t": "Figure",
        "c": [attributes(anchor), [None, [{"t": "Plain", "c": caption}]], [{"t": "Plain", "c": [image]}]],
    }
