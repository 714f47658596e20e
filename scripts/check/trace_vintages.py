"""Judge every statement as of every date at which its figures changed."""

from lib.runs.jobs import job

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from lib.claims.evidence import Evidence, build_evidence
from lib.claims.outcomes import NOT_TESTABLE, evaluate
from lib.claims.readings import Reading
from lib.claims.register import Register, read_register
from lib.claims.scrutiny.association_flips import association_flips
from lib.claims.scrutiny.fragility import fragilities, most_fragile_first, published
from lib.claims.scrutiny.past_revisions import fragility_table, past_revisions
from lib.claims.scrutiny.printed_flips import printed_flips
from lib.claims.verdicts import judge_parts
from lib.core.configuration import read_yaml
from lib.core.country import layouts
from lib.core.pieces import ONE_PIECE, in_pieces, share_of
from lib.core.problems import ProblemsError
from lib.core.tables import described_frame, read_table, write_table
from lib.data.breaks import breaks_of
from lib.data.groups import groups_in_layout
from lib.data.lineage import Recipe
from lib.data.long_table import constant_series, read_observations
from lib.data.panel import harmonise
from lib.data.records import SeriesRecords, of_layout
from lib.data.units import read_units
from lib.data.vintages import as_known_on, changed_series, select_figures
from lib.inference.conventions import PERMUTATIONS
from lib.inference.panel_estimators import Panel
from lib.models.estimation import describe_regression, estimate_rows, estimates_of
from lib.models.rows import panel_of
from lib.models.specification import Regression, load_regressions, with_breaks

JUDGED_ON = [
    "task", "place", "claim", "part", "as_of", "verdict", "changed", "computed", "year", "layout", "reading",
]  # fmt: skip
NONE = ("", "", "", "")
FIRST, AGAIN, WITHDRAWN = "first figures", "figures published again", "figures withdrawn"


@dataclass(frozen=True)
class Snapshot:
    """What the panels of any date are built from.

    `index` and `figures`: files and figures of all vintages.
    """

    index: pd.DataFrame
    figures: pd.DataFrame
    units: pd.DataFrame
    recipe: Recipe
    groups: Mapping[str, Mapping[str, list[str]]]
    breaks: Mapping[str, list[int]]

    def panels_on(self, date: str, variables: Iterable[str]) -> dict[str, pd.DataFrame]:
        """The panel of every layout as known on a date, with these variables and what they are made from."""
        recipe = self.recipe.only(variables)
        known = self.figures_on(date, recipe.registry)
        cells = harmonise(known, self.units, recipe)
        return {layout: cells[layout].table() for layout in layouts()}

    def figures_on(self, date: str, registry: SeriesRecords) -> pd.DataFrame:
        """The figures of some series as known on a date, a long table."""
        chosen = as_known_on(self.index[self.index["series"].isin(registry)], date)
        keys = zip(chosen["series"], chosen["vintage"], strict=True)
        figures = pd.concat([self.by_file[key] for key in keys if key in self.by_file] or [self.figures[:0]])
        return select_figures(figures, chosen, constant_series(registry))

    @cached_property
    def by_file(self) -> dict[tuple[str, str], pd.DataFrame]:
        """The figures of each file by series and vintage, so that a date looks at those known on it alone."""
        return dict(iter(self.figures.groupby(["series", "vintage"], sort=False)))


@dataclass(frozen=True)
class Models:
    """The regressions that readings may ask for, each estimated once on the same rows.

    `coefficients` and `described` are what this run estimated, from the figures of its `vintage`; the `seed`
    is that of permutations.
    """

    regressions: list[Regression]
    coefficients: pd.DataFrame
    described: pd.DataFrame
    vintage: str
    seed: int
    _estimated: dict[tuple, list[dict]] = field(default_factory=dict, repr=False)

    def variables_behind(self, reading: Reading) -> set[str]:
        """The panel variables that a reading looks at, those of regressions if it is about an estimate."""
        if reading.kind != "association":
            return set(reading.variables)
        model = reading.settings.model.name
        return {
            name
            for each in self.regressions
            if each.model.partition("@")[0] == model
            for name in each.variables
        }

    def on(
        self, date: str, readings: Iterable[Reading], panels: Mapping[str, pd.DataFrame], snapshot: Snapshot
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Coefficients and descriptions of the regressions that readings ask for, as of a date."""
        if as_known_on(snapshot.index, date).equals(as_known_on(snapshot.index, self.vintage)):
            return self.coefficients, self.described
        choices = [reading.settings.model for reading in readings]
        rows, described = [], []
        for regression in self.regressions:
            own = [each for each in choices if each.name == regression.model.partition("@")[0]]
            asked, methods = {each.estimator for each in own}, frozenset(each.method for each in own)
            estimators = tuple(name for name in regression.estimators if name in asked)
            if not estimators:
                continue
            wanted = replace(regression, estimators=estimators)
            try:
                panel = panel_of(wanted, panels, snapshot.groups)
                rows += self._estimate(wanted, panel, methods)
                described.append(describe_regression(wanted, panel))
            except ProblemsError as error:
                logging.info("As of %s %s", date, error)
        tables = zip((rows, described), (self.coefficients, self.described), strict=True)
        estimated, descriptions = (pd.DataFrame(each, columns=like.columns) for each, like in tables)
        return estimated, descriptions

    def _estimate(self, regression: Regression, panel: Panel, methods: frozenset[str]) -> list[dict]:
        arrays = (panel.y, panel.X, panel.weights, panel.unit, panel.year)
        data = tuple(None if each is None else each.tobytes() for each in arrays)
        rows = (regression.model, regression.estimators, methods, data)
        if rows not in self._estimated:
            estimates = estimates_of(regression, panel)
            self._estimated[rows] = estimate_rows(
                regression, panel, estimates, PERMUTATIONS, self.seed, methods
            )
        return self._estimated[rows]


def judge_dates(
    register: Register, snapshot: Snapshot, models: Models, piece: str = ONE_PIECE
) -> pd.DataFrame:
    """Judge each part of a claim at the dates of a piece, where a series behind one of its readings changed.

    Returns rows of claims/vintages.csv without what other dates say, and the chosen reading.
    """
    series = series_of_parts(register, snapshot.recipe, models)
    order = {part: place for place, part in enumerate(series)}
    rows: list[dict] = []
    for task, (date, changed) in share_of(changed_series(snapshot.index).items(), piece):
        parts = {part for part, names in series.items() if names & changed}
        if not parts:
            continue
        readings = tuple(
            each for each in register.readings if not each.proxy and (each.claim, each.part) in parts
        )
        evidence = evidence_on(date, readings, snapshot, models)
        for verdict in judge_parts(register, evaluate(replace(register, readings=readings), evidence)):
            part = verdict.claim, verdict.part
            if verdict.proxy or part not in parts:
                continue
            chosen, names = verdict.chosen, " ".join(sorted(series[part] & changed))
            read = (
                (chosen.text, chosen.period, chosen.layout, str(chosen.reading.answers)) if chosen else NONE
            )
            rows.append((task, order[part], *part, date, verdict.verdict, names, *read))
    return pd.DataFrame(rows, columns=JUDGED_ON)


def chain_dates(judged: pd.DataFrame) -> pd.DataFrame:
    """The table claims/vintages.csv, in the order of the register and of the dates, from `judge_dates`.

    `changed` names the series; `flipped` is ``yes`` where the verdict is another one than at the date before,
    and `cause` then says whether the figure itself was revised, another year or reading was taken, or only
    other readings changed.
    """
    rows = judged.sort_values(["place", "task"], kind="stable").astype(str)
    before = rows.groupby("place").shift()
    testable = (rows["verdict"] != NOT_TESTABLE).groupby(rows["place"]).cummax()
    causes = {
        AGAIN: (before["reading"] == "") & testable.groupby(rows["place"]).shift(fill_value=False),
        FIRST: before["reading"] == "",
        WITHDRAWN: rows["reading"] == "",
        "another reading": before["reading"] != rows["reading"],
        "another year or layout": (before[["year", "layout"]] != rows[["year", "layout"]]).any(axis=1),
        "figures revised": before["computed"] != rows["computed"],
    }
    cause = np.select(list(causes.values()), list(causes), "other readings changed")
    flipped = before["verdict"].notna() & (before["verdict"] != rows["verdict"])
    rows = rows.assign(flipped=np.where(flipped, "yes", "no"), cause=np.where(flipped, cause, ""))
    return described_frame("claims/vintages.csv", rows.to_dict("records"))


def find_fragile(
    register: Register, snapshot: Snapshot, models: Models, vintages: pd.DataFrame
) -> pd.DataFrame:
    """The table claims/fragility.csv, the most fragile verdict first, those on printed numbers last.

    `vintages`: from `chain_dates`.
    """
    readings = tuple(each for each in register.readings if not each.proxy)
    evidence = evidence_on(models.vintage, readings, snapshot, models)
    verdicts = judge_parts(register, evaluate(replace(register, readings=readings), evidence))
    figures = snapshot.figures_on(models.vintage, snapshot.recipe.registry)
    on_file = published(figures, snapshot.units, snapshot.recipe)
    of_figures = fragilities(verdicts, on_file, register.judging, evidence)
    of_models = association_flips(verdicts, on_file, models.regressions, snapshot.groups, register.judging)
    verdict_fragilities = most_fragile_first([*of_figures, *of_models]) + printed_flips(
        verdicts, register, evidence
    )
    return fragility_table(
        verdict_fragilities, past_revisions(snapshot.figures, snapshot.recipe.registry), vintages
    )


def series_of_parts(register: Register, recipe: Recipe, models: Models) -> dict[tuple[str, str], set[str]]:
    """The series behind any reading of each part, weights included, in the order of the register."""
    behind: dict[tuple[str, str], set[str]] = {}
    for reading in register.readings:
        if reading.kind != "arithmetic" and not reading.proxy:
            behind.setdefault((reading.claim, reading.part), set()).update(models.variables_behind(reading))
    return {part: set(recipe.only(variables).registry) for part, variables in behind.items()}


def evidence_on(date: str, readings: Iterable[Reading], snapshot: Snapshot, models: Models) -> Evidence:
    """Panels of a date with what the readings look at, and the regressions they ask for, on these panels."""
    panels = snapshot.panels_on(date, {name for each in readings for name in models.variables_behind(each)})
    associations = [reading for reading in readings if reading.kind == "association"]
    if not associations:
        return build_evidence(panels, snapshot.groups, breaks=snapshot.breaks)
    estimated = models.on(date, associations, panels, snapshot)
    return build_evidence(panels, snapshot.groups, *estimated, snapshot.breaks)


if __name__ == "__main__":
    with job(snakemake):
        files, params = snakemake.input, snakemake.params
        registry = of_layout(read_yaml(files.registry))
        index = read_table(files.snapshot)
        index = index[index["series"].isin(registry)]
        units, groups = read_units(files.units), read_yaml(files.groups)
        breaks = breaks_of(read_table(files.codebook))
        snapshot = Snapshot(
            index=index,
            figures=read_observations(Path(files.registry).parent, index, registry),
            units=units,
            recipe=Recipe(registry, read_yaml(files.totals)["identities"], read_yaml(files.variables)),
            groups={layout: groups_in_layout(groups, units, layout) for layout in layouts()},
            breaks=breaks,
        )
        models = Models(
            with_breaks(load_regressions(files.models, files.variants), breaks),
            read_table(files.coefficients),
            read_table(files.described),
            params.vintage,
            params.seed,
        )
        register = read_register(files.claims, files.questions, files.judging, files.sentences)
        for judged in in_pieces(
            snakemake,
            lambda piece: [judge_dates(register, snapshot, models, piece)],
            texts=["computed", "year", "layout", "reading"],
        ):
            vintages = chain_dates(judged)
            write_table(snakemake.output.vintages, vintages)
            write_table(snakemake.output.fragility, find_fragile(register, snapshot, models, vintages))
