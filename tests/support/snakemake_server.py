"""Runs of Snakemake for tests: one process has imported it, and forks itself for each run.

Most of a small run is the import of Snakemake. Of the project nothing is imported before the fork: scripts
are those of the folder in which the run is.
"""

import json
import os
import runpy
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import NoReturn

IMPORTED = (
    "snakemake.cli", "snakemake.workflow", "snakemake.report", "snakemake.storage", "babel.dates",
    "babel.numbers", "jinja2", "jsonschema", "packaging.markers", "requests", "smart_open", "yaml",
)  # fmt: skip


class SnakemakeServer:
    """A process that runs Snakemake as often as it is asked."""

    def __init__(self) -> None:
        # Python's path is that of a user who has installed the environment: without folders of the tests.
        clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen([sys.executable, "-P", __file__], env=clean, text=True, **pipes)

    def run(self, folder: Path, *options: object, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `snakemake` with these options in a folder, the environment's `variables` besides."""
        command = ["snakemake", *map(str, options)]
        scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        with tempfile.TemporaryDirectory() as place:
            said = [f"{place}/stdout", f"{place}/stderr"]
            request = {
                "folder": str(folder),
                "command": command,
                "environment": {**os.environ, "PATH": scripts, **variables},
                "said": said,
            }
            print(json.dumps(request), file=self._process.stdin, flush=True)
            code = int(self._process.stdout.readline())
            texts = [Path(each).read_text(encoding="utf-8", errors="replace") for each in said]
        return subprocess.CompletedProcess(command, code, *texts)

    def lay_command(self, place: Path, arguments: str = '"$@"', **variables: str) -> None:
        """Lay an executable `snakemake` into a folder, which asks this process; its words as sh has them."""
        place.mkdir()
        for name in ("asked", "told"):
            os.mkfifo(place / name)
        (place / "snakemake").write_text(
            f'#!/bin/sh\n{{ pwd; printf "%s\\n" {arguments}; }} >{place}/asked\nread -r code <{place}/told\n'
            f"cat {place}/stdout\ncat {place}/stderr >&2\nexit $code\n"
        )
        (place / "snakemake").chmod(0o755)

        def answer() -> None:
            while True:
                folder, *options = (place / "asked").read_text(encoding="utf-8").splitlines()
                done = self.run(Path(folder), *filter(None, options), **variables)
                (place / "stdout").write_text(done.stdout, encoding="utf-8")
                (place / "stderr").write_text(done.stderr, encoding="utf-8")
                (place / "told").write_text(f"{done.returncode}\n")

        Thread(target=answer, daemon=True).start()

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait()


def _run(request: dict) -> NoReturn:
    """Become the process of one run, and end with it."""
    os.setsid()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for stream, path in zip((1, 2), request["said"], strict=True):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = request["command"]
    sys.modules.pop("__mp_main__", None)  # this file, as multiprocessing would have it
    try:
        runpy.run_module("snakemake", run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    sys.exit(code)


def _serve() -> None:
    modules = {name: import_module(name) for name in IMPORTED}
    modules["snakemake.cli"].get_argument_parser()  # imports plugins
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _serve()
