"""Texts packed small enough to travel in a page."""

import base64
import gzip


def packed_text(text: str) -> str:
    """Gzip in base64, the same bytes every time; the page unpacks it when it is needed."""
    return base64.b64encode(gzip.compress(text.encode("utf-8"), mtime=0)).decode("ascii")
