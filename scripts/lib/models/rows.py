"""The rows of the harmonised panel that a regression uses, transformed."""

import numpy as np
import pandas as pd

from lib.core.problems import ProblemsError
from lib.data.breaks import regimes
from lib.inference.panel_estimators import Panel
from lib.models.specification import Regression, Term

ENOUGH_YEARS = 3  # what every panel estimator can work on


def panel_of(
    regression: Regression, panels: dict[str, pd.DataFrame], groups: dict[str, dict[str, list[str]]]
) -> Panel:
    """Select, transform and complete the rows of one regression.

    Rows with a missing value of any variable used are left out; the number of rows is in the results. Rows on
    either side of a break of a variable are told apart by `regime`.

    Parameters
    ----------
    panels : by layout, columns unit, year and variables
    groups : by layout, the units of each named group

    Raises
    ------
    ProblemsError
        A variable, group or unit that the panel does not have; a log of a value that is not positive, a logit
        of a percentage not between 0 and 100; no complete row.
    """
    frame = panels[regression.layout]
    terms = (regression.outcome, *regression.regressors)
    needed = sorted(set(regression.variables))
    absent = [name for name in needed if name not in frame]
    if absent:
        raise _problem(regression.model, f"the panel of {regression.layout} units has no {', '.join(absent)}")
    frame = selected(frame[["unit", "year", *needed]], regression, groups[regression.layout]).dropna()
    if frame.empty:
        raise _problem(regression.model, "no row of the panel has all the variables in these years")
    columns = [transformed(frame, term, regression.model) for term in terms]
    weights = None if regression.weights == "none" else frame[regression.weights].to_numpy(float)
    return Panel(
        y=columns[0],
        X=np.column_stack(columns[1:]),
        names=tuple(term.name for term in regression.regressors),
        unit=frame["unit"].to_numpy(str),
        year=frame["year"].to_numpy(int),
        weights=weights,
        regime=regimes(frame["year"].to_numpy(int), regression.breaks) if regression.breaks else None,
    )


def has_rows(
    regression: Regression, panels: dict[str, pd.DataFrame], groups: dict[str, dict[str, list[str]]]
) -> bool:
    """Whether all variables are known in `ENOUGH_YEARS` of the regression's years, or in all that it has."""
    frame = selected(panels[regression.layout], regression, groups[regression.layout])
    return enough_years(frame, regression.variables, regression.years)


def enough_years(frame: pd.DataFrame, variables: list[str], period: tuple[int, int]) -> bool:
    """Whether rows with all the variables cover `ENOUGH_YEARS` of a period, or all of a shorter one."""
    inside = frame[frame["year"].between(*period) & frame[variables].notna().all(axis=1)]
    return inside["year"].nunique() >= min(ENOUGH_YEARS, period[1] - period[0] + 1)


def selected(frame: pd.DataFrame, regression: Regression, groups: dict[str, list[str]]) -> pd.DataFrame:
    """The rows of the regression's years without the units it leaves out, in all years or in some."""
    units = set(frame["unit"].unique())
    named = [*regression.exclude, *(name for name, _ in regression.exclude_years)]
    unknown = [name for name in named if name not in groups and name not in units]
    if unknown:
        raise _problem(
            regression.model, f"{', '.join(unknown)} is no group or unit of the layout of {regression.layout}"
        )
    out = {unit for name in regression.exclude for unit in groups.get(name, [name])}
    kept = frame["year"].between(*regression.years) & ~frame["unit"].isin(out)
    for name, years in regression.exclude_years:
        kept &= ~(frame["unit"].isin(groups.get(name, [name])) & frame["year"].isin(years))
    return frame[kept]


def transformed(frame: pd.DataFrame, term: Term, where: str) -> np.ndarray:
    """The values of a term: as they are, natural logs, or logits of percentages; `where` names the model."""
    values = frame[term.variable].to_numpy(float)
    if term.transform == "level":
        return values
    top = np.inf if term.transform == "log" else 100.0
    outside = ~((values > 0) & (values < top))
    if outside.any():
        row = frame[outside].iloc[0]
        raise _problem(
            where,
            f"{term.variable} of {row['unit']} in {row['year']} is {row[term.variable]:g}, "
            f"which has no {term.transform}",
        )
    return np.log(values) if term.transform == "log" else np.log(values / (100 - values))


def _problem(where: str, what: str) -> ProblemsError:
    return ProblemsError("Choosing the rows of a regression", [f"{where}: {what}; change what is asked for."])
