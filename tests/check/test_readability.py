"""What the dossiers say: short sentences, no phrase to stumble over, nothing that contradicts the rule."""

import re

import pytest

from lib.claims.outcomes import TRUE_VERDICTS
from lib.claims.telling.values import verdict_word

LANGUAGES = ("en", "ru", "kk")
MOST_WORDS = 34
BROKEN = (r"\bnan\b", r"\bNone\b", r"[{}]", r"\s,", r"\(\s*\)")
STUMBLES = {
    "en": (r"read most naturally", r"it is not so", r"none comes close", r"\d coefficient", *BROKEN),
    "ru": (r"естественнее всего", r"это не так", r"ни одно не близко", r"\d коэффициент", *BROKEN),
    "kk": (r"ең табиғи оқылғанда", r"олай емес", r"ешқайсысы жуық", r"\d коэффициент", *BROKEN),
}
ROW = re.compile(r"^\| (?P<bold>\**)(?P<reading>.*?)\**(?: \| [^|]*){3} \| \**(?P<verdict>[^|*]+)\** \|$")


def prose(dossier: str) -> list[str]:
    """The sentences of a dossier; its tables and lists of figures are none."""
    lines = (line.strip() for line in dossier.split("\n"))
    kept = (line for line in lines if line and not line.startswith(("|", "![", "- `")))
    return [sentence for line in kept for sentence in re.split(r"(?<=[.;:!?])\s+", line)]


@pytest.fixture(scope="module", params=LANGUAGES)
def told(request, register, judgement, words):
    """The words of a language, and its dossiers by claim."""
    language = request.param
    home = "" if language == LANGUAGES[0] else f"{language}/"
    return words(language), {name: judgement.texts[f"{home}{name}.md"] for name in register.claims}


def parts_of(dossier: str) -> list[str]:
    """The sections of a dossier that judge something: those with rows of readings."""
    sections = re.split(r"(?m)^## ", dossier)[1:]
    return [section for section in sections if any(ROW.match(line) for line in section.split("\n"))]


def test_no_sentence_is_long(told):
    _, dossiers = told
    long = {
        (claim, sentence)
        for claim, dossier in dossiers.items()
        for sentence in prose(dossier)
        if len(sentence.split()) > MOST_WORDS and "; " not in sentence
    }
    assert long == set()


def test_no_phrase_makes_readers_stumble(told):
    words, dossiers = told
    found = {
        (claim, stumble, sentence)
        for claim, dossier in dossiers.items()
        for sentence in prose(dossier)
        for stumble in STUMBLES[words.language]
        if re.search(stumble, sentence)
    }
    assert found == set()


def test_verdicts_agree_with_the_rule_at_the_foot(told, register):
    """The verdict is the chosen row's own, or `depends` where other rows say otherwise."""
    words, dossiers = told
    depends = verdict_word("depends", words)
    true = {verdict_word(verdict, words) for verdict in TRUE_VERDICTS}
    judged = 0
    for claim in register.claims.values():
        if {read.kind for _, _, read in claim.reads} & {"association", "arithmetic"}:
            continue
        for section in parts_of(dossiers[claim.name]):
            verdict = section.split("\n", 1)[0].rpartition(": ")[2]
            rows = [found for line in section.split("\n") if (found := ROW.match(line))]
            rows = [row for row in rows[1:] if set(row["reading"]) != {"-"}]
            chosen = next(row["verdict"].strip() for row in rows if row["bold"])
            truths = {row["verdict"].strip() in true for row in rows}
            if verdict == depends:
                assert truths == {True, False}, claim.name
            else:
                assert verdict == chosen, claim.name
                assert chosen in true or truths == {False}, claim.name
            judged += 1
    assert judged > 60


def test_numbers_are_quoted_with_their_hedges(told, register):
    words, dossiers = told
    for claim in register.claims.values():
        for part in claim.parts.values():
            hedge = f"claims.hedges.{part.asserted.hedge}"
            if hedge in words.texts and part.asserted.is_number:
                quoted = re.sub(r"\{.*\}", "", words.texts[hedge]).strip()
                assert quoted in dossiers[claim.name], (claim.name, quoted)
