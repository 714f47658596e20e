"""Every file that authors change: which schema it must fit, and the check of all of them before a run."""

import hashlib
from pathlib import Path

from lib.core.configuration import ConfigFile, read_files
from lib.core.files import files_like, sha256, write_text
from lib.core.problems import stop_if
from lib.project.config_names import names_problems

SCHEMAS = {
    "config/config.yaml": "config",
    "config/fetch.yaml": "fetch",
    "config/groups.yaml": "groups",
    "config/inequality.yaml": "inequality",
    "config/reference.yaml": "reference",
    "config/size_simulation.yaml": "size_simulation",
    "config/spatial.yaml": "spatial",
    "config/specification_curve.yaml": "specification_curve",
    "config/totals.yaml": "totals",
    "config/variables.yaml": "variables",
    "config/variants.yaml": "variants",
    "config/models/*.yaml": "model",
    "config/words/??.yaml": "words",
    "config/words/terms.yaml": "terms",
    "config/article/claims/*.yaml": "claims",
    "config/article/coverage.yaml": "coverage",
    "config/article/exhibits.yaml": "exhibits",
    "config/article/judging.yaml": "judging",
    "config/article/questions.yaml": "questions",
    "config/article/typed_numbers.yaml": "typed_numbers",
    "data/raw/registry.yaml": "registry",
    "data/raw/boundaries/record.yaml": "bundled",
    "scripts/publish/page/charting/record.yaml": "bundled",
}
LISTS = ("data/raw/aliases.csv", "data/raw/index.csv", "data/raw/units.csv")
STAMP = Path(".snakemake/config.sha256")


def check_config(root: Path) -> None:
    """Check all files of `SCHEMAS`, unless they are as they were when last found sound.

    Raises
    ------
    ProblemsError
        With the faults of all files: a missing file, or one that nothing reads; a key or value that the
        schema does not allow; a name that stands for nothing.
    """
    stamp = root / STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == _digest(root):
        return
    files, problems = _files(root)
    stop_if(problems or names_problems(files, root), "Reading the configuration")


def remember_sound(root: Path) -> None:
    """Write down that `check_config` has found nothing."""
    digest = _digest(root)
    if not (root / STAMP).is_file() or (root / STAMP).read_text(encoding="utf-8") != digest:
        write_text(root / STAMP, digest)


def _digest(root: Path) -> str:
    """One sha256 for the files, the names they may use, and the code of the check."""
    paths = files_like(
        root,
        *SCHEMAS,
        "config/**/*.yaml",
        "workflow/schemas/*.yaml",
        "data/raw/*.*",
        "scripts/lib/**/*.py",
        "scripts/publish/*/*.py",
    )
    lines = [f"{path.relative_to(root)} {sha256(path)}" for path in paths]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _files(root: Path) -> tuple[dict[str, list[ConfigFile]], list[str]]:
    """The files by the pattern of `SCHEMAS` that they fit, and what is wrong with them."""
    found: dict[str, list[ConfigFile]] = {}
    problems = [
        f"{pattern}: the file is missing; restore it from version control."
        for pattern in (*SCHEMAS, *LISTS)
        if not files_like(root, pattern)
    ]
    for pattern, schema in SCHEMAS.items():
        paths = files_like(root, pattern)
        found[pattern], faults = read_files(paths, root / f"workflow/schemas/{schema}.schema.yaml")
        problems += faults
    known = {file.path for files in found.values() for file in files}
    strangers = [path for path in files_like(root, "config/**/*.y*ml") if str(path) not in known]
    return found, problems + [
        f"{path}: nothing reads this file; correct its name or remove it." for path in strangers
    ]
