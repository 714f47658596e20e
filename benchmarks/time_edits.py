"""How much an edit costs: CPU time from the edit to fresh results, beside a full build.

    python benchmarks/time_edits.py [edit ...]

Works in a copy of the project with its results, in a temporary folder.
The first row is a full build, the second a run with nothing to do, the third an empty workflow of one rule.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_BEHIND = (".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "tests")
EMPTY = 'rule all:\n    output: "made.txt"\n    shell: "touch made.txt"\n'


def put(file: str, pattern: str, replacement: str) -> Callable[[Path], tuple[Path, str]]:
    """An edit: the first match of a pattern in a file replaced; returns the file and what it held before."""

    def edit(root: Path) -> tuple[Path, str]:
        path = root / file
        before = path.read_text(encoding="utf-8")
        text, count = re.subn(pattern, replacement, before, count=1, flags=re.M)
        assert count == 1, f"{file} has no {pattern!r} any more"
        path.write_text(text, encoding="utf-8")
        return path, before

    return edit


EDITS = {
    "a caption word": put("config/article/exhibits.yaml", r"(caption:\n +en: \"\w+)", r"\1 here"),
    "a figure's function": put(
        "scripts/publish/figures/space.py",
        r"^(    figure = sheet.figure.*\n)",
        r"\1    figure.set_alpha(0.99)\n",
    ),
    "a figure's look": put(
        "scripts/publish/figures/space.py",
        r"^(    figure = sheet.figure.*\n)",
        r"\1    figure.text(0.5, 0.5, '+')\n",
    ),
    "a table's function": put(
        "scripts/publish/tables/regions.py",
        r'variables = settings\["variables"\]',
        'variables = dict(reversed(settings["variables"].items()))',
    ),
    "a word of Kazakh": put(
        "scripts/lib/words/languages/kk.yaml", r"^(tables:\n(?:  .*\n)*?  variable: \S+)", r"\1 осы"
    ),
    "a macro-region in Kazakh": put("config/words/kk.yaml", r"^(macro_regions:\n  north: \S+)", r"\1 осы"),
    "a model's title": put("config/models/self_employment.yaml", r"^(title:\n  en: \S+)", r"\1 now"),
    "a comment in a module": put("scripts/lib/core/files.py", r"\A", "# a comment\n"),
    "a comment in a config file": put("config/groups.yaml", r"\A", "# a comment\n"),
}


def copied(folder: str) -> Path:
    """A copy of the project with its results, in a folder."""
    root = Path(folder) / "project"
    shutil.copytree(ROOT, root, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    return root


def cpu_of(root: Path, *options: str) -> tuple[float, set[str]]:
    """Run Snakemake: its CPU seconds with those of its jobs, and the jobs that did not end at once."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.time()
    command = [Path(sys.executable).parent / "snakemake", *options]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=environment(), check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    logs = [path for path in (root / "logs").rglob("*.log") if path.stat().st_mtime > start]
    jobs = {path.stem for path in logs if "INFO unchanged" not in path.read_text(encoding="utf-8")}
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, jobs


def environment() -> dict[str, str]:
    """The environment without what steers Python."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def report(name: str, seconds: float, full: float, jobs: set[str]) -> None:
    """Print one row: what was done, CPU seconds, their share of a full build, jobs made anew."""
    print(f"{name:28} {seconds:7.2f} s  {100 * seconds / full:5.1f} %  {', '.join(sorted(jobs))}", flush=True)


def main(names: list[str]) -> None:
    """Time a full build, a run with nothing to do, an empty workflow, and the edits named, or all."""
    with tempfile.TemporaryDirectory() as folder:
        root = copied(folder)
        cpu_of(root)
        full, _ = cpu_of(root, "-F")
        report("a full build", full, full, set())
        report("nothing to do", *with_full(full, cpu_of(root)))
        empty = Path(folder) / "empty"
        empty.mkdir()
        (empty / "Snakefile").write_text(EMPTY, encoding="utf-8")
        cpu_of(empty, "--cores", "1")
        report("an empty workflow", *with_full(full, cpu_of(empty, "--cores", "1")))
        for name in names or EDITS:
            path, content = EDITS[name](root)
            report(name, *with_full(full, cpu_of(root)))
            path.write_text(content, encoding="utf-8")
            cpu_of(root)


def with_full(full: float, timed: tuple[float, set[str]]) -> tuple[float, float, set[str]]:
    """What `report` wants after the name."""
    return timed[0], full, timed[1]


if __name__ == "__main__":
    main(sys.argv[1:])
