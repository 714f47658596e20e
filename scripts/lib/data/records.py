"""Records of the files that say what the data are: series, ratios, groups of units, totals."""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

Titles = Mapping[str, str]  # by language


class Break(TypedDict):
    """A year from which on a series is on another basis."""

    year: int
    what: str


class Doubt(TypedDict):
    """An observation that looks wrong in its source."""

    unit: str
    year: int
    why: str


class Absence(TypedDict):
    """Observations that the sources of a series never had; units and localities are all unless told."""

    years: list[int]
    units: NotRequired[list[str]]
    localities: NotRequired[list[str]]


class SeriesRecord(TypedDict):
    """One series of data/raw/registry.yaml; its schema says what each key means."""

    title: Titles
    definition: str
    unit: str
    kind: Literal["level", "share", "rate", "index", "ratio"]
    localities: list[str]
    publisher: str
    table: str
    licence: str
    grade: Literal["A", "B", "C"]
    layout: NotRequired[str]
    weight: NotRequired[str]
    constant: NotRequired[bool]
    measures: NotRequired[Mapping[str, Titles]]
    not_additive: NotRequired[list[str]]
    endpoint: NotRequired[str]
    newest_borders_from: NotRequired[int | str]
    breaks: NotRequired[list[Break]]
    doubtful: NotRequired[list[Doubt]]
    preliminary: NotRequired[list[int]]
    checks: NotRequired[str]
    fetch: NotRequired[list[dict[str, Any]]]
    absent: NotRequired[list[Absence]]
    cross_check: NotRequired[dict[str, str]]


class Ratio(TypedDict):
    """A variable of config/variables.yaml: sums of variables over each other, times a scale."""

    title: Titles
    definition: str
    unit: str
    numerator: list[str]
    denominator: list[str]
    scale: float


class Group(TypedDict):
    """A named set of units (config/groups.yaml)."""

    title: Titles
    units: list[str]


class Tolerance(TypedDict):
    """How far a total may be off: an amount, a percent of the whole, or the larger of both."""

    tolerance: NotRequired[float]
    percent: NotRequired[float]
    reason: NotRequired[str]


class Identity(TypedDict):
    """whole x scale = sum of parts; `fills` are the terms that may be derived from the others."""

    whole: str
    parts: list[str]
    scale: NotRequired[float]
    fills: NotRequired[list[str]]
    tolerance: NotRequired[float]
    reason: NotRequired[str]


class Agreement(TypedDict):
    """A computed variable and the variable that is published for it."""

    published: str
    tolerance: float


class Product(TypedDict):
    """A product of variables that is a multiple of another within a range."""

    factors: list[str]
    over: str
    between: list[float]


class ChainedIndex(TypedDict):
    """A volume index whose regions, weighted with the year before, give the country's."""

    weight: str
    tolerance: float


class Disagreement(TypedDict):
    """Observations of a vintage that contradict one another and are let pass."""

    series: str
    vintage: str
    variable: str
    unit: str
    years: list[int]
    reason: str


class Totals(TypedDict):
    """config/totals.yaml: what must add up, and how closely."""

    identities: Mapping[str, Identity]
    zero_sums: list[str]
    agreements: Mapping[str, Agreement]
    products: Mapping[str, Product]
    indices: Mapping[str, ChainedIndex]
    country: Mapping[str, Tolerance]
    parts: Mapping[str, Tolerance]
    disagreements: list[Disagreement]


SeriesRecords = Mapping[str, SeriesRecord]  # data/raw/registry.yaml
Identities = Mapping[str, Identity]
Ratios = Mapping[str, Ratio]


def of_layout(registry: SeriesRecords, layout: str = "") -> SeriesRecords:
    """The series that have figures of one layout alone; without its name, those of the regions."""
    return {name: entry for name, entry in registry.items() if entry.get("layout", "") == layout}
