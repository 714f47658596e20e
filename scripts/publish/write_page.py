"""Write the reader's page: one file that works from disk, in every language, without network."""

from lib.runs.jobs import job

import base64
import json
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import jinja2
import pandas as pd

from lib.claims.evidence import build_evidence
from lib.claims.provenance import provenance_of
from lib.claims.register import read_dated_claims
from lib.claims.telling.values import verdict_word
from lib.core.archives import packed
from lib.core.configuration import read_yaml
from lib.core.country import country
from lib.core.files import write_bytes, write_text
from lib.core.tables import read_table
from lib.core.templates import filled_json
from lib.core.text import author_names
from lib.data.breaks import breaks_of
from lib.data.bundled import bundled_file
from lib.data.groups import groups_in_layout
from lib.data.units import read_units
from lib.exhibits.register import exhibit_entries
from lib.words.edition import edition_of
from lib.words.language import read_speakers
from lib.words.result_values import numbers_of
from lib.words.source_line import edition_words
from publish.page import board, curve, payload, prose
from publish.page.contents import Paper, Results
from publish.page.exhibits import (
    Sourced,
    chart_source,
    exhibit_labels,
    named_record,
    page_exhibits,
    source_rows,
)
from publish.page.findings import coverage_rows, page_findings, verdict_counts
from publish.page.packing import packed_text
from publish.page.register import engine_register
from publish.page.rendering import PAGE_FOLDER, page_environment, placed, render, script_json
from publish.page.trails import Trails, answered_models
from publish.tables.claims import titled

PAGE_NAME = "index.html"
DIRECTIONS = (
    "above", "apart", "below", "comparable", "highest", "lowest", "negative", "not_lowest", "positive",
)  # fmt: skip
PAGE_WORDS = (
    "page.",
    "verdicts.",
    "measures.",
    "claims.effects.",
    "claims.interval",
    "marks.gap",
    "dossier.how_",
    *(f"claims.{direction}" for direction in DIRECTIONS),
)


def write_page(speakers: board.Speakers, paper: Paper, results: Results) -> tuple[dict[str, bytes], dict]:
    """Return the page's draft and its verdicts for machines; the first language of `speakers` is shown."""
    tables = results.tables
    trails = Trails(
        makers=results.makers,
        provenance=provenance_of(tables["codebook"], results.used, tables["models"]),
        verdicts=tables["verdicts"],
        definitions={
            name: f"config/article/claims/{claim['theme']}.yaml" for name, claim in paper.claims.items()
        },
        models=answered_models(paper.questions),
    )
    numbers = numbers_of(tables, speakers, results.vintage)
    rows = board.board_rows(tables["verdicts"], tables["readings"], tables["wording"], paper.claims, trails)
    for row in rows:
        named = partial(titled, row["sources"], paper.registry)
        row["sources"] = board.spoken(speakers, named) if row["sources"] else {}
    changes = board.vintages(tables["vintages"], rows, speakers)
    words = page_words(speakers)
    environment = page_environment(list(speakers), words)
    authors = author_names(paper.citation)
    register = engine_register(paper, results.evidence, speakers)
    carried = carried_parts(rows, paper, results, trails, speakers, environment, register)
    figures = page_exhibits(paper.figures, numbers, trails, results)
    labels = exhibit_labels([*paper.figures, *paper.tables], speakers)
    edition = edition_of(tables["edition"])
    context = {
        "edition": board.spoken(speakers, lambda known: edition_words(edition, known)),
        "languages": list(speakers),
        "board": rows,
        "tally": board.tally(rows),
        "glance": board.glance(rows),
        "findings": page_findings(rows),
        "counts": verdict_counts(rows),
        "citation": {
            "authors": board.spoken(
                speakers, lambda known: ", ".join(known.named("authors", name) for name in authors)
            ),
            **{key: paper.citation[key] for key in ("title", "version")},
        },
        "covered": coverage_rows(tables["coverage"], paper.claims, speakers),
        "vintage_dates": changes["dates"] if changes else [],
        "curve_trail": trails.of_specifications(paper.curves) if "curves" in carried else None,
        "figures": figures,
        "tables": page_exhibits(paper.tables, numbers, trails, results),
        "article": prose.article(paper.texts, labels, numbers, trails, rows),
        "sources": source_rows(tables["snapshot"], paper.registry, speakers),
        "carried": carried,
    }
    data = {
        "languages": list(speakers),
        "words": words,
        "vintages": changes,
        "trails": trails.kept,
        **names_and_releases(paper, results, speakers),
    }
    reviews = filled_json(
        PAGE_FOLDER / "claim_reviews.json.j2",
        speakers=speakers,
        rows=rows,
        authors=authors,
        page=PAGE_NAME,
        verdict_word=verdict_word,
    )
    return render(environment, context, data), reviews


def carried_parts(
    rows: Sequence[Mapping],
    paper: Paper,
    results: Results,
    trails: Trails,
    speakers: board.Speakers,
    environment: jinja2.Environment,
    register: Mapping,
) -> dict[str, str]:
    """What the page carries packed, to be unpacked when a reader asks for it, by the name it goes under."""
    dossiers = board.dossiers(rows, results.tables["readings"], paper.claims, trails, speakers, register)
    sourced = partial(chart_source, paper, results, trails.provenance, speakers)
    drawable = curve.curves(results.tables["specifications"], paper.curves, speakers, sourced)
    drawn = {"spec": chart_specs()["curve"], "curves": drawable}
    names = [figure.name for figure in paper.figures]
    tabulating = Path(find_spec("itables").origin).parent / "html/dt_bundle.js"  # DataTables as one module
    return {
        "charting": base64.b64encode(results.charting).decode("ascii"),
        "tabulating": packed_text(tabulating.read_text(encoding="utf-8")),
        **{
            f"dossiers-{language}": packed_text(
                environment.get_template("dossiers.html.j2").render(dossiers=dossiers, language=language)
            )
            for language in speakers
        },
        "explorer": packed_text(script_json(explorer(results, paper, speakers, trails, sourced))),
        "panels": packed_text(script_json(payload.panel_cubes(results.panels))),
        "register": packed_text(script_json(register)),
        **({"curves": packed_text(script_json(drawn))} if drawable else {}),
        "letters": placed(f"letters/{next(iter(speakers))}/{names[0]}") if names else packed_text(""),
        **{
            f"figure-{name}-{language}": placed(f"figures/{language}/{name}")
            for name in names
            for language in speakers
        },
    }


def names_and_releases(paper: Paper, results: Results, speakers: board.Speakers) -> dict[str, dict]:
    """What units are called, and the raw files and series that ways lead back to."""
    codes = sorted(set().union(*(panel["unit"] for panel in results.panels.values())))
    return {
        "units": {code: board.spoken(speakers, lambda known, code=code: known.unit(code)) for code in codes},
        "raw": {f"{row.series}/{row.vintage}": row.sha256 for row in results.tables["snapshot"].itertuples()},
        "series": {name: named_record(record, speakers) for name, record in paper.registry.items()},
    }


def page_words(speakers: board.Speakers) -> dict[str, dict[str, str]]:
    """The words of the page and of the verdicts, key -> language -> text."""
    first = next(iter(speakers.values()))
    keys = [key for key in first.texts if key.startswith(PAGE_WORDS)]
    said = {
        key.removeprefix("page."): board.spoken(speakers, lambda words, key=key: words.texts[key])
        for key in sorted(keys)
    }
    return {**said, "credit": board.spoken(speakers, lambda words: words.say("licence_map"))}


def explorer(
    results: Results, paper: Paper, speakers: board.Speakers, trails: Trails, sourced: Sourced
) -> dict:
    """What the map and the panel explorer show and open with, and the trail of each variable in a layout."""
    return {
        "variables": payload.variables(results.tables["codebook"], speakers, sourced),
        "map": payload.map_layer(results.layer),
        "first": {
            "series": next(iter(paper.curves.values()))["outcomes"][0]["variable"],
            "year": str(paper.judging["years"]["natural"]),
            "layout": paper.judging["layouts"][min(1, len(paper.judging["layouts"]) - 1)],
            "unit": next(iter(country()["successors"].values()), ""),
        },
        "specs": chart_specs(),
        "trails": {
            layout: {
                name: trails.of_variables([name], [f"panel_{layout}"])
                for name in panel.columns.drop(["unit", "year"])
            }
            for layout, panel in results.panels.items()
        },
    }


def chart_specs() -> dict:
    """The charts as Vega-Lite describes them, without data and words."""
    return json.loads((PAGE_FOLDER / "specs.json").read_text(encoding="utf-8"))


def read_texts(path: str) -> pd.DataFrame:
    """A table of results with every column as text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


if __name__ == "__main__":
    with job(snakemake):
        inputs, languages = snakemake.input, list(snakemake.params.languages)
        exhibits, groups = read_yaml(inputs.exhibits), read_yaml(inputs.groups)
        units = read_units(inputs.units)
        panels = {layout: read_table(inputs[f"panel_{layout}"]) for layout in snakemake.params.layouts}
        codebook = read_table(inputs.codebook)
        used = read_table(inputs.long)[["series", "vintage"]].drop_duplicates()
        speakers = read_speakers(inputs, languages)
        evidence = build_evidence(
            panels,
            {layout: groups_in_layout(groups, units, layout) for layout in panels},
            read_table(inputs.coefficients),
            read_table(inputs.models),
            breaks_of(codebook),
        )
        draft, reviews = write_page(
            speakers=speakers,
            paper=Paper(
                claims=read_dated_claims(inputs.claims, inputs.sentences),
                questions=read_yaml(inputs.questions),
                judging=read_yaml(inputs.judging),
                curves=read_yaml(inputs.curves)["curves"],
                figures=exhibit_entries(exhibits, "figures"),
                tables=exhibit_entries(exhibits, "tables"),
                texts={
                    language: Path(inputs[f"text_{language}"]).read_text(encoding="utf-8")
                    for language in languages
                },
                registry=read_yaml(inputs.registry),
                citation=read_yaml(inputs.citation),
            ),
            results=Results(
                tables={name: read_texts(inputs[name]) for name in snakemake.params.tables},
                used=used,
                panels=panels,
                evidence=evidence,
                layer=json.loads(Path(inputs.boundaries).read_text(encoding="utf-8")),
                charting=bundled_file(inputs.charting).read_bytes(),
                makers=snakemake.params.makers,
                vintage=snakemake.params.vintage,
            ),
        )
        write_bytes(snakemake.output.draft, packed(draft))
        write_text(
            snakemake.output.reviews, json.dumps(reviews, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        )
