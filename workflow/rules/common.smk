import gc
import os
import re
import sys
import time
from functools import cache
from pathlib import Path

from snakemake.logging import logger

SCRIPTS = Path(workflow.basedir) / "scripts"
sys.path.insert(0, str(SCRIPTS))

from lib.runs.bytecode import renew_bytecode
from lib.project.config_files import check_config
from lib.core.configuration import read_yaml, schema_problems
from lib.runs.freshness import settle_results
from lib.runs.imports import imported_helpers
from lib.runs.jobs import what_stopped
from lib.runs.manifest import source_files
from lib.core.problems import ProblemsError
from lib.runs.stopping import stop_on_sigterm
from lib.words.typed_numbers import prose_files

# Python looks for cycles among all that Snakemake has imported; it takes a sixth of the time before the first job.
gc.freeze()
gc.set_threshold(100_000)

# The same bytes on every run: one thread a job, no dates in figures, no order from hashing, no
# settings of one's own Matplotlib. And memory that is not given back to the system, to be asked for again, while a
# job is at work: it takes a twentieth of the time.
os.environ.update(
    PYTHONPATH=str(SCRIPTS),
    PYTHONHASHSEED="0",
    OMP_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
    SOURCE_DATE_EPOCH="0",
    MPLBACKEND="agg",
    MATPLOTLIBRC=os.devnull,
    MALLOC_TRIM_THRESHOLD_=str(2**28),
    MALLOC_MMAP_THRESHOLD_=str(2**28),
    MALLOC_TOP_PAD_=str(2**24),
)


wildcard_constraints:
    language="en|ru|kk",
    layout="20|17|16|1",


STARTED = time.time()
# Rules have a `priority` where others wait long for them, so that two cores are both busy to the end.
# What a run makes: one result of each job; `settle` sees to it that the others are there and untouched.
TARGETS = []
LAYOUTS = ["20", "17", "16", "1"]


@cache
def settings(path):
    """The content of a config file, found sound by `check_settings`."""
    return read_yaml(path)


def check_settings():
    """Stop with every fault of what authors wrote before anything is made."""
    try:
        check_config(Path())
    except ProblemsError as error:
        raise SystemExit(str(error)) from None


def check_command_line():
    """Stop when `--config` gives a key of config/config.yaml a value that it must not have."""
    written = settings("config/config.yaml")
    config["vintage"] = str(config["vintage"])  # Snakemake reads a date where we read text
    given = {key: config[key] for key in written}
    if given != written:
        problems = schema_problems(given, {}, "--config", "workflow/schemas/config.schema.yaml")
        if problems:
            raise SystemExit(str(ProblemsError("Reading the command line", problems)))


def helpers(script):
    """The modules of scripts/lib that a script imports, directly or through one another, and what tables are."""
    modules = imported_helpers(SCRIPTS / script, SCRIPTS)
    return [*(str(path.relative_to(workflow.basedir)) for path in modules), "workflow/schemas/tables.yaml"]


def raw_files():
    """Every file of figures there is; verify_snapshot tells which are missing or too many."""
    return sorted(map(str, Path("data/raw").glob("*/*.csv")))


def claim_ids(files):
    """The ids of the statements: the top-level keys of their files."""
    texts = [Path(file).read_text(encoding="utf-8") for file in files]
    return sorted(
        {name for text in texts for name in re.findall(r"^([A-Z][A-Za-z0-9]*):", text, re.MULTILINE)}
    )


def chosen_series():
    """The series named on the command line, as in `--config series=grp,employed`; none for all."""
    named = str(config.get("series", "") or "")
    return sorted({name.strip() for name in named.split(",") if name.strip()})


def fetch_settings():
    """How the endpoints are asked: config/fetch.yaml, and what the command line adds for this run."""
    there = settings("config/fetch.yaml")
    return {**there, **{key: str(config[key]) for key in ("ca_bundle", "replay") if key in config}}


def exhibit_files(kind, entries, formats, reported, language="{language}"):
    """Every file of every figure or table by name: results/<kind>/<language>/<name>.<format>.

    One format is shown by Snakemake's report, with the caption that `make report` puts beside it.
    """
    files = {
        f"{name}_{suffix}": update(f"results/{kind}/{language}/{name}.{suffix}")
        for name in entries
        for suffix in formats
    }
    for name, entry in entries.items():
        files[f"{name}_{reported}"] = report(
            files[f"{name}_{reported}"],
            caption=f"../../results/report/captions/{kind}/{name}.rst",
            category=kind.capitalize(),
            labels={"number": f"{entry['number']:02d}", "exhibit": name, "language": language},
        )
    return files


def figure_modules(figures):
    """The functions that draw the figures, and what they import."""
    scripts = [f"publish/figures/{name}.py" for name in figures]
    return sorted(
        {
            *(f"scripts/{script}" for script in scripts),
            *(path for script in scripts for path in helpers(script)),
        }
    )


def script_of(maker):
    """The script of a rule, from the root of the project."""
    return os.path.relpath(os.path.join(os.path.dirname(maker.snakefile), maker.script))


def made_by(tables):
    """What made each table, [path, rule, script] by the table's name: for the reader who asks for it."""
    makers = {str(path): each for each in workflow.rules for path in each.output}
    return {name: [str(path), makers[path].name, script_of(makers[path])] for name, path in tables.items()}


def exhibits_made_by(maker, names, folder):
    """The same for exhibits, by folder and name; the function of each is its script."""
    return {
        f"{folder}.{name}": [
            f"results/{folder}/<language>/{name}.csv",
            maker,
            f"scripts/publish/{folder}/{name}.py",
        ]
        for name in names
    }


def wait_for_jobs():
    """On this machine, look for the next job when one ends; by default ever more timers ask, too."""
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None


def print_summary():
    """Show the verdicts at the end of a run, and where to look."""
    summary = Path("results/claims/summary.txt")
    if summary.exists():
        print(summary.read_text(encoding="utf-8"))


def print_problems():
    """Say once more, at the end of a failed run, what stopped it."""
    print("", *what_stopped("logs", STARTED), sep="\n", file=sys.stderr)


def settle():
    """Before a run, find what changed in content whatever its time stamp; called once every rule is known."""
    scripts = {each.name: script_of(each) for each in workflow.rules if each.script}
    if workflow.is_main_process:
        renew_bytecode(SCRIPTS)
        for sentence in settle_results(scripts, config):
            logger.warning(sentence)
