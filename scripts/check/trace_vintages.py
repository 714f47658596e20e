"""Judge every statement as of every date at which its figures changed, and list how figures were revised."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import yaml

from check.judge_claims import measures_of
from lib.configuration import load
from lib.evaluation import NOT_TESTABLE, evaluate
from lib.evidence import Evidence, build_evidence
from lib.files import read_table, write_table
from lib.groups import groups_in_layout
from lib.i18n import load_words
from lib.jobs import job
from lib.long_table import read_figures
from lib.model_files import Regression, load_regressions
from lib.panel import harmonise
from lib.problems import ProblemsError
from lib.provenance import Provenance, provenance_of
from lib.readings import Reading, model_name
from lib.register import Known, Register, load_register
from lib.revisions import find_slips, list_revisions
from lib.units import LAYOUTS, read_units
from lib.verdicts import Finding, judge
from lib.vintage import as_known_on, changed_series, select_figures
from regress.estimate_models import estimate_models

COLUMNS = (
    "claim", "part", "as_of", "computed", "verdict", "flipped", "year", "layout", "changed", "cause",
)  # fmt: skip
DRAWS = 9999


@dataclass(frozen=True)
class Snapshot:
    """What the panels of any date are built from.

    Parameters
    ----------
    index, figures : files and figures of all vintages
    units, registry, identities, ratios, groups : see lib.panel.harmonise and lib.groups
    """

    index: pd.DataFrame
    figures: pd.DataFrame
    units: pd.DataFrame
    registry: Mapping
    identities: Mapping
    ratios: Mapping
    groups: Mapping[str, Mapping[str, list[str]]]

    def panels_on(self, date: str) -> dict[str, pd.DataFrame]:
        """The panel of every layout as known on a date."""
        figures = select_figures(self.figures, as_known_on(self.index, date))
        cells = harmonise(figures, self.units, self.registry, self.identities, self.ratios)
        return {layout: cells[layout].table() for layout in LAYOUTS}


def trace_vintages(
    register: Register,
    provenance: Provenance,
    snapshot: Snapshot,
    regressions: list[Regression],
    seed: int,
) -> pd.DataFrame:
    """Judge each part of a claim at every date at which a series behind one of its readings changed.

    Returns
    -------
    Columns `COLUMNS`, in the order of the register and of the dates. `changed` names the series; `flipped` is
    ``yes`` where the verdict is another one than at the date before, and `cause` then says whether the figure
    itself was revised, another year or reading was taken, or only the other readings changed.
    """
    series = series_of_parts(register, provenance)
    rows: list[dict] = []
    last: dict[tuple[str, str], tuple[str, Finding]] = {}
    for date, changed in changed_series(snapshot.index).items():
        parts = {part for part, names in series.items() if names & changed}
        if not parts:
            continue
        readings = tuple(
            each for each in register.readings if not each.proxy and (each.claim, each.part) in parts
        )
        evidence = evidence_on(date, readings, snapshot, regressions, seed)
        for finding in judge(register, evaluate(replace(register, readings=readings), evidence)):
            part = finding.claim, finding.part
            if finding.proxy or part not in parts:
                continue
            rows.append(_row(date, finding, last.get(part), series[part] & changed))
            last[part] = date, finding
    order = {part: place for place, part in enumerate(series)}
    rows.sort(key=lambda row: (order[row["claim"], row["part"]], row["as_of"]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def series_of_parts(register: Register, provenance: Provenance) -> dict[tuple[str, str], set[str]]:
    """The series behind any reading of each part, in the order of the register."""
    found: dict[tuple[str, str], set[str]] = {}
    for reading in register.readings:
        if reading.kind != "arithmetic" and not reading.proxy:
            found.setdefault((reading.claim, reading.part), set()).update(provenance.series_of(reading))
    return found


def evidence_on(
    date: str,
    readings: Iterable[Reading],
    snapshot: Snapshot,
    regressions: list[Regression],
    seed: int,
) -> Evidence:
    """Panels of a date, and the regressions that the readings ask for, estimated on them."""
    panels = snapshot.panels_on(date)
    asked: dict[str, set[str]] = {}
    for reading in readings:
        if reading.kind == "association":
            asked.setdefault(model_name(reading.settings), set()).add(reading.settings["estimator"])
    tables = []
    for regression in regressions:
        estimators = asked.get(regression.model.partition("@")[0], set())
        wanted = tuple(name for name in regression.estimators if name in estimators)
        if not wanted:
            continue
        try:
            tables.append(
                estimate_models(
                    [replace(regression, estimators=wanted)], panels, snapshot.groups, DRAWS, seed
                )
            )
        except ProblemsError as error:
            logging.info("As of %s %s", date, error)
    if not tables:
        return build_evidence(panels, snapshot.groups)
    coefficients, models = (pd.concat(each, ignore_index=True) for each in zip(*tables, strict=True))
    return build_evidence(panels, snapshot.groups, coefficients, models)


def _row(date: str, finding: Finding, before: tuple[str, Finding] | None, changed: set[str]) -> dict:
    chosen = finding.chosen
    flipped = before is not None and before[1].verdict != finding.verdict
    return {
        "claim": finding.claim,
        "part": finding.part,
        "as_of": date,
        "computed": "" if chosen is None else chosen.text,
        "verdict": finding.verdict,
        "flipped": "yes" if flipped else "no",
        "year": "" if chosen is None else chosen.period,
        "layout": "" if chosen is None else chosen.layout,
        "changed": " ".join(sorted(changed)),
        "cause": _cause(before[1], finding) if flipped else "",
    }


def _cause(before: Finding, after: Finding) -> str:
    """Why a verdict is another one than before."""
    if before.verdict == NOT_TESTABLE:
        return "first figures"
    if after.verdict == NOT_TESTABLE:
        return "figures withdrawn"
    one, other = before.chosen, after.chosen
    if one.reading.answers != other.reading.answers:
        return "another reading"
    if (one.period, one.layout) != (other.period, other.layout):
        return "another year or layout"
    return "figures revised" if one.text != other.text else "other readings changed"


if __name__ == "__main__":
    with job(snakemake):
        files, params = snakemake.input, snakemake.params
        registry = yaml.load(Path(files.registry).read_text(encoding="utf-8"), yaml.CSafeLoader)
        index = read_table(files.snapshot, text=("series", "vintage", "basis"))
        units, groups = read_units(files.units), load(files.groups, files.groups_schema)
        snapshot = Snapshot(
            index=index,
            figures=read_figures(Path(files.registry).parent, index, registry),
            units=units,
            registry=registry,
            identities=load(files.totals, files.totals_schema)["identities"],
            ratios=load(files.variables, files.variables_schema),
            groups={layout: groups_in_layout(groups, units, layout) for layout in LAYOUTS},
        )
        codebook = read_table(
            files.codebook, text=("variable", "series", "numerator", "denominator", "table")
        )
        models = read_table(files.described, text=("outcome", "regressors"))
        words = load_words(
            "en", files.words, files.words_schema, files.units, files.codebook, files.groups,
            files.groups_schema,
        )  # fmt: skip
        latest = build_evidence(snapshot.panels_on("latest"), snapshot.groups)
        register = load_register(
            files.claims,
            files.questions,
            files.judging,
            Path(files.claims_schema).parent,
            Known(
                frozenset(latest.variables),
                frozenset(latest.group_names),
                frozenset(latest.panels),
                frozenset(models["model"].str.partition("@")[0]),
                measures_of(words),
            ),
        )
        regressions = load_regressions(
            list(files.models), files.variants, files.model_schema, files.variants_schema
        )
        provenance = provenance_of(codebook, index[["series", "vintage"]], models)
        write_table(
            snakemake.output.vintages,
            trace_vintages(register, provenance, snapshot, regressions, params.seed),
        )
        revisions = list_revisions(snapshot.figures)
        write_table(snakemake.output.revisions, revisions)
        write_table(snakemake.output.slips, find_slips(snapshot.figures, revisions))
