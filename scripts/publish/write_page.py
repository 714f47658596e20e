"""Write the reader's page: one file that works from disk, in every language, without network."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2
import pandas as pd

from lib.configuration import load, load_all
from lib.files import read_table, write_text
from lib.i18n import Words, load_words
from lib.jobs import job
from lib.numbers import ROW_KEYS, Numbers, keyed_tables
from publish.page import board, bundles, payload

LANGUAGE_NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
PAGE = Path(__file__).parent / "page"


def page_words(speakers: board.Speakers) -> dict[str, dict[str, str]]:
    """The words of the page and of the verdicts, key -> language -> text."""
    first = next(iter(speakers.values()))
    keys = [key for key in first.texts if key.startswith(("page.", "verdicts."))]
    return {
        key.removeprefix("page."): board.spoken(speakers, lambda words, key=key: words.texts[key])
        for key in keys
    }


def exhibits(
    entries: Mapping[str, Mapping], numbers: Mapping[str, Numbers], keys: Sequence[str], section: str
) -> list[dict]:
    """Entries of config/article/exhibits.yaml in order, with numbers filled into the texts.

    Parameters
    ----------
    entries : figures or tables by name
    numbers : numbers by key, of each language
    keys : which texts
    section : figures or tables, for messages
    """
    place = f"config/article/exhibits.yaml, {section}"
    return [
        {
            "name": name,
            "number": entry["number"],
            **{
                key: {
                    language: known.fill(entry[key][language], f"{place}.{name}.{key}.{language}")
                    for language, known in numbers.items()
                }
                for key in keys
            },
        }
        for name, entry in sorted(entries.items(), key=lambda item: item[1]["number"])
    ]


def table_fragments(
    names: Sequence[str], folder: Path, languages: Sequence[str]
) -> dict[str, dict[str, str]]:
    """The HTML of each table in each language."""
    return {
        name: {
            language: (folder / language / f"{name}.html").read_text(encoding="utf-8")
            for language in languages
        }
        for name in names
    }


def source_rows(snapshot: pd.DataFrame, registry: Mapping[str, Mapping]) -> list[dict]:
    """One row a series: its newest file, official table, grade and licence."""
    newest = snapshot.sort_values(["series", "vintage"]).groupby("series").tail(1)
    return [
        {
            **{key: registry[row["series"]][key] for key in ("title", "table", "grade", "licence")},
            "vintage": row["vintage"],
            "sha256": row["sha256"],
        }
        for row in newest.to_dict("records")
    ]


def render(context: Mapping, data: Mapping) -> str:
    """Fill the template; every text is escaped, and no part of the data can end its script element."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGE), autoescape=True, undefined=jinja2.StrictUndefined
    )
    inner = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return environment.get_template("page.html.j2").render(
        **context,
        data=inner.replace("<", "\\u003c"),
        behaviour=jinja2.utils.markupsafe.Markup((PAGE / "behaviour.js").read_text(encoding="utf-8")),
    )


def read_texts(path: str) -> pd.DataFrame:
    """A table of results with every column as text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def write_page(
    speakers: board.Speakers,
    claims: Mapping[str, Mapping],
    tables: Mapping[str, pd.DataFrame],
    panels: Mapping[str, pd.DataFrame],
    layer: Mapping,
    registry: Mapping[str, Mapping],
    figures: Sequence[Mapping],
    drawings: Mapping[str, Mapping],
    filled: Sequence[Mapping],
    fragments: Mapping[str, Mapping[str, str]],
) -> str:
    """Return the page.

    Parameters
    ----------
    speakers : words by language, the first one shown first
    claims : the register by id, with `theme`
    tables : verdicts, ranges, readings, wording, vintages, snapshot, codebook; every column as text
    panels : layout -> panel
    layer : boundaries of the 20 regions, GeoJSON
    registry : records of the raw series
    figures, filled : entries of figures and of tables, see `exhibits`
    drawings : figures' packed SVG and alt texts, see `payload.packed_figures`
    fragments : HTML of each table by language
    """
    languages = list(speakers)
    words = page_words(speakers)
    rows = board.board_rows(tables["verdicts"], tables["ranges"], tables["wording"], claims)
    changes = board.vintages(tables["vintages"])
    measures = {
        unit: board.spoken(speakers, lambda known, unit=unit: known.measure(unit))
        for unit in sorted(set(tables["codebook"]["unit"]))
    }
    table_script, table_style = bundles.table_bundle()
    markup = jinja2.utils.markupsafe.Markup
    context = {
        "languages": languages,
        "language_names": LANGUAGE_NAMES,
        "words": words,
        "verdict_words": {name: words[f"verdicts.{name.replace(' ', '_')}"] for name in board.VERDICTS},
        "all_verdicts": board.VERDICTS,
        "style": markup(table_style + (PAGE / "style.css").read_text(encoding="utf-8")),
        "board": rows,
        "tally": board.tally(rows),
        "themes": list(dict.fromkeys(row["theme"] for row in rows)),
        "vintage_dates": changes["dates"] if changes else [],
        "has_curve": False,
        "dossiers": board.dossiers(rows, tables["readings"], claims, speakers),
        "figures": figures,
        "tables": [
            {**entry, "title": entry["caption"], "html": fragments[entry["name"]]} for entry in filled
        ],
        "sources": source_rows(tables["snapshot"], registry),
        "bundles": {"vega-bundle": bundles.charting_bundle(), "table-bundle": table_script},
    }
    data = {
        "languages": languages,
        "words": words,
        "units": {
            code: board.spoken(speakers, lambda known, code=code: known.unit(code))
            for code in panel_units(panels)
        },
        "variables": payload.variables(tables["codebook"], languages, measures),
        "panel": payload.panel_cubes(panels),
        "map": payload.map_layer(layer),
        "specs": json.loads((PAGE / "specs.json").read_text(encoding="utf-8")),
        "figures": drawings,
        "vintages": changes,
    }
    return render(context, data)


def panel_units(panels: Mapping[str, pd.DataFrame]) -> list[str]:
    """Every code in any panel, sorted."""
    return sorted(set().union(*(panel["unit"] for panel in panels.values())))


def read_claims(paths: Sequence[str], schema: str) -> dict[str, dict]:
    """The register by id, each claim with its theme, the name of its file; the order of files and entries."""
    return {
        name: {**claim, "theme": Path(path).stem}
        for path, content in zip(paths, load_all(list(paths), schema), strict=True)
        for name, claim in content.items()
    }


def read_speakers(files: Mapping[str, str], languages: Sequence[str]) -> dict[str, Words]:
    """The words of each language; `files` are the rule's inputs."""
    return {
        language: load_words(
            language,
            words=files[f"words_{language}"],
            schema=files["words_schema"],
            units=files["units"],
            codebook=files["codebook"],
            groups=files["groups"],
            groups_schema=files["groups_schema"],
        )
        for language in languages
    }


if __name__ == "__main__":
    with job(snakemake):
        languages, entries = list(snakemake.params.languages), snakemake.params.exhibits
        said = read_speakers(snakemake.input, languages)
        tables = {
            name: read_texts(snakemake.input[name])
            for name in ("verdicts", "readings", "ranges", "wording", "snapshot", "codebook")
        }
        units = dict(zip(tables["codebook"]["variable"], tables["codebook"]["unit"], strict=True))
        keyed = keyed_tables({name: table for name, table in tables.items() if name in ROW_KEYS})
        numbers = {language: Numbers(keyed, words, units) for language, words in said.items()}
        write_text(
            snakemake.output.page,
            write_page(
                speakers=said,
                claims=read_claims(snakemake.input.claims, snakemake.input.claims_schema),
                tables={**tables, "vintages": pd.DataFrame()},
                panels={
                    layout: read_table(snakemake.input[f"panel_{layout}"], text=("unit",))
                    for layout in snakemake.params.layouts
                },
                layer=json.loads(Path(snakemake.input.boundaries).read_text(encoding="utf-8")),
                registry=load(snakemake.input.registry, snakemake.input.registry_schema),
                figures=exhibits(entries["figures"], numbers, ("caption", "alt"), "figures"),
                drawings=payload.packed_figures(
                    Path("results/figures"),
                    languages,
                    {name: entry["alt"] for name, entry in entries["figures"].items()},
                ),
                filled=exhibits(entries["tables"], numbers, ("caption",), "tables"),
                fragments=table_fragments(list(entries["tables"]), Path("results/tables"), languages),
            ),
        )
