"""Names that one file takes from another: a misspelt one is told with its line before anything is made."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from lib.claims.register_faults import register_faults
from lib.claims.sentences_covered import coverage_faults
from lib.claims.settings import ModelChoice
from lib.core.configuration import ConfigFile, ConfigFiles, Key, read_yaml, strange
from lib.core.country import all_layouts, detail_layout, languages, region_layouts
from lib.core.problems import ProblemsError
from lib.core.tables import table_descriptions
from lib.data.records import Ratios, SeriesRecords
from lib.data.snapshots import unit_codes
from lib.data.units import EVERY_UNIT
from lib.data.variables import panel_variables
from lib.models.specification import load_regressions

OFFICIAL = "variable of grade A or B"  # what was only read in the press enters no model

# Inputs of exhibits besides tables, and tables under another name.
NOT_TABLES = ("claims", "groups", "panel_marks", "parts", "registry", "titles", "units")

NAMES_FILE = "workflow/schemas/names.yaml"  # where files name what others declare, and of which kind


def names_problems(files: ConfigFiles, root: Path, faulty: Collection[str]) -> list[str]:
    """Sentences on every name that stands for nothing.

    Parameters
    ----------
    files : by pattern, as in `lib.project.config_files.SCHEMAS`
    root : the project, for units.csv and the functions that draw figures and fill tables
    faulty : paths of files that do not fit their schemas, in which names are not looked at
    """
    if any(file.content is None for each in files.values() for file in each):
        return []  # what a file that cannot be read declares is not known
    declared = declared_names(files, root)
    problems = [
        sentence
        for pattern, places in read_yaml(root / NAMES_FILE).items()
        for file in files[pattern]
        if file.path not in faulty
        for place, kind in places.items()
        for sentence in _unknown(file, place, kind, declared[kind])
    ]
    if "config/article/coverage.yaml" not in faulty:
        problems += coverage_faults(files["config/article/coverage.yaml"][0], declared["statement"])
    models = {file.path for file in files["config/models/*.yaml"]} | {"config/variants.yaml"}
    return problems if models & set(faulty) else problems + _register_problems(files, root, declared)


def declared_names(files: ConfigFiles, root: Path) -> dict[str, set[str]]:
    """The names there are, by kind."""
    registry, groups = _content(files, "data/raw/registry.yaml"), set(_content(files, "config/groups.yaml"))
    read = {each.variable for each in panel_variables(registry)}
    ratios = _content(files, "config/variables.yaml")
    variables = {*read, *ratios}
    units = unit_codes(root / "data/raw/units.csv")
    publish = root / "scripts/publish"
    exhibits = _content(files, "config/article/exhibits.yaml")
    return {
        "variable": variables,
        OFFICIAL: variables - _from_press(registry, ratios),
        "weight": {"none", *variables},
        "series": set(registry),
        "unit": units,
        "unit or all": {*units, EVERY_UNIT},
        "unit of measurement": {name.replace("_", " ") for name in main_words(files)["measures"]},
        "amount per head": set(_content(files, "config/inequality.yaml")["per_head"]),
        "table": {
            *(each.name for each in table_descriptions().values()),
            *NOT_TABLES,
            *(f"releases_{name}" for name in registry),
            *(f"regions_{layout}" for layout in region_layouts()),
            *(f"regions_{detail_layout()}" for _ in root.glob("data/raw/*_boundaries/*.geojson")),
        },
        "group": groups,
        "group or unit": groups | units,
        "model": {Path(file.path).stem for file in files["config/models/*.yaml"]},
        "variant": set(_content(files, "config/variants.yaml")),
        "statement": {name for file in files["config/article/claims/*.yaml"] for name in file.content},
        "figure in scripts/publish/figures": {path.stem for path in publish.glob("figures/*.py")}
        | {name for name, entry in exhibits["figures"].items() if "kind" in entry},
        "table in scripts/publish/tables": {path.stem for path in publish.glob("tables/*.py")},
    }


def _from_press(registry: SeriesRecords, ratios: Ratios) -> set[str]:
    """Variables read from series of grade C, and ratios with one of them."""
    found = {each.variable for each in panel_variables(registry) if registry[each.series]["grade"] == "C"}
    for name, ratio in ratios.items():
        if found & {*ratio.get("numerator", ()), *ratio.get("denominator", ())}:
            found.add(name)
    return found


def _content(files: ConfigFiles, pattern: str, stem: str = "") -> Any:
    """The content of the file of a pattern, or of that named `stem` where there are several."""
    return next(file.content for file in files[pattern] if stem in ("", Path(file.path).stem))


def main_words(files: ConfigFiles) -> Any:
    """The words of the main language."""
    return _content(files, "config/words/??.yaml", languages()[0])


def _unknown(file: ConfigFile, place: str, kind: str, names: set[str]) -> list[str]:
    """Sentences on the names in one place of a file that are not among those of their kind."""
    path, _, keys = place.partition(":")
    return [
        sentence
        for where, value in _at(file.content, path.split("."))
        for name in (value if keys else [value])
        for sentence in strange(
            file.at(*where, *([name] if keys else [])),
            f"there is no {kind}",
            name,
            names,
            "; correct the name or add it.",
        )
    ]


def _at(node: Any, steps: list[str], where: Key = ()) -> Iterable[tuple[Key, Any]]:
    """Every value at a place below a node, with its path; none where the place is empty."""
    if not steps:
        yield where, node
        return
    pairs = node.items() if isinstance(node, Mapping) else enumerate(node)
    for key, value in pairs:
        if steps[0] in ("*", key):
            yield from _at(value, steps[1:], (*where, key))


def _register_problems(files: ConfigFiles, root: Path, declared: Mapping[str, set[str]]) -> list[str]:
    """What the models and the statements say is wrong with themselves."""
    models, variants = files["config/models/*.yaml"], root / "config/variants.yaml"
    terms: dict[str, set[str]] = {}
    problems: list[str] = []
    try:
        for regression in load_regressions([file.path for file in models], variants):
            terms[regression.model] = {term.name for term in regression.regressors}
    except ProblemsError as error:
        problems = error.problems
    estimated = {
        ModelChoice(model=Path(file.path).stem, variant=variant).name
        for file in models
        for variant in ("none", *file.content["variants"])
    }
    return problems + register_faults(
        files["config/article/claims/*.yaml"],
        files["config/article/questions.yaml"][0],
        files["config/article/judging.yaml"][0],
        {**declared, "layout": set(all_layouts()), "model": estimated},
        terms,
    )
