"""Dossiers: a told statement in Markdown, what is stated, what was computed, every reading, sources, how."""

from functools import cache
from pathlib import Path

import jinja2

from lib.claims.telling.told import ToldClaim, ToldOutcome
from lib.words.language import Words


def write_dossier(claim: ToldClaim, picture: str, root: str, words: Words, edition: str = "") -> str:
    """Return the dossier of one statement; its picture and the project as paths from the dossier.

    `edition` says as known on which date the figures are, and goes below the statement.
    """
    text = template("dossier.md.jinja").render(
        claim=claim,
        picture=picture,
        root=root,
        edition=edition,
        say=lambda key: words.say(f"dossier.{key}"),
    )
    return text.rstrip() + "\n"


@cache
def template(name: str) -> jinja2.Template:
    """Return a template of this folder; what goes into a picture is escaped, Markdown is not."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=jinja2.select_autoescape(["svg.jinja"], default=False),
    )
    environment.filters |= {"line": _line, "capital": lambda text: text[:1].upper() + text[1:]}
    return environment.get_template(name)


def _line(row: ToldOutcome) -> str:
    """A line of a Markdown table, the chosen outcome's in bold."""
    texts = (row.reading, row.period, row.layout, row.computed, row.verdict)
    cells = (text.replace("|", "\\|") for text in texts)
    return "| " + " | ".join(f"**{cell}**" if row.chosen and cell else cell for cell in cells) + " |"
