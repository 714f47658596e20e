"""Templates of Markdown and JSON, filled strictly: a place without a value is a fault."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2


def filled(
    template: Path, filters: Mapping[str, Callable[..., Any]] = MappingProxyType({}), **places: Any
) -> str:
    """Return the text that a template gives; lines of statements alone leave none behind.

    Raises `jinja2.UndefinedError` when a place has no value.
    """
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701 - Markdown and JSON
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= filters
    return environment.from_string(template.read_text(encoding="utf-8")).render(places)


def filled_json(
    template: Path, filters: Mapping[str, Callable[..., Any]] = MappingProxyType({}), **places: Any
) -> Any:
    """Return the JSON value that a template gives, whose texts go through ``tojson``.

    Raises `TypeError` or `jinja2.UndefinedError` when a place has no value, `ValueError` when it is no JSON.
    """
    return json.loads(filled(template, filters, **places))
