"""Where the figures behind a reading come from: series, official tables and releases."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from lib.claims.readings import Reading
from lib.data.records import SeriesRecords

OWN_NUMBERS = "the article's own numbers"


@dataclass(frozen=True)
class Origin:
    """Where figures of one series come from: the release, its file, the official table and its page."""

    series: str
    vintage: str
    file: str
    table: str
    page: str


@dataclass(frozen=True)
class Provenance:
    """Origins of variables and models.

    Parameters
    ----------
    series, parts : by variable, the series it is read from, or the variables it is computed from
    origins : by series
    models : by model, the variables it relates
    units : by variable, its unit of measurement
    """

    series: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]
    origins: Mapping[str, Origin]
    models: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def origins_of(self, variables: Iterable[str]) -> list[Origin]:
        """Where the figures of variables come from, sorted by series."""
        names = {name for variable in variables for name in self.series_behind(variable)}
        return [self.origins[name] for name in sorted(names)]

    def series_of(self, reading: Reading) -> list[str]:
        """The series a reading rests on, sorted."""
        variables: Iterable[str] = reading.variables
        if reading.kind == "association":
            variables = self.models.get(reading.settings.model.name, ())
        return sorted({name for variable in variables for name in self.series_behind(variable)})

    def series_behind(self, variable: str) -> set[str]:
        """The series that a variable is read or computed from."""
        if variable in self.series:
            return {self.series[variable]}
        return {name for part in self.parts.get(variable, ()) for name in self.series_behind(part)}

    def cells(self, reading: Reading) -> tuple[str, str]:
        """The releases and the official tables behind a reading, as cells of a table."""
        if reading.kind == "arithmetic":
            return "", OWN_NUMBERS
        origins = [self.origins[name] for name in self.series_of(reading)]
        vintages = "; ".join(f"{each.series} {each.vintage}".strip() for each in origins)
        return vintages, "; ".join(f"{each.series} ({each.table})" for each in origins)


def provenance_of(
    codebook: pd.DataFrame,
    used: pd.DataFrame,
    models: pd.DataFrame | None = None,
    snapshot: pd.DataFrame | None = None,
    registry: SeriesRecords | None = None,
) -> Provenance:
    """Read origins from the tables of the pipeline; `used` has the series and vintage of each figure used.

    Empty cells of the codebook are empty texts; addresses come from `snapshot` and `registry`.
    """
    is_read = codebook["series"] != ""
    read, computed = codebook[is_read], codebook[~is_read]
    parts = {
        row.variable: tuple(
            name for text in (row.numerator, row.denominator) for name in text.split(" + ") if name
        )
        for row in computed.itertuples()
    }
    vintages = {name: ", ".join(sorted(set(each))) for name, each in used.groupby("series")["vintage"]}
    pages = {} if snapshot is None or registry is None else _pages(snapshot, used, registry)
    origins = {}
    for name, table in zip(read["series"], read["table"], strict=True):
        vintage = vintages.get(name, "")
        origins[name] = Origin(name, vintage, f"data/raw/{name}/{vintage}.csv", table, pages.get(name, ""))
    return Provenance(
        series=dict(zip(read["variable"], read["series"], strict=True)),
        parts=parts,
        origins=origins,
        models={} if models is None else _model_variables(models, set(codebook["variable"])),
        units=dict(zip(codebook["variable"], codebook["unit"], strict=True)),
    )


def _pages(snapshot: pd.DataFrame, used: pd.DataFrame, registry: SeriesRecords) -> dict[str, str]:
    """The address of each series' official table; without one, the first place where it was read."""
    releases = used[["series", "vintage"]].drop_duplicates().merge(snapshot, on=["series", "vintage"])
    return {
        row.series: registry[row.series].get("endpoint") or _address(row.source.split(" | ")[0])
        for row in releases.itertuples()
    }


def _address(source: str) -> str:
    """A file of a repository, as snapshots note it, as the address of a page; other sources as they are."""
    return re.sub(r"^github:([^/\s]+/[^/\s]+)/(\S+) @(\w+).*$", r"https://github.com/\1/blob/\3/\2", source)


def _model_variables(models: pd.DataFrame, variables: set[str]) -> dict[str, tuple[str, ...]]:
    """The variables of each model; a transform stands before the variable's name, as in log_grp."""
    by_model: dict[str, tuple[str, ...]] = {}
    for row in models.itertuples():
        terms = [row.outcome, *row.regressors.split()]
        plain = [term if term in variables else term.partition("_")[2] for term in terms]
        by_model[row.model.partition("@")[0]] = tuple(name for name in plain if name in variables)
    return by_model
