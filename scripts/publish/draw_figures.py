"""Figures of the article in every language, as PDF, SVG and PNG, with the data behind each as CSV."""

from lib.runs.jobs import Work, job, made_by

import json
import logging
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from lib.core.archives import packed, unpacked
from lib.core.configuration import read_yaml
from lib.core.country import languages
from lib.core.files import read_csv, write_bytes, write_csv
from lib.core.pieces import share_of
from lib.core.tables import read_table
from lib.core.text import spreadsheet_cells
from lib.data.long_table import constant_series
from lib.data.vintages import LATEST
from lib.exhibits.layout import Sheet, settle_layout
from lib.exhibits.pictures import PICTURE_FORMATS, save_figure
from lib.exhibits.register import FIGURE_FORMATS, FigureEntry
from lib.exhibits.style import apply_style
from lib.words.language import Words, read_speakers
from lib.words.source_line import source_line


def read_input(path: str | Path | list[str]) -> pd.DataFrame | dict:
    """Read a table, a file of config, a layer of boundaries as it stands, or all releases of a raw series."""
    if not isinstance(path, str | Path):
        return pd.concat([read_csv(one).assign(vintage=Path(one).stem) for one in path], ignore_index=True)
    if str(path).endswith(".geojson"):
        return json.loads(Path(path).read_text(encoding="utf-8"))
    return read_yaml(path) if str(path).endswith(".yaml") else read_table(path)


def read_parts(paths: list[str]) -> pd.DataFrame:
    """Parts of statements from their files: theme, claim, part, effect and title_<language>."""
    claims = [(Path(path).stem, name, claim) for path in paths for name, claim in read_yaml(path).items()]
    return pd.DataFrame(
        [
            {
                "theme": theme,
                "claim": name,
                "part": part,
                "effect": content["asserted"].get("effect", ""),
                **{f"title_{key}": title for key, title in content["title"].items()},
            }
            for theme, name, claim in claims
            for part, content in claim["parts"].items()
        ]
    )


class Inputs(dict[str, Any]):
    """The inputs of figures by name, each read when a figure that has to be drawn asks for it.

    Parameters
    ----------
    files : where each is; of `parts`, the files of the statements
    """

    def __init__(self, files: Mapping[str, Any]):
        super().__init__()
        self.files = files

    def __missing__(self, name: str) -> Any:
        self[name] = (read_parts if name == "parts" else read_input)(self.files[name])
        return self[name]


def years_reached(longs: list[str], registry: Mapping[str, Mapping]) -> dict[str, int]:
    """The last year of every series that is not constant."""
    years = pd.concat(map(read_table, longs)).groupby("series")["year"].max()
    return years.drop(constant_series(registry), errors="ignore").to_dict()


# Of a figure's entry what is not drawn; the series are in its foot.
NOT_DRAWN = ("number", "place", "series", "claims", "caption")


def figure_inputs(entry: FigureEntry) -> list[str]:
    """The tables of a figure: those that its entry lists, and the codebook, for no line crosses a break."""
    return ["codebook", *entry["inputs"]]


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


def draw_figure(name: str, tables: Mapping[str, Any], words: Words, entry: FigureEntry, foot: str):
    """Draw one figure by its function, `draw` of scripts/publish/figures/<name>.py or of its kind.

    Parameters
    ----------
    tables : the inputs by name; the function is given those that its entry lists
    entry : the figure's entry in config/article/exhibits.yaml

    Returns
    -------
    figure : matplotlib Figure, laid out
    behind : frame, the data behind the figure
    """
    sheet = Sheet(entry["columns"], entry["height"], foot, entry.get("settings", {}))
    given = {key: tables[key] for key in figure_inputs(entry)}
    heading = "figure" if "kind" in entry else f"figures.{name}"
    own = {f"{heading}.{key}": said[words.language] for key, said in entry.get("says", {}).items()}
    words = replace(words, texts=ChainMap(own, words.texts))
    return import_module(drawn_by(name, entry)).draw(given, words, sheet)


def drawn_by(name: str, entry: FigureEntry) -> str:
    """The module that draws a figure: that of its kind, else one of its own."""
    return f"publish.figures.kinds.{entry['kind']}" if "kind" in entry else f"publish.figures.{name}"


def years_to_come(entry: FigureEntry, last_years: Mapping[str, int]) -> list[int]:
    """The years that a figure's settings name and that some series behind it had not reached yet.

    `last_years` gives the last year of every series that is not constant.
    """
    settings = entry.get("settings", {})
    named = [settings["year"]] if "year" in settings else settings.get("years", [])
    last = min(
        (last_years[series] for series in entry["series"] if series in last_years),
        default=max(named, default=0),
    )
    return sorted(year for year in named if year > last)


def what_is_to_come(
    entry: FigureEntry, last_years: Mapping[str, int], registry: Mapping[str, Mapping], language: str
) -> list[str]:
    """What a figure needs and was not known yet: titles of series without any figure, else years."""
    unknown = set(entry["series"]) - set(last_years) - constant_series(registry)
    titles = [registry[name]["title"][language] for name in entry["series"] if name in unknown]
    return titles or [str(year) for year in years_to_come(entry, last_years)]


def boundary_credit(entry: FigureEntry, words: Words) -> str:
    """The credit of the boundaries that a figure draws: its own words `licence_map`, else the project's."""
    own = entry.get("says", {}).get("licence_map", {}).get(words.language)
    drawn = any(table.startswith("regions_") for table in entry["inputs"])
    return own or words.say("licence_map") if drawn else ""


def draw_absence(absent: list[str], words: Words, entry: FigureEntry, vintage: str):
    """A sheet that says what there were no figures of yet; returns as `draw_figure` does."""
    told = ", ".join(absent)
    figure = Sheet(entry["columns"], entry["height"]).figure(
        words.say("figures.not_known", date=vintage, what=told)
    )
    figure.subplots().set_axis_off()
    settle_layout(figure)
    return figure, pd.DataFrame({"not_known": absent})


def draw_figures(snakemake: Any, names: list[str], folder: Path, work: Work) -> None:
    """Draw figures for a job in every language and format, below a folder in place of the project's."""
    given, vintage = snakemake.input, snakemake.params.vintage
    entries = read_yaml(given.exhibits)["figures"]
    figures = {name: entries[name] for name in names}
    needed = {table for entry in figures.values() for table in figure_inputs(entry)}
    registry, editions = read_yaml(given.registry), read_table(given.edition)
    last_years = {} if vintage == LATEST else years_reached(given.longs, registry)
    files = {name: listed(given["claims" if name == "parts" else name]) for name in needed}
    files["words_of"] = [given[name] for name in ("units", "codebook", "groups")]
    tables = Inputs({name: given["claims" if name == "parts" else name] for name in needed})
    speakers = read_speakers(given, snakemake.params.languages)
    apply_style()
    for (language, words), (name, entry) in product(speakers.items(), figures.items()):
        credit = boundary_credit(entry, words)
        absent = [] if vintage == LATEST else what_is_to_come(entry, last_years, registry, language)
        foot = "" if absent else source_line(entry["series"], registry, editions, words, "figures", credit)
        drawn = {key: each for key, each in entry.items() if key not in NOT_DRAWN}
        paths = {kind: str(folder / f"results/figures/{language}/{name}.{kind}") for kind in FIGURE_FORMATS}
        with work.part(
            f"{language}/{name}",
            values=(spoken_entry(drawn, language), absent, foot),
            reads=[path for key in ("words_of", *figure_inputs(entry)) for path in files[key]],
            outputs=paths.values(),
            module=drawn_by(name, entry),
        ) as to_draw:
            if not to_draw:
                continue
            if absent:
                figure, behind = draw_absence(absent, words, entry, vintage)
            else:
                figure, behind = draw_figure(name, tables, words, entry, foot)
            write_csv(paths["csv"], spreadsheet_cells(behind))
            pictures = {kind: paths[kind] for kind in PICTURE_FORMATS}
            save_figure(figure, pictures, entry["question"][language], entry["alt"][language], language)
            logging.info("%s: %d rows behind it", name, len(behind))


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
            entries = read_yaml(snakemake.input.exhibits)["figures"]
            for name in snakemake.params.names:
                import_module(drawn_by(name, entries[name]))  # what made them, for the receipt
            for path in made_by(snakemake):
                write_bytes(path, drawn[path])
        elif piece := snakemake.wildcards.get("scatteritem"):
            draw_piece(snakemake, piece, work)
        else:
            draw_figures(snakemake, snakemake.params.names, Path(), work)
