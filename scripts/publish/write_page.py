"""Write the reader's page: one file that works from disk, in every language, without network."""

from lib.runs.jobs import job

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from lib.claims.provenance import provenance_of
from lib.claims.register import read_claims
from lib.core.configuration import read_yaml
from lib.core.files import write_text
from lib.core.tables import read_table
from lib.core.text import visible
from lib.data.bundled import bundled_file
from lib.data.vintages import LATEST
from lib.exhibits.carried_font import split_font_rules
from lib.words.language import read_speakers
from lib.words.result_values import Numbers, numbers_of
from publish.page import board, curve, payload, prose
from publish.page.packing import packed_text
from publish.page.trails import Trails, answered_models

LANGUAGE_NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
SECTIONS = ("board", "explore", "figures", "tables", "article", "sources")
PAGE = Path(__file__).parent / "page"
SCRIPTS = (
    "unpack",
    "language",
    "figures",
    "board",
    "vintages",
    "dossiers",
    "charts",
    "explore",
    "curve",
    "start",
)
ARTICLE_FORMATS = ("pdf", "docx", "html", "tex")
DOCUMENTS = (
    "results/data/dictionary.html",
    "results/data/codebook.csv",
    "results/data/datapackage.json",
    "results/claims/verdicts.csv",
    "results/claims/readings.csv",
)


@dataclass(frozen=True)
class Paper:
    """What authors wrote.

    Parameters
    ----------
    claims : the register by id, with `theme`
    questions : config/article/questions.yaml
    groups : config/groups.yaml
    curves : the curves of config/specification_curve.yaml
    figures, tables : entries of config/article/exhibits.yaml by name
    texts : the article's Markdown by language
    registry : records of the raw series
    """

    claims: Mapping[str, Mapping]
    questions: Mapping[str, Mapping]
    groups: Mapping[str, Mapping]
    curves: Mapping[str, Mapping]
    figures: Mapping[str, Mapping]
    tables: Mapping[str, Mapping]
    texts: Mapping[str, str]
    registry: Mapping[str, Mapping]


@dataclass(frozen=True)
class Results:
    """What the run found.

    Parameters
    ----------
    tables : verdicts, ranges, readings, wording, vintages, snapshot, codebook, specifications, models and
        those that texts quote; every column as text
    used : columns series, vintage: releases the panel is made of
    panels : layout -> panel
    layer : boundaries of the 20 regions, GeoJSON
    drawings : figure -> language -> SVG
    fragments : table -> language -> HTML
    charting : Vega, Vega-Lite and Vega-Embed, compressed
    makers : name of a table, or figures.<name>, tables.<name> -> [path, rule, script]
    vintage : ``latest``, or the date as known on which all this was made
    """

    tables: Mapping[str, pd.DataFrame]
    used: pd.DataFrame
    panels: Mapping[str, pd.DataFrame]
    layer: Mapping
    drawings: Mapping[str, Mapping[str, str]]
    fragments: Mapping[str, Mapping[str, str]]
    charting: bytes
    makers: Mapping[str, Sequence[str]]
    vintage: str = LATEST


def write_page(speakers: board.Speakers, paper: Paper, results: Results) -> str:
    """Return the page; `speakers` are the words by language, the first one shown first."""
    tables, languages = results.tables, list(speakers)
    trails = Trails(
        makers=results.makers,
        provenance=provenance_of(tables["codebook"], results.used, tables["models"]),
        verdicts=tables["verdicts"],
        definitions={
            name: f"config/article/claims/{each['theme']}.yaml" for name, each in paper.claims.items()
        },
        models=answered_models(paper.questions),
    )
    numbers = numbers_of(tables, speakers, results.vintage)
    rows = board.board_rows(tables["verdicts"], tables["ranges"], tables["wording"], paper.claims, trails)
    words = page_words(speakers)
    changes = board.vintages(tables["vintages"], rows, speakers)
    environment = page_environment(languages, words)
    dossiers = board.dossiers(
        rows,
        tables["readings"],
        paper.claims,
        board.answer_titles(paper.questions, paper.groups),
        trails,
        speakers,
    )
    carried = {
        "charting": base64.b64encode(results.charting).decode("ascii"),
        "letters": packed_text(letters_of(results.drawings)),
        "tabulating": packed_text(tabulating_script()),
        "dossiers": packed_text(environment.get_template("dossiers.html.j2").render(dossiers=dossiers)),
        "explorer": packed_text(script_json(explorer(results, speakers, trails))),
        "curves": packed_text(
            script_json(
                {
                    "spec": chart_specs()["curve"],
                    "curves": curve.curves(tables["specifications"], paper.curves, speakers),
                }
            )
        ),
        **{
            f"figure-{name}-{language}": packed_text(split_font_rules(svg)[0])
            for name, drawn in results.drawings.items()
            for language, svg in drawn.items()
        },
    }
    context = {
        "languages": languages,
        "board": rows,
        "tally": board.tally(rows),
        "glance": board.glance(rows),
        "vintage_dates": changes["dates"] if changes else [],
        "curve_trail": trails.of_specifications(paper.curves),
        "figures": figures(paper.figures, numbers, trails, results),
        "tables": page_tables(paper.tables, numbers, trails, results),
        "article": prose.article(paper.texts, exhibit_labels(paper, speakers), numbers, trails),
        "sources": source_rows(tables["snapshot"], paper.registry),
        "carried": carried,
    }
    data = {
        "languages": languages,
        "words": words,
        "alts": {figure["name"]: figure["alts"] for figure in context["figures"]},
        "units": {
            code: board.spoken(speakers, lambda known, code=code: known.unit(code))
            for code in sorted(set().union(*(panel["unit"] for panel in results.panels.values())))
        },
        "vintages": changes,
        "trails": trails.kept,
        "raw": {f"{row.series}/{row.vintage}": row.sha256 for row in tables["snapshot"].itertuples()},
        "series": {
            name: {key: record[key] for key in ("title", "table", "publisher", "grade", "licence")}
            for name, record in paper.registry.items()
        },
    }
    return render(environment, context, data)


def page_words(speakers: board.Speakers) -> dict[str, dict[str, str]]:
    """The words of the page and of the verdicts, key -> language -> text."""
    first = next(iter(speakers.values()))
    keys = [key for key in first.texts if key.startswith(("page.", "verdicts."))]
    return {
        key.removeprefix("page."): board.spoken(speakers, lambda words, key=key: words.texts[key])
        for key in keys
    }


def explorer(results: Results, speakers: board.Speakers, trails: Trails) -> dict:
    """What the map and the panel explorer show, and the trail of each variable in each layout."""
    codebook = results.tables["codebook"]
    measures = {
        unit: board.spoken(speakers, lambda known, unit=unit: known.measure(unit))
        for unit in sorted(set(codebook["unit"]))
    }
    panel = payload.panel_cubes(results.panels)
    return {
        "variables": payload.variables(codebook, list(speakers), measures),
        "panel": panel,
        "map": payload.map_layer(results.layer),
        "specs": chart_specs(),
        "trails": {
            layout: {name: trails.of_variables([name], [f"panel_{layout}"]) for name in cube["values"]}
            for layout, cube in panel.items()
        },
    }


def tabulating_script() -> str:
    """DataTables as one module, from the package that carries it."""
    return (Path(find_spec("itables").origin).parent / "html/dt_bundle.js").read_text(encoding="utf-8")


def letters_of(drawings: Mapping[str, Mapping[str, str]]) -> str:
    """The font rules that every figure's drawing carries: the page has them once."""
    return next((split_font_rules(svg)[1] for drawn in drawings.values() for svg in drawn.values()), "")


def chart_specs() -> dict:
    """The charts as Vega-Lite describes them, without data and words."""
    return json.loads((PAGE / "specs.json").read_text(encoding="utf-8"))


def figures(
    entries: Mapping[str, Mapping], numbers: Mapping[str, Numbers], trails: Trails, results: Results
) -> list[dict]:
    """The figures in the order of their numbers."""
    return [
        {
            **_exhibit(name, entry, numbers, trails, results.makers[f"figures.{name}"], "figures"),
            "alts": _filled("figures", name, entry, "alt", numbers),
            "size": payload.drawing_size(next(iter(results.drawings[name].values()))),
        }
        for name, entry in _numbered(entries)
    ]


def exhibit_labels(paper: Paper, speakers: board.Speakers) -> dict[str, dict[str, str]]:
    """What each figure and table is called, by language and name, also with its section before the name."""
    return {
        language: {
            key: words.say(f"exhibits.{section}", number=entry["number"])
            for section, entries in (("tables", paper.tables), ("figures", paper.figures))
            for name, entry in entries.items()
            for key in (name, f"{section}.{name}")
        }
        for language, words in speakers.items()
    }


def page_tables(
    entries: Mapping[str, Mapping], numbers: Mapping[str, Numbers], trails: Trails, results: Results
) -> list[dict]:
    """The tables in the order of their numbers."""
    return [
        {
            **_exhibit(name, entry, numbers, trails, results.makers[f"tables.{name}"], "tables"),
            "title": _filled("tables", name, entry, "caption", numbers),
            "html": results.fragments[name],
        }
        for name, entry in _numbered(entries)
    ]


def _numbered(entries: Mapping[str, Mapping]) -> list[tuple[str, Mapping]]:
    return sorted(entries.items(), key=lambda item: item[1]["number"])


def _place(section: str, name: str, key: str, language: str) -> str:
    return f"config/article/exhibits.yaml, {section}.{name}.{key}.{language}"


def _filled(
    section: str, name: str, entry: Mapping, key: str, numbers: Mapping[str, Numbers]
) -> dict[str, str]:
    """A text of an exhibit in each language, its numbers filled in."""
    return {
        language: known.fill(entry[key][language], _place(section, name, key, language))
        for language, known in numbers.items()
    }


def _exhibit(
    name: str,
    entry: Mapping,
    numbers: Mapping[str, Numbers],
    trails: Trails,
    made: Sequence[str],
    section: str,
) -> dict:
    return {
        "name": name,
        "number": entry["number"],
        "trail": trails.of_exhibit(list(made), entry.get("series", ())),
        "caption": {
            language: prose.bound(
                entry["caption"][language], known, trails, _place(section, name, "caption", language)
            )
            for language, known in numbers.items()
        },
    }


def source_rows(snapshot: pd.DataFrame, registry: Mapping[str, Mapping]) -> list[dict]:
    """One row a series: its newest file, official table, grade and licence."""
    newest = snapshot.sort_values(["series", "vintage"]).groupby("series").tail(1)
    return [
        {
            **{key: registry[row["series"]][key] for key in ("title", "table", "grade", "licence")},
            **{key: row[key] for key in ("series", "vintage", "sha256")},
        }
        for row in newest.to_dict("records")
    ]


def page_environment(languages: Sequence[str], words: Mapping[str, Mapping]) -> jinja2.Environment:
    """The templates' surroundings: every text is escaped, hidden signs are shown by their codes."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=visible_value,
    )
    named = {name: words[f"verdicts.{name.replace(' ', '_')}"] for name in board.VERDICT_ORDER}
    environment.globals.update(
        languages=languages,
        words=words,
        verdict_words={**named, "no vintage": words["no_vintage"]},
        language_names=LANGUAGE_NAMES,
        sections=SECTIONS,
        article_formats=ARTICLE_FORMATS,
        documents=DOCUMENTS,
    )
    return environment


def visible_value(value: object) -> object:
    """A text with its hidden characters made visible; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup) and not value.isprintable():
        return visible(value)
    return value


def script_json(value: object) -> str:
    """JSON that cannot end the element it stands in, with no character hidden."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    hidden = not text.replace("\N{NO-BREAK SPACE}", "").isprintable()
    return (visible(text) if hidden else text).replace("<", "\\u003c")


def render(environment: jinja2.Environment, context: Mapping, data: Mapping) -> str:
    """Fill the page; only its own script may run, told by its hash."""
    behaviour = "".join((PAGE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    digest = hashlib.sha256(behaviour.encode("utf-8")).digest()
    return environment.get_template("page.html.j2").render(
        **context,
        style=Markup((PAGE / "style.css").read_text(encoding="utf-8")),  # noqa: S704 our own stylesheet
        data=script_json(data),
        behaviour=Markup(behaviour),  # noqa: S704 our own script
        script_hash=base64.b64encode(digest).decode("ascii"),
    )


def read_texts(path: str) -> pd.DataFrame:
    """A table of results with every column as text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def read_exhibits(
    folder: str, names: Iterable[str], languages: Sequence[str], kind: str
) -> dict[str, dict[str, str]]:
    """Each exhibit's file of one kind in each language."""
    return {
        name: {
            language: Path(folder, language, f"{name}.{kind}").read_text(encoding="utf-8")
            for language in languages
        }
        for name in names
    }


if __name__ == "__main__":
    with job(snakemake):
        given, languages = snakemake.input, list(snakemake.params.languages)
        exhibits = read_yaml(given.exhibits)
        page = write_page(
            speakers=read_speakers(given, languages),
            paper=Paper(
                claims=read_claims(given.claims),
                questions=read_yaml(given.questions),
                groups=read_yaml(given.groups),
                curves=read_yaml(given.curves)["curves"],
                figures=exhibits["figures"],
                tables=exhibits["tables"],
                texts={
                    language: Path(given[f"text_{language}"]).read_text(encoding="utf-8")
                    for language in languages
                },
                registry=read_yaml(given.registry),
            ),
            results=Results(
                tables={name: read_texts(given[name]) for name in snakemake.params.tables},
                used=read_table(given.long)[["series", "vintage"]].drop_duplicates(),
                panels={layout: read_table(given[f"panel_{layout}"]) for layout in snakemake.params.layouts},
                layer=json.loads(Path(given.boundaries).read_text(encoding="utf-8")),
                drawings=read_exhibits("results/figures", exhibits["figures"], languages, "svg"),
                fragments=read_exhibits("results/tables", exhibits["tables"], languages, "html"),
                charting=bundled_file(given.charting).read_bytes(),
                makers=snakemake.params.makers,
                vintage=snakemake.params.vintage,
            ),
        )
        write_text(snakemake.output.page, page)
