"""Meaning of a file for a job: what of its content can change a result.

Of Python code comments, docstrings and layout do not count, of YAML comments and layout; of the words of a
language only those count that the job has said, of other files every byte.
"""

import ast
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lib.core.configuration import read_yaml  # here: receipts list it whether files were compared or not
from lib.core.reading import ALL_KEYS, flatten, without

Meaning = str | dict[str, str]


def meaning_of(path: str, unread: Sequence[str] = (), keys: Iterable[str] | None = None) -> Meaning | None:
    """The digest of what counts in a file, of some words a digest each; None when it cannot be parsed.

    Parameters
    ----------
    path : a Python module or a YAML file
    unread : places of a YAML file that do not count, see `lib.core.reading.without`
    keys : dotted keys of words, when they alone count
    """
    try:
        if path.endswith(".py"):
            return _code(path)
        if keys is None:
            return digest(without(_content(path), unread))
        words = _words(path)
    except (OSError, SyntaxError, ValueError):  # whoever needs the file says what is wrong with it
        return None
    return {key: digest(sorted(words) if key == ALL_KEYS else words.get(key)) for key in keys}


def digest(value: Any) -> str:
    """A short digest of nested values, the order of keys included."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


@cache
def _code(path: str) -> str:
    tree = ast.parse(Path(path).read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and (
            ast.get_docstring(node, clean=False) is not None
        ):
            node.body[0] = ast.Pass()
    return digest(ast.dump(tree))


def _content(path: str) -> Any:
    try:
        return read_yaml(path)
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not YAML") from error


@cache
def _words(path: str) -> Mapping[str, str]:
    return flatten(_content(path))
