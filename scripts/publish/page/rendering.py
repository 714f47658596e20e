"""Templates of the page: filled with escaped text, and only the page's own script may run."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2
from markupsafe import Markup

from lib.core.country import country
from lib.core.files import DIGITS
from lib.core.text import visible
from lib.exhibits.binding import place
from publish.page.board import VERDICT_ORDER

PAGE_FOLDER = Path(__file__).parent
PAGE_SCRIPTS = (
    "unpack", "state", "language", "measures", "engine", "figures", "board", "vintages", "dossiers",
    "workings", "years", "judge", "charts", "explore", "curve", "start",
)  # fmt: skip


def page_environment(languages: Sequence[str], words: Mapping[str, Mapping]) -> jinja2.Environment:
    """The templates' surroundings: every text is escaped, hidden signs are shown by their codes."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGE_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=visible_value,
    )
    named = {name: words[f"verdicts.{name.replace(' ', '_')}"] for name in VERDICT_ORDER}
    environment.globals.update(
        languages=languages,
        words=words,
        verdict_words={**named, "no vintage": words["no_vintage"]},
        language_names={code: each["name"] for code, each in country()["languages"].items()},
        glossary=[key.split(".")[1] for key in words if key.startswith("terms.") and key.endswith(".term")],
    )
    return environment


def visible_value(value: object) -> object:
    """A text with its hidden characters made visible; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup) and not value.isprintable():
        return visible(value)
    return value


def script_json(value: object) -> str:
    """JSON that cannot end the element it stands in: no hidden character, no more digits than tables have."""
    settled = json.loads(
        json.dumps(value, allow_nan=False), parse_float=lambda digits: float(f"{float(digits):.{DIGITS}g}")
    )
    text = json.dumps(settled, ensure_ascii=False, separators=(",", ":"))
    hidden = not text.replace("\N{NO-BREAK SPACE}", "").isprintable()
    return (visible(text) if hidden else text).replace("<", "\\u003c")


def placed(name: str) -> Markup:
    """The place of what is bound into the page last, see `publish.bind_exhibits`."""
    return Markup(place(name))  # noqa: S704 two signs around a name of our own


def render(environment: jinja2.Environment, context: Mapping, data: Mapping) -> dict[str, bytes]:
    """Fill the page and, beside it, what stands in it in further languages; only its own script may run."""
    behaviour = "".join(
        (PAGE_FOLDER / "script" / f"{name}.js").read_text(encoding="utf-8") for name in PAGE_SCRIPTS
    )
    bodies = {
        language: Markup(environment.get_template("body.html.j2").render(**context, language=language))  # noqa: S704 filled by the template
        for language in environment.globals["languages"]
    }
    digest = hashlib.sha256(behaviour.encode("utf-8")).digest()
    first, *others = bodies
    page = environment.get_template("page.html.j2").render(
        body=bodies[first],
        carried=context["carried"] | {f"page-{language}": placed(f"pages/{language}") for language in others},
        style=Markup((PAGE_FOLDER / "style.css").read_text(encoding="utf-8")),  # noqa: S704 our own stylesheet
        data=script_json(data),
        behaviour=Markup(behaviour),  # noqa: S704 our own script
        script_hash=base64.b64encode(digest).decode("ascii"),
    )
    return {"index.html": page.encode(), **{language: bodies[language].encode() for language in others}}
