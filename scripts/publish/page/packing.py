"""Texts packed small enough to travel in a page."""

import base64
import gzip
import io


def packed_text(text: str) -> str:
    """Gzip in base64, the same bytes every time; the page unpacks it when it is needed.

    `gzip.compress` would name the operating system in one byte, as some versions of Python know it.
    """
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write(text.encode("utf-8"))
    return base64.b64encode(buffer.getvalue()).decode("ascii")
