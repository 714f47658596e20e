import atexit
import itertools
import json
import os
import re
import sys
import time
from contextlib import chdir
from functools import cache
from pathlib import Path
from zlib import crc32

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

ROOT = Path(str(workflow.current_basedir)).parents[1]
SCRIPTS = ROOT / "scripts"
sys.path.insert(0, str(SCRIPTS))

from lib.project.soundness import found_sound, remember_sound
from lib.project.data_files import unlisted_files
from lib.project.surroundings import check_surroundings, job_environment
from lib.core.country import (
    all_layouts,
    country,
    detail_layout,
    languages,
    layouts,
    region_layouts,
    words_files,
)
from lib.core.files import files_like
from lib.core.configuration import ConfigFile, read_yaml, schema_problems
from lib.project.cluster import failed_on_cluster
from lib.runs.freshness import Freshness, compare_receipts, known_receipts, made_files
from lib.runs.jobs import FORCED, what_stopped
from lib.runs.manifest import source_files
from lib.core.problems import ProblemsError
from lib.core.text import visible
from lib.data.snapshots import read_index
from lib.data.vintages import date_problems
from lib.exhibits.register import PREFIXES, TABLE_OF_SOURCES, exhibit_entries
from lib.runs.record import FOLDER, file_reader, receipt_name
from lib.runs.running import begin_alone, end_on_sigterm, forget_papers, link_engine, renew_bytecode
from lib.words.typed_numbers import prose_files

try:
    check_surroundings(ROOT)
except ProblemsError as error:
    raise SystemExit(str(error)) from None
shared = job_environment(os.environ, SCRIPTS)
os.environ.clear()
os.environ.update(shared)


# The folder of the paper: the one that Snakemake works in, or the `prefix` of a module in it. All paths here are
# relative to it; Snakemake puts the prefix before those of rules.
CALLED_IN = Path.cwd()
PREFIX = os.path.dirname(workflow.modifier.modify_path("config/config.yaml")).removesuffix("config")
PAPER = CALLED_IN / PREFIX
if not (PAPER / "config/config.yaml").is_file():
    raise SystemExit(
        f"{PAPER}/config/config.yaml: the paper's settings are not there; see docs/your_own_paper.md."
    )
os.chdir(PAPER)  # until the Snakefile has been read, see `leave`
forget_papers()
try:
    LAID = link_engine(PAPER)
except ProblemsError as error:
    raise SystemExit(str(error)) from None

STARTED = time.time()
STAMPED = []  # the rules by their names here; a module may be imported under others
CAPTIONS = "results/report/captions"
VERSION = str(read_yaml("CITATION.cff")["version"])


@cache
def settings(path):
    """The content of a config file, found sound by `check_settings`."""
    return read_yaml(path)


def adds_figures():
    """Whether this run refreshes, records or takes back: a series may then have no figures yet."""
    return "series" in config or "dry_run" in config


@cache
def known_sound():
    """Whether what authors wrote is as it was when the check last found nothing."""
    return found_sound(Path())


def check_settings():
    """Stop with every fault of what authors wrote before anything is made."""
    if not known_sound():
        from lib.project.config_files import check_config  # here, for it imports much

        try:
            check_config(Path(), filling=adds_figures())
        except ProblemsError as error:
            raise SystemExit(str(error)) from None
    if not adds_figures():
        for sentence in unlisted_files(Path()):
            logger.warning(sentence)


# What `make refresh` and `make record` say with `--config` beside the keys of config/config.yaml.
ASKED = ("series", "basis", "source", "accept", "dry_run", "ca_bundle", "replay")


def check_command_line():
    """Stop when `--config` gives a key of config/config.yaml a value that it must not have."""
    written = settings("config/config.yaml")
    config["vintage"] = str(config["vintage"])  # Snakemake reads a date where we read text
    given = {key: value for key, value in config.items() if key not in ASKED}
    if given != written:
        problems = schema_problems(ConfigFile("--config", given, {}), "workflow/schemas/config.schema.yaml")
        if problems:
            raise SystemExit(str(ProblemsError("Reading the command line", problems)))
    if config["vintage"] != "latest":
        first = min((each["vintage"] for each in read_index("data/raw/index.csv")), default="")
        problems = date_problems(config["vintage"], first)
        if problems:
            raise SystemExit(str(ProblemsError("Reading the settings", problems)))


def source(path):
    """A file of the project. Its time does not count, its content does: see `stamp_of`."""
    return ancient(path)


def sources(*patterns):
    """All files of the project that fit one of the patterns."""
    return [source(str(path)) for path in files_like(".", *patterns)]


def words_in(spoken):
    """The words of every language named, words_<language>, as `read_speakers` looks for them."""
    return {f"words_{language}": [source(path) for path in words_files(language)] for language in spoken}


# Every file of figures there is; verify_snapshot tells which are missing or too many.
RAW_FILES = sources("data/raw/*/*.csv")


def common(wildcards):
    """What every job reads: which packages there are, and what tables hold. A run begins with the first job."""
    begin_run()
    return [
        source("config/country.yaml"),
        source("requirements.lock"),
        source("workflow/schemas/tables.yaml"),
    ]


def is_run():
    """Whether jobs are about to run: not in a dry run, nor when a graph or a summary is asked for."""
    return bool(workflow.is_main_process and workflow.execution_settings and not workflow.dryrun)


@atexit.register
def take_back_links():
    """Take away the links to the engine that were laid for reading the workflow alone, not for jobs."""
    if workflow.is_main_process and not is_run():
        for link in LAID:
            link.unlink(missing_ok=True)


def leave():
    """Go back to the folder that Snakemake works in, when the Snakefile has been read."""
    os.chdir(CALLED_IN)


@cache
def begin_run():
    """Be alone in the folder, and mend what a killed run has left behind; only when jobs are about to run."""
    if not is_run():
        return
    with chdir(PAPER):
        try:
            for sentence in begin_alone(CALLED_IN):
                logger.warning(sentence)
        except ProblemsError as error:
            raise SystemExit(str(error)) from None
        if notice := vintage_notice():
            logger.warning(notice)
        from lib.runs.changes import put_aside  # here, for a run with nothing to do needs none of it

        put_aside()
        renew_bytecode(SCRIPTS)
        if not adds_figures() and not known_sound():
            remember_sound(Path())


# The variable that tells jobs on a cluster which others hold.
FOUND = f"PIPELINE_FOUND_{crc32(bytes(PAPER))}"


@cache
def freshness():
    """Which jobs hold, by content; told once. A job on a cluster has it from the run that sent it there."""
    if not workflow.is_main_process and FOUND in os.environ:
        return Freshness(**json.loads(os.environ[FOUND]))
    asked = workflow.dag_settings
    if asked.forceall or asked.forcetargets or asked.forcerun:
        judged = Freshness({}, [], f"{FORCED} {STARTED}")
    else:
        scripts = {name: script_of(each) for name, each in makers()}
        with chdir(PAPER):
            receipts, sentences = known_receipts(RECEIPTS)
            judged = compare_receipts(receipts, scripts, made_files(), file_reader(), config)
        for sentence in sentences + judged.sentences:
            logger.warning(visible(sentence))
    os.environ[FOUND] = json.dumps({"stamps": judged.stamps, "sentences": [], "run": judged.run})
    return judged


def stamp_of(rule):
    """A parameter that is as it was as long as a job's results hold, and another one when they do not."""
    STAMPED.append(rule)

    def stamp(wildcards):
        return freshness().stamp(receipt_name(rule, dict(wildcards.items())))

    return stamp


def receipt(name):
    """What a job leaves behind beside its results, see scripts/lib/runs/record.py."""
    return update(f"{FOLDER}/{name}.json")


def pieces_of(*names, kind="csv"):
    """The files of the pieces that tables are cut into; none for one piece, which needs no job of its own."""
    files = [gather.pieces(f".snakemake/pieces/{name}_{{scatteritem}}.{kind}") for name in names]
    return list(itertools.chain(*files)) if len(files[0]) > 1 else []


def piece_of(*names, kind="csv"):
    """The same files of one piece, as the job writes them that makes it."""
    return [update(f".snakemake/pieces/{name}_{{scatteritem}}.{kind}") for name in names]


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


def exhibit_files(kind, entries, formats, reported):
    """Every file of every figure or table, <language>_<name>_<format>: results/<kind>/<language>/<name>.<format>.

    One format is shown by Snakemake's report, with the caption that `write_article` makes.
    """
    files = {
        f"{language}_{name}_{suffix}": update(f"results/{kind}/{language}/{name}.{suffix}")
        for language in config["languages"]
        for name in entries
        for suffix in formats
    }
    for language in config["languages"]:
        for name, entry in entries.items():
            prefix = PREFIXES[entry.get("place", "paper")]
            files[f"{language}_{name}_{reported}"] = report(
                files[f"{language}_{name}_{reported}"],
                caption=str(Path.cwd() / CAPTIONS / language / kind / f"{name}.rst"),
                category=kind.capitalize(),
                labels={"number": f"{prefix}{entry['number']:02d}", "exhibit": name, "language": language},
            )
    return files


def script_of(maker):
    """The script of a rule, from the root of the project."""
    return os.path.relpath(os.path.join(os.path.dirname(maker.snakefile), maker.script), ROOT)


def makers():
    """The rules in use that leave receipts and have been read, by their names here."""
    for name in STAMPED:
        try:
            each = getattr(rules, name).rule
        except WorkflowError:  # the rule that is being read
            continue
        if each.script:  # a caller may use some stages only
            yield name, each


def own(path):
    """A path of a rule without the prefix of a module."""
    return str(path).removeprefix(PREFIX)


def made_by(tables):
    """What made each table, [path, rule, script] by the table's name: for the reader who asks for it."""
    by = {}
    for name, each in makers():
        by |= dict.fromkeys(map(own, each.output), (name, script_of(each)))
    return {name: [own(path), *by[own(path)]] for name, path in tables.items() if own(path) in by}


def exhibits_made_by(maker, names, folder):
    """The same for exhibits, by folder and name; the function of each is its script."""
    entries = exhibit_entries(settings("config/article/exhibits.yaml"), folder)
    return {
        entry.key: [
            f"results/{folder}/<language>/{entry.name}.csv",
            maker,
            f"scripts/{entry.module.replace('.', '/')}.py",
        ]
        for entry in entries
        if entry.name in names
    }


def print_verdicts():
    """Show the verdicts, and where to look."""
    summary = Path("results/claims/summary.txt")
    if summary.exists():
        print(summary.read_text(encoding="utf-8"))


def print_summary():
    """Show at the end of a run the verdicts, and what is other than before it; no verdict rests on data/raw yet."""
    from lib.runs.changes import BEFORE, changes, named_edition

    if adds_figures():
        return
    print_verdicts()
    if told := changes():
        print(f"What changed against the results before ({named_edition(BEFORE)}):", *told, sep="\n")


def vintage_notice():
    """What is said when a run builds other figures than those that results/ holds; empty else."""
    try:
        built = json.loads(Path("results/manifest.json").read_text(encoding="utf-8"))["vintage"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    if built == config["vintage"]:
        return ""
    return (
        f"results/ holds what was built from the vintage {built}; this run puts the vintage {config['vintage']} in "
        f"its place. make diff A={built} B={config['vintage']} builds both in folders of their own."
    )


def print_if_up_to_date(line):
    """Show the verdicts when there is nothing to be done, too: Snakemake calls no hook then."""
    if line.getMessage().startswith("Nothing to be done") and is_run():
        print_verdicts()
    return True


def print_problems():
    """Say once more, at the end of a failed run, what stopped it."""
    print("", *what_stopped("logs", STARTED), *stopped_by_cluster, sep="\n", file=sys.stderr)


stopped_by_cluster = []


def note_failure(line):
    """Keep what a cluster's scheduler did to a job, which no log of ours can say."""
    stopped_by_cluster.extend(failed_on_cluster(vars(line)))
    return True


# Of a failed job Snakemake names every single output, those it restores and those that were never there.
logger.addFilter(
    lambda line: not line.getMessage().startswith(("Cannot restore", "Restored previous version"))
)
logger.addFilter(print_if_up_to_date)
logger.addFilter(note_failure)
