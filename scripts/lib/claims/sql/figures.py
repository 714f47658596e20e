"""Steps of a query that bring published figures onto the units of a layout, by the rules of the panels."""

from dataclasses import dataclass, field

from lib.claims.settings import Quantity
from lib.core.country import layouts
from lib.data.lineage import Recipe
from lib.data.variables import Variable, column_name, panel_variables


@dataclass
class Figures:
    """Named steps, each a query with columns unit and value, in the order in which they build on another."""

    recipe: Recipe
    layout: str
    steps: dict[str, str] = field(default_factory=dict)

    def quantity(self, quantity: Quantity, year: int) -> str:
        """Return the name of the step with the figures of a quantity: unit, figure, per, times, weight."""
        columns, joins = [], []
        terms = {
            "figure": quantity.variables,
            "per": quantity.per,
            "times": (quantity.times,) if quantity.times else (),
            "weight": (quantity.weight,) if quantity.weight else (),
        }
        for column, names in terms.items():
            steps = [self.of(name, self.layout, year) for name in names]
            columns.append(f"{' + '.join(f'{step}.value' for step in steps) or '1.0'} AS {column}")
            joins += steps
        left = "".join(f"\n  LEFT JOIN {step} ON {step}.unit = units.unit" for step in dict.fromkeys(joins))
        text = (
            f"SELECT units.unit, {', '.join(columns)}\n"
            f"  FROM units{left}\n  WHERE units.layout_{self.layout} = units.unit"
        )
        known = (name for name, step in self.steps.items() if step == text)
        number = sum(name.startswith("quantity") for name in self.steps) + 1
        return self.keep(next(known, f"quantity_{number}"), text)

    def of(self, variable: str, layout: str, year: int) -> str:
        """Return the name of the step with a variable of one year in a layout."""
        if variable in self.recipe.ratios:
            return self.keep(f"{variable}_{year}_in_{layout}", self._ratio(variable, layout, year))
        return self.keep(f"{variable}_{year}_in_{layout}", self._in_layout(variable, layout, year))

    def keep(self, name: str, text: str) -> str:
        """Keep a step unless there is one of its name, and return the name."""
        self.steps.setdefault(name, text)
        return name

    def _ratio(self, variable: str, layout: str, year: int) -> str:
        """A ratio of other variables of the same unit and year."""
        ratio = self.recipe.ratios[variable]
        over, under = (
            [self.of(term, layout, year) for term in ratio[end]] for end in ("numerator", "denominator")
        )
        top, bottom = (" + ".join(f"{name}.value" for name in names) for names in (over, under))
        return (
            f"SELECT {over[0]}.unit, {float(ratio['scale'])!r} * ({top}) / NULLIF({bottom}, 0) AS value\n"
            f"  FROM {over[0]} {_joined(over[0], [*over[1:], *under])}"
        )

    def _in_layout(self, variable: str, layout: str, year: int) -> str:
        """The figure published for the unit itself, else that of its parts in the next finer layout."""
        own = self._published(variable, year)
        text = (
            f"SELECT {own}.unit, {own}.value FROM {own} JOIN units USING (unit)\n"
            f"  WHERE units.layout_{layout} = units.unit"
        )
        rule = self._rule(variable)
        if layout == layouts()[0] or rule is None:
            return text
        finer = layouts()[layouts().index(layout) - 1]
        parts = self.of(variable, finer, year)
        value, weighted = "SUM(part.value)", ""
        if rule != "sum":
            weighted = f" LEFT JOIN {self.of(rule, finer, year)} AS weight ON weight.unit = units.unit"
            value = "SUM(part.value * weight.value) / SUM(weight.value)"
        known = "COUNT(part.value)" if rule == "sum" else "COUNT(part.value * weight.value)"
        return (
            f"{text}\n"
            f"  UNION ALL SELECT units.layout_{layout}, {value}\n"
            f"  FROM units LEFT JOIN {parts} AS part ON part.unit = units.unit{weighted}\n"
            f"  WHERE units.layout_{finer} = units.unit\n"
            f"    AND units.layout_{layout} NOT IN (SELECT unit FROM {own})\n"
            f"  GROUP BY units.layout_{layout} HAVING COUNT(*) = {known}"
        )

    def _published(self, variable: str, year: int) -> str:
        """Published figures of all territories, and those that an identity gives where one is missing."""
        name, text = f"{variable}_{year}_published", self._read(variable, year)
        for identity in self.recipe.identities.values():
            if variable in identity.get("fills", ()):
                others = [part for part in identity["parts"] if part != variable]
                terms = others if variable == identity["whole"] else [identity["whole"], *others]
                given = {term: self._raw(term, year) for term in terms}
                total = " + ".join(f"{given[term]}.value" for term in others)
                scale = float(identity.get("scale", 1))
                value = f"({total}) / {scale!r}"
                if variable != identity["whole"]:
                    value = f"{scale!r} * {given[identity['whole']]}.value - ({total})"
                first, *rest = given.values()
                text += (
                    f"\n  UNION ALL SELECT {first}.unit, {value} FROM {first} {_joined(first, rest)}\n"
                    f"  WHERE {first}.unit NOT IN (SELECT unit FROM {self._raw(variable, year)})"
                )
        return self.keep(name, text)

    def _raw(self, variable: str, year: int) -> str:
        return self.keep(f"{variable}_{year}_raw", self._read(variable, year))

    def _read(self, variable: str, year: int) -> str:
        """Rows of the long table; a series that does not change has one figure for all years."""
        read = self._variable(variable)
        constant = self.recipe.registry[read.series].get("constant")
        when = "" if constant else f" AND year = '{year}'"
        return (
            "SELECT unit, CAST(value AS REAL) AS value FROM long\n"
            f"  WHERE variable = '{read.measure}' AND locality = '{read.locality}'{when}\n"
            "    AND status <> 'unplaced'"
        )

    def _rule(self, variable: str) -> str | None:
        """How parts make a whole: ``sum``, the variable that weighs them, or None (never)."""
        read = self._variable(variable)
        entry = self.recipe.registry[read.series]
        if entry["kind"] == "level" and read.measure not in entry.get("not_additive", ()):
            return "sum"
        weight = column_name(entry.get("weight", ""), read.locality)
        return weight if entry["kind"] == "share" and weight in self.recipe.variables else None

    def _variable(self, variable: str) -> Variable:
        return next(each for each in panel_variables(self.recipe.registry) if each.variable == variable)


def _joined(first: str, others: list[str]) -> str:
    return " ".join(f"JOIN {name} ON {name}.unit = {first}.unit" for name in others if name != first)
