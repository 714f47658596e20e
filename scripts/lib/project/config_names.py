"""Names that one file takes from another: a misspelt one is told with its line before anything is made."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lib.claims.register_faults import register_faults
from lib.claims.sentences_covered import coverage_faults
from lib.core.configuration import ConfigFile, ConfigFiles, Key, nested_values, read_yaml, strange
from lib.core.country import all_layouts, detail_layout, region_layouts
from lib.core.problems import ProblemsError
from lib.core.tables import table_descriptions
from lib.data.records import Ratios, SeriesRecords
from lib.data.snapshots import unit_codes
from lib.data.units import EVERY_UNIT
from lib.data.variables import panel_variables
from lib.models.specification import Regression, Term, load_regressions

OFFICIAL = "variable of grade A or B"  # what was only read in the press enters no model

# Inputs of exhibits besides tables, and tables under another name.
NOT_TABLES = ("claims", "groups", "panel_marks", "registry", "titles", "units")

DECLARED = "workflow/schemas/declared.yaml"  # which files declare names, by their kind
NAMES_FILE = "workflow/schemas/names.yaml"  # where files name what others declare, and of which kind


def names_problems(
    files: ConfigFiles, root: Path, declared: Mapping[str, set[str]], faulty: Collection[str]
) -> list[str]:
    """Sentences on every name that stands for nothing; of `faulty` files the form is told already.

    `declared` are the names there are, by kind, from `declared_names`.
    """
    problems = [
        sentence
        for pattern, places in read_yaml(root / NAMES_FILE).items()
        for file in files[pattern]
        for place, kind in places.items()
        if kind in declared
        for sentence in told_by(faulty, unknown_names, file, place, kind, declared[kind])
    ]
    return problems + told_by(faulty, _register_problems, files, root, declared, faulty)


def told_by(
    faulty: Collection[str], check: Callable[..., Iterable[str] | None], *arguments: Any, **keywords: Any
) -> list[str]:
    """The sentences of a check; where the form of `faulty` files ends it, those up to there."""
    sentences: list[str] = []
    try:
        sentences.extend(check(*arguments, **keywords) or ())
    except ProblemsError as error:
        sentences += error.problems
    except Exception:  # whatever a value of the wrong form raises
        if not faulty:
            raise
    return sentences


def declared_names(files: ConfigFiles, root: Path, faulty: Collection[str] = ()) -> dict[str, set[str]]:
    """The names there are, by kind; none of a kind that a file declares which cannot be read.

    Of those that are gathered from all over a file, none either where its form is at fault.
    """
    names: dict[str, set[str]] = {}
    declared = read_yaml(root / DECLARED)
    try:
        for kind, places in declared.items():
            read = [(file, place) for pattern, place in places.items() for file in files[pattern] if place]
            at = [each for file, place in read if file.content for each in named_at(file, place)]
            names |= {kind: {str(name) for _, name in at}} if read else {}
        names |= _gathered_names(names, files, root, faulty)
    except Exception:  # whatever a value of the wrong form raises
        if not faulty:
            raise
        return {}

    def is_hidden(pattern: str, place: str) -> bool:
        return any(file.content is None or (not place and file.path in faulty) for file in files[pattern])

    return {
        kind: known
        for kind, known in names.items()
        if not any(is_hidden(pattern, place) for pattern, place in declared.get(kind, {}).items())
    }


def _gathered_names(
    declared: Mapping[str, set[str]], files: ConfigFiles, root: Path, faulty: Collection[str]
) -> dict[str, set[str]]:
    """The names of which no one place of a file is the list, by kind."""
    registry, ratios = _content(files, "data/raw/registry.yaml"), _content(files, "config/variables.yaml")
    variables = {each.variable for each in panel_variables(registry)} | set(ratios)
    units = unit_codes(root / "data/raw/units.csv")
    publish = root / "scripts/publish"
    exhibits = _content(files, "config/article/exhibits.yaml")
    spatial = _content(files, "config/spatial.yaml")
    asserting = [
        (f"{keys[0]}.{keys[2]}", asserted)
        for file in files["config/article/claims/*.yaml"]
        for keys, asserted in nested_values(file.content)
        if len(keys) == 4 and keys[1::2] == ("parts", "asserted")
    ]
    regressions = regressions_of(files, root, faulty)[0]
    names = {
        "variable": variables,
        OFFICIAL: variables - _from_press(registry, ratios),
        "weight": {"none", *variables},
        "unit": units,
        "vintage": {path.stem for path in root.glob("data/raw/*/*.csv")},
        "unit or all": {*units, EVERY_UNIT},
        "unit of measurement": {name.replace("_", " ") for name in declared["unit of measurement"]},
        "table": {
            *(each.name for each in table_descriptions().values()),
            *NOT_TABLES,
            *(f"releases_{name}" for name in registry),
            *(f"regions_{layout}" for layout in region_layouts()),
            *(f"regions_{detail_layout()}" for _ in root.glob("data/raw/*_boundaries/*.geojson")),
        },
        "group or unit": declared["group"] | units,
        "model": {Path(file.path).stem for file in files["config/models/*.yaml"]},
        "file of the theme": {Path(file.path).stem for file in files["config/article/claims/*.yaml"]},
        "level to average a share by": {
            each.variable for each in panel_variables(registry) if registry[each.series]["kind"] == "level"
        },
        "layout": set(all_layouts()),
        "part of a statement": {part for part, _ in asserting},
        "part that states a value": {part for part, asserted in asserting if "value" in asserted},
        "method": {name.replace("_", " ") for name in declared["method"]}
        | {f"Conley {distance:g}\N{NO-BREAK SPACE}km" for distance in spatial.get("conley_km", ())},
        "value in config/spatial.yaml": {Term(**value).name for value in spatial.get("values", ())},
        "figure in scripts/publish/figures": {path.stem for path in publish.glob("figures/*.py")}
        | {name for name, entry in exhibits.get("figures", {}).items() if "kind" in entry},
        "table in scripts/publish/tables": {path.stem for path in publish.glob("tables/*.py")},
    }
    terms = {term.name for each in regressions for term in each.regressors}
    # Of regressions that a fault of form hides none is known.
    return names | (
        {"regression": {each.model for each in regressions}, "term of a regression": terms} if terms else {}
    )


def _from_press(registry: SeriesRecords, ratios: Ratios) -> set[str]:
    """Variables read from series of grade C, and ratios with one of them."""
    names = {each.variable for each in panel_variables(registry) if registry[each.series]["grade"] == "C"}
    for name, ratio in ratios.items():
        if names & {*ratio.get("numerator", ()), *ratio.get("denominator", ())}:
            names.add(name)
    return names


def _content(files: ConfigFiles, pattern: str) -> Any:
    """The content of the file of a pattern."""
    return files[pattern][0].content or {}


def unknown_names(file: ConfigFile, place: str, kind: str, names: set[str]) -> list[str]:
    """Sentences on the names in one place of a file that are not among those of their kind."""
    otherwise = "; correct the name or add it."
    return [
        sentence
        for where, name in named_at(file, place)
        for sentence in strange(where, f"there is no {kind}", name, names, otherwise)
    ]


def named_at(file: ConfigFile, place: str) -> Iterator[tuple[str, str]]:
    """The names in one place of a file, as `NAMES_FILE` writes places, each with where it stands."""
    path, _, keys = place.partition(":")
    deep = path.startswith("**.")
    steps = path.split(".") if path else []
    for where, value in file.texts.get(path[3:], ()) if deep else _at(file.content, steps):
        if keys:
            yield from ((file.at(*where, name), name) for name in value)
        elif isinstance(value, str):
            yield file.at(*where), value


def _at(node: Any, steps: list[str], where: Key = ()) -> Iterable[tuple[Key, Any]]:
    """Every value at a place below a node, with its path; none where the place is empty."""
    if not steps:
        yield where, node
        return
    pairs = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        if steps[0] in ("*", key):
            yield from _at(value, steps[1:], (*where, key))


def regressions_of(
    files: ConfigFiles, root: Path, faulty: Collection[str]
) -> tuple[list[Regression], list[str]]:
    """Every regression, and what is wrong with the models; none where a fault of form hides them."""
    paths, regressions = [file.path for file in files["config/models/*.yaml"]], list[Regression]()
    if files["config/variants.yaml"][0].content is None:
        return [], []

    def read() -> None:
        regressions.extend(load_regressions(paths, root / "config/variants.yaml"))

    return regressions, told_by(faulty, read)


def _register_problems(
    files: ConfigFiles, root: Path, declared: Mapping[str, set[str]], faulty: Collection[str]
) -> Iterator[str]:
    """What the models and the statements say is wrong with themselves."""
    regressions, problems = regressions_of(files, root, faulty)
    yield from problems
    coverage = files["config/article/coverage.yaml"][0]
    yield from told_by(faulty, coverage_faults, coverage, declared.get("statement", ()))
    yield from register_faults(
        files["config/article/claims/*.yaml"],
        files["config/article/questions.yaml"][0],
        files["config/article/judging.yaml"][0],
        {
            each.model: {
                "term": [term.name for term in each.regressors],
                "estimator": ("cross_section", *each.estimators),
            }
            for each in regressions
        },
    )
