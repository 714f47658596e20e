"""Templates: of dossiers, pictures, why a verdict is what it is, and of queries."""

from functools import cache
from pathlib import Path

import jinja2


@cache
def template(name: str) -> jinja2.Template:
    """Return a template below this folder; what goes into a picture is escaped, Markdown and SQL are not."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=jinja2.select_autoescape(["svg.jinja"], default=False),
    )
    environment.filters |= {
        "capital": lambda text: text[:1].upper() + text[1:],
        "in_one_line": in_one_line,
        "real": lambda number: repr(float(number)),
        "shown": lambda number: float(f"{number:.8g}"),
    }
    return environment.get_template(name)


def in_one_line(text: str) -> str:
    """Return sentences, one a line, with a blank between them."""
    return " ".join(filter(None, text.splitlines()))
