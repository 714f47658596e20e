"""What a panel variable is made from: series, and the weights, identities and ratios that join them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lib.core.configuration import read_yaml
from lib.data.records import Identities, Ratios, SeriesRecords
from lib.data.variables import Variable, column_name, panel_variables


@dataclass(frozen=True)
class Recipe:
    """How panels are made, whole or cut down to what some variables need.

    Parameters
    ----------
    registry : data/raw/registry.yaml
    identities : name -> whole, parts, scale, fills (config/totals.yaml)
    ratios : name -> numerator, denominator, scale (config/variables.yaml), added to every panel
    """

    registry: SeriesRecords
    identities: Identities
    ratios: Ratios

    @property
    def variables(self) -> set[str]:
        """Every variable of the panels."""
        return {*self.read, *self.ratios}

    @cached_property
    def read(self) -> dict[str, Variable]:
        """The variables that are read from figures, by name, in the registry's order."""
        return {each.variable: each for each in panel_variables(self.registry)}

    def only(self, variables: Iterable[str]) -> "Recipe":
        """The part of the recipe that gives these variables as the whole recipe does.

        A ratio needs its terms, a share the weights by which it is averaged, a figure that an identity fills
        the other terms of it; of a series all variables are kept. Names of no variable are passed over.
        """
        needed: set[str] = set()
        names = set(variables) & self.variables
        while names - needed:
            needed |= names
            names = {term for name in needed for term in self._made_from(name)} & self.variables
        series = {self.read[name].series for name in needed if name in self.read}
        return Recipe(
            {name: entry for name, entry in self.registry.items() if name in series},
            {
                name: identity
                for name, identity in self.identities.items()
                if {identity["whole"], *identity["parts"]} <= needed
            },
            {name: ratio for name, ratio in self.ratios.items() if name in needed},
        )

    @cached_property
    def _companions(self) -> dict[str, set[str]]:
        """By series: its variables, their weights, and the terms of the identities that fill one of them."""
        by_series: dict[str, set[str]] = {}
        for row in self.read.values():
            weight = column_name(self.registry[row.series].get("weight", ""), row.locality)
            filled = [
                identity for identity in self.identities.values() if row.variable in identity.get("fills", ())
            ]
            terms = {term for identity in filled for term in (identity["whole"], *identity["parts"])}
            by_series.setdefault(row.series, set()).update({row.variable, weight}, terms)
        return by_series

    def _made_from(self, variable: str) -> Iterable[str]:
        if variable in self.ratios:
            return [*self.ratios[variable]["numerator"], *self.ratios[variable]["denominator"]]
        return self._companions[self.read[variable].series]


def read_recipe(registry: str | Path, totals: str | Path, ratios: str | Path) -> Recipe:
    """Read the recipe of all panels from the files of its parts."""
    return Recipe(read_yaml(registry), read_yaml(totals)["identities"], read_yaml(ratios))
