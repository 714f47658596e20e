"""Our own texts call a thing by one word in each language, and keep numbers with their units."""

import pytest

from lib.core.configuration import load
from lib.words.typed_numbers import Prose, read_prose
from lib.words.vocabulary import loose_units, synonyms

PLANTED = [
    ("en", "Each interpretation of the words was tried.", "interpretation", "reading"),
    ("en", "The ruling rests on it.", "ruling", "verdict"),
    ("en", "Two percent points more.", "percent points", "percentage point"),
    ("en", "Below the poverty line.", "poverty line", "subsistence minimum"),
    ("en", "The self employed.", "self employed", "self-employed"),
    ("ru", "Доля самостоятельно занятых.", "самостоятельно занятых", "самозанятые"),
    ("ru", "Иная трактовка слов.", "трактовка", "прочтение"),
    ("ru", "Таков приговор.", "приговор", "вердикт"),
    ("ru", "За чертой бедности.", "чертой бедности", "прожиточный минимум"),
    ("ru", "Поправка на ложные доходы.", "ложные доходы", "ложные открытия"),
    ("kk", "Қорытынды шығарылды.", "Қорытынды", "үкім"),
    ("kk", "Басқа түсінікте дұрыс.", "түсінікте", "оқылым"),
    ("kk", "Өзін-өзі қамтығандар үлесі.", "Өзін-өзі қамтығандар", "өзін-өзі жұмыспен қамтығандар"),
    ("kk", "Екі пунктке артық.", "пунктке", "пайыздық тармақ"),
    ("en", "The figures are not public.", "not public", "not found"),
    ("ru", "Медианы не публикуются.", "не публикуются", "не найдено"),
    ("kk", "Медианалар жарияланбайды.", "жарияланбайды", "табылмады"),
    ("kk", "Күнкөріс деңгейінен төмен.", "Күнкөріс деңгейінен", "ең төмен күнкөріс деңгейі"),
]


@pytest.fixture(scope="module")
def vocabulary(project):
    return load(project / "config/words/terms.yaml", project / "workflow/schemas/terms.schema.yaml")


def test_our_texts_keep_to_the_vocabulary(vocabulary, project):
    texts = read_prose(vocabulary["prose"], project)
    assert {prose.language for prose in texts} == {"en", "ru", "kk"}
    assert list(synonyms(texts, vocabulary["terms"])) == []
    assert list(loose_units(texts)) == []


@pytest.mark.parametrize(("language", "text", "synonym", "word"), PLANTED)
def test_a_planted_synonym_is_told_with_its_line_and_the_word_to_write(
    language, text, synonym, word, vocabulary
):
    (fault,) = synonyms([Prose("a.yaml", 7, language, f"First.\n{text}")], vocabulary["terms"])
    assert fault.startswith(f"a.yaml, line 8: '{synonym}' is called '{word}'")


def test_the_words_themselves_are_no_synonyms(vocabulary):
    for language in ("en", "ru", "kk"):
        said = " ".join(words[language]["use"] for words in vocabulary["terms"].values())
        assert list(synonyms([Prose("a", 1, language, said)], vocabulary["terms"])) == []


@pytest.mark.parametrize(
    "text", ["38 %", "{share} п.\N{NO-BREAK SPACE}п.", "{{a.b}} %", "5 км", "2 млн тенге", "п. п."]
)
def test_a_plain_space_before_a_unit_is_told(text):
    assert len(list(loose_units([Prose("a", 1, "ru", text)]))) == 1
    bound = text.replace(" ", "\N{NO-BREAK SPACE}")
    assert list(loose_units([Prose("a", 1, "ru", bound)])) == []
