"""Write every table of the article in every language, as CSV, HTML, LaTeX, Typst and Word."""

import logging
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from lib.claims.register import read_claims
from lib.core.configuration import read_yaml
from lib.core.files import write_bytes, write_csv, write_text
from lib.core.tables import read_table
from lib.data.vintages import LATEST, as_known_on
from lib.exhibits.table_formats import html_table, latex_table, typst_table
from lib.exhibits.tables import Heading, Table, data_frame
from lib.exhibits.word_documents import word_table
from lib.runs.jobs import job
from lib.words.language import Words, read_speakers
from lib.words.result_values import Numbers, numbers_of
from lib.words.source_line import source_line

FORMATS = ("csv", "html", "tex", "typ", "docx")


def heading(name: str, entry: Mapping[str, Any], source: str, words: Words, numbers: Numbers) -> Heading:
    """Return what stands around a table, its numbers filled in."""
    place = f"config/article/exhibits.yaml, tables.{name}"
    return Heading(
        name=name,
        number=entry["number"],
        label=words.say("exhibits.tables", number=entry["number"]),
        caption=numbers.fill(entry["caption"][words.language], f"{place}.caption.{words.language}"),
        note=numbers.fill(entry["note"][words.language], f"{place}.note.{words.language}"),
        source=source,
    )


def as_known(entry: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """A table's entry with the series and models that there were figures for on the date of a vintage."""
    settings = dict(entry["settings"])
    if "models" in settings:
        settings["models"] = [name for name in settings["models"] if name in set(inputs["models"]["base"])]
    series = [name for name in entry["series"] if name in set(inputs["snapshot"]["series"])]
    return {**entry, "series": series, "settings": settings}


def write_formats(table: Table, around: Heading, words: Words, paths: Mapping[str, str]) -> None:
    """Write one table in every format."""
    write_csv(paths["csv"], data_frame(table, words.say("tables.section")))
    write_text(paths["html"], html_table(table, around, words))
    write_text(paths["tex"], latex_table(table, around, words))
    write_text(paths["typ"], typst_table(table, around, words))
    write_bytes(paths["docx"], word_table(table, around, words))


def write_tables(
    entries: Mapping[str, Mapping[str, Any]],
    inputs: Mapping[str, Any],
    words: Words,
    numbers: Numbers,
    paths: Mapping[str, Mapping[str, str]],
) -> None:
    """Fill every table by its function, `scripts/publish/tables/<name>.py: fill`, and write it.

    Parameters
    ----------
    entries : entries of config/article/exhibits.yaml by name
    inputs : frames of results by name, and the registry; a table is given those that its entry lists
    words, numbers : one of the reader's languages, and numbers by key
    paths : for every table, where each format goes
    """
    for name, entry in entries.items():
        given = {key: inputs[key] for key in entry["inputs"]}
        table = import_module(f"publish.tables.{name}").fill(given, words, entry["settings"])
        source = source_line(entry["series"], inputs["registry"], inputs["snapshot"], words, boundaries=False)
        write_formats(table, heading(name, entry, source, words, numbers), words, paths[name])
        logging.info("%s: %d rows", name, len(table.rows))


if __name__ == "__main__":
    with job(snakemake):
        files = snakemake.input
        given = {name: read_table(files[name]) for name in snakemake.params.tables}
        entries = read_yaml(files.exhibits)["tables"]
        if snakemake.params.vintage != LATEST:
            given["snapshot"] = as_known_on(given["snapshot"], snakemake.params.vintage)
            entries = {name: as_known(entry, given) for name, entry in entries.items()}
        speakers = read_speakers(files, snakemake.params.languages)
        numbers = numbers_of(given, speakers, snakemake.params.vintage)
        inputs = {
            **given,
            "registry": read_yaml(files.registry),
            "claims": read_claims(files.claims),
        }
        for language, said in speakers.items():
            write_tables(
                entries=dict(sorted(entries.items(), key=lambda item: item[1]["number"])),
                inputs=inputs,
                words=said,
                numbers=numbers[language],
                paths={
                    name: {kind: snakemake.output[f"{language}_{name}_{kind}"] for kind in FORMATS}
                    for name in entries
                },
            )
