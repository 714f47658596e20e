"""Settings: what a statement's words leave open, once it is fixed, as records instead of keys."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lib.claims.printed_numbers import ROUNDED

TOTAL, MEAN, HIGHEST, LOWEST, SPREAD = "total", "mean", "highest", "lowest", "spread"
SAID_IN = {  # where settings have what a key of a file says; the same name where none is given
    "variable": "quantity.variables", "whole_variable": "whole_variables", "from": "start", "to": "end",
    **{key: f"quantity.{key}" for key in ("per", "weight", "times", "group", "select", "aggregate", "scale")},
    "other_variable": "other.variables",
    **{f"other_{key}": f"other.{key}" for key in ("per", "weight", "group", "aggregate")},
    **{key: f"model.{key}" for key in ("model", "variant", "term", "estimator", "method")},
    **{key: f"sum.{key}" for key in (
        "operation", "terms", "equals", "rounding", "shares_of", "may_be_missing",
    )},
}  # fmt: skip
LISTS = (
    "variable", "per", "whole_variable", "other_variable", "other_per", "terms", "equals", "may_be_missing",
)  # fmt: skip


@dataclass(frozen=True)
class Selection:
    """The units of a group that lead in each year by a variable or its quotient with another.

    `take`: how many; 0 for all that lie below the value of the group as a whole.
    """

    by: str
    among: str
    take: int = 0
    per: str = ""

    @property
    def quantity(self) -> "Quantity":
        """What units are ranked by."""
        return Quantity((self.by,), (self.per,) if self.per else ())


@dataclass(frozen=True)
class Quantity:
    """One value a year: of which variables, over which units, put together how.

    Parameters
    ----------
    variables, per : added up each; the quotient of the two where `per` is not empty
    weight : for a variable that is a quotient itself, its own denominator
    times : what a share is multiplied by, for the number it is the share of
    group, select : the units, as a named set or as those that lead; every unit where neither is given
    aggregate : total or quotient of totals; mean, highest, lowest or spread (standard deviation) of the units
    """

    variables: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    weight: str = ""
    times: str = ""
    group: str = ""
    select: Selection | None = None
    aggregate: str = TOTAL
    scale: float = 1


@dataclass(frozen=True)
class ModelChoice:
    """One coefficient: a model of config/models, a variant of it, a term, and how it is estimated."""

    model: str = ""
    variant: str = ""
    term: str = ""
    estimator: str = ""
    method: str = ""

    @property
    def name(self) -> str:
        """The model's name as results have it, ``model`` or ``model:variant``."""
        return self.model if self.variant in ("", "none") else f"{self.model}:{self.variant}"


@dataclass(frozen=True)
class Sum:
    """Arithmetic on numbers that the article states: terms are names of parts, or exact numbers.

    `shares_of` and `may_be_missing`: the variable that terms are shares of, and the groups that a sum may
    leave out.
    """

    operation: str = ""
    terms: tuple[str | float, ...] = ()
    equals: tuple[str | float, ...] = ()
    rounding: str = ROUNDED
    shares_of: str = ""
    may_be_missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadingSettings:
    """Everything that a reading computes with; see workflow/schemas/claims.schema.yaml.

    Parameters
    ----------
    other : what the quantity is compared with
    whole, whole_variables : what a share is taken of; the whole layout, the same variables
    among : the units that are ranked or counted; the whole layout when empty
    year, start, end, lag : the year stated; the two years of a growth; the years that a change spans
    threshold : what a sign is told against, zero when None
    """

    quantity: Quantity = Quantity()
    other: Quantity | None = None
    whole: str = ""
    whole_variables: tuple[str, ...] = ()
    among: str = ""
    layout: str = ""
    year: int | None = None
    start: int | None = None
    end: int | None = None
    lag: int | None = None
    coverage: str = "all"
    within: int | None = None
    within_share: float | None = None
    threshold: float | None = None
    benchmark: str = "total"
    result: str = "number"
    model: ModelChoice = ModelChoice()
    sum: Sum = Sum()

    @property
    def changes(self) -> bool:
        """Whether it is about a change over years."""
        return self.start is not None or self.lag is not None

    @property
    def line(self) -> float:
        """What a direction is told against: once the other quantity, or the threshold."""
        return 1 if self.other else self.threshold or 0

    @property
    def stated_year(self) -> int | None:
        """The year that words fix, the later one of two."""
        return self.end or self.year

    @property
    def sign(self) -> str:
        """What stands between the values of two years: a quotient or a difference."""
        return "/" if self.start is not None else "-"

    def years_read(self, year: int) -> tuple[int, ...]:
        """The years whose figures a value of one year is computed from."""
        if self.start is not None and self.end is not None:
            return self.start, self.end
        return (year,) if self.lag is None else (year - self.lag, year)


def settings_of(keys: Mapping[str, Any]) -> ReadingSettings:
    """Read the keys of a part, with those of its answers, into a record.

    What is said of the other quantity alone departs from the first one.
    """
    records: dict[str, dict[str, Any]] = {"": {}, "quantity": {}, "other": {}, "model": {}, "sum": {}}
    for key, value in keys.items():
        record, _, name = SAID_IN.get(key, key).rpartition(".")
        listed = key in LISTS
        records[record][name] = tuple([value] if isinstance(value, str) else value) if listed else value
    if select := records["quantity"].get("select"):
        records["quantity"]["select"] = Selection(**select)
    quantity = Quantity(**records["quantity"])
    alone = {"times": "", "select": None, **records["other"]}
    return ReadingSettings(
        quantity=quantity,
        other=replace(quantity, **alone) if "other_group" in keys else None,
        model=ModelChoice(**records["model"]),
        sum=Sum(**records["sum"]),
        **records[""],
    )


def said_by(settings: ReadingSettings, key: str) -> Any:
    """Return what settings have for a key of a file; None where they have nothing."""
    record, _, name = SAID_IN.get(key, key).rpartition(".")
    return getattr(getattr(settings, record) if record else settings, name, None)
