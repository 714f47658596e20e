"""Pages that lead by the hand, walked as written: each command and each edit in one copy of the project.

What a page says and no test can run is listed in `NOT_RUN`, with the reason.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from archive import Archive
from made_replies import reply_to
from replay_server import ReplayServer
from snakemake_server import SnakemakeServer

from lib.data.snapshots import newest_record, read_index, snapshot_path

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", *(f"docs/{name}.md" for name in (
    "add_a_series", "add_a_claim", "refresh", "your_own_paper", "worked_examples")))  # fmt: skip
HERE = "tests/docs/test_pages_as_written.py"
SERIES, REFRESH, RECORD, CLAIM = (f"{HERE}::{name}" for name in (
    "test_a_series_is_added", "test_sources_are_asked", "test_a_vintage_is_recorded_and_taken_back",
    "test_an_answer_is_put_first"))  # fmt: skip
RUN = {  # a command as a page has it: the test that runs it
    "make refresh series=unemployed dry_run=yes": SERIES,
    "make refresh series=unemployed": SERIES,
    'make record series=unemployed vintage=<date> source="..."': SERIES,
    "make refresh": REFRESH,
    "make refresh series=grp": REFRESH,
    "make refresh series=grp dry_run=yes": REFRESH,
    "make refresh series=employed dry_run=yes": REFRESH,
    "snakemake refresh_series --dry-run": REFRESH,
    'make refresh series=grp accept="the Bureau announced the revision on 3 March"': REFRESH,
    "make try series=employed_by_sector source=2 file=table.xlsx": f"{HERE}::test_replies_are_tried",
    'make try series=grp_per_capita_published settings="{years_from: 2018}" file=reply.json': (
        f"{HERE}::test_replies_are_tried"
    ),
    "make try adapter=portal_cube file=cube.json": f"{HERE}::test_replies_are_tried",
    "make try series=income_per_capita file=reply.json > rows.csv": f"{HERE}::test_tried_rows_are_a_vintage",
    'make record series=employed vintage=2026-11-25 source="Bureau of National Statistics, table 102798"': (
        RECORD
    ),
    "make unrecord series=employed vintage=2026-11-25": RECORD,
    "make help": f"{HERE}::test_help_and_sums_are_printed",
    "make anchor": f"{HERE}::test_help_and_sums_are_printed",
    "snakemake -n": CLAIM,
    "snakemake": "tests/examples/test_new_paper.py::"
    "test_a_new_paper_builds_and_its_verdicts_are_those_of_the_figures",
    "make new-paper NAME=../my_paper": f"{HERE}::test_a_paper_is_started",
    "cd ../my_paper": f"{HERE}::test_a_paper_is_started",
}
NOT_RUN = {
    "make": "the whole build, minutes long: `make processors` and every release run it",
    "make test": "the tests themselves",
    "make verify": "the build a second time: tests/verify runs it on a small project",
    "make diff A=... B=...": "names what a reader fills in: tests/verify/test_explain_differences.py",
    "make diff A=HEAD B=. log=yes": "needs a history: tests/verify/test_explain_differences.py",
    "make clean": "takes away what the whole build made",
    "make reference": "keeps what was built: tests/lib/runs/test_reference.py",
    "snakemake results/figures/en/poverty.png": "needs the whole build",
    "snakemake --config vintage=2021-06-30": "the whole build again: tests/end_to_end/test_dated_build.py",
    "make report": "needs the whole build: .ci/run",
    "make pack": "needs the whole build: tests/verify/test_pack_results.py",
    "make pack wheels=yes": "fetches packages",
    "make container": "fetches an image",
    "make vintages": "minutes long: the rule behind it is tested in tests/check",
    'make record series=<series> vintage=<date> basis="known by" source="<where it was read>"': (
        "walked with the names of a series"
    ),
    "make try": "a mention without its arguments",
    "conda env create -f environment.yml": "fetches packages",
}
COMMAND = re.compile(r"(?:make|snakemake|conda|cd)(?: |$)")


def commands(page):
    """The commands of a page: lines of its blocks without remarks, and what stands between backticks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```([a-z]*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    fenced = [line for kind, block in blocks if kind in ("", "sh") for line in block.splitlines()]
    lines = [re.split(r" {2,}|#", line)[0].strip() for line in fenced]
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [line for line in (*lines, *spans) if COMMAND.match(line)]


def test_every_command_of_the_pages_is_run_or_listed_with_a_reason():
    told = {command for page in PAGES for command in commands(page)}
    assert told == RUN.keys() | NOT_RUN.keys()
    assert not RUN.keys() & NOT_RUN.keys()
    for place in RUN.values():
        file, _, name = place.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, place


def records(page):
    return re.findall(r"```yaml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


class Walk:
    """A copy of the project whose sources are on this machine, and its commands."""

    def __init__(self, folder: Path, server: ReplayServer, snakemake: SnakemakeServer):
        self.folder, self.server = folder, server
        made = {".git", ".venv", "results", "logs", ".snakemake", "tests", "data", "docs", "examples"}
        caches = shutil.ignore_patterns(".*_cache", "*.pyc.*")

        def left_out(place, names):
            return caches(place, names) | (made if Path(place) == ROOT else set())

        shutil.copytree(ROOT, folder, ignore=left_out, symlinks=True)
        shutil.copytree(ROOT / "examples/start", folder / "examples/start", ignore=caches, symlinks=True)
        self.archive = Archive(ROOT, folder)
        self.edit("config/fetch.yaml", "pause_seconds: [1, 2]", "pause_seconds: [0, 0]")
        self.edit("config/fetch.yaml", "attempts: 5", "attempts: 1")
        (folder / ".venv").symlink_to(Path(sys.prefix))
        replay = f'$(case "$*" in "refresh_series --config"*) echo replay={server.address};; esac)'
        snakemake.lay_command(folder / "shims", f'"$@" "{replay}"', XDG_CACHE_HOME=str(folder / ".cache"))

    def edit(self, path, before, after):
        text = (self.folder / path).read_text(encoding="utf-8")
        assert before in text
        (self.folder / path).write_text(text.replace(before, after, 1), encoding="utf-8")

    def add(self, path, text):
        whole = (self.folder / path).read_text(encoding="utf-8")
        (self.folder / path).write_text(f"{whole.rstrip()}\n{text}", encoding="utf-8")

    def __call__(self, command, fails=False):
        """Run a command of a page; its environment is taken as built. Returns all that it says."""
        built = "make BIN=shims -o .venv/runtime.installed -o .venv/dev.installed"
        text = re.sub(r"^make\b", built, command)
        outside = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
        path = os.pathsep.join(
            [str(self.folder / "shims"), str(Path(sys.prefix) / "bin"), os.environ["PATH"]]
        )
        done = subprocess.run(
            ["sh", "-c", text], cwd=self.folder, capture_output=True, text=True, timeout=300, check=False,
            env={**outside, "PATH": path, "XDG_CACHE_HOME": str(self.folder / ".cache")},
        )  # fmt: skip
        assert bool(done.returncode) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def walk(tmp_path, snakemake):
    with ReplayServer() as server:
        yield Walk(tmp_path / "project", server, snakemake)


@pytest.mark.proof
def test_sources_are_asked(walk):
    archive = walk.archive
    archive.serve(walk.server)
    assert "no endpoint" in walk("make refresh")
    before = archive.content()
    assert "grp: unchanged" in walk("make refresh series=grp dry_run=yes")
    assert "employed: unchanged" in walk("make refresh series=employed dry_run=yes")
    assert (walk.folder / "results/fetch/replies/employed-1.reply").is_file()
    assert "refresh_series" in walk("snakemake refresh_series --dry-run")
    assert archive.content() == before

    def doubled(figures):
        last = max(each.year for each in figures)
        return [
            each._replace(value=each.value * 2) if (each.unit, each.year) == ("AKM", last) else each
            for each in figures
        ]

    archive.serve(walk.server, doubled, only="grp")
    assert "revised as figures seldom are: AKM" in walk("make refresh series=grp", fails=True)
    assert archive.content() == before
    reason = "the Bureau announced the revision on 3 March"
    assert "grp: revised" in walk(f'make refresh series=grp accept="{reason}"')
    assert newest_record(read_index(archive.folder / "index.csv"), "grp")["accepted"] == reason


def test_replies_are_tried(walk):
    archive = walk.archive
    source = {name: entry.get("fetch", [{}])[-1] for name, entry in archive.registry.items()}
    files = {
        "table.xlsx": ("employed_by_sector", archive.registry["employed_by_sector"]["fetch"][1]),
        "reply.json": ("grp_per_capita_published", source["grp_per_capita_published"]),
        "cube.json": ("income_per_capita", source["income_per_capita"]),
    }
    figures = {}
    for name, (series, how) in files.items():
        figures[name] = [
            each for each in archive.served_figures(series) if how.get("measure", series) == each.measure
        ]
        (walk.folder / name).write_bytes(reply_to(how, figures[name], archive.labels))
    said = {name: next(walk(each) for each in RUN if name in each and "> rows" not in each) for name in files}
    for name, text in said.items():
        years = [each.year for each in figures[name]]
        assert f"figures of {len({each.unit for each in figures[name]})} units, " in text, name
        assert f" units, {min(years)} to {max(years)}" in text
        assert "passed over" in text or "used: " in text


def test_tried_rows_are_a_vintage(walk):
    archive = walk.archive
    record = newest_record(read_index(archive.folder / "index.csv"), "income_per_capita")
    figures = archive.observations("income_per_capita")
    (source,) = archive.registry["income_per_capita"]["fetch"]
    (walk.folder / "reply.json").write_bytes(reply_to(source, figures, archive.labels))
    said = walk(next(each for each in RUN if "> rows" in each))
    assert f"Against {record['vintage']}: {len(figures)} the same, 0 others" in said
    assert "used: " in said
    tried, stored = (
        [line.rpartition(",")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
        for path in (walk.folder / "rows.csv", snapshot_path(archive.folder, record))
    )
    assert tried == stored


def test_a_vintage_is_recorded_and_taken_back(walk):
    record, unrecord = (next(each for each in RUN if f"{verb} series=employed" in each)
                        for verb in ("make record", "make unrecord"))  # fmt: skip
    folder, index = walk.archive.folder / "employed", walk.archive.folder / "index.csv"
    vintage = re.search(r"vintage=(\S+)", record)[1]
    shutil.copy(folder / "2026-11-23.csv", folder / f"{vintage}.csv")
    before = index.read_bytes()
    assert f"employed/{vintage}: 282 figures recorded." in walk(record)
    assert newest_record(read_index(index), "employed")["vintage"] == vintage
    walk(unrecord)
    assert index.read_bytes() == before
    assert not (folder / f"{vintage}.csv").exists()


@pytest.mark.proof
def test_a_series_is_added(walk):
    """docs/add_a_series.md, step by step."""
    archive, page = walk.archive, "docs/add_a_series.md"
    record, tolerance = records(page)
    walk.add("data/raw/registry.yaml", f"\n{record}")
    walk.edit("data/raw/registry.yaml", "\nunemployed:\n  title:", "\nunemployed:\n  titel:")
    misspelt = walk("snakemake -n", fails=True)
    assert re.search(r"registry\.yaml, line \d+, unemployed\.titel: unknown key", misspelt)
    walk.edit("data/raw/registry.yaml", "titel:", "title:")
    (source,) = yaml.safe_load(record)["unemployed"]["fetch"]
    employed = {each.key[1:]: each.value for each in archive.observations("employed")}
    observations = [
        each._replace(measure="unemployed", value=each.value - employed[each.key[1:]])
        for each in archive.observations("labour_force")
    ]
    walk.server.serve(source["url"], reply_to(source, observations, archive.labels))
    assert f"unemployed: new; {len(observations)}" in walk("make refresh series=unemployed dry_run=yes")
    assert (walk.folder / "results/fetch/replies/unemployed-1.reply").is_file()
    folder = walk.folder / "data/raw/unemployed"
    assert not folder.exists()
    walk("make refresh series=unemployed")
    day = date.today().isoformat()
    written = (folder / f"{day}.csv").read_bytes()
    walk(f"make unrecord series=unemployed vintage={day}")
    folder.mkdir(exist_ok=True)
    (folder / f"{day}.csv").write_bytes(written)
    walk(f'make record series=unemployed vintage={day} source="a table"')
    apart = walk("snakemake results/data/panel_20.csv", fails=True)
    assert re.search(r"regions_to_country: unemployed of KZ in 201\d", apart)
    walk.edit("config/totals.yaml", "\ncountry:\n", f"\ncountry:\n{tolerance.rstrip()}\n")
    walk("snakemake results/data/panel_20.csv")
    heading = (walk.folder / "results/data/panel_20.csv").read_text(encoding="utf-8").partition("\n")[0]
    assert "unemployed" in heading.split(",")


def test_an_answer_is_put_first(walk):
    """docs/add_a_claim.md: the answer that a part's own words settle."""
    shown = yaml.safe_load(records("docs/add_a_claim.md")[1])["questions"]
    path = walk.folder / "config/article/claims/self_employment.yaml"
    before = path.read_text(encoding="utf-8")
    (line,) = [each for each in before.splitlines() if "first: without_cities" in each]
    first = {**shown[0], "because": {**shown[0]["because"], "ru": "слова", "kk": "сөздер"}}
    path.write_text(before.replace(line, f"        - {first}"), encoding="utf-8")
    assert "Nothing to be done" not in walk("snakemake -n")
    path.write_text(before.replace(line, line.replace("without_cities", "without_citys")), encoding="utf-8")
    refused = walk("snakemake -n", fails=True)
    number = before.splitlines().index(line) + 1
    assert re.search(rf"self_employment\.yaml, line {number}.*without_citys.*did you mean", refused)
    path.write_text(before, encoding="utf-8")


def test_a_paper_is_started(walk):
    """docs/your_own_paper.md up to its build, which tests/examples/test_new_paper.py runs."""
    make, enter = (next(each for each in RUN if beginning in each) for beginning in ("new-paper", "cd ../"))
    walk(make)
    assert (walk.folder / "../my_paper/config/article/claims").is_dir()
    assert "words:" in walk(f"{enter} && cat config/article/claims/*.yaml")
    assert "make record" in walk(f"{enter} && make help")
    assert shutil.which("snakemake", path=str(walk.folder / "../my_paper/.venv/bin"))


def test_help_and_sums_are_printed(walk):
    said = walk("make help")
    assert all(f"make {command.split()[1]} " in said for command in RUN if command.startswith("make "))
    assert re.search(r"^[0-9a-f]{64}  results/anchor/SHA256SUMS$", walk("make anchor"), re.MULTILINE)
