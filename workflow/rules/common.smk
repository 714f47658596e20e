import os
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

SCRIPTS = Path(workflow.basedir) / "scripts"
sys.path.insert(0, str(SCRIPTS))

from lib.configuration import load
from lib.imports import imported_helpers
from lib.problems import ProblemsError

# The same bytes on every run: one thread a job, no dates in figures, no order from hashing.
os.environ.update(
    PYTHONPATH=str(SCRIPTS),
    PYTHONHASHSEED="0",
    OMP_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
    SOURCE_DATE_EPOCH="0",
    MPLBACKEND="agg",
)


wildcard_constraints:
    language="en|ru|kk",
    layout="20|17|16|1",


LAYOUTS = ["20", "17", "16", "1"]


def check_config():
    """Stop with every fault of config/config.yaml and data/raw/registry.yaml before anything runs."""
    schemas = Path(workflow.basedir) / "workflow/schemas"
    try:
        load("config/config.yaml", schemas / "config.schema.yaml")
        load("data/raw/registry.yaml", schemas / "registry.schema.yaml")
    except ProblemsError as error:
        raise WorkflowError(str(error)) from None


def helpers(script):
    """The modules of scripts/lib that a script imports, directly or through one another: a rule's inputs."""
    return [str(path.relative_to(workflow.basedir)) for path in imported_helpers(SCRIPTS / script, SCRIPTS)]


def raw_files():
    """Every file of figures there is; verify_snapshot tells which are missing or too many."""
    return sorted(map(str, Path("data/raw").glob("*/*.csv")))


def print_summary():
    """Show the verdicts at the end of a run, and where to look."""
    summary = Path("results/claims/summary.txt")
    if summary.exists():
        print(summary.read_text(encoding="utf-8"))


check_config()
