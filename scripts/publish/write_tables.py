"""Write every table of the article in every language, as CSV, HTML, LaTeX, Typst and Word."""

from lib.runs.jobs import job

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import product
from operator import itemgetter

import pandas as pd

from lib.claims.register import read_claims
from lib.core.configuration import read_yaml
from lib.core.files import write_bytes, write_csv, write_text
from lib.core.tables import read_table
from lib.data.vintages import LATEST, as_known_on
from lib.exhibits.article import exhibit_of
from lib.exhibits.pandoc import Node, fragments
from lib.exhibits.register import ExhibitEntry, exhibit_entries
from lib.exhibits.table_nodes import TARGETS, dressed, kept_together, table_node
from lib.exhibits.tables import Table, data_frame
from lib.exhibits.word_files import reference_document, word_tables
from lib.models.specification import titles_of
from lib.words.language import read_speakers
from lib.words.result_values import numbers_of
from lib.words.source_line import source_line

TABLE_FORMATS = ("csv", *TARGETS)


def as_known(entry: ExhibitEntry, inputs: Mapping[str, pd.DataFrame]) -> ExhibitEntry:
    """A table's entry with the series and models that there were figures for on the date of a vintage."""
    settings = dict(entry.settings)
    if "models" in settings:
        settings["models"] = [name for name in settings["models"] if name in set(inputs["models"]["base"])]
    series = tuple(name for name in entry.series if name in set(inputs["snapshot"]["series"]))
    return replace(entry, series=series, settings=settings)


@dataclass(frozen=True)
class Written:
    """A table of the article in one language, filled.

    Parameters
    ----------
    cells : columns, rows and their cells
    node : the table as pandoc holds it, free of format
    title : label and caption, as the title of a file
    section : head of the column of sections
    """

    cells: Table
    node: Node
    title: str
    section: str


def write_tables(
    tables: Mapping[str, Mapping[str, Written]],
    reference: bytes,
    path: Callable[[str, str, str], str],
) -> None:
    """Write the tables of every language in every format, each format by one run of pandoc where it can.

    Parameters
    ----------
    reference : the Word file that gives styles
    path : where a file goes, told by language, name and format
    """
    every = [(language, name) for language, named in tables.items() for name in named]
    if not every:
        return
    for language, name in every:
        table = tables[language][name]
        write_csv(path(language, name, "csv"), data_frame(table.cells, table.section))
    for extension in ("html", "tex", "typ"):
        nodes = [dressed(tables[language][name].node, TARGETS[extension]) for language, name in every]
        for (language, name), text in zip(every, fragments(nodes, TARGETS[extension]), strict=True):
            write_text(path(language, name, extension), kept_together(text) if extension == "typ" else text)
    for language, named in filter(itemgetter(1), tables.items()):
        files = word_tables([(each.node, each.title) for each in named.values()], reference, language)
        for name, content in zip(named, files, strict=True):
            write_bytes(path(language, name, "docx"), content)


if __name__ == "__main__":
    with job(snakemake) as work:
        files, output, vintage = snakemake.input, snakemake.output, snakemake.params.vintage
        frames = {name: read_table(files[name]) for name in snakemake.params.tables}
        entries = exhibit_entries(read_yaml(files.exhibits), "tables")
        if vintage != LATEST:
            frames["snapshot"] = as_known_on(frames["snapshot"], vintage)
            entries = [as_known(entry, frames) for entry in entries]
        speakers = read_speakers(files, snakemake.params.languages)
        numbers = numbers_of(frames, speakers, vintage)
        *model_files, variants = files.titles
        registry = read_yaml(files.registry)
        inputs = {
            **frames,
            "registry": registry,
            "claims": read_claims(files.claims),
            "titles": titles_of(model_files, variants),
        }
        written: dict[str, dict[str, Written]] = {language: {} for language in speakers}
        for (language, words), entry in product(speakers.items(), entries):
            exhibit = exhibit_of(entry, numbers[language])
            source = source_line(
                entry.series, registry, frames["edition"], words, "tables", listed=snakemake.params.listed
            )
            notes = [text for text in (entry.filled("note", numbers[language]), source) if text]
            behind = (files[key] for key in ("units", "codebook", "groups", "word", *entry.inputs))
            with work.part(
                f"{language}/{entry.name}",
                values=(exhibit, notes, entry.settings, vintage),
                reads=[path for each in behind for path in ([each] if isinstance(each, str) else each)],
                outputs=[output[f"{language}_{entry.name}_{kind}"] for kind in TABLE_FORMATS],
                module=entry.module,
            ) as to_fill:
                if not to_fill:
                    continue
                listed = {key: inputs[key] for key in entry.inputs}
                table = import_module(entry.module).fill(listed, words, entry.settings)
                written[language][entry.name] = Written(
                    cells=table,
                    node=table_node(table, exhibit, notes, words),
                    title=f"{exhibit.label}. {exhibit.caption_text}",
                    section=words.say("tables.section"),
                )
                logging.info("%s: %d rows", entry.name, len(table.rows))
        write_tables(
            written,
            reference=reference_document(files.word, snakemake.params.word),
            path=lambda *which: output["_".join(which)],
        )
