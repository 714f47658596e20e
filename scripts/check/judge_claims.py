"""Compute every statement of the article under all its readings and years, and judge it."""

from lib.runs.jobs import job

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from lib.claims.evidence import Evidence, build_evidence
from lib.claims.hidden_sets import search_sets
from lib.claims.outcomes import evaluate
from lib.claims.provenance import Provenance, provenance_of
from lib.claims.register import Register, read_register
from lib.claims.scrutiny.past_revisions import read_fragility
from lib.claims.scrutiny.workings import workings_of
from lib.claims.sentences_covered import Coverage, coverage_of
from lib.claims.severity import severities
from lib.claims.sql.queries import write_queries
from lib.claims.telling import tables
from lib.claims.telling.dossiers import write_dossier
from lib.claims.telling.pictures import draw_claim
from lib.claims.telling.told import Casebook, tell_claims
from lib.claims.together import judge_together
from lib.claims.verdicts import VerdictKey, judge_parts
from lib.core.configuration import read_yaml
from lib.core.country import detail_layout
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
    """Tables by name; the other files, dossiers, pictures, queries and the summary, by path."""

    tables: Mapping[str, pd.DataFrame]
    texts: Mapping[str, str]


def judge_claims(
    register: Register,
    evidence: Evidence,
    coverage: Coverage,
    provenance: Provenance,
    speakers: Iterable[Words],
    claims_folder: str,
    results_folder: str,
    seed: int = 0,
    of_associations: Mapping[VerdictKey, tuple[float, int]] | None = None,
    recipe: Recipe | None = None,
    fragility: Mapping[VerdictKey, Any] | None = None,
    edition: Edition | None = None,
) -> JudgedArticle:
    """Judge all statements of a register, tell each verdict once a language, and make every view of it.

    Parameters
    ----------
    speakers : words of each language; the main one first, in which the tables are written and whose dossiers
        stand in the results' folder itself
    claims_folder, results_folder : named in dossiers and in the summary
    seed, of_associations : see lib.claims.severity.severities
    recipe : without it no queries are written
    fragility : see lib.claims.scrutiny.past_revisions.read_fragility
    """
    outcomes = evaluate(register, evidence)
    verdicts = judge_parts(register, outcomes)
    book = Casebook(
        register,
        {verdict.key: verdict for verdict in verdicts},
        tuple(search_sets(register, evidence)),
        tuple(judge_together(register, verdicts)),
        provenance,
        severities(verdicts, register.judging, evidence, seed, of_associations or {}),
        claims_folder,
        workings_of(verdicts, register, evidence),
        fragility or {},
    )
    tellings = [(words, tell_claims(book, words)) for words in speakers]
    main_words, main = tellings[0]
    texts: dict[str, str] = {}
    for words, claims in tellings:
        home, root = ("", "../..") if words is main_words else (f"{words.language}/", "../../..")
        known_on = edition_words(edition, words) if edition else ""
        if not home:
            texts["summary.txt"] = tables.summary(claims, results_folder, known_on)
        for each in claims:
            picture = f"pictures/{each.claim.name}.svg"
            texts[f"{home}{each.claim.name}.md"] = write_dossier(each, book, picture, root, known_on)
            texts[f"{home}{picture}"] = draw_claim(each, register.judging)
    for each in main if recipe else ():
        chosen = [part.judged.chosen for part in each.asserted if part.judged.chosen]
        queries = write_queries(chosen, evidence.groups, recipe, register.judging)
        texts[f"sql/{each.claim.name}.sql"] = queries or NO_FIGURES
    return JudgedArticle(
        tables={
            "verdicts": tables.verdict_table(main, provenance.cells),
            "readings": tables.reading_table(register, main, provenance.cells),
            "ranges": tables.range_table(verdicts, book.severity),
            "wording": tables.wording_table(each for _, claims in tellings for each in claims),
            "coverage": tables.coverage_table(coverage, main),
        },
        texts=texts,
    )


def save(article: JudgedArticle, folder: Path) -> None:
    """Write all tables, dossiers, pictures and queries below a folder."""
    for name, table in article.tables.items():
        write_table(folder / f"{name}.csv", table, described_as=f"claims/{name}.csv")
    for name, text in article.texts.items():
        write_text(folder / name, text)


if __name__ == "__main__":
    with job(snakemake):
        files, layouts = snakemake.input, snakemake.params.layouts
        models, codebook = read_table(files.models), read_table(files.codebook)
        groups = read_yaml(files.groups)
        units = {layout: read_units(files.units, layout == detail_layout()) for layout in layouts}
        evidence = build_evidence(
            {layout: read_table(files[f"panel_{layout}"]) for layout in layouts},
            {layout: groups_in_layout(groups, units[layout], layout) for layout in layouts},
            read_table(files.coefficients), models, breaks_of(codebook), read_table(files.influence),
            read_table(files.associations),
        )  # fmt: skip
        speakers = list(read_speakers(files, snakemake.params.languages).values())
        register = read_register(files.claims, files.questions, files.judging, files.sentences)
        coverage = coverage_of(read_yaml(files.sentences))
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
