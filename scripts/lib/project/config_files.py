"""Every file that authors change: which schema it must fit, and the check of all of them before a run."""

import re
from pathlib import Path

from lib.core.configuration import ConfigFile, OverlaidFile, parse_yaml, read_files, read_yaml
from lib.core.country import COUNTRY_FILE, ENGINE_WORDS, languages, layouts
from lib.core.files import files_like
from lib.core.problems import stop_if
from lib.core.tables import table_descriptions
from lib.project.config_names import declared_names, names_problems
from lib.project.config_values import foundation_problems
from lib.project.contradictions import WORDS, contradictions
from lib.project.data_files import RAW_LISTS, list_problems

# By the pattern of a file that authors change, the schema that it must fit.
SCHEMAS: dict[str, str] = read_yaml(Path(__file__).parents[3] / "workflow/schemas/files.yaml")
MOST_ALIKE = 4  # sentences that are told of one fault


def check_config(root: Path, filling: bool = False) -> None:
    """Check all files of `SCHEMAS`.

    Where figures are about to be asked for or recorded (`filling`), a series may be without any yet.

    Raises
    ------
    ProblemsError
        With the faults of all files: a missing file, or one that nothing reads; a key or value that the
        schema does not allow; a name that stands for nothing; values that contradict one another; what
        texts quote and is not there; malformed or changed files of data/raw. Of a faulty file only its form.
    """
    stop_if(_country_problems(root), "Reading the configuration")
    files, problems = _files(root)
    named = {re.split("[,:]", problem)[0] for problem in problems}
    faulty = {file.path for each in files.values() for file in each if file.path in named}
    if all(files.values()) and all((root / "data/raw" / name).is_file() for name in RAW_LISTS):
        lists = list_problems(root)
        problems += lists
        faulty |= {RAW_LISTS[0]} if lists else set()
        declared = declared_names(files, root, faulty)
        problems += names_problems(files, root, declared, faulty)
        problems += contradictions(files, root, declared, faulty, filling)
    stop_if(_few_alike(list(dict.fromkeys(problems))), "Reading the configuration")


def _few_alike(problems: list[str]) -> list[str]:
    """The sentences; of those that say the same of many places the first few, and how many more there are."""
    alike: dict[str, list[str]] = {}
    for problem in problems:
        alike.setdefault(problem.partition(": ")[2], []).append(problem)
    for sentences in alike.values():
        if len(sentences) > MOST_ALIKE + 1:
            where, more = sentences[MOST_ALIKE].partition(": ")[0], len(sentences) - MOST_ALIKE - 1
            sentences[MOST_ALIKE:] = [f"{where}: the same, here and in {more} more places."]
    return [sentence for sentences in alike.values() for sentence in sentences]


def _country_problems(root: Path) -> list[str]:
    """Faults of the languages and layouts, where without these no other file can be checked."""
    path, schema = root / COUNTRY_FILE, root / "workflow/schemas/country.schema.yaml"
    if not path.is_file():
        return [f"{COUNTRY_FILE}: the file is missing; restore it from version control."]
    try:
        "".join((*languages(), *layouts())), table_descriptions()
    except Exception:  # noqa: BLE001  whatever a file of the wrong form raises
        return read_files([path], schema)[1]
    return list(foundation_problems(parse_yaml(path)[0]))


def _files(root: Path) -> tuple[dict[str, list[ConfigFile]], list[str]]:
    """The files by the pattern of `SCHEMAS` that they fit, and what is wrong with them."""
    files_by_pattern: dict[str, list[ConfigFile]] = {}
    problems = [
        f"{pattern}: the file is missing; restore it from version control."
        for pattern in (*SCHEMAS, *(f"data/raw/{name}" for name in RAW_LISTS))
        if not files_like(root, pattern)
    ]
    for pattern, schema in SCHEMAS.items():
        paths = files_like(root, pattern)
        files_by_pattern[pattern], faults = read_files(paths, root / f"workflow/schemas/{schema}.schema.yaml")
        problems += faults
    engine = {Path(file.path).name: file for file in files_by_pattern[f"{ENGINE_WORDS}/??.yaml"]}
    files_by_pattern[WORDS] = [
        OverlaidFile.of(below, file) if file.content and (below := engine.get(Path(file.path).name)) else file
        for file in files_by_pattern[WORDS]
    ]
    known = {file.path for files in files_by_pattern.values() for file in files}
    problems += [
        f"config/words/{language}.yaml: the file is missing for a language of config/country.yaml; write it."
        for language in languages()
        if not (root / f"config/words/{language}.yaml").is_file()
    ]
    problems += [
        f"{file.path}, line 1: name the file in small letters, digits and _, from a letter on; rename it."
        for pattern in ("config/models/*.yaml", "config/article/claims/*.yaml")
        for file in files_by_pattern[pattern]
        if not re.fullmatch("[a-z][a-z0-9_]*", Path(file.path).stem)
    ]
    strangers = [path for path in files_like(root, "config/**/*.y*ml") if str(path) not in known]
    return files_by_pattern, problems + [
        f"{path}: nothing reads this file; correct its name or remove it." for path in strangers
    ]
