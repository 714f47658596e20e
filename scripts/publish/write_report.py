"""Write results/report/snakemake.html: Snakemake's own report, the same bytes whenever it is made.

Run by ``make report`` after a run. Snakemake notes when and how long jobs ran, which no two runs share.
"""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from lib.core.files import write_text
from lib.core.problems import ProblemsError, ending_with_sentences, stop_if

REPORT = Path("results/report/snakemake.html")
TIMES = re.compile(r'(?<="description": ")((?:Runtimes|Timeline) of jobs\.", "data": \{"values": )\[[^\]]*\]')


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
    """Have Snakemake make its report, and put it in place without times."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.html"
        command = [Path(sys.executable).parent / "snakemake", "--report", report]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ProblemsError("Writing the report", [done.stderr.strip()])
        write_text(REPORT, without_times(report.read_text(encoding="utf-8")))


if __name__ == "__main__":
    with ending_with_sentences():
        write_report()
    print(f"Written: {REPORT}")
