"""Contradictions between files that are sound each by itself: values, texts, figures, told before a run."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path

from lib.core.configuration import ConfigFile, ConfigFiles
from lib.core.country import all_layouts, languages
from lib.core.files import files_like
from lib.core.problems import ProblemsError
from lib.data.snapshots import read_index, unit_codes
from lib.data.variables import panel_variables
from lib.data.vintages import date_problems
from lib.exhibits.register import exhibit_entries
from lib.models.specification import load_regressions
from lib.project.article_texts import KnownNames, text_problems
from lib.project.config_values import (
    exhibit_problems,
    host_problems,
    judging_problems,
    measure_problems,
    model_problems,
    number_problems,
    pair_problems,
    pattern_problems,
    period_problems,
    question_problems,
    registry_problems,
    set_problems,
    total_problems,
    variable_problems,
    word_families,
    words_problems,
    year_problems,
)
from lib.project.country_values import country_problems
from lib.project.data_files import data_problems, years_of_figures
from lib.words.typed_numbers import read_prose, typed_numbers
from lib.words.vocabulary import loose_units, synonyms

YEARS_IN = (
    "config/size_simulation.yaml",
    "config/inequality.yaml",
    "config/models/*.yaml",
    "config/specification_curve.yaml",
    "config/variants.yaml",
    "config/article/claims/*.yaml",
    "config/article/exhibits.yaml",
    "config/article/judging.yaml",
    "data/raw/registry.yaml",
)


def contradictions(
    files: ConfigFiles, root: Path, faulty: Collection[str], filling: bool = False
) -> list[str]:
    """Every sentence on files that do not go together.

    Parameters
    ----------
    files : by pattern, as in `lib.project.config_files.SCHEMAS`
    faulty : paths of files that do not fit their schemas; no check is made that needs one of them
    filling : whether figures are about to be added, so that a series may have none yet
    """
    problems: list[str] = []

    def look(check: Callable[[], Iterable[str]], *patterns: str) -> bool:
        """Make a check unless a file it needs is faulty; returns whether it was made and found nothing."""
        if any(file.path in faulty for pattern in patterns for file in files[pattern]):
            return False
        try:
            found = list(check())
        except ProblemsError as error:
            found = error.problems
        problems.extend(found)
        return not found

    def one(path: str) -> ConfigFile:
        return files[path][0]

    registry, variables, groups = (
        "data/raw/registry.yaml",
        "config/variables.yaml",
        "config/groups.yaml",
    )
    themes, models, words = "config/article/claims/*.yaml", "config/models/*.yaml", "config/words/??.yaml"
    questions, judging = "config/article/questions.yaml", "config/article/judging.yaml"
    look(lambda: _setting_problems(one("config/config.yaml"), root), "config/config.yaml")
    sound_data = look(lambda: data_problems(root, one(registry), one(groups), filling), registry, groups)
    look(lambda: variable_problems(one(variables), one(registry)), variables, registry)
    english = next((file for file in files[words] if Path(file.path).stem == languages()[0]), None)
    if english:
        look(lambda: measure_problems([one(variables), one(registry)], english), variables, registry, words)
    expressions = ("config/article/typed_numbers.yaml", "config/words/terms.yaml", registry)
    sound_patterns = [look(partial(pattern_problems, files[path]), path) for path in expressions]
    fetch, sizes = "config/fetch.yaml", "config/size_simulation.yaml"
    look(lambda: pair_problems(one(fetch), "pause_seconds"), fetch)
    look(lambda: pair_problems(one(sizes), "size_between"), sizes)
    look(lambda: total_problems(one("config/totals.yaml")), "config/totals.yaml")
    look(lambda: judging_problems(one(judging)), judging)
    look(lambda: question_problems(one(questions), files[themes]), questions, themes)
    look(lambda: number_problems(files[themes]), themes)
    look(lambda: set_problems(files[themes], one(groups)), themes, groups)
    inequality, country = "config/inequality.yaml", "config/country.yaml"
    look(lambda: period_problems(one(inequality), one(groups)), inequality, groups)
    look(lambda: country_problems(one(country)), country)
    look(lambda: host_problems(one(registry), one(fetch)), registry, fetch)
    figured = sound_data and not {registry, variables} & set(faulty)
    if figured and (years := years_of_figures(root, one(registry), one(variables))):
        for pattern in YEARS_IN:
            look(partial(year_problems, files[pattern], years), pattern)
        look(lambda: model_problems(files[models], years), models)
        look(lambda: registry_problems(one(registry), years[""]), registry)
    exhibits = "config/article/exhibits.yaml"
    look(lambda: exhibit_problems(one(exhibits), _parts(files[themes]), _units(root)), exhibits, themes)
    look(
        lambda: words_problems(
            files[words],
            word_families(
                one("config/inequality.yaml"),
                files[themes],
                files[models],
                one("config/country.yaml"),
            ),
        ),
        words,
        "config/country.yaml",
        "config/inequality.yaml",
        themes,
        models,
    )
    if not faulty and all(sound_patterns):
        look(lambda: _text_problems(files, root))
    return problems


def _setting_problems(settings: ConfigFile, root: Path) -> list[str]:
    first = min((row["vintage"] for row in read_index(root / "data/raw/index.csv")), default="")
    where = settings.at("vintage").rpartition(",")[0]
    return [f"{where}, {problem}" for problem in date_problems(str(settings.content["vintage"]), first)]


def _units(root: Path) -> set[str]:
    return unit_codes(root / "data/raw/units.csv")


def _parts(themes: Iterable[ConfigFile]) -> list[str]:
    return [
        f"{name}.{part}" for file in themes for name, claim in file.content.items() for part in claim["parts"]
    ]


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
    registry, variables = files["data/raw/registry.yaml"][0], files["config/variables.yaml"][0]
    parts = {
        name: set(claim["parts"])
        for file in files["config/article/claims/*.yaml"]
        for name, claim in file.content.items()
    }
    models = load_regressions(
        [file.path for file in files["config/models/*.yaml"]], root / "config/variants.yaml"
    )
    panel = {each.variable for each in panel_variables(registry.content)} | set(variables.content)
    english = next(file for file in files["config/words/??.yaml"] if Path(file.path).stem == languages()[0])
    exhibits = files["config/article/exhibits.yaml"][0].content
    most = exhibits["paper"]
    return KnownNames(
        parts=parts,
        columns={
            "claim": set(parts),
            "series": set(registry.content),
            "unit": _units(root),
            "layout": set(all_layouts()),
            "language": set(languages()),
            "variable": panel,
            "curve": set(files["config/specification_curve.yaml"][0].content["curves"]),
        },
        near={
            "model": {one.model for one in models} | panel,
            "term": {term.name for one in models for term in one.regressors},
            "estimator": set(english.content["tables"]["estimators"]),
            "method": set(english.content["tables"]["methods"]),
        },
        exhibits={each.key: each for kind in most for each in exhibit_entries(exhibits, kind)},
        most=most,
    )
