"""Queries: what a chosen reading gives, as one self-contained query over long.csv and units.csv.

Nothing of the engine is used but the settings of the reading and the named sets of the layout: figures are
read, brought onto borders, added, divided and ranked in SQL. Models and sums of printed numbers have none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lib.claims.outcomes import ReadingOutcome
from lib.claims.settings import HIGHEST, LOWEST, MEAN, SPREAD, TOTAL, Quantity, ReadingSettings, Selection
from lib.claims.sql.figures import Figures
from lib.claims.statements import Judging
from lib.data.lineage import Recipe

HEAD = """-- {claim}, {part}: {kind}, {period}, {layout} units.
-- Needs two tables of text, `long` from results/data/long.csv and `units` from data/raw/units.csv:
--   sqlite3 -csv :memory: '.import results/data/long.csv long' '.import data/raw/units.csv units' \\
--     '.read results/claims/sql/{claim}.sql'
"""
Groups = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Query:
    """The query of one outcome being put together."""

    outcome: ReadingOutcome
    groups: Groups
    figures: Figures

    def rows(self, quantity: Quantity, year: int) -> str:
        """A step with the figures of a quantity: unit, figure, per, times, weight."""
        layout = self.outcome.layout
        columns, joins = [], []
        terms = {
            "figure": quantity.variables,
            "per": quantity.per,
            "times": (quantity.times,) if quantity.times else (),
            "weight": (quantity.weight,) if quantity.weight else (),
        }
        for column, names in terms.items():
            steps = [self.figures.of(name, layout, year) for name in names]
            columns.append(f"{' + '.join(f'{step}.value' for step in steps) or '1.0'} AS {column}")
            joins += steps
        left = "".join(f"\n  LEFT JOIN {step} ON {step}.unit = units.unit" for step in dict.fromkeys(joins))
        text = (
            f"SELECT units.unit, {', '.join(columns)}\n"
            f"  FROM units{left}\n  WHERE units.layout_{layout} = units.unit"
        )
        for name, step in self.figures.steps.items():
            if step == text:
                return name
        number = sum(name.startswith("quantity") for name in self.figures.steps) + 1
        self.figures.steps[f"quantity_{number}"] = text
        return f"quantity_{number}"

    def within(self, group: str) -> str:
        """A condition that a unit belongs to a named set; all do where none is named."""
        if not group:
            return "1"
        units = ", ".join(f"'{unit}'" for unit in self.groups[group])
        return f"unit IN ({units})"

    def chosen_units(self, quantity: Quantity, year: int) -> str:
        """A condition that a unit is one of those a quantity is put together from."""
        return self.leaders(quantity.select, year) if quantity.select else self.within(quantity.group)

    def leaders(self, select: Selection, year: int) -> str:
        """A condition that a unit is among those that lead, or lies below the whole."""
        step = self.rows(Quantity((select.by,), (select.per,) if select.per else ()), year)
        among = self.within(select.among)
        if select.take:
            order = f"ORDER BY figure / per DESC, unit LIMIT {select.take}"
            return f"unit IN (SELECT unit FROM {step} WHERE {among} {order})"
        value = "SUM(figure) / SUM(per)" if select.per else "SUM(figure)"
        below = f"(SELECT {value} FROM {step} WHERE {among})"
        return f"unit IN (SELECT unit FROM {step} WHERE {among} AND figure / per < {below})"

    def value(self, quantity: Quantity, year: int) -> str:
        """A quantity of one year, as an expression."""
        step, units = self.rows(quantity, year), self.chosen_units(quantity, year)
        each = _each(quantity)
        mean = f"(SELECT AVG({each}) FROM {step} WHERE {units})"
        several = quantity.select is not None or len(self.groups.get(quantity.group, "12")) > 1
        if quantity.aggregate == TOTAL:
            total = "SUM(figure)"
            if quantity.weight and several:
                total = "SUM(figure * weight) / SUM(weight)"
            elif quantity.per:
                total = "SUM(figure) / SUM(per)"
            expression = f"{float(quantity.scale)!r} * {total}"
        else:
            expression = {
                MEAN: f"AVG({each})",
                SPREAD: f"SQRT(AVG(({each} - {mean}) * ({each} - {mean})))",
                HIGHEST: f"MAX({each})",
                LOWEST: f"MIN({each})",
            }[quantity.aggregate]
        return f"(SELECT {expression} FROM {step} WHERE {units})"

    def changed(self, quantity: Quantity, settings: ReadingSettings, year: int) -> str:
        """A quantity, or its change between two years."""
        *earlier, last = (self.value(quantity, each) for each in settings.years_read(year))
        if not earlier:
            return last
        return f"{last} / {earlier[0]}" if settings.start is not None else f"{last} - {earlier[0]}"

    def ranked(self, settings: ReadingSettings, year: int) -> str:
        """A step with what units are ranked by: unit, x."""
        quantity = settings.quantity
        each = _each(quantity)
        *earlier, last = (self.rows(quantity, at) for at in settings.years_read(year))
        text = f"SELECT unit, {each} AS x FROM {last}"
        if earlier:
            sign = "/" if settings.start is not None else "-"
            before, after = (f"SELECT unit, {each} AS x FROM {step}" for step in (earlier[0], last))
            text = (
                f"SELECT after.unit, after.x {sign} before.x AS x\n"
                f"  FROM ({after}) AS after JOIN ({before}) AS before USING (unit)"
            )
        self.figures.steps["ranked"] = f"{text}\n"
        return "ranked"


def _each(quantity: Quantity) -> str:
    """The value of one unit, from the columns of a step with the figures of a quantity."""
    return f"{float(quantity.scale)!r} * figure / NULLIF(per, 0) * times"


def write_queries(
    outcomes: list[ReadingOutcome], groups: Mapping[str, Groups], recipe: Recipe, judging: Judging
) -> str:
    """Return the queries of the outcomes of one claim, one after the other.

    Each gives one row: claim, part, value, holds (1 or 0 for a direction), places (of ranks).
    """
    return "\n".join(
        _query(outcome, groups[outcome.layout], recipe, judging)
        for outcome in outcomes
        if outcome.reading.kind in SELECT_OF_KIND
    )


def _query(outcome: ReadingOutcome, groups: Groups, recipe: Recipe, judging: Judging) -> str:
    reading = outcome.reading
    query = Query(outcome, groups, Figures(recipe))
    value, holds, places = SELECT_OF_KIND[reading.kind](query, reading.settings, outcome.year or 0, judging)
    steps = ",\n".join(f"{name} AS (\n  {text.rstrip()}\n)" for name, text in query.figures.steps.items())
    named = {"claim": reading.claim, "part": reading.part, "kind": reading.kind}
    head = HEAD.format(**named, period=outcome.period, layout=outcome.layout)
    return (
        f"{head}WITH {steps},\nanswer AS (\n  SELECT {value} AS value\n)\n"
        f"SELECT '{reading.claim}' AS claim, '{reading.part}' AS part,\n"
        f"  value, {holds} AS holds, {places} AS places FROM answer;\n"
    )


Selected = tuple[str, str, str]


def _share(query: Query, settings: ReadingSettings, year: int, _judging: Judging) -> Selected:
    quantity = settings.quantity
    part = query.rows(Quantity(quantity.variables), year)
    whole = query.rows(Quantity(settings.whole_variables or quantity.variables), year)
    return (
        f"100.0 * (SELECT SUM(figure) FROM {part} WHERE {query.chosen_units(quantity, year)})\n"
        f"    / (SELECT SUM(figure) FROM {whole} WHERE {query.within(settings.whole)})",
        "NULL",
        "NULL",
    )


def _comparison(query: Query, settings: ReadingSettings, year: int, judging: Judging) -> Selected:
    value, line = query.changed(settings.quantity, settings, year), f"{settings.threshold or 0}"
    if settings.other is not None:
        value, line = f"({value}) / ({query.changed(settings.other, settings, year)})", "1"
    within = float(judging.comparable_within)
    holds = {
        "below": f"value < {line}",
        "above": f"value > {line}",
        "comparable": f"value BETWEEN 1.0 / {within!r} AND {within!r}",
        "apart": f"value NOT BETWEEN 1.0 / {within!r} AND {within!r}",
    }
    return value, holds.get(query.outcome.reading.asserted.direction, "NULL"), "NULL"


def _count(query: Query, settings: ReadingSettings, year: int, _judging: Judging) -> Selected:
    quantity, among = settings.quantity, query.within(settings.among)
    step = query.rows(quantity, year)
    whole = Quantity(quantity.variables, quantity.per, quantity.weight, group=settings.among)
    each = "figure / per * times"
    below = {
        "total": f"{each} < {query.value(whole, year)}",
        "mean": f"{each} < (SELECT AVG({each}) FROM {step} WHERE {among})",
        "none": "1",
    }
    counted = f"SUM({below[settings.benchmark]})"
    if settings.result == "percent":
        counted = f"100.0 * {counted} / COUNT(*)"
    return f"(SELECT {counted} FROM {step} WHERE {among})", "NULL", "NULL"


def _rank(query: Query, settings: ReadingSettings, year: int, _judging: Judging) -> Selected:
    direction = query.outcome.reading.asserted.direction
    step, among = query.ranked(settings, year), query.within(settings.among)
    group = settings.quantity.group
    size = f"(SELECT COUNT(*) FROM {step} WHERE {query.within(group)})"
    ranked = f"(SELECT COUNT(x) FROM {step} WHERE {among})"
    first = size
    if settings.within is not None:
        first = str(settings.within)
    elif settings.within_share is not None:
        part = f"{settings.within_share!r} * {ranked}"
        first = f"(CAST({part} AS INTEGER) + ({part} > CAST({part} AS INTEGER)))"
    better = ">" if direction == "highest" else "<"
    within = f"other.{among} AND " if settings.among else ""
    query.figures.steps["places"] = (
        f"SELECT unit, 1 + (SELECT COUNT(*) FROM {step} AS other\n"
        f"      WHERE {within}other.x {better} {step}.x) AS place\n"
        f"  FROM {step} WHERE {query.within(group)}"
    )
    ordered = "(SELECT * FROM places ORDER BY place, unit)"
    listed = f"(SELECT group_concat(unit || ' ' || place, ', ') FROM {ordered})"
    wanted = "0" if direction == "not_lowest" else size
    return f"(SELECT COUNT(*) FROM places WHERE place <= {first})", f"value = {wanted}", listed


SELECT_OF_KIND = {
    "share": _share,
    **dict.fromkeys(("level", "growth", "ratio", "order", "sign"), _comparison),
    "count": _count,
    "rank": _rank,
}
