"""The register as the browser's engine reads it: statements, questions, judging, figures and estimates."""

from collections.abc import Iterable

from lib.claims.associations import FACTORS
from lib.claims.evidence import Evidence
from lib.claims.readings import expand_claim
from lib.claims.statements import Claim, Part, Question, claim_of, questions_of
from lib.claims.telling.values import answer_title
from lib.inference.conventions import VERDICT_CONFIDENCE
from lib.inference.student import reach
from publish.page.board import Speakers, spoken
from publish.page.contents import Paper


def engine_register(paper: Paper, evidence: Evidence, speakers: Speakers) -> dict:
    """Everything that readings are computed from, see scripts/publish/page/script/engine.js.

    Returns
    -------
    `claims` by id, their parts and what is computed beside them; `questions` with titles and settings of
    their answers; `judging`; `groups` by layout, each unit among them; `breaks` by variable; `estimates` by
    model, term, estimator and method: first and last year, layout, coefficient, reach of its interval
    """
    questions = questions_of(paper.questions)
    known = [claim_of(name, each, questions) for name, each in paper.claims.items()]
    years = paper.judging["years"]
    return {
        "claims": {
            claim.name: {
                "words": claim.words,
                "caveat": claim.caveat,
                "dated": claim.dated,
                "parts": {
                    f"{part}.{proxy}" if proxy else part: _part(read) for part, proxy, read in claim.reads
                },
            }
            for claim in known
        },
        "questions": {name: _question(asked, speakers) for name, asked in questions.items()},
        "judging": {
            **{key: paper.judging[key] for key in ("layouts", "hedges", "comparable_within")},
            **{key: years[key] for key in ("natural", "first", "last")},
            "effects": {name: each["value"] for name, each in paper.judging["smallest_effects"].items()},
            "factors": FACTORS,
        },
        "groups": evidence.groups,
        "breaks": {name: sorted(starts) for name, starts in evidence.breaks.items() if starts},
        "estimates": _estimates(known, evidence),
    }


def _part(part: Part) -> dict:
    asserted = {
        key: value
        for key, value in vars(part.asserted).items()
        if value not in (None, "") and value is not False
    }
    return {
        "title": part.title,
        "kind": part.kind,
        "asserted": asserted,
        "keys": part.keys,
        "natural": part.natural,
        "testable": part.not_testable is None,
        "questions": [
            {
                "name": each.name,
                "answers": list(each.answers),
                "because": each.because,
                "settled": each.settled,
            }
            for each in part.questions
        ],
    }


def _question(asked: Question, speakers: Speakers) -> dict:
    return {
        "asks": asked.asks,
        "answers": {
            answer: {
                "set": keys,
                "title": spoken(speakers, lambda words, answer=answer: answer_title(asked, answer, words)),
            }
            for answer, keys in asked.answers.items()
        },
    }


def _estimates(claims: Iterable[Claim], evidence: Evidence) -> dict[str, list[tuple]]:
    """The coefficients that some reading asks for, by the names that choose them, joined by bars."""
    chosen = {
        (model.name, model.term, model.estimator, model.method)
        for claim in claims
        for reading in expand_claim(claim)
        if (model := reading.settings.model).name
    }
    return {
        "|".join(key): [
            (
                each.first_year, each.last_year, each.layout, each.estimate,
                float(reach(each.std_error, each.df, VERDICT_CONFIDENCE)), each.partial,
            )
            for each in evidence.coefficients.get(key, ())
        ]
        for key in sorted(chosen)
    }  # fmt: skip
