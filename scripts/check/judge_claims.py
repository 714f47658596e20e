"""Compute every statement of the article under all its readings and years, and judge it."""

from lib.runs.jobs import job

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lib.claims.evidence import Evidence, build_evidence
from lib.claims.hidden_sets import search_sets
from lib.claims.outcomes import ReadingOutcome, evaluate
from lib.claims.provenance import Provenance, provenance_of
from lib.claims.register import Register, read_register
from lib.claims.scrutiny.fragility import Fragility
from lib.claims.scrutiny.past_revisions import read_fragility
from lib.claims.scrutiny.workings import working_table, workings_of
from lib.claims.sentences_covered import Coverage, coverage_table, load_coverage
from lib.claims.severity import severities
from lib.claims.sql.queries import write_queries
from lib.claims.telling import tables
from lib.claims.telling.dossiers import write_dossier
from lib.claims.telling.pictures import draw_claim
from lib.claims.telling.sentences import Casebook
from lib.claims.telling.told import tell_claims
from lib.claims.together import judge_together
from lib.claims.verdicts import VerdictKey, judge_parts
from lib.core.configuration import read_yaml
from lib.core.country import detail_layout, languages
from lib.core.files import write_text
from lib.core.tables import read_table, write_table
from lib.data.breaks import breaks_of
from lib.data.groups import groups_in_layout
from lib.data.lineage import Recipe
from lib.data.units import read_units
from lib.words.edition import Edition, edition_of
from lib.words.language import Words, read_speakers
from lib.words.source_line import edition_words

NO_FIGURES = "-- No part of this statement is computed from figures alone.\n"


@dataclass(frozen=True)
class JudgedArticle:
    """Tables by file; Markdown of dossiers and SVG of pictures by (language, claim); SQL by claim."""

    tables: Mapping[str, pd.DataFrame]
    summary: str
    dossiers: Mapping[tuple[str, str], str]
    pictures: Mapping[tuple[str, str], str]
    queries: Mapping[str, str]


def judge_claims(
    register: Register,
    evidence: Evidence,
    coverage: Coverage,
    provenance: Provenance,
    languages: Iterable[Words],
    claims_folder: str,
    results_folder: str,
    seed: int = 0,
    of_associations: Mapping[VerdictKey, tuple[float, int]] | None = None,
    recipe: Recipe | None = None,
    fragility: Mapping[VerdictKey, Fragility] | None = None,
    edition: Edition | None = None,
) -> JudgedArticle:
    """Judge all statements of a register, tell each verdict once a language, and make every view of it.

    Parameters
    ----------
    languages : words of each language; English first, in which the tables are written
    claims_folder, results_folder : named in dossiers and in the summary
    seed, of_associations : see lib.claims.severity.severities
    recipe : without it no queries are written
    """
    outcomes = evaluate(register, evidence)
    verdicts = judge_parts(register, outcomes)
    hidden = tuple(search_sets(register, evidence))
    together = tuple(judge_together(register, verdicts))
    by_key = {verdict.key: verdict for verdict in verdicts}
    chosen: dict[str, list[ReadingOutcome]] = {name: [] for name in register.claims}
    for verdict in verdicts:
        if verdict.chosen is not None and not verdict.proxy:
            chosen[verdict.claim].append(verdict.chosen)
    severity = severities(verdicts, register.judging, evidence, seed, of_associations or {})
    workings = workings_of(verdicts, register, evidence)
    book = Casebook(
        register, by_key, hidden, together, provenance, severity, claims_folder, workings, fragility or {}
    )
    told = [each for words in languages for each in tell_claims(book, words)]
    english = told[0].words
    main = [each for each in told if each.words is english]
    known_on = {each.words.language: edition_words(edition, each.words) if edition else "" for each in told}
    return JudgedArticle(
        tables={
            "verdicts": tables.verdict_table(main, provenance.cells),
            "readings": tables.reading_table(register, main, provenance.cells),
            "ranges": tables.range_table(verdicts, severity),
            "wording": tables.wording_table(told),
            "coverage": coverage_table(coverage, main),
            "statements": tables.together_table(register, together, english),
            "workings": working_table(workings, provenance),
        },
        summary=tables.summary(main, results_folder, known_on[english.language]),
        dossiers={
            (each.words.language, each.claim.name): write_dossier(
                each,
                book,
                f"pictures/{each.claim.name}.svg",
                "../.." if each.words is english else "../../..",
                known_on[each.words.language],
            )
            for each in told
        },
        pictures={
            (each.words.language, each.claim.name): draw_claim(each, register.judging) for each in told
        },
        queries={}
        if recipe is None
        else {
            claim: write_queries(outcomes, evidence.groups, recipe, register.judging)
            for claim, outcomes in chosen.items()
        },
    )


def save(article: JudgedArticle, folder: Path) -> None:
    """Write all tables, dossiers and pictures; the main language's dossiers stand in the folder itself."""
    for name, table in article.tables.items():
        write_table(folder / f"{name}.csv", table, described_as=f"claims/{name}.csv")
    write_text(folder / "summary.txt", article.summary)
    for (language, claim), text in article.dossiers.items():
        home = folder if language == languages()[0] else folder / language
        write_text(home / f"{claim}.md", text)
        write_text(home / "pictures" / f"{claim}.svg", article.pictures[language, claim])
    for claim, text in article.queries.items():
        write_text(folder / "sql" / f"{claim}.sql", text or NO_FIGURES)


if __name__ == "__main__":
    with job(snakemake):
        files, layouts = snakemake.input, snakemake.params.layouts
        groups = read_yaml(files.groups)
        units = {of_detail: read_units(files.units, of_detail) for of_detail in (False, True)}
        models = read_table(files.models)
        codebook = read_table(files.codebook)
        evidence = build_evidence(
            {layout: read_table(files[f"panel_{layout}"]) for layout in layouts},
            {
                layout: groups_in_layout(groups, units[layout == detail_layout()], layout)
                for layout in layouts
            },
            read_table(files.coefficients),
            models,
            breaks_of(codebook),
            read_table(files.influence),
            read_table(files.associations),
        )
        speakers = list(read_speakers(files, snakemake.params.languages).values())
        register = read_register(files.claims, files.questions, files.judging, files.sentences)
        coverage = load_coverage(files.sentences, Path(files.coverage_schema).parent, register.claims)
        used = pd.concat(map(read_table, files.longs))[["series", "vintage"]]
        results = Path(snakemake.output.verdicts).parent
        registry = read_yaml(files.registry)
        provenance = provenance_of(codebook, used, models, read_table(files.snapshot), registry)
        folder = str(Path(files.claims[0]).parent)
        recipe = Recipe(registry, read_yaml(files.totals)["identities"], read_yaml(files.variables))
        dealt = {
            (row.claim, row.part, row.proxy): (row.severity, row.permutations)
            for row in read_table(files.severity).itertuples()
        }
        article = judge_claims(
            register, evidence, coverage, provenance, speakers, folder, str(results),
            snakemake.params.seed, dealt, recipe, read_fragility(read_table(files.fragility)),
            edition_of(read_table(files.edition)),
        )  # fmt: skip
        save(article, results)
