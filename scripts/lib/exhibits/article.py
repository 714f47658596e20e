"""The article's text: numbers and exhibits stand in it by name, and are put in once pandoc has read it.

``{{key}}`` is a number of the results. ``[[name]]`` on a line of its own places the exhibit of that name,
elsewhere it refers to it: "Table 5", linked; where a figure and a table share a name, their kind goes
before it: ``[[tables.inequality]]``. ``[[appendix]]`` on a line of its own places the exhibits of the
appendix in the order of their numbers; ``[[tested]]`` names the article that is tested. What is put in is
plain text to pandoc, whatever signs it holds.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lib.exhibits.pandoc import Node, link, plain, replaced, span
from lib.exhibits.register import ExhibitEntry, find_exhibit
from lib.words.placeholders import APPENDIX, NAMED, TESTED
from lib.words.result_values import Numbers, Pieces, Quoted, as_text

ANCHORS = {"figures": "fig", "tables": "tbl"}
MARK = re.compile("\ue000([0-9]+)\ue001")  # signs of private use: no text and no markup holds them


@dataclass(frozen=True)
class Exhibit:
    """A figure or a table of the article.

    Parameters
    ----------
    name : its name in config/article/exhibits.yaml
    place : "paper" or "appendix"
    number : "Figure 3" has the number 3, "Figure A3" the number A3
    label : "Figure 3" in the reader's language
    caption : its words and the numbers between them
    alt : alternative text; none for a table
    columns : width of a figure on the page, 1 or 2
    height : of a figure, in millimetres
    landscape : whether a table stands on a page of its own, turned
    """

    name: str
    kind: str
    number: str
    label: str
    place: str = "paper"
    caption: Pieces = ()
    alt: str = ""
    columns: int = 2
    height: float = 0.0
    landscape: bool = False

    @property
    def anchor(self) -> str:
        """Where references lead."""
        return f"{ANCHORS[self.kind]}-{self.name}"

    @property
    def caption_text(self) -> str:
        """The caption as text."""
        return as_text(self.caption)


def exhibit_of(entry: ExhibitEntry, numbers: Numbers) -> Exhibit:
    """Return an exhibit as a language names and captions it.

    Raises
    ------
    ProblemsError
        Naming every place in its texts that cannot be filled.
    """
    language = numbers.words.language
    return Exhibit(
        name=entry.name,
        kind=entry.kind,
        place=entry.place,
        number=entry.printed_number,
        label=entry.label(numbers.words),
        caption=numbers.pieces(entry.caption[language], entry.source("caption", language)),
        alt=entry.filled("alt", numbers) if entry.alt else "",
        columns=entry.columns,
        height=entry.height,
        landscape=entry.landscape,
    )


Marked = tuple[str, list[Quoted | Exhibit]]


def mark_placeholders(
    text: str, source: str, numbers: Numbers, exhibits: Mapping[str, Exhibit], tested: str = ""
) -> Marked:
    """Return the text with a mark in every place, and what belongs in each.

    Parameters
    ----------
    exhibits : by kind and name, in order; `lib.project.exhibit_places` says whether they are well placed
    tested : sentence on the article that is tested

    Raises
    ------
    ProblemsError
        Naming every number that the results do not have.
    """
    fitting: list[Quoted | Exhibit] = []

    def mark(content: Quoted | Exhibit) -> str:
        fitting.append(content)
        return f"\ue000{len(fitting) - 1}\ue001"

    def exhibit(match: re.Match[str]) -> str:
        if match[1] == APPENDIX:
            return "\n\n".join(mark(each) for each in exhibits.values() if each.place == "appendix")
        if match[1] == TESTED:
            return mark(Quoted(TESTED, tested))
        return mark(exhibits[find_exhibit(match[1], exhibits)])

    numbered = [mark(piece) if isinstance(piece, Quoted) else piece for piece in numbers.pieces(text, source)]
    return NAMED.sub(exhibit, "".join(numbered)), fitting


def put_in(tree: Node, fitting: list[Quoted | Exhibit], block: Callable[[Exhibit], list[Node]]) -> Node:
    """Return pandoc's tree with every mark replaced by what belongs there.

    Parameters
    ----------
    fitting : what belongs in each place
    block : gives the blocks that show an exhibit
    """

    def replace(node: Node) -> list[Node] | None:
        if node.get("t") == "Para" and len(node["c"]) == 1 and node["c"][0]["t"] == "Str":
            match = MARK.fullmatch(node["c"][0]["c"])
            if match and isinstance(fitting[int(match[1])], Exhibit):
                return block(fitting[int(match[1])])
        if node.get("t") == "Str" and MARK.search(node["c"]):
            return _inlines(node["c"], fitting)
        return None

    return replaced(tree, replace)


def _inlines(text: str, fitting: list[Quoted | Exhibit]) -> list[Node]:
    """Return a word with its marks replaced."""
    inlines: list[Node] = []
    for position, part in enumerate(MARK.split(text)):
        content = fitting[int(part)] if position % 2 else part
        if isinstance(content, str):
            inlines += plain(content)
        elif isinstance(content, Exhibit):
            inlines.append(link(content.label, content.anchor))
        else:
            inlines.append(quoted(content))
    return inlines


def quoted(content: Quoted) -> Node:
    """Return a number as an inline that knows its key."""
    return span(plain(content.text), key=content.key)
