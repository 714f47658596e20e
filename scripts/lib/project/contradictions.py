"""Contradictions between files that are sound each by itself: values, texts, figures, told before a run."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from lib.core.configuration import ConfigFile, ConfigFiles
from lib.core.country import all_layouts, languages
from lib.core.files import files_like
from lib.core.problems import ProblemsError
from lib.data.snapshots import read_index, unit_codes
from lib.data.vintages import date_problems
from lib.exhibits.register import exhibit_entries
from lib.models.specification import load_regressions
from lib.project import config_values as values
from lib.project.article_texts import KnownNames, text_problems
from lib.project.config_names import declared_names, main_words
from lib.project.data_files import data_problems, years_of_figures
from lib.words.typed_numbers import read_prose, typed_numbers
from lib.words.vocabulary import loose_units, synonyms

REGISTRY, VARIABLES_FILE, GROUPS = "data/raw/registry.yaml", "config/variables.yaml", "config/groups.yaml"
THEMES, MODELS, WORDS = "config/article/claims/*.yaml", "config/models/*.yaml", "config/words/??.yaml"
QUESTIONS, JUDGING = "config/article/questions.yaml", "config/article/judging.yaml"
EXHIBITS_FILE, INEQUALITY_FILE = "config/article/exhibits.yaml", "config/inequality.yaml"
FETCH, SIZES, CURVES = "config/fetch.yaml", "config/size_simulation.yaml", "config/specification_curve.yaml"
# Checks with the files that they take: a list of them where a pattern may fit several.
CHECKS: tuple[tuple[Any, ...], ...] = (
    (values.variable_problems, VARIABLES_FILE, REGISTRY),
    (values.curve_problems, CURVES, REGISTRY, VARIABLES_FILE),
    (values.range_problems, FETCH),
    (values.range_problems, SIZES),
    (values.total_problems, "config/totals.yaml"),
    (values.judging_problems, JUDGING),
    (values.question_problems, QUESTIONS, THEMES),
    (values.number_problems, THEMES),
    (values.set_problems, THEMES, GROUPS),
    (values.period_problems, INEQUALITY_FILE, GROUPS),
    (values.country_problems, "config/country.yaml"),
    (values.host_problems, REGISTRY, FETCH),
    (values.words_problems, WORDS, INEQUALITY_FILE, THEMES, MODELS, "config/country.yaml"),
)
YEARS_IN = (
    SIZES, INEQUALITY_FILE, MODELS, CURVES, "config/variants.yaml", THEMES, EXHIBITS_FILE, JUDGING, REGISTRY,
)  # fmt: skip


def contradictions(
    files: ConfigFiles, root: Path, faulty: Collection[str], filling: bool = False
) -> list[str]:
    """Every sentence on files that do not go together.

    Parameters
    ----------
    files : by pattern, as in `lib.project.config_files.SCHEMAS`
    faulty : paths of files that do not fit their schemas; no check is made that needs one of them
    filling : whether figures are about to be added: a series may have none yet, and years and texts wait
    """
    problems: list[str] = []

    def look(check: Callable[..., Iterable[str]], *patterns: str, **more: Any) -> bool:
        """Make a check of files unless one is faulty; returns whether it was made and found nothing."""
        if any(file.path in faulty for pattern in patterns for file in files[pattern]):
            return False
        read = [files[pattern] if set("*?") & set(pattern) else files[pattern][0] for pattern in patterns]
        try:
            found = list(check(*read, **more))
        except ProblemsError as error:
            found = error.problems
        problems.extend(found)
        return not found

    sound_data = look(data_problems, REGISTRY, GROUPS, root=root, filling=filling)
    for check, *patterns in CHECKS:
        look(check, *patterns)
    look(_setting_problems, "config/config.yaml", root=root)
    look(values.exhibit_problems, EXHIBITS_FILE, THEMES, units=unit_codes(root / "data/raw/units.csv"))
    figured = sound_data and not filling and not {REGISTRY, VARIABLES_FILE} & set(faulty)
    if figured and (years := years_of_figures(root, files[REGISTRY][0], files[VARIABLES_FILE][0])):
        for pattern in YEARS_IN:
            look(values.year_problems, pattern, years=years)
        look(values.model_problems, MODELS, years=years)
        look(values.registry_problems, REGISTRY, years=years[""])
    if not faulty and not filling:
        look(lambda: _text_problems(files, root))
    return problems


def _setting_problems(settings: ConfigFile, root: Path) -> list[str]:
    first = min((row["vintage"] for row in read_index(root / "data/raw/index.csv")), default="")
    where = settings.at("vintage").rpartition(",")[0]
    return [f"{where}, {problem}" for problem in date_problems(str(settings.content["vintage"]), first)]


def _text_problems(files: ConfigFiles, root: Path) -> Iterable[str]:
    """What is wrong with our own texts: keys, exhibits, citations, typed numbers, synonyms, torn units."""
    choices = files["config/article/typed_numbers.yaml"][0].content
    terms = files["config/words/terms.yaml"][0].content
    prose = read_prose([kind for kind in choices["prose"] if files_like(root, kind["files"])], root)
    yield from text_problems(prose, _known(files, root), root)
    for stretch in prose:
        yield from (str(number) for number in typed_numbers(stretch, choices) if not number.reason)
    texts = read_prose(terms["prose"], root)
    yield from (*synonyms(texts, terms["terms"]), *loose_units(texts))


def _known(files: ConfigFiles, root: Path) -> KnownNames:
    declared, words = declared_names(files, root), main_words(files)["tables"]
    models = load_regressions([file.path for file in files[MODELS]], root / "config/variants.yaml")
    exhibits = files[EXHIBITS_FILE][0].content
    most = exhibits["paper"]
    return KnownNames(
        parts={name: set(claim["parts"]) for file in files[THEMES] for name, claim in file.content.items()},
        columns={
            **{kind: declared[kind] for kind in ("series", "unit", "variable")},
            "claim": declared["statement"],
            "layout": set(all_layouts()),
            "language": set(languages()),
            "curve": set(files[CURVES][0].content["curves"]),
        },
        near={
            "model": {one.model for one in models} | declared["variable"],
            "term": {term.name for one in models for term in one.regressors},
            "estimator": set(words["estimators"]),
            "method": set(words["methods"]),
        },
        exhibits={each.key: each for kind in most for each in exhibit_entries(exhibits, kind)},
        most=most,
    )
