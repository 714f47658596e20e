"""The article's text made ready for pandoc: numbers filled in, exhibits put in their places.

In the text ``[[name]]`` on a line of its own places the exhibit of that name, elsewhere it refers to it:
"Table 5", linked. ``[[rest]]`` on a line of its own places every exhibit that has no place yet.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lib.problems import stop_if

PLACED = re.compile(r"^\[\[(\w+)\]\]$", re.MULTILINE)
NAMED = re.compile(r"\[\[(\w+)\]\]")
REST = "rest"
PREFIXES = {"figures": "fig", "tables": "tbl"}


@dataclass(frozen=True)
class Exhibit:
    """A figure or a table of the article.

    Parameters
    ----------
    name : its name in config/article/exhibits.yaml
    kind : "figures" or "tables"
    label : "Figure 3" in the reader's language
    caption, alt : numbers filled in; a table has no alternative text
    """

    name: str
    kind: str
    label: str
    caption: str = ""
    alt: str = ""

    @property
    def anchor(self) -> str:
        """Where references lead."""
        return f"{PREFIXES[self.kind]}-{self.name}"


def place_exhibits(
    text: str, source: str, exhibits: Mapping[str, Exhibit], block: Callable[[Exhibit], str]
) -> str:
    """Return the text with every exhibit in its place and every reference linked.

    Parameters
    ----------
    text : Markdown
    source : the file, for messages
    exhibits : by name, in the order of their numbers, figures first
    block : gives the Markdown that shows an exhibit

    Raises
    ------
    ProblemsError
        Naming exhibits that do not exist, stand in two places, or are referred to but placed nowhere.
    """
    stop_if(list(_faults(text, source, exhibits)), "Placing the exhibits")
    placed = set(PLACED.findall(text))
    rest = [exhibit for name, exhibit in exhibits.items() if name not in placed]

    def show(match: re.Match[str]) -> str:
        shown = rest if match[1] == REST else [exhibits[match[1]]]
        return "\n\n".join(block(exhibit) for exhibit in shown)

    def refer(match: re.Match[str]) -> str:
        exhibit = exhibits[match[1]]
        return f"[{exhibit.label}](#{exhibit.anchor})"

    pieces = re.split(r"(^\[\[\w+\]\]$)", text, flags=re.MULTILINE)
    return "".join(
        PLACED.sub(show, piece) if PLACED.fullmatch(piece) else NAMED.sub(refer, piece) for piece in pieces
    )


def _faults(text: str, source: str, exhibits: Mapping[str, Exhibit]) -> Iterator[str]:
    placed: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        for name in NAMED.findall(line):
            if name != REST and name not in exhibits:
                yield (
                    f"{source}, line {number}: there is no exhibit '{name}' in config/article/exhibits.yaml; "
                    f"known: {', '.join(exhibits)}."
                )
        for name in PLACED.findall(line):
            if name in placed:
                yield f"{source}, line {number}: the exhibit '{name}' is placed twice; keep one."
            placed.add(name)
    if REST not in placed:
        for name in sorted({name for name in NAMED.findall(text) if name in exhibits} - placed):
            yield f"{source}: '{name}' is referred to but stands nowhere; add [[{name}]] or [[rest]]."
