"""Figures of a query: the steps that bring them onto the units of a layout, and by which rules they do."""

from dataclasses import dataclass, field

from lib.data.lineage import Recipe
from lib.data.records import SeriesRecord
from lib.data.variables import column_name


@dataclass
class Figures:
    """Named steps, each a query, in the order in which they build on each other; see `steps.sql.jinja`."""

    recipe: Recipe
    steps: dict[str, str] = field(default_factory=dict)

    def quantity(self, text: str) -> str:
        """Keep the figures of a quantity once, and return the name, which has a number of its own."""
        quantities = [name for name in self.steps if name.startswith("quantity")]
        known = next((name for name in quantities if self.steps[name] == text), None)
        return known or self.keep(f"quantity_{len(quantities) + 1}", text)

    def keep(self, name: str, text: str) -> str:
        """Keep a step unless there is one of its name, and return the name."""
        self.steps.setdefault(name, text)
        return name

    def rule(self, variable: str) -> str | None:
        """How parts make a whole: ``sum``, the variable that weighs them, or None (never)."""
        read, entry = self.recipe.read[variable], self.record(variable)
        if entry["kind"] == "level" and read.measure not in entry.get("not_additive", ()):
            return "sum"
        weight = column_name(entry.get("weight", ""), read.locality)
        return weight if entry["kind"] == "share" and weight in self.recipe.variables else None

    def record(self, variable: str) -> SeriesRecord:
        """The record of the series that a variable is read from."""
        return self.recipe.registry[self.recipe.read[variable].series]
