"""Surroundings of a run: what of the user's machine could shape results, shut out or refused at the start."""

import os
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

from lib.core.problems import stop_if

# One thread a job, no order from hashing, no dates, one locale and time zone, no Matplotlib of one's own.
FIXED = {
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUTF8": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "0",
    "MPLBACKEND": "agg",
    "MATPLOTLIBRC": os.devnull,
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}
HARMLESS = ("PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")


def job_environment(environment: Mapping[str, str], scripts: Path) -> dict[str, str]:
    """The variables of jobs: the user's, less those that steer Python and Matplotlib, and the fixed ones."""
    kept = {
        name: value
        for name, value in environment.items()
        if name in HARMLESS or not name.startswith(("PYTHON", "MPL"))
    }
    return kept | FIXED | {"PYTHONPATH": str(scripts)}


def check_surroundings(root: Path) -> None:
    """Stop before anything is made where something outside the project would shape results.

    Folders of modules that belong neither to Python nor to the environment nor to the project are left out
    from then on.

    Raises
    ------
    ProblemsError
        Naming each setting, each module that was imported from elsewhere, each that hides a package.
    """
    homes = _homes(root)
    problems = [
        *foreign_settings(os.environ, root),
        *foreign_modules(sys.modules, homes),
        *hidden_packages(root / "scripts"),
    ]
    stop_if(problems, "Looking at the surroundings of the run")
    sys.path[:] = [entry for entry in sys.path if _is_below(entry, homes)]


def foreign_settings(environment: Mapping[str, str], root: Path) -> Iterator[str]:
    """Variables that bring settings of the user's into a run."""
    profile = environment.get("SNAKEMAKE_PROFILE")
    if profile and not _is_below(profile, [root.resolve()]):
        yield (
            f"SNAKEMAKE_PROFILE names {profile}, whose settings could change results; unset it, and give "
            "what your system needs with --profile."
        )
    if environment.get("PYTHONHOME"):
        yield "PYTHONHOME is set: another Python's modules would be used; unset it."


def foreign_modules(modules: Mapping[str, ModuleType], homes: list[Path]) -> Iterator[str]:
    """Imported modules that lie in none of the folders; a link there may lead elsewhere, as Debian's do."""
    files = {name: at for name, module in modules.items() if (at := getattr(module, "__file__", None))}
    folders = {file.rpartition("/")[0] for file in files.values()}
    foreign = {folder for folder in folders if not _is_below(folder, homes)}
    for name, file in sorted(files.items()):
        if name != "__main__" and file.rpartition("/")[0] in foreign:
            yield f"{name} was imported from {file}, outside the environment; remove it from Python's path."


def _homes(root: Path) -> list[Path]:
    """Where modules may come from: Python, the environment, the project."""
    installed = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return [Path(home).resolve() for home in {*installed, sys.prefix, sys.base_prefix, str(root / "scripts")}]


def _is_below(path: str | Path, homes: list[Path]) -> bool:
    place = Path(path).resolve()
    return any(place.is_relative_to(home) for home in homes)


def hidden_packages(scripts: Path) -> Iterator[str]:
    """Files and folders of scripts/ that bear the name of a module of Python's or of an installed package."""
    for path in sorted(scripts.iterdir()):
        name = path.name.partition(".")[0]
        installed = PathFinder.find_spec(name, [sysconfig.get_path("purelib")])
        if name in sys.stdlib_module_names or (installed and installed.origin):
            yield f"{path.relative_to(scripts.parent)} hides the package {name} from every script; rename it."
