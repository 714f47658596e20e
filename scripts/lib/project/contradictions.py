"""Contradictions between files that are sound each by itself: values, texts, figures, told before a run."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from lib.core.configuration import ConfigFile, ConfigFiles
from lib.core.country import COUNTRY_FILE, all_layouts, languages
from lib.core.files import files_like, read_text
from lib.data.snapshots import read_index
from lib.data.vintages import date_problems
from lib.exhibits.register import exhibit_entries
from lib.project import config_values as values
from lib.project.article_texts import KnownNames, key_problems, text_problems
from lib.project.config_names import told_by
from lib.project.data_files import data_problems, unit_problems, years_of_figures
from lib.project.exhibit_places import place_problems
from lib.words.typed_numbers import Prose, read_prose, typed_numbers
from lib.words.vocabulary import loose_units, synonyms

REGISTRY, VARIABLES_FILE, GROUPS = "data/raw/registry.yaml", "config/variables.yaml", "config/groups.yaml"
THEMES, MODELS, WORDS = "config/article/claims/*.yaml", "config/models/*.yaml", "config/words/??.yaml"
QUESTIONS, JUDGING = "config/article/questions.yaml", "config/article/judging.yaml"
EXHIBITS_FILE, INEQUALITY_FILE = "config/article/exhibits.yaml", "config/inequality.yaml"
FETCH, SIZES, CURVES = "config/fetch.yaml", "config/size_simulation.yaml", "config/specification_curve.yaml"
PROSE_RULES = ("config/article/typed_numbers.yaml", "config/words/terms.yaml")
# Checks with the files that they take: a list of them where a pattern may fit several.
CHECKS: tuple[tuple[Any, ...], ...] = (
    (values.variable_problems, VARIABLES_FILE, REGISTRY),
    (values.curve_problems, CURVES, REGISTRY, VARIABLES_FILE),
    (values.range_problems, FETCH),
    (values.range_problems, SIZES),
    (values.total_problems, "config/totals.yaml", REGISTRY, VARIABLES_FILE),
    (values.bundled_faults, "data/raw/*boundaries/record.yaml"),
    (values.judging_problems, JUDGING),
    (values.exhibit_problems, EXHIBITS_FILE),
    (values.source_problems, EXHIBITS_FILE, REGISTRY, VARIABLES_FILE),
    (values.range_problems, EXHIBITS_FILE),
    (values.question_problems, QUESTIONS, THEMES),
    (values.number_problems, THEMES),
    (values.set_problems, THEMES, GROUPS),
    (values.overlap_problems, INEQUALITY_FILE, GROUPS),
    (values.country_problems, str(COUNTRY_FILE)),
    (values.host_problems, REGISTRY, FETCH),
    (values.words_problems, WORDS),
    (values.family_problems, WORDS, *values.WORDED),
)
YEARS_IN = (
    SIZES, INEQUALITY_FILE, MODELS, CURVES, "config/variants.yaml", THEMES, EXHIBITS_FILE, JUDGING, REGISTRY,
    "config/totals.yaml",
)  # fmt: skip


def contradictions(
    files: ConfigFiles,
    root: Path,
    declared: Mapping[str, set[str]],
    faulty: Collection[str],
    filling: bool = False,
) -> list[str]:
    """Every sentence on files that do not go together; of `faulty` ones the form is told already.

    `declared` are the names there are, by kind, as `lib.project.config_names` has them. While figures are
    about to be added (`filling`) a series may have none yet, and years and texts wait.
    """
    problems: list[str] = []

    def look(check: Callable[..., Iterable[str] | None], *patterns: str, **more: Any) -> None:
        """Make a check of files unless one cannot be read."""
        if all(file.content is not None for pattern in patterns for file in files[pattern]):
            read = [files[pattern] if set("*?") & set(pattern) else files[pattern][0] for pattern in patterns]
            problems.extend(told_by(faulty, check, *read, **more))

    look(unit_problems, GROUPS, root=root)
    look(data_problems, REGISTRY, root=root, filling=filling)
    for check, *patterns in CHECKS:
        look(check, *patterns)
    look(_setting_problems, "config/config.yaml", root=root)
    known: list[KnownNames] = []
    told_by(faulty, lambda: known.append(_known(files, declared)))
    if filling:
        return problems
    years: dict[str, range] = {}
    look(lambda *read: years.update(years_of_figures(root, *read)), REGISTRY, VARIABLES_FILE)
    if years:
        for pattern in YEARS_IN:
            look(values.year_problems, pattern, years=years)
        look(values.model_problems, MODELS, years=years)
        look(values.exhibit_year_problems, EXHIBITS_FILE, years=years)
        look(values.registry_problems, REGISTRY, years=years[""])
    prose: list[Prose] = []
    look(lambda choices: prose.extend(read_prose(choices.content["prose"], root)), PROSE_RULES[0])
    look(partial(_prose_problems, root, prose), *PROSE_RULES)
    for path in files_like(root, "config/article/text/*.md"):
        problems.extend(told_by(faulty, lambda path: read_text(path) and None, path))
    texts = read_prose([{"files": "config/article/text/*.md"}], root)
    problems.extend(told_by(faulty, text_problems, texts, root))
    look(lambda register: _place_problems(texts, register), EXHIBITS_FILE)
    if known:
        problems.extend(told_by(faulty, key_problems, prose, *known))
    return problems


def _setting_problems(settings: ConfigFile, root: Path) -> list[str]:
    first = min((row["vintage"] for row in read_index(root / "data/raw/index.csv")), default="")
    where = settings.at("vintage").rpartition(",")[0]
    problems = [f"{where}, {problem}" for problem in date_problems(str(settings.content["vintage"]), first)]
    return problems + [
        f"{settings.at('languages', place)}: config/article/text/{language}.md is missing; write it."
        for place, language in enumerate(settings.content["languages"])
        if not (root / f"config/article/text/{language}.md").is_file()
    ]


def _prose_problems(
    root: Path, prose: Iterable[Prose], choices: ConfigFile, terms: ConfigFile
) -> Iterable[str]:
    """What is wrong with the wording of our texts: typed numbers, synonyms, torn units."""
    for place, kind in enumerate(choices.content["prose"]):
        if kind["files"].startswith("config/") and not files_like(root, kind["files"]):
            where = choices.at("prose", place, "files")
            yield f"{where}: there is no such file to look for typed numbers in; correct the name."
    yield from values.number_word_problems(choices)
    for stretch in prose:
        yield from (str(number) for number in typed_numbers(stretch, choices.content) if not number.reason)
    texts = read_prose(terms.content["prose"], root)
    yield from (*synonyms(texts, terms.content["terms"]), *loose_units(texts))


def _place_problems(texts: list[Prose], register: ConfigFile) -> Iterable[str]:
    """What is wrong with the places of exhibits in the article's texts."""
    kinds = [exhibit_entries(register.content, kind) for kind in ("figures", "tables")]
    exhibits = {each.key: each for entries in kinds for each in entries}
    for text in texts:
        yield from place_problems(text.text, text.path, exhibits)


def _known(files: ConfigFiles, declared: Mapping[str, set[str]]) -> KnownNames:
    """Names that keys may use; none where a file that cannot be read would tell them."""
    variables, models = (declared.get(kind, set()) for kind in ("variable", "regression"))
    themes = [file.content for file in files[THEMES] if isinstance(file.content, dict)]
    parts = {
        name: claim.get("parts")
        for theme in themes
        for name, claim in theme.items()
        if isinstance(claim, dict)
    }
    return KnownNames(
        parts={name: set(each) for name, each in parts.items() if isinstance(each, dict)},
        columns={
            **{kind: declared.get(kind, set()) for kind in ("series", "unit")},
            "variable": variables,
            "claim": declared.get("statement", set()),
            "layout": set(all_layouts()),
            "language": set(languages()),
            "curve": declared.get("specification curve", set()),
        },
        near={
            "model": models | variables if models and variables else set(),
            "term": declared.get("term of a regression", set()),
            **{kind: declared.get(kind, set()) for kind in ("estimator", "method")},
        },
    )
