"""Write results/report/snakemake.html: Snakemake's own report, the same bytes whenever it is made.

Run by ``make report`` after a run. Captions come from results/article/<language>/captions.csv.
"""

import csv
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from lib.core.files import write_text
from lib.core.problems import ProblemsError, stop_if

REPORT = Path("results/report/snakemake.html")
CAPTIONS = Path("results/report/captions")
TIMES = re.compile(r'(?<="description": ")((?:Runtimes|Timeline) of jobs\.", "data": \{"values": )\[[^\]]*\]')


def read_captions(files: Iterable[Path]) -> dict[tuple[str, str], dict[str, tuple[str, str]]]:
    """Return label and caption by language of every (kind, name); a file's folder names its language.

    Raises
    ------
    ProblemsError
        When there is no file.
    """
    found: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    files = sorted(files)
    stop_if(
        [] if files else ["results/article/<language>/captions.csv: not there; run `make` first."],
        "Writing the report",
    )
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                said = found.setdefault((row["kind"], row["name"]), {})
                said[file.parent.name] = (row["label"], row["caption"])
    return found


def caption_template(said: Mapping[str, tuple[str, str]]) -> str:
    """Return a caption as Snakemake wants it: reStructuredText that chooses by the file's language."""
    return "\n".join(
        f'{{% if snakemake.wildcards.language == "{language}" %}}\n'
        f"**{escaped_text(label)}.** {escaped_text(caption)}\n{{% endif %}}\n"
        for language, (label, caption) in said.items()
    )


def escaped_text(text: str) -> str:
    """Return text for reStructuredText inside a Jinja template, every sign shown as itself."""
    escaped = re.sub(r"([\\*`_|\[\]<>:~])", r"\\\1", text)
    return re.sub(r"[{}]", lambda brace: f"{{{{ '{brace[0]}' }}}}", escaped)


def without_times(report: str) -> str:
    """Return the report without how long each job took and when.

    Raises
    ------
    ProblemsError
        When they are not where they used to be.
    """
    settled, count = TIMES.subn(r"\1[]", report)
    stop_if(
        [] if count == 2 else [f"snakemake's report: {count} lists of times, not 2; adapt `TIMES`."],
        "Writing the report",
    )
    return settled


def write_report() -> None:
    """Write captions, have Snakemake make its report, and put it in place."""
    captions = read_captions(Path("results/article").glob("*/captions.csv"))
    for (kind, name), said in captions.items():
        write_text(CAPTIONS / kind / f"{name}.rst", caption_template(said))
    with TemporaryDirectory() as folder:
        made = Path(folder) / "report.html"
        command = [Path(sys.executable).parent / "snakemake", "--report", made]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ProblemsError("Writing the report", [done.stderr.strip()])
        write_text(REPORT, without_times(made.read_text(encoding="utf-8")))


if __name__ == "__main__":
    try:
        write_report()
    except ProblemsError as problems:
        raise SystemExit(str(problems)) from None
    print(f"Written: {REPORT}")
