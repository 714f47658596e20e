"""How each number on the page was made: from the cell it stands in back to the raw files."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from lib.claims.provenance import Provenance
from lib.core.country import languages, region_layouts
from lib.words.result_values import EMPTY, row_keys

OF_CLAIMS = {"verdicts": "verdicts", "readings": "readings", "told": "wording"}
SETTINGS = {
    "inequality": "config/inequality.yaml",
    "sizes": "config/size_simulation.yaml",
    "spatial": "config/spatial.yaml",
    "specifications": "config/specification_curve.yaml",
    "specification_tests": "config/specification_curve.yaml",
}
OVER_ROWS = ("count", "distinct", "lowest", "highest")


def region_panels() -> list[str]:
    """The panels of regions, from the finest."""
    return [f"panel_{layout}" for layout in region_layouts()]


@dataclass
class Trails:
    """Ways back to the raw files, each kept once and told by its place in `kept`.

    Parameters
    ----------
    makers : name of a table -> [path, rule, script]
    provenance : which series the variables and the models rest on
    verdicts : results/claims/verdicts.csv, every column as text
    definitions : claim -> the file of the register it is declared in
    models : title of an answer, in the language of readings.csv -> the model it asks for
    """

    makers: Mapping[str, list[str]]
    provenance: Provenance
    verdicts: pd.DataFrame
    definitions: Mapping[str, str]
    models: Mapping[str, str] = field(default_factory=dict)
    kept: list[dict] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def of_reading(self, row: Mapping, table: str) -> int:
        """The way of a verdict or of one reading, a row with claim, reading, unit, layout and vintage."""
        model = next((self.models[part] for part in row["reading"].split("; ") if part in self.models), "")
        modelled = row["unit"] == "coefficient"
        panels = [f"panel_{layout}" for layout in re.findall(r"\d+", row["layout"])]
        return self._keep(
            tables=[table, *(["coefficients"] if modelled else []), *panels],
            defined=[self.definitions[row["claim"]], *self._model_file(model if modelled else "")],
            raw=row["vintage"],
        )

    def of_key(self, key: str) -> int:
        """The way of a number that a text quotes by its key, see `lib.words.result_values`."""
        head, *rest = key.split(".")
        if head in OVER_ROWS:
            table = OF_CLAIMS.get(rest[0], rest[0])
            return self._keep(tables=[table], defined=self._settings(table))
        if head in OF_CLAIMS and len(rest) > 1:
            row = self.verdicts[(self.verdicts["claim"] == rest[0]) & (self.verdicts["part"] == rest[1])]
            return self.of_reading(row.iloc[0].to_dict(), OF_CLAIMS[head])
        if head.startswith("panel_"):
            return self.of_variables([rest[-1]], [head])
        values = dict(zip(row_keys()[head], rest, strict=False))
        model = values.get("model", "").partition("@")[0]
        variables = self.provenance.models.get(model, (values.get("variable", ""),))
        layout = values.get("layout", EMPTY)
        panels = [f"panel_{layout}"] if layout != EMPTY else region_panels() if model else []
        modelled = model if model in self.provenance.models else ""
        return self._keep(
            tables=[head, *panels],
            defined=[*self._model_file(modelled), *self._settings(head)],
            raw=self._raw(variables),
        )

    def of_variables(self, variables: Iterable[str], tables: Iterable[str]) -> int:
        """The way of figures of panel variables that stand in the tables."""
        return self._keep(tables=list(tables), raw=self._raw(variables))

    def of_specifications(self, curves: Mapping[str, Mapping]) -> int:
        """The way of every specification of the curves, as config/specification_curve.yaml lists them."""
        variables = {name for curve in curves.values() for name in specified_variables(curve)}
        return self._keep(
            tables=["specifications", *region_panels()],
            defined=self._settings("specifications"),
            raw=self._raw(variables),
        )

    def of_exhibit(self, way: list[str], series: Iterable[str]) -> int:
        """The way of a figure or a table, [path, rule, script], drawn from series."""
        return self._keep(tables=[], files=[way], raw=self._releases(series))

    def _settings(self, table: str) -> list[str]:
        return [SETTINGS[table]] if table in SETTINGS else []

    def _model_file(self, model: str) -> list[str]:
        return [f"config/models/{model.partition(':')[0]}.yaml"] if model else []

    def _raw(self, variables: Iterable[str]) -> str:
        return self._releases(
            {name for variable in variables for name in self.provenance.series_behind(variable)}
        )

    def _releases(self, series: Iterable[str]) -> str:
        origins = (self.provenance.origins.get(name) for name in sorted(series))
        return "; ".join(f"{each.series} {each.vintage}" for each in origins if each and each.vintage)

    def _keep(
        self, tables: list[str], defined: Iterable[str] = (), raw: str = "", files: Iterable[list[str]] = ()
    ) -> int:
        trail = {
            "files": [*files, *(self.makers[name] for name in tables)],
            "defined": list(defined),
            "raw": raw_files(raw),
        }
        place = self._places.setdefault(str(trail), len(self.kept))
        if place == len(self.kept):
            self.kept.append(trail)
        return place


def specified_variables(curve: Mapping) -> set[str]:
    """The panel variables that the specifications of a curve relate."""
    return {
        term["variable"]
        for terms in (curve["outcomes"], curve["focal"], *curve["controls"])
        for term in terms
    }


def raw_files(cell: str) -> list[str]:
    """The files named in a cell "series vintage, vintage; series vintage" as "series/vintage".

    >>> raw_files("grp 2026-11-23; wage 2020-01-01, 2021-01-01")
    ['grp/2026-11-23', 'wage/2020-01-01', 'wage/2021-01-01']
    """
    paths = []
    for each in filter(None, cell.split("; ")):
        series, _, vintages = each.partition(" ")
        paths += [f"{series}/{vintage}" for vintage in vintages.split(", ")]
    return paths


def answered_models(questions: Mapping[str, Mapping]) -> dict[str, str]:
    """Title of each answer of config/article/questions.yaml that chooses a model -> that model."""
    return {
        answer["title"][languages()[0]]: answer["set"]["model"]
        for question in questions.values()
        for answer in question["answers"].values()
        if "model" in answer.get("set", {})
    }
