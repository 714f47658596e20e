"""Judge a small paper on the Grunfeld data with the functions that judge the article."""

from pathlib import Path

import pandas as pd
from linearmodels.panel import PanelOLS, PooledOLS
from statsmodels.datasets import grunfeld

from check.judge_claims import JudgedArticle, judge_claims, save
from lib.claims.evidence import Evidence, build_evidence
from lib.claims.provenance import provenance_of
from lib.claims.register import load_register
from lib.claims.register_faults import Known
from lib.claims.sentences_covered import load_coverage
from lib.core.configuration import load, read_yaml
from lib.core.reading import flatten
from lib.words.language import Words

CODES = {
    "American Steel": "ASL", "Atlantic Refining": "ATL", "Chrysler": "CHR", "Diamond Match": "DIA",
    "General Electric": "GEL", "General Motors": "GMO", "Goodyear": "GOO", "IBM": "IBM",
    "Union Oil": "UNI", "US Steel": "USS", "Westinghouse": "WES",
}  # fmt: skip
UNIT = "dollars of 1947"
VARIABLES = ["invest", "value", "capital"]
# The words of the article speak of points; both sides of this paper's regressions are in dollars.
OWN_WORDS = {
    "claims.effects.points_per_point": "{value} dollars for one more dollar",
    "measures.dollars_of_1947": UNIT,
}


def read_panel() -> pd.DataFrame:
    """The data that statsmodels ships: columns unit, year, invest, value, capital."""
    data = grunfeld.load_pandas().data.assign(
        unit=lambda rows: rows["firm"].map(CODES), year=lambda rows: rows["year"].astype(int)
    )
    return data[["unit", "year", *VARIABLES]].sort_values(["unit", "year"], ignore_index=True)


def estimate_investment(panel: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Investment on market value and capital, pooled and within firms, clustered by firm.

    Returns
    -------
    coefficients : columns model, term, estimator, method, estimate, std_error, df; of firms, one is lost
    models : columns model, outcome, regressors, first_year, last_year, layout
    """
    data = panel.set_index(["unit", "year"])
    estimators = {
        "pooled": PooledOLS(data["invest"], data[["value", "capital"]].assign(constant=1)),
        "fixed_effects": PanelOLS(data["invest"], data[["value", "capital"]], entity_effects=True),
    }
    rows, df = [], panel["unit"].nunique() - 1
    for name, estimator in estimators.items():
        fitted = estimator.fit(cov_type="clustered", cluster_entity=True)
        rows += [
            ("investment", term, name, "clustered", fitted.params[term], fitted.std_errors[term], df)
            for term in ("value", "capital")
        ]
    columns = ["model", "term", "estimator", "method", "estimate", "std_error", "df"]
    years = panel["year"].min(), panel["year"].max()
    models = pd.DataFrame(
        [("investment", "invest", "value capital", *years, "firms")],
        columns=["model", "outcome", "regressors", "first_year", "last_year", "layout"],
    )
    return pd.DataFrame(rows, columns=columns), models


def gather_evidence(paper: Path, schemas: Path) -> tuple[Evidence, pd.DataFrame, dict]:
    """The evidence, the table of models and the named sets of firms."""
    panel = read_panel()
    groups = load(paper / "groups.yaml", schemas / "groups.schema.yaml")
    coefficients, models = estimate_investment(panel)
    sets = {"firms": {name: group["units"] for name, group in groups.items()}}
    return build_evidence({"firms": panel}, sets, coefficients, models), models, groups


def judge_paper(paper: Path, schemas: Path, texts: Path) -> JudgedArticle:
    """Judge the paper in a folder.

    Parameters
    ----------
    paper : folder of claims/, coverage.yaml, questions.yaml, judging.yaml and groups.yaml
    schemas : folder of the JSON Schemas
    texts : the words of the language to write in
    """
    evidence, models, groups = gather_evidence(paper, schemas)
    firms = {code: name for name, code in CODES.items()}
    words = Words(
        "en",
        flatten(read_yaml(texts)) | OWN_WORDS,
        units=firms,
        unit_names=firms,
        groups={name: group["title"]["en"] for name, group in groups.items()},
    )
    known = Known(
        frozenset(evidence.variables),
        frozenset(evidence.group_names),
        frozenset(evidence.panels),
        frozenset(evidence.models),
        words.measure_names(),
    )
    register = load_register(
        sorted((paper / "claims").glob("*.yaml")),
        paper / "questions.yaml",
        paper / "judging.yaml",
        schemas,
        known,
    )
    coverage = load_coverage(paper / "coverage.yaml", schemas, register.claims)
    codebook = pd.DataFrame(
        [(name, "grunfeld", "", "", "statsmodels.datasets.grunfeld", UNIT) for name in VARIABLES],
        columns=["variable", "series", "numerator", "denominator", "table", "unit"],
    )
    used = pd.DataFrame({"series": ["grunfeld"], "vintage": ["as shipped"]})
    provenance = provenance_of(codebook, used, models)
    folder, results = str(paper / "claims"), "results/examples/grunfeld"
    return judge_claims(register, evidence, coverage, provenance, [words], folder, results)


if __name__ == "__main__":
    judgement = judge_paper(
        Path(snakemake.input.judging).parent,
        Path(snakemake.input.schema).parent,
        Path(snakemake.input.words),
    )
    save(judgement, Path(snakemake.output.verdicts).parent)
