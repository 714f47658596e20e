"""Taldau's GetIndexTreeData: the country's node, then its children, also those below hidden nodes."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

from lib.core.country import country_unit
from lib.core.problems import stop_if
from lib.data.observations import Gathered, Observation
from lib.refresh.account import Account, misnamed_regions, unread_regions
from lib.refresh.region_names import Gazetteer
from lib.refresh.responses import parse_json, wrong_shape

_TASK = "Reading the tree"
VALUE_KEY = re.compile(r"y(\d\d)(\d{4})")
MOST_REQUESTS = 12


def country_urls(source: dict) -> list[str]:
    """The requests for the country, whose node the address names, and for its children."""
    country = parse_qs(urlsplit(source["url"]).query).get("p_term_id", [""])[-1]
    return [_url(source, ""), _url(source, country)]


def wrapper_urls(contents: list[bytes], source: dict) -> list[str]:
    """The requests for what hides below wrapper nodes that have not been opened yet."""
    hidden = [node["id"] for content in contents for node in _nodes(content) if _is_true(node.get("hidden"))]
    opened = len(contents) - 2
    if len(hidden) != len(set(hidden)) or len(contents) + len(hidden) - opened > MOST_REQUESTS:
        raise wrong_shape("the wrapper nodes lead in a circle or do not end", contents[-1], _TASK)
    return [_url(source, node) for node in hidden[opened:]]


def read_reply(
    contents: list[bytes], source: dict, gazetteer: Gazetteer, measure: str, account: Account
) -> list[Observation]:
    """Read the nodes that are the country or a region; December of a year is the year.

    Each node has `id` (the term), `text` and `y<MMYYYY>` with the value as text.

    Raises
    ------
    ProblemsError
        When the reply has another shape, the country is not in it, a value is no number, or a node comes
        twice with different figures.
    """
    gathered = Gathered()
    strangers: list[str] = []
    for node in (node for content in contents for node in _nodes(content)):
        place = f"node {node['id']}"
        unit = gazetteer.identified(place, int(node["id"]), node.get("text", ""), gathered.problems)
        if unit is None or _is_true(node.get("hidden")):
            text = str(node.get("text", ""))[:40]
            hidden = _is_true(node.get("hidden"))
            account.pass_over("code", f"{node['id']} '{text}'", "a hidden node" if hidden else "no region")
            if not hidden:
                strangers.append(text)
                account.lost += misnamed_regions(f"node {node['id']}", text, gazetteer)
            continue
        account.use("code", node["id"])
        for year, cell in _years(node, account):
            gathered.add(
                f"node {node['id']}, {year}", cell, measure, unit, year, source.get("locality", "total")
            )
    stop_if(gathered.faults, _TASK)
    observations = gathered.sorted()
    account.lost += unread_regions(strangers, {each.unit for each in observations}, gazetteer)
    if not any(observation.unit == country_unit() for observation in observations):
        raise wrong_shape(
            "the country's node is missing or empty: a stale session, or dictionaries that are no segment",
            contents[0],
            _TASK,
        )
    return observations


def _url(source: dict, parent: str) -> str:
    return f"{source['url']}&{urlencode({'p_parent_id': parent})}"


def _nodes(content: bytes) -> list[dict]:
    nodes = parse_json(content)
    if not isinstance(nodes, list) or not all(isinstance(node, dict) for node in nodes):
        raise wrong_shape("expected a list of nodes", content, _TASK)
    for node in nodes:
        if not re.fullmatch(r"\d{1,12}", str(node.get("id", "")).strip()):
            raise wrong_shape("expected nodes with a whole number as 'id'", content, _TASK)
    return [{**node, "id": str(node["id"]).strip()} for node in nodes]


def _is_true(mark: object) -> bool:
    return mark is True or str(mark).strip().lower() == "true"


def _years(node: dict, account: Account) -> Iterator[tuple[int, object]]:
    for key in sorted(node):
        match = VALUE_KEY.fullmatch(key)
        if match and match[1] == "12":
            yield int(match[2]), node[key]
        elif match:
            account.pass_over("period", f"{match[1]}.{match[2]}", "a part of a year")
        elif re.fullmatch(r"y\d+", key):
            account.lost.append(f"node {node['id']}: the key '{key}' is a value of no month and year known.")
