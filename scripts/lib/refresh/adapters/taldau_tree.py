"""Taldau's GetIndexTreeData: the country's node, then its children, also those below hidden nodes."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

from lib.core.country import country_unit
from lib.data.observations import Observation
from lib.refresh.account import Account
from lib.refresh.adapters.replies import SourceReplies
from lib.refresh.responses import parse_json, wrong_shape

VALUE_KEY = re.compile(r"y(\d\d)(\d{4})")
MOST_REQUESTS = 12
NO_COUNTRY = "the country's node is missing or empty: a stale session, or dictionaries that are no segment"


def urls_of_nodes(source: dict, contents: list[bytes]) -> list[str]:
    """What is to be asked in view of the replies so far.

    First the country, whose node the address names, and its children; then what hides below wrapper nodes
    that have not been opened yet.
    """
    if not contents:
        country = parse_qs(urlsplit(source["url"]).query).get("p_term_id", [""])[-1]
        return [_url(source, ""), _url(source, country)]
    hidden = [node["id"] for content in contents for node in _nodes(content) if _is_hidden(node)]
    opened = len(contents) - 2
    if len(hidden) != len(set(hidden)) or len(contents) + len(hidden) - opened > MOST_REQUESTS:
        raise wrong_shape("the wrapper nodes lead in a circle or do not end", contents[-1])
    return [_url(source, node) for node in hidden[opened:]]


def read_reply(replies: SourceReplies) -> list[Observation]:
    """Read the nodes that are the country or a region; December of a year is the year.

    Each node has `id` (the term), `text` and `y<MMYYYY>` with the value as text.

    Raises
    ------
    ProblemsError
        When the reply has another shape, the country is not in it, a value is no number, or a node comes
        twice with different figures.
    """
    for node in (node for content in replies.contents for node in _nodes(content)):
        place, text = f"node {node['id']}", str(node.get("text", ""))
        if _is_hidden(node):
            replies.account.pass_over("code", f"{node['id']} '{text[:40]}'", "a hidden node")
        elif unit := replies.unit_of(place, int(node["id"]), text):
            for year, cell in _years(node, replies.account):
                replies.add(f"{place}, {year}", cell, unit, year)
    observations = replies.observations(NO_COUNTRY)
    if not any(observation.unit == country_unit() for observation in observations):
        raise replies.unlike(NO_COUNTRY)
    return observations


def _url(source: dict, parent: str) -> str:
    return f"{source['url']}&{urlencode({'p_parent_id': parent})}"


def _nodes(content: bytes) -> list[dict]:
    nodes = parse_json(content)
    if not isinstance(nodes, list) or not all(isinstance(node, dict) for node in nodes):
        raise wrong_shape("expected a list of nodes", content)
    for node in nodes:
        if not re.fullmatch(r"\d{1,12}", str(node.get("id", "")).strip()):
            raise wrong_shape("expected nodes with a whole number as 'id'", content)
    return [{**node, "id": str(node["id"]).strip()} for node in nodes]


def _is_hidden(node: dict) -> bool:
    return str(node.get("hidden")).strip().lower() == "true"


def _years(node: dict, account: Account) -> Iterator[tuple[int, object]]:
    for key in sorted(node):
        match = VALUE_KEY.fullmatch(key)
        if match and match[1] == "12":
            yield int(match[2]), node[key]
        elif match:
            account.pass_over("period", f"{match[1]}.{match[2]}", "a part of a year")
        elif re.fullmatch(r"y\d+", key):
            account.lost.append(f"node {node['id']}: the key '{key}' is a value of no month and year known.")
