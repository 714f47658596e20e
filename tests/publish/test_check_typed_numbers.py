"""Numbers planted in copies of our own prose, captions and tables are found, each with its file and line."""

import ast
import re
import shutil
from collections import Counter

import pytest

from lib.core.configuration import load
from lib.core.problems import ProblemsError
from lib.words.typed_numbers import Prose, typed_numbers
from publish.check_typed_numbers import check_typed_numbers

ARTICLE, README = "config/article/text/{}.md", "docs/readme/{}.md"
CAPTIONS, WORDS, CLAIMS = (
    "config/article/exhibits.yaml",
    "config/words/{}.yaml",
    "config/article/claims/poverty.yaml",
)
# (file, language, where it is planted, the sentence, the number as it must be told)
PLANTS = [
    (ARTICLE, "en", "paragraph", "The south holds 38.3 percent of the people.", "38.3"),
    (ARTICLE, "en", "paragraph", "It is home to 19,503,159 people.", "19,503,159"),
    (ARTICLE, "en", "paragraph", "About a quarter of all moves end there.", "quarter"),
    (ARTICLE, "en", "paragraph", "The leaders are twice as productive.", "Twice"),
    (ARTICLE, "en", "paragraph", "Some 1/4 of the land is desert.", "1/4"),
    (ARTICLE, "en", "paragraph", "Only eleven regions lie below.", "eleven"),
    (ARTICLE, "en", "paragraph", "A twentyfold gap and ½ of it closed.", "½"),
    (ARTICLE, "en", "table row", "| South | 49.0 |", "49.0"),
    (ARTICLE, "ru", "paragraph", "На юге живёт 38,3 % населения.", "38,3"),
    (ARTICLE, "ru", "paragraph", "ВРП на душу — 5\u202f284,7 тыс. тенге.", "5\u202f284,7"),
    (ARTICLE, "ru", "paragraph", "Доля составляет 12–15 %.", "12"),
    (ARTICLE, "ru", "paragraph", "Бедность выросла вдвое.", "вдвое"),
    (ARTICLE, "ru", "paragraph", "Треть занятых работает на себя.", "Треть"),
    (ARTICLE, "ru", "paragraph", "Ниже среднего одиннадцать регионов.", "одиннадцать"),
    (ARTICLE, "ru", "table row", "| Юг | 43,5 % |", "43,5"),
    (ARTICLE, "kk", "paragraph", "Оңтүстікте халықтың 38,3 %-ы тұрады.", "38,3"),
    (ARTICLE, "kk", "paragraph", "Кедейлік екі есе өсті.", "екі"),
    (ARTICLE, "kk", "paragraph", "Халықтың жартысы ауылда.", "жартысы"),
    (ARTICLE, "kk", "paragraph", "Төрттен бірі қалаларға көшеді.", "Төрттен"),
    (ARTICLE, "kk", "table row", "| Оңтүстік | 1\u00a0234,5 |", "1\u00a0234,5"),
    (CAPTIONS, "en", "caption", "The lowest share is 0.02 percent.", "0.02"),
    (CAPTIONS, "en", "caption", "Two thirds of the regions lie below.", "Two"),
    (CAPTIONS, "ru", "caption", "Наибольшая доля — 17 %.", "17"),
    (CAPTIONS, "ru", "alt", "Разрыв двадцатикратный, в 20 раз.", "20"),
    (CAPTIONS, "kk", "caption", "Ең жоғарғы үлес — 17 %.", "17"),
    (CAPTIONS, "en", "note", "Based on 120 region-years.", "120"),
    (CAPTIONS, "kk", "note", "Отыз өңір-жыл.", "Отыз"),
    (WORDS, "en", "said", "More than 30 percent", "30"),
    (WORDS, "ru", "said", "более 45 %", "45"),
    (WORDS, "kk", "said", "45 %-дан астам", "45"),
    (CLAIMS, "en", "caveat", "Six regions have estimates only.", "Six"),
    (CLAIMS, "kk", "caveat", "Үш өңірде дерек жоқ.", "Үш"),
    (README, "en", "paragraph", "Of the statements, 23 match.", "23"),
    (README, "en", "table row", "| statements that match | 23 |", "23"),
    (README, "en", "paragraph", "Nine differ.", "Nine"),
]  # fmt: skip


@pytest.fixture(scope="module")
def choices(project):
    folder = project / "config/article"
    return load(folder / "typed_numbers.yaml", project / "workflow/schemas/typed_numbers.schema.yaml")


@pytest.fixture
def prose(project, tmp_path):
    """A copy of everything that the check reads."""
    for folder in ("config", "docs", "scripts/lib/words/languages"):
        shutil.copytree(project / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.png"))
    return tmp_path


def plant(path, language, place, sentence) -> int:
    """Put a sentence into a file of prose; return its line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if place == "paragraph":
        lines += ["", sentence]
        line = len(lines)
    elif place == "table row":
        lines += ["", "| what | how much |", "|---|---|", sentence]
        line = len(lines)
    elif place == "said":
        lines += [f'planted_words: "{sentence}"']
        line = len(lines)
    else:
        start = next(at for at, text in enumerate(lines) if re.match(rf"\s+{place}:$", text))
        line = (
            next(at for at in range(start, len(lines)) if lines[at].lstrip().startswith(f"{language}:")) + 1
        )
        indent = lines[line - 1].split(language)[0]
        lines[line - 1] = f'{indent}{language}: "{sentence}"'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return line


@pytest.mark.parametrize("wave", [0, 1])
def test_planted_numbers_are_found_at_once_and_nothing_else(choices, prose, wave):
    """A second sentence of one caption is planted in another wave."""
    seen = Counter()
    told = {}
    for file, language, place, sentence, number in PLANTS:
        name, appended = file.format(language), place in ("paragraph", "table row", "said")
        seen[name, language, place] += not appended
        if appended or seen[name, language, place] == wave + 1:
            line = plant(prose / name, language, place, sentence)
            told[f"{name}, line {line}:"] = f"the number '{number}' is typed"
    with pytest.raises(ProblemsError) as caught:
        check_typed_numbers(choices, prose)
    for where, what in told.items():
        found = [problem for problem in caught.value.problems if where in problem]
        assert any(f"{where} {what}".lower() in problem.lower() for problem in found), (where, what, found)
    assert all(any(where in problem for where in told) for problem in caught.value.problems)


def test_our_own_text_has_no_false_alarm(choices, project):
    account = check_typed_numbers(choices, project)
    assert account.startswith("No typed number without a reason in ")
    assert all(limit in account for limit in choices["not_caught"])


@pytest.mark.parametrize(
    "sentence",
    [
        "Share {{verdicts.P1.population.computed | 1}} in 2018-2022, 1 January 2020.",
        "See `panel_17.csv`, [the table](results/20/table.csv) and @hausman_1978.",
        "Statement P1 and the estimator HC3 with a 95% interval, CC\u00a0BY\u202f4.0.",
    ],
)
def test_keys_code_links_and_dates_are_no_typed_numbers(choices, prose, sentence):
    plant(prose / README.format("en"), "en", "paragraph", sentence)
    check_typed_numbers(choices, prose)


def test_a_number_needs_its_reason_in_the_right_file(choices, prose):
    """How many lines an exhibit shows is a reason in captions, not in the article."""
    plant(prose / CAPTIONS, "en", "caption", "Two lines a region.")
    check_typed_numbers(choices, prose)
    plant(prose / README.format("en"), "en", "paragraph", "Two lines a region.")
    with pytest.raises(ProblemsError, match=r"docs/readme/en\.md"):
        check_typed_numbers(choices, prose)


def phrases_with_numbers(source):
    """Texts in code, docstrings aside, that hold a number beside a word: printed, it would be typed."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    notes = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes
    ]
    return [text for text in texts if re.search(r"\d", text) and re.search(r"\w{3}.* |%", text)]


@pytest.mark.parametrize("kind", ["figures", "tables"])
def test_no_number_is_typed_in_the_code_of_an_exhibit(kind, project):
    files = sorted((project / "scripts/publish" / kind).glob("*.py"))
    queries = re.compile(r"==|~|\|\\|\(\?")  # of frames, and regular expressions
    typed = {
        file.name: [
            text for text in phrases_with_numbers(file.read_text("utf-8")) if not queries.search(text)
        ]
        for file in files
    }
    assert {name: texts for name, texts in typed.items() if texts} == {}
    assert phrases_with_numbers('def draw():\n    """Draw 3 bars."""\n    return "46 % of GDP"') == [
        "46 % of GDP"
    ]


@pytest.mark.parametrize("expressions", [["two|", "three"], []])
def test_an_expression_that_fits_no_word_finds_none(expressions):
    choices = {"number_words": {"en": expressions}, "allowed": []}
    found = typed_numbers(Prose("any.md", 1, "en", "two words - and 5"), choices)
    assert [each.number for each in found] == ["two", "5"][not expressions :]
