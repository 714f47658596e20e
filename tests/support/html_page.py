"""An HTML page taken apart for tests: its elements, and its text with the elements around it."""

from html.parser import HTMLParser

EMPTY = {"img", "meta", "link", "br", "hr", "col", "input"}


class Page(HTMLParser):
    """A page.

    Attributes
    ----------
    elements : (tag, attributes) of every element, in order
    pieces : (text, places in `elements` of what is around it)
    """

    def __init__(self, text: str):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.pieces: list[tuple[str, tuple[int, ...]]] = []
        self._open: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag not in EMPTY:
            self._open.append(len(self.elements))
        self.elements.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self._open and self.elements[self._open.pop()][0] != tag:
            pass

    def handle_data(self, data):
        self.pieces.append((data, tuple(self._open)))

    def inside(self, wanted) -> list[str]:
        """Return the text inside each element for which `wanted(tag, attributes)` holds, spaces made one."""
        return [
            " ".join("".join(data for data, around in self.pieces if place in around).split())
            for place, (tag, attributes) in enumerate(self.elements)
            if wanted(tag, attributes)
        ]

    def outside(self, unwanted) -> str:
        """Return the text that stands in no element for which `unwanted(tag, attributes)` holds."""
        return "".join(
            data
            for data, around in self.pieces
            if not any(unwanted(*self.elements[place]) for place in around)
        )
