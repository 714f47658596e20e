"""The register as the browser's engine reads it: statements, questions, judging, and sets of units."""

from collections.abc import Iterable, Mapping

import pandas as pd

from lib.claims.statements import Part, claim_of, questions_of
from lib.data.breaks import breaks_of
from lib.data.groups import groups_in_layout
from publish.page.contents import Paper


def engine_register(paper: Paper, codebook: pd.DataFrame, layouts: Iterable[str]) -> dict:
    """Everything but the panels that readings are computed from, see scripts/publish/page/script/engine.js.

    Returns
    -------
    `claims` by id, their parts and what is computed beside them; `questions` with titles and settings of
    their answers; `judging`; `groups` by layout; `breaks` by variable
    """
    questions = questions_of(paper.questions)
    claims = {
        name: claim_of(name, content["theme"], content, questions) for name, content in paper.claims.items()
    }
    years = paper.judging["years"]
    return {
        "claims": {
            name: {
                "theme": claim.theme,
                "words": claim.words,
                "caveat": claim.caveat,
                "dated": claim.dated,
                "parts": {
                    f"{part}.{proxy}" if proxy else part: _part(read, paper.questions)
                    for part, proxy, read in claim.all_parts()
                },
            }
            for name, claim in claims.items()
        },
        "questions": {
            name: {
                "asks": asked["asks"],
                "because": asked["because"],
                "answers": {
                    answer: {"set": each["set"], "title": _title(each, paper)}
                    for answer, each in asked["answers"].items()
                },
            }
            for name, asked in paper.questions.items()
        },
        "judging": {
            **{key: paper.judging[key] for key in ("layouts", "hedges", "comparable_within")},
            **{key: years[key] for key in ("natural", "first", "last")},
        },
        "groups": {layout: groups_in_layout(paper.groups, paper.units, layout) for layout in layouts},
        "breaks": {name: starts for name, starts in breaks_of(codebook).items() if starts},
    }


def _part(part: Part, questions: Mapping[str, Mapping]) -> dict:
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
            {"name": each.name, "first": next(iter(each.answers)), "because": each.because}
            if each.settled
            else {"name": each.name, "first": "", "because": questions[each.name]["because"]}
            for each in part.questions
        ],
    }


def _title(answer: Mapping, paper: Paper) -> Mapping[str, str]:
    """What an answer is called: by itself, or as the set of units that it chooses."""
    if "title" in answer:
        return answer["title"]
    chosen = next(answer["set"][key] for key in ("group", "other_group", "among") if key in answer["set"])
    return paper.groups[chosen]["title"]
