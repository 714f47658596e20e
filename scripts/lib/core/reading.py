"""Reading of a job: the values it declares not to read are hidden from it, the words it says are noted.

A job that names in its parameter `unread` what of a file it does not need gets the file without it, so a
change there cannot reach its results; of the words of a language those count that it has looked up.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

ALL_KEYS = ""  # noted when somebody asks which words there are

_hidden: dict[str, Sequence[str]] = {}
_noting: list[set[tuple[str, str]]] = []


def hide(places: Mapping[str, Sequence[str]]) -> None:
    """Hide places of files in this process, as in ``{"config/models/a.yaml": ["title"]}``."""
    _hidden.clear()
    _hidden.update(places)


def hidden(path: object) -> Sequence[str]:
    """The places that are hidden of a file."""
    return _hidden.get(str(path), ())


def without(content: Any, places: Sequence[str]) -> Any:
    """Remove places from nested mappings, in place; `*` stands for any key.

    >>> without({"a": {"title": 1, "x": 2}, "b": {"title": 3}}, ["*.title"])
    {'a': {'x': 2}, 'b': {}}
    """
    for place in places:
        _remove(content, place.split("."))
    return content


def _remove(node: Any, steps: list[str]) -> None:
    if not isinstance(node, dict):
        return
    first, *rest = steps
    for key in [key for key in node if first in ("*", str(key))]:
        if rest:
            _remove(node[key], rest)
        else:
            del node[key]


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Return nested words as one mapping from dotted keys.

    >>> flatten({"localities": {"urban": "urban"}})
    {'localities.urban': 'urban'}
    """
    flat: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat.update(flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def overlaid(below: Any, above: Any) -> Any:
    """Nested words with others laid over them.

    >>> overlaid({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return above
    return {**below, **{key: overlaid(below.get(key), value) for key, value in above.items()}}


class NotedWords(dict[str, str]):
    """Words by key that note which of them were asked for.

    Parameters
    ----------
    words : texts by dotted key
    sources : the files they come from; one may say otherwise what another says
    """

    def __init__(self, words: Mapping[str, str], sources: Sequence[str]):
        super().__init__(words)
        self.sources = sources

    def __getitem__(self, key: str) -> str:
        self._note(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._note(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self._note(ALL_KEYS)
        return super().__iter__()

    def get(self, key: str, default: Any = None) -> Any:
        """The words under a key, or something else."""
        self._note(key)
        return super().get(key, default)

    def _note(self, key: str) -> None:
        for notes in _noting:
            notes.update((source, key) for source in self.sources)


@contextmanager
def noting() -> Iterator[set[tuple[str, str]]]:
    """Gather (file, key) of all words that are looked up in the block."""
    notes: set[tuple[str, str]] = set()
    _noting.append(notes)
    try:
        yield notes
    finally:
        _noting[:] = [each for each in _noting if each is not notes]
