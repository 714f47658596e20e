"""Panels on unchanging borders: the figures of each layout, published, combined from parts, or derived.

A figure belongs to a territory, not to a name. In every layout a unit takes, in this order,

1. the figure published for exactly its territory;
2. the figure that follows from an identity of its own published figures (employed = employees +
   self-employed);
3. the figure of its parts in the next finer layout, when every part has one: levels add up, shares average
   with their own denominators, rates, indices and ratios are never combined.

Nothing is ever split downwards, and what none of these gives is missing. Because a wider unit takes its own
figure or that of its parts, never both, no territory can count twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from lib.core.country import layouts
from lib.data.arrays import BoolArray, FloatArray, divide
from lib.data.lineage import Recipe
from lib.data.long_table import constant_series
from lib.data.records import Identities, Ratios, SeriesRecords
from lib.data.units import parts
from lib.data.variables import column_name, panel_variables

READ = ("estimate", "preliminary", "doubtful")  # what a source or the registry says of a figure
MARKS = ("summed", "averaged", "derived", *READ)
INHERITED = ("derived", *READ)


@dataclass(frozen=True)
class Cells:
    """Figures of a set of units: `values` (units, years, variables), missing as nan.

    `marks` maps each of `MARKS` to a boolean array of the same shape: how a cell differs from a reading; none
    are kept of cells that come without.
    """

    units: list[str]
    years: list[int]
    variables: list[str]
    values: FloatArray
    marks: dict[str, BoolArray] = field(repr=False)

    def of(self, variable: str) -> FloatArray:
        """The values of one variable, (units, years)."""
        return self.values[:, :, self.variables.index(variable)]

    def total(self, variables: list[str]) -> FloatArray:
        """The sum of variables, (units, years); missing where one of them is."""
        return sum((self.of(variable) for variable in variables[1:]), self.of(variables[0]))

    def take(self, units: list[str]) -> "Cells":
        """A copy with the given units only."""
        rows = [self.units.index(unit) for unit in units]
        marks = {mark: cells[rows].copy() for mark, cells in self.marks.items()}
        return Cells(list(units), self.years, self.variables, self.values[rows].copy(), marks)

    def only(self, variables: list[str]) -> "Cells":
        """A copy with the given variables only."""
        columns = [self.variables.index(variable) for variable in variables]
        marks = {mark: cells[:, :, columns] for mark, cells in self.marks.items()}
        return Cells(self.units, self.years, variables, self.values[:, :, columns], marks)

    def table(self) -> pd.DataFrame:
        """One row per unit and year, sorted, one column per variable."""
        order = np.argsort(self.units, kind="stable")
        flat = self.values[order].reshape(-1, len(self.variables))
        keys = pd.MultiIndex.from_product([np.array(self.units)[order], self.years], names=["unit", "year"])
        return pd.DataFrame(flat, index=keys, columns=self.variables).reset_index()

    def marked(self) -> pd.DataFrame:
        """Rows unit, year, variable, mark: one for every mark of a cell that has a value."""
        tables = []
        for mark, cells in self.marks.items():
            unit, year, variable = np.nonzero(cells & ~np.isnan(self.values))
            columns = {
                "unit": np.array(self.units)[unit],
                "year": np.array(self.years)[year],
                "variable": np.array(self.variables)[variable],
                "mark": mark,
            }
            tables.append(pd.DataFrame(columns))
        return pd.concat(tables).sort_values(["unit", "year", "variable", "mark"], ignore_index=True)


def harmonise(figures: pd.DataFrame, units: pd.DataFrame, recipe: Recipe) -> dict[str, Cells]:
    """Build the panel of every layout.

    Parameters
    ----------
    figures : the long table of one vintage, at most one row a variable, unit, year and locality
    units : data/raw/units.csv

    Returns
    -------
    layout -> Cells, every unit of the layout in every year of the figures
    """
    members = {layout: parts(units, layout) for layout in layouts()[1:]}
    return panels_of(raw_cells(figures, units, recipe.registry), members, recipe)


def panels_of(raw: Cells, members: Mapping[str, Mapping[str, list[str]]], recipe: Recipe) -> dict[str, Cells]:
    """Build panels from the figures as they are, whose gaps are filled in place.

    Years do not meet: what stands as a year in `raw` may as well be a variant of one.

    Parameters
    ----------
    members : by layout but the finest, as far as panels are wanted, the parts of every unit
    """
    rules = combination_rules(recipe.registry)
    fill_gaps(raw, recipe.identities)
    cells = raw.take(sorted(unit for inside in members[layouts()[1]].values() for unit in inside))
    panels = {layouts()[0]: cells}
    for layout, inside in members.items():
        finer, cells = cells, raw.take(list(inside))
        combine_parts(cells, finer, inside, rules)
        panels[layout] = cells
    return {layout: add_ratios(cells, recipe.ratios) for layout, cells in panels.items()}


def raw_cells(figures: pd.DataFrame, units: pd.DataFrame, registry: SeriesRecords) -> Cells:
    """The figures as they are, for every unit that has a code; those of unstated territory are left out."""
    variables = panel_variables(registry)
    codes, names = sorted(units["unit"]), [each.variable for each in variables]
    placed = figures[figures["status"] != "unplaced"]
    constants = constant_series(registry)
    varying = placed.loc[~placed["series"].isin(constants), "year"]
    years = list(range(varying.min(), varying.max() + 1)) if len(varying) else []
    column = {(each.measure, each.locality): position for position, each in enumerate(variables)}
    keys = zip(placed["variable"].to_numpy(), placed["locality"].to_numpy(), strict=True)
    where = np.array([column[key] for key in keys], dtype=int)
    unit = pd.Index(codes).get_indexer(placed["unit"])
    constant = placed["series"].isin(constants).to_numpy()
    year = placed["year"].to_numpy() - (years[0] if years else 0)
    shape = (len(codes), len(years), len(names))
    values = np.full(shape, np.nan)
    marks = {mark: np.zeros(shape, dtype=bool) for mark in MARKS}
    values[unit[constant], :, where[constant]] = placed["value"].to_numpy()[constant, None]
    place = unit[~constant], year[~constant], where[~constant]
    values[place] = placed["value"].to_numpy()[~constant]
    for mark in READ:
        marks[mark][place] = (placed["status"] == mark).to_numpy()[~constant]
    return Cells(codes, years, names, values, marks)


def combination_rules(registry: SeriesRecords) -> dict[str, str | None]:
    """How each variable's parts make a whole: ``sum``, the name of its weight, or None (never)."""
    variables = panel_variables(registry)
    rules: dict[str, str | None] = {each.variable: None for each in variables}
    for each in variables:
        entry = registry[each.series]
        weight = column_name(entry.get("weight", ""), each.locality)
        if entry["kind"] == "level" and each.measure not in entry.get("not_additive", ()):
            rules[each.variable] = "sum"
        elif entry["kind"] == "share" and weight in rules:
            rules[each.variable] = weight
    return rules


def fill_gaps(cells: Cells, identities: Identities) -> None:
    """Give the one missing term of an identity whole = sum of parts, in place; marked derived."""
    for identity in identities.values():
        for term in identity.get("fills", ()):
            others = [part for part in identity["parts"] if part != term]
            scale = identity.get("scale", 1)
            total = cells.total(others)
            fill_values = (
                total / scale if term == identity["whole"] else scale * cells.of(identity["whole"]) - total
            )
            _put(cells, term, fill_values, "derived", [identity["whole"], *identity["parts"]])


def _put(cells: Cells, variable: str, fill_values: FloatArray, mark: str, sources: list[str]) -> None:
    """Fill the missing cells of a variable with `fill_values`, with the marks of the other variables used."""
    column = cells.variables.index(variable)
    gap = np.isnan(cells.of(variable)) & ~np.isnan(fill_values)
    cells.values[:, :, column][gap] = fill_values[gap]
    if not cells.marks:
        return
    cells.marks[mark][:, :, column] |= gap
    used = [cells.variables.index(source) for source in sources if source != variable]
    for inherited in INHERITED:
        cells.marks[inherited][:, :, column] |= gap & cells.marks[inherited][:, :, used].any(axis=2)


def combine_parts(
    cells: Cells, finer: Cells, members: Mapping[str, list[str]], rules: Mapping[str, str | None]
) -> None:
    """Fill missing cells of wider units from their parts, in place; marked summed or averaged.

    A unit that the finer layout has too is taken over from there as it is.
    """
    summed = np.array([rule == "sum" for rule in rules.values()])
    averaged = np.array([rule in rules for rule in rules.values()])
    weight = [cells.variables.index(rule) if rule and rule in rules else 0 for rule in rules.values()]
    for whole, inside in members.items():
        row = cells.units.index(whole)
        block = [finer.units.index(unit) for unit in inside]
        if inside == [whole]:
            cells.values[row] = finer.values[block[0]]
            for mark, marked in finer.marks.items():
                cells.marks[mark][row] = marked[block[0]]
            continue
        values = finer.values[block]
        gap = np.isnan(cells.values[row])
        total, mean = values.sum(axis=0), weighted_mean(values, values[:, :, weight])
        for chosen, combined, mark in ((summed, total, "summed"), (averaged, mean, "averaged")):
            new = gap & chosen & ~np.isnan(combined)
            cells.values[row][new] = combined[new]
            if not cells.marks:
                continue
            cells.marks[mark][row] |= new
            for inherited in INHERITED:
                cells.marks[inherited][row] |= new & finer.marks[inherited][block].any(axis=0)


def weighted_mean(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Mean over the first axis; missing where any value or weight is, or where the weights sum to nothing."""
    total = weights.sum(axis=0)
    mean = np.full(total.shape, np.nan)
    np.divide((values * weights).sum(axis=0), total, out=mean, where=total > 0)
    return mean


def add_ratios(cells: Cells, ratios: Ratios) -> Cells:
    """Append variables that are ratios of others in the same unit and year, with the marks of their terms.

    Each of `ratios` gives `numerator` and `denominator`, lists of variables that are summed, and `scale`.
    Since both belong to one unit of one layout, figures of different borders never meet. A ratio to zero is
    missing.
    """
    names, new = [*cells.variables, *ratios], (*cells.values.shape[:2], len(ratios))
    values = np.concatenate([cells.values, np.full(new, np.nan)], axis=2)
    unmarked = np.zeros(new, dtype=bool)
    marks = {mark: np.concatenate([known, unmarked], axis=2) for mark, known in cells.marks.items()}
    for column, ratio in enumerate(ratios.values(), start=len(cells.variables)):
        over = [names.index(name) for name in ratio["numerator"]]
        under = [names.index(name) for name in ratio["denominator"]]
        top, bottom = values[:, :, over].sum(axis=2), values[:, :, under].sum(axis=2)
        values[:, :, column] = ratio["scale"] * divide(top, bottom)
        for cells_of_mark in marks.values():
            cells_of_mark[:, :, column] = cells_of_mark[:, :, over + under].any(axis=2)
    return Cells(cells.units, cells.years, names, values, marks)


def preliminary_years(marks: pd.DataFrame, layout: str, variables: Iterable[str]) -> set[int]:
    """Years in which a figure of one of the variables is preliminary; `marks` is panel_marks.csv."""
    own = marks[(marks["layout"].astype(str) == layout) & (marks["mark"] == "preliminary")]
    return set(own.loc[own["variable"].isin(list(variables)), "year"].astype(int))
