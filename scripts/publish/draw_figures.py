"""Figures of the article in every language, as PDF, SVG and PNG, with the data behind each as CSV."""

from lib.runs.jobs import Work, job, made_by

import json
import logging
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import import_module
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from lib.claims.register import read_claims
from lib.core.archives import packed, unpacked
from lib.core.configuration import read_yaml
from lib.core.country import languages
from lib.core.files import read_csv, write_bytes, write_csv
from lib.core.pieces import share_of
from lib.core.tables import read_table
from lib.core.text import spreadsheet_cells
from lib.data.long_table import constant_series
from lib.data.vintages import LATEST
from lib.exhibits.layout import Drawn, Sheet, settle_layout
from lib.exhibits.pictures import save_figure
from lib.exhibits.register import FIGURE_FORMATS, ExhibitEntry, exhibit_entries
from lib.exhibits.style import apply_style
from lib.words.language import Words, read_speakers
from lib.words.source_line import source_line


def read_input(path: str | Path | list[str]) -> pd.DataFrame | dict:
    """Read a table, a file of config, a layer of boundaries, all releases of a series, or the statements."""
    if isinstance(path, str | Path):
        if str(path).endswith(".geojson"):
            return json.loads(Path(path).read_text(encoding="utf-8"))
        return read_yaml(path) if str(path).endswith(".yaml") else read_table(path)
    if str(path[0]).endswith(".yaml"):
        return read_claims(path)
    return pd.concat(
        [read_csv(release).assign(vintage=Path(release).stem) for release in path], ignore_index=True
    )


class Inputs(dict[str, Any]):
    """The inputs of figures by name, each read when a figure that has to be drawn asks for it.

    Parameters
    ----------
    files : where each is
    """

    def __init__(self, files: Mapping[str, Any]):
        super().__init__()
        self.files = files

    def __missing__(self, name: str) -> Any:
        self[name] = read_input(self.files[name])
        return self[name]


def years_reached(longs: list[str], registry: Mapping[str, Mapping]) -> dict[str, int]:
    """The last year of every series that is not constant."""
    years = pd.concat(map(read_table, longs)).groupby("series")["year"].max()
    return years.drop(constant_series(registry), errors="ignore").to_dict()


WORDS_OF = ("units", "codebook", "groups")
# Of a figure's entry what is not drawn; the series are in its foot.
NOT_DRAWN = ("number", "place", "series", "caption")


def figure_inputs(entry: ExhibitEntry) -> list[str]:
    """The tables of a figure: those that its entry lists, and the codebook, for no line crosses a break."""
    return ["codebook", *entry.inputs]


def spoken_entry(entry: Any, language: str) -> Any:
    """An entry with one language's text in the place of texts in every language."""
    if not isinstance(entry, dict):
        return entry
    if set(entry) == set(languages()):
        return entry[language]
    return {key: spoken_entry(each, language) for key, each in entry.items()}


def listed(paths: str | list[str]) -> list[str]:
    """One path or several, as a list."""
    return [paths] if isinstance(paths, str) else list(paths)


def draw_figure(entry: ExhibitEntry, tables: Mapping[str, Any], words: Words, foot: str) -> Drawn:
    """Draw one figure, laid out, by the function `draw` of its module; return the data behind it, too.

    `tables` are the inputs by name; the function is given those that its entry lists.
    """
    sheet = Sheet(entry.columns, entry.height, foot, entry.settings)
    inputs = {key: tables[key] for key in figure_inputs(entry)}
    heading = "figure" if entry.plain else entry.key
    own = {f"{heading}.{key}": said[words.language] for key, said in entry.says.items()}
    words = replace(words, texts=ChainMap(own, words.texts))
    return import_module(entry.module).draw(inputs, words, sheet)


def years_to_come(entry: ExhibitEntry, last_years: Mapping[str, int]) -> list[int]:
    """The years that a figure's settings name and that some series behind it had not reached yet.

    `last_years` gives the last year of every series that is not constant.
    """
    settings = entry.settings
    named = [settings["year"]] if "year" in settings else settings.get("years", [])
    reached = [last_years[series] for series in entry.series if series in last_years]
    last = min(reached, default=max(named, default=0))
    return sorted(year for year in named if year > last)


def what_is_to_come(
    entry: ExhibitEntry, last_years: Mapping[str, int], registry: Mapping[str, Mapping], language: str
) -> list[str]:
    """What a figure needs and was not known yet: titles of series without any figure, else years."""
    unknown = set(entry.series) - set(last_years) - constant_series(registry)
    titles = [registry[name]["title"][language] for name in entry.series if name in unknown]
    return titles or [str(year) for year in years_to_come(entry, last_years)]


def boundary_credit(entry: ExhibitEntry, words: Words) -> str:
    """The credit of the boundaries that a figure draws: its own words `licence_map`, else the project's."""
    own = entry.says.get("licence_map", {}).get(words.language)
    drawn = any(table.startswith("regions_") for table in entry.inputs)
    return own or words.say("licence_map") if drawn else ""


def draw_absence(entry: ExhibitEntry, absent: list[str], words: Words, vintage: str) -> Drawn:
    """A sheet that says what there were no figures of yet; returns as `draw_figure` does."""
    sentence = words.say("figures.not_known", date=words.day(vintage), what=", ".join(absent))
    figure = Sheet(entry.columns, entry.height).figure(sentence)
    figure.subplots().set_axis_off()
    settle_layout(figure)
    return figure, pd.DataFrame({"not_known": absent})


def draw_figures(snakemake: Any, names: list[str], folder: Path, work: Work) -> None:
    """Draw figures for a job in every language and format, below a folder in place of the project's."""
    inputs, vintage, listed_sources = snakemake.input, snakemake.params.vintage, snakemake.params.listed
    figures = read_figures(inputs.exhibits, names)
    registry, editions = read_yaml(inputs.registry), read_table(inputs.edition)
    last_years = {} if vintage == LATEST else years_reached(inputs.longs, registry)
    tables = Inputs(inputs)
    speakers = read_speakers(inputs, snakemake.params.languages)
    apply_style()
    for (language, words), entry in product(speakers.items(), figures):
        credit = boundary_credit(entry, words)
        absent = [] if vintage == LATEST else what_is_to_come(entry, last_years, registry, language)
        foot = ""
        if not absent:
            foot = source_line(entry.series, registry, editions, words, "figures", credit, listed_sources)
        drawn = {key: each for key, each in vars(entry).items() if key not in NOT_DRAWN}
        to_make = {
            kind: str(folder / f"results/figures/{language}/{entry.name}.{kind}") for kind in FIGURE_FORMATS
        }
        with work.part(
            f"{language}/{entry.name}",
            values=(spoken_entry(drawn, language), absent, foot),
            reads=[path for key in (*WORDS_OF, *figure_inputs(entry)) for path in listed(inputs[key])],
            outputs=to_make.values(),
            module=entry.module,
        ) as to_draw:
            if not to_draw:
                continue
            if absent:
                figure, behind = draw_absence(entry, absent, words, vintage)
            else:
                figure, behind = draw_figure(entry, tables, words, foot)
            write_csv(to_make.pop("csv"), spreadsheet_cells(behind))
            save_figure(figure, to_make, entry.question[language], entry.alt[language], language)
            logging.info("%s: %d rows behind it", entry.name, len(behind))


def read_figures(register: str, names: Iterable[str]) -> list[ExhibitEntry]:
    """The entries of figures in the order of their names."""
    entries = {entry.name: entry for entry in exhibit_entries(read_yaml(register), "figures")}
    return [entries[name] for name in names]


def draw_piece(snakemake: Any, piece: str, work: Work) -> None:
    """Draw the figures of a piece into an archive, from which the jobs that own them take them."""
    names = [name for _, name in share_of(snakemake.params.names, piece)]
    archive = Path(snakemake.output.pieces[0])
    with TemporaryDirectory(dir=archive.parent) as folder:
        draw_figures(snakemake, names, Path(folder), work)
        drawn = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        write_bytes(archive, packed({str(path.relative_to(folder)): path.read_bytes() for path in drawn}))


if __name__ == "__main__":
    with job(snakemake) as work:
        if archives := snakemake.input.get("pieces"):
            drawn = ChainMap(*(unpacked(Path(archive).read_bytes()) for archive in archives))
            for entry in read_figures(snakemake.input.exhibits, snakemake.params.names):
                import_module(entry.module)  # what made it, for the receipt
            for path in made_by(snakemake):
                write_bytes(path, drawn[path])
        elif piece := snakemake.wildcards.get("scatteritem"):
            draw_piece(snakemake, piece, work)
        else:
            draw_figures(snakemake, snakemake.params.names, Path(), work)
