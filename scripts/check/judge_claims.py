"""Compute every statement of the article under all its readings and years, and judge it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lib.claims.coverage import usage_table
from lib.claims.evaluation import evaluate
from lib.claims.evidence import Evidence, breaks_of, build_evidence
from lib.claims.hidden_sets import search_sets
from lib.claims.provenance import Provenance, provenance_of
from lib.claims.register import Known, Register, load_register
from lib.claims.telling.dossiers import Casebook, titles, write_dossier
from lib.claims.telling.explanations import explain
from lib.claims.telling.pictures import draw_claim
from lib.claims.telling.tables import (
    answer_table,
    fitting_set_table,
    hidden_set_table,
    range_table,
    reading_table,
    summary,
    verdict_table,
    wording_table,
)
from lib.claims.verdicts import judge
from lib.core.configuration import read_yaml
from lib.core.files import write_text
from lib.core.tables import read_table, write_table
from lib.data.groups import groups_in_layout
from lib.data.units import read_units
from lib.data.vintages import LATEST
from lib.runs.jobs import job
from lib.words.language import Words, read_speakers

MAIN_LANGUAGE = "en"


@dataclass(frozen=True)
class Judgement:
    """Everything that judging the statements gives.

    Parameters
    ----------
    tables : by name of the file, see lib.claims.telling.tables and lib.claims.coverage
    summary : short text
    dossiers : Markdown by (language, claim)
    pictures : SVG by (language, claim)
    """

    tables: Mapping[str, pd.DataFrame]
    summary: str
    dossiers: Mapping[tuple[str, str], str]
    pictures: Mapping[tuple[str, str], str]


def judge_claims(
    register: Register,
    evidence: Evidence,
    provenance: Provenance,
    languages: Iterable[Words],
    claims_folder: str,
    results_folder: str,
) -> Judgement:
    """Judge all statements of a register.

    Parameters
    ----------
    register : statements, see lib.claims.register
    evidence : panels, groups and coefficients, see lib.claims.evidence
    provenance : origins of the figures
    languages : words of each language; English first, in which the tables are written
    claims_folder, results_folder : named in dossiers and in the summary
    """
    languages = list(languages)
    english = languages[0]
    outcomes = evaluate(register, evidence)
    findings = judge(register, outcomes)
    by_key = {(finding.claim, finding.part, finding.proxy): finding for finding in findings}
    hidden = tuple(search_sets(register, evidence))
    why = {words.language: explain(register, by_key, hidden, words) for words in languages}
    pictures = {
        (words.language, claim): draw_claim(
            [finding for finding in findings if finding.claim == claim],
            titles(register, claim, words),
            register.judging,
            words,
        )
        for words in languages
        for claim in register.claims
    }
    books = [
        Casebook(register, by_key, why[words.language], hidden, provenance, words, claims_folder)
        for words in languages
    ]
    return Judgement(
        tables={
            "verdicts": verdict_table(register, findings, why[english.language], provenance.cells, english),
            "readings": reading_table(register, findings, why[english.language], provenance.cells, english),
            "ranges": range_table(findings),
            "wording": wording_table(register, by_key, why, languages),
            "answers": answer_table(register, findings, english),
            "hidden_sets": hidden_set_table(hidden),
            "fitting_sets": fitting_set_table(hidden, register.judging["years"]["natural"]),
            "usage": usage_table(outcomes, evidence),
        },
        summary=summary(register, findings, results_folder),
        dossiers={
            (book.words.language, claim): write_dossier(book, claim, f"pictures/{claim}.svg")
            for book in books
            for claim in register.claims
        },
        pictures=pictures,
    )


def save(judgement: Judgement, folder: Path) -> None:
    """Write all tables, dossiers and pictures; the main language's dossiers stand in the folder itself."""
    for name, table in judgement.tables.items():
        write_table(folder / f"{name}.csv", table, described_as=f"claims/{name}.csv")
    write_text(folder / "summary.txt", judgement.summary)
    for (language, claim), text in judgement.dossiers.items():
        home = folder if language == MAIN_LANGUAGE else folder / language
        write_text(home / f"{claim}.md", text)
        write_text(home / "pictures" / f"{claim}.svg", judgement.pictures[language, claim])


def measures_of(words: Words) -> frozenset[str]:
    """The units of measurement that a language has words for, as the claims write them."""
    keys = (key.removeprefix("measures.") for key in words.texts if key.startswith("measures."))
    return frozenset(key.replace("_", " ") for key in keys)


if __name__ == "__main__":
    with job(snakemake):
        files, layouts = snakemake.input, snakemake.params.layouts
        panels = {layout: read_table(files[f"panel_{layout}"]) for layout in layouts}
        units, groups = read_units(files.units), read_yaml(files.groups)
        models = read_table(files.models)
        codebook = read_table(files.codebook)
        evidence = build_evidence(
            panels,
            {layout: groups_in_layout(groups, units, layout) for layout in layouts},
            read_table(files.coefficients),
            models,
            breaks_of(codebook),
        )
        languages = list(read_speakers(files, snakemake.params.languages).values())
        register = load_register(
            files.claims,
            files.questions,
            files.judging,
            Path(files.claims_schema).parent,
            Known(
                frozenset(evidence.variables),
                frozenset(evidence.group_names),
                frozenset(evidence.panels),
                frozenset(evidence.models) if snakemake.params.vintage == LATEST else None,
                measures_of(languages[0]),
            ),
        )
        used = read_table(files.long)[["series", "vintage"]]
        save(
            judge_claims(
                register,
                evidence,
                provenance_of(codebook, used, models),
                languages,
                str(Path(files.claims[0]).parent),
                str(Path(snakemake.output.verdicts).parent),
            ),
            Path(snakemake.output.verdicts).parent,
        )
