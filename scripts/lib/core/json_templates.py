"""JSON that a template writes: the same for services and for the pack, filled as strictly."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2


def filled_json(
    template: Path, filters: Mapping[str, Callable[..., Any]] = MappingProxyType({}), **places: Any
) -> Any:
    """Return the JSON value that a template gives, whose texts go through ``tojson``.

    Raises `TypeError` or `jinja2.UndefinedError` when a place has no value, `ValueError` when it is no JSON.
    """
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)  # noqa: S701 JSON
    environment.filters |= filters
    return json.loads(environment.from_string(template.read_text(encoding="utf-8")).render(places))
