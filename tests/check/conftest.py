"""The real panels, built from data/raw in memory, and the project's own register."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from check.judge_claims import judge_claims
from clean.harmonise_regions import detail_figures, harmonise_regions
from lib.claims.evidence import Evidence, build_evidence
from lib.claims.outcomes import evaluate
from lib.claims.provenance import provenance_of
from lib.claims.register import Register, read_register
from lib.claims.scrutiny.fragility import Fragility, fragilities, most_fragile_first, published
from lib.claims.scrutiny.past_revisions import PastRevisions, fragility_table, read_fragility
from lib.claims.sentences_covered import coverage_of
from lib.claims.verdicts import judge_parts
from lib.core.configuration import load, read_yaml
from lib.core.country import words_files
from lib.core.files import read_csv
from lib.data.breaks import breaks_of
from lib.data.groups import groups_in_layout
from lib.data.lineage import Recipe, read_recipe
from lib.data.units import read_units
from lib.words.language import Words, load_texts

SEED = 20221231
LAYOUTS, DISTRICTS = ("20", "17", "16", "1"), "districts"
ESTIMATES = (
    ("cross_section", "HC3"), ("between", "HC3"), ("two_way_fixed_effects", "CRV3"),
    ("first_differences", "CRV3"),
)  # fmt: skip


@pytest.fixture(scope="session")
def harmonised(project):
    raw = project / "data/raw"
    return harmonise_regions(
        folder=raw,
        index=read_csv(raw / "index.csv"),
        registry=read_yaml(raw / "registry.yaml"),
        units=read_units(raw / "units.csv"),
        ratios=read_yaml(project / "config/variables.yaml"),
        totals=read_yaml(project / "config/totals.yaml"),
        vintage="latest",
    )


@pytest.fixture(scope="session")
def districts(project):
    raw = project / "data/raw"
    units = read_units(raw / "units.csv", of_detail=True)
    return detail_figures(raw, read_csv(raw / "index.csv"), read_yaml(raw / "registry.yaml"), units, "latest")


@pytest.fixture(scope="session")
def groups(project) -> dict:
    named = load(project / "config/groups.yaml", project / "workflow/schemas/groups.schema.yaml")
    units = project / "data/raw/units.csv"
    return {
        layout: groups_in_layout(named, read_units(units, layout == DISTRICTS), layout)
        for layout in (*LAYOUTS, DISTRICTS)
    }


@pytest.fixture(scope="session")
def models(project) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Made-up coefficients and samples for every model and variant: only their names are real."""
    coefficients, samples = [], []
    for path in sorted((project / "config/models").glob("*.yaml")):
        model = read_yaml(path)
        terms = [
            one["variable"] if one["transform"] == "level" else f"{one['transform']}_{one['variable']}"
            for one in model["regressors"]
        ]
        for name in [path.stem, *(f"{path.stem}:{variant}" for variant in model["variants"])]:
            samples.append((name, 2015, 2023, "16"))
            coefficients += [(name, term, *how, 1.0, 0.1, 15) for term in terms for how in ESTIMATES[1:]]
        for year in range(2018, 2024):
            name = f"{path.stem}@{year}"
            samples.append((name, year, year, "17"))
            coefficients += [(name, term, *how, -1.0, 0.8, 15) for term in terms for how in ESTIMATES[:1]]
    columns = ["model", "term", "estimator", "method", "estimate", "std_error", "df"]
    return (
        pd.DataFrame(coefficients, columns=columns),
        pd.DataFrame(samples, columns=["model", "first_year", "last_year", "layout"]),
    )


@pytest.fixture(scope="session")
def evidence(harmonised, districts, groups, models) -> Evidence:
    panels = {layout: harmonised[f"panel_{layout}"] for layout in LAYOUTS}
    panels[DISTRICTS] = districts["panel_districts"]
    breaks = breaks_of(harmonised["codebook"].fillna({"breaks": ""}))
    return build_evidence(panels, groups, *models, breaks)


@pytest.fixture(scope="session")
def words(project):
    """Words of a language, without titles of variables."""
    units = read_csv(project / "data/raw/units.csv")
    named = read_yaml(project / "config/groups.yaml")

    @cache
    def of(language: str) -> Words:
        return Words(
            language,
            load_texts(words_files(language, project)),
            units=dict(zip(units["unit"], units[f"short_{language}"], strict=True)),
            unit_names=dict(zip(units["unit"], units[f"name_{language}"], strict=True)),
            groups={name: group["title"][language] for name, group in named.items()},
        )

    return of


@pytest.fixture(scope="session")
def register(project) -> Register:
    article = project / "config/article"
    claims = sorted((article / "claims").glob("*.yaml"))
    return read_register(
        claims, article / "questions.yaml", article / "judging.yaml", article / "coverage.yaml"
    )


@pytest.fixture(scope="session")
def raw_figure(project):
    """A figure straight from the newest file of a series, read by hand."""

    @cache
    def rows(series: str) -> pd.DataFrame:
        newest = max(Path(project / "data/raw" / series).glob("*.csv"))
        return pd.read_csv(newest, dtype={"note": str}).set_index(["measure", "unit", "year", "locality"])[
            "value"
        ]

    def figure(series: str, unit: str, year: int, measure: str = "", locality: str = "total") -> float:
        return float(np.asarray(rows(series).loc[measure or series, unit, year, locality]))

    return figure


def codebook_of(harmonised) -> pd.DataFrame:
    """The codebook as the rule reads it: missing words are empty."""
    names = ["variable", "series", "numerator", "denominator", "table", "unit"]
    return harmonised["codebook"][names].astype(object).fillna("")


@pytest.fixture(scope="session")
def coverage(project):
    return coverage_of(read_yaml(project / "config/article/coverage.yaml"))


@pytest.fixture(scope="session")
def recipe(project) -> Recipe:
    config = project / "config"
    return read_recipe(project / "data/raw/registry.yaml", config / "totals.yaml", config / "variables.yaml")


@pytest.fixture(scope="session")
def fragile(project, register, evidence, harmonised, recipe) -> list[Fragility]:
    units = read_units(project / "data/raw/units.csv")
    verdicts = judge_parts(register, evaluate(register, evidence))
    on_file = published(harmonised["long"], units, recipe)
    return most_fragile_first(fragilities(verdicts, on_file, register.judging, evidence))


@pytest.fixture(scope="session")
def judge(register, evidence, coverage, harmonised, districts, recipe, fragile, words):
    """All statements judged and told in some languages; every variable was revised once, by 5 percent."""
    past = {name: PastRevisions(2, 1, np.array([5.0])) for name in recipe.variables}
    history = pd.DataFrame(
        [(each.claim, each.part, flipped) for each in fragile for flipped in ("no", "yes")],
        columns=["claim", "part", "flipped"],
    )
    rows = read_fragility(fragility_table(fragile, past, history))
    used = pd.concat([harmonised["long"], districts["long_districts"]])
    provenance = provenance_of(codebook_of(harmonised), used)

    def judged(*languages: str):
        spoken = [words(language) for language in languages]
        return judge_claims(
            register, evidence, coverage, provenance, spoken, "config", "results", SEED, {}, fragility=rows
        )

    return judged


@pytest.fixture(scope="session")
def judgement(judge):
    return judge("en", "ru", "kk")
