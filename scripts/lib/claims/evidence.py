"""What statements are tested against: panels as arrays, named sets of units, results of models."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd

from lib.data.arrays import PanelArrays, panel_arrays


@dataclass(frozen=True)
class OtherFits:
    """The same association by ranks, by fits that outlying units move little, and without any one unit.

    `lowest` and `highest` are the range of the coefficient as each unit is left out in turn, `placebo` how
    often a regressor dealt anew is found beside it, NaN where that was not tried.
    """

    spearman: float
    theil_sen: float
    robust: float
    lowest: float
    highest: float
    effective_clusters: float
    placebo: float


@dataclass(frozen=True)
class Sample:
    """The units that a model asks for, and those of them without the figures it needs."""

    asked: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Coefficient:
    """An estimate with its error, and the years and the layout its model was estimated on.

    `without` has the same without each unit: (unit, estimate, standard error, degrees of freedom of its t);
    `sample` is known with it. `partial` where some unit that the model asks for lacks the figures it needs.
    """

    model: str
    estimate: float
    std_error: float
    df: float
    first_year: int
    last_year: int
    layout: str
    without: tuple[tuple[str, float, float, float], ...] = ()
    other_fits: OtherFits | None = None
    sample: Sample | None = None
    partial: bool = False


@dataclass(frozen=True)
class Evidence:
    """Everything the engine may look at.

    Parameters
    ----------
    panels : by layout, the finest first
    groups : by layout, the units of every named set that the layout can show
    coefficients : by (model without its year, term, estimator, method), the coefficients in order of models
    breaks : by variable, the first years of each new basis, such as a census or a new definition
    """

    panels: Mapping[str, PanelArrays]
    groups: Mapping[str, Mapping[str, tuple[str, ...]]]
    coefficients: Mapping[tuple[str, str, str, str], tuple[Coefficient, ...]] = field(default_factory=dict)
    breaks: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def years(self) -> np.ndarray:
        """The years of the panels, ascending."""
        return next(iter(self.panels.values())).years


def build_evidence(
    panels: Mapping[str, pd.DataFrame],
    groups: Mapping[str, Mapping[str, Iterable[str]]],
    coefficients: pd.DataFrame | None = None,
    models: pd.DataFrame | None = None,
    breaks: Mapping[str, Iterable[int]] | None = None,
    influence: pd.DataFrame | None = None,
    associations: pd.DataFrame | None = None,
) -> Evidence:
    """Turn panels into arrays over one common range of years.

    Parameters
    ----------
    panels : by layout, the finest first; columns unit, year and one per variable, a row per unit and year
    groups : by layout, the units of every named set; each unit is a set of its own besides
    coefficients : columns model, term, estimator, method, estimate, std_error, df; those without are left out
    models : columns model, first_year, last_year, layout, excluded, units and others
    breaks : by variable, the first years of each new basis
    influence : columns model, estimator, term, unit, estimate_without, std_error_without, df_without
    associations : columns model, estimator, term and those of `OtherFits`
    """
    years = np.array(sorted({int(year) for frame in panels.values() for year in frame["year"]}))
    arrays = {layout: panel_arrays(frame, years=years) for layout, frame in panels.items()}
    sets = {
        layout: {unit: (unit,) for unit in panel.units}
        | {name: tuple(units) for name, units in groups.get(layout, {}).items()}
        for layout, panel in arrays.items()
    }
    rebased = {variable: frozenset(starts) for variable, starts in (breaks or {}).items()}
    estimates = _coefficients(coefficients, models, influence, associations, sets)
    return Evidence(arrays, sets, estimates, rebased)


def _coefficients(
    table: pd.DataFrame | None,
    models: pd.DataFrame | None,
    influence: pd.DataFrame | None,
    associations: pd.DataFrame | None,
    sets: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> dict[tuple[str, str, str, str], tuple[Coefficient, ...]]:
    if table is None or models is None:
        return {}
    columns = ["model", "first_year", "last_year", "layout", "excluded", "units"]
    key = ["model", "term", "estimator"]
    spans = models.reindex(columns=columns).astype({"excluded": "string"}).fillna({"excluded": ""})
    estimated = table[table["std_error"].notna()].merge(spans, on="model", validate="many_to_one")
    fits: dict[Any, OtherFits] = {}
    left_out: dict[Any, list[Any]] = {}
    if associations is not None:
        names = [each.name for each in fields(OtherFits)]
        fits = {row[:3]: OtherFits(*row[3:]) for row in associations[[*key, *names]].itertuples(index=False)}
    if influence is not None:
        own = influence.set_index(key)[["unit", "estimate_without", "std_error_without", "df_without"]]
        for of_fit, *fit in own.itertuples():
            left_out.setdefault(of_fit, []).append(tuple(fit))
    coefficients: dict[tuple[str, str, str, str], tuple[Coefficient, ...]] = {}
    for row in estimated.sort_values("model", kind="stable").itertuples():
        of_fit = (row.model, row.term, row.estimator)
        estimate, error, df = map(float, (row.estimate, row.std_error, row.df))
        period, layout = (int(row.first_year), int(row.last_year)), str(row.layout)
        without = tuple(left_out.get(of_fit, ()))
        asked = _asked(sets.get(layout, {}), row.excluded.split())
        coefficient = Coefficient(
            row.model, estimate, error, df, *period, layout, without, fits.get(of_fit),
            _sample(asked, [unit for unit, *_ in without]), bool(row.units < len(asked)),
        )  # fmt: skip
        of_any_year = (row.model.partition("@")[0], row.term, row.estimator, row.method)
        coefficients[of_any_year] = (*coefficients.get(of_any_year, ()), coefficient)
    return coefficients


def _asked(sets: Mapping[str, tuple[str, ...]], excluded: Sequence[str]) -> tuple[str, ...]:
    """The units of a layout that a model asks for, in their order."""
    left_out = {unit for name in excluded for unit in sets.get(name, ())}
    return tuple(unit for unit, members in sets.items() if members == (unit,) and unit not in left_out)


def _sample(asked: tuple[str, ...], fitted: Collection[str]) -> Sample | None:
    """The sample of a fit that rests on the `fitted` units; None where these are not known."""
    return Sample(asked, tuple(unit for unit in asked if unit not in fitted)) if fitted else None
