"""What a source sent: its text, its JSON, and a sentence with its first bytes when it is something else."""

import json
from decimal import Decimal
from typing import Any

from lib.core.problems import ProblemsError

BEGINNING = 60
BINARY = {
    b"PK\x03\x04": "a workbook or another zip",
    b"\xd0\xcf\x11\xe0": "an old workbook, .xls",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "packed by gzip",
}


def beginning(content: bytes) -> str:
    """The first bytes, printable and shortened, for a message."""
    if not content:
        return "the reply is empty"
    text = content[:BEGINNING].decode("utf-8", "backslashreplace")
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
    kind = next((f" ({name})" for mark, name in BINARY.items() if content.startswith(mark)), "")
    return f"the reply begins with: {shown}{'…' if len(content) > BEGINNING else ''}{kind}"


def wrong_shape(what: str, content: bytes) -> ProblemsError:
    """A fault of the reply's shape, with its first bytes shown."""
    kind = "; it is an HTML page" if looks_like_html(content) else ""
    return ProblemsError("Reading the reply", [f"{what}{kind}; {beginning(content)}."])


def looks_like_html(content: bytes) -> bool:
    """Whether the content is a web page, as outages and maintenance notices are."""
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<!doctype", b"<body"))


def parse_json(content: bytes) -> Any:
    """JSON with exact numbers; raises `ProblemsError` for other content and for a key given twice."""
    if not content.strip():
        raise wrong_shape("expected JSON", content)
    try:
        return json.loads(
            content,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except (ValueError, ArithmeticError) as error:
        raise wrong_shape(f"expected JSON ({error})", content) from None
    except RecursionError:
        raise wrong_shape("expected JSON of ordinary depth", content) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = {}
    for key, value in pairs:
        if key.strip() in members:
            raise ValueError(f"the key '{key.strip()}' is given twice")
        members[key.strip()] = value
    return members
