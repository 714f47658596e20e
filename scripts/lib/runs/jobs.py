"""What every script does around its one function: log, end on one clear message, leave a receipt."""

import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.core.problems import ProblemsError
from lib.runs.record import recorded


@contextmanager
def job(snakemake) -> Iterator[None]:
    """Write log lines to the rule's log file; turn `ProblemsError` into its message and exit code 1.

    A job that ends well leaves a receipt of what it read and wrote.
    """
    logging.basicConfig(
        filename=snakemake.log[0], filemode="w", level=logging.INFO, format="%(levelname)s %(message)s"
    )
    logging.captureWarnings(True)
    gc.disable()  # a job ends before its cycles fill memory; looking for them takes a tenth of its time
    try:
        with recorded(snakemake, sys.modules["__main__"].__file__):
            yield
        gc.freeze()  # Python ends an eighth of a second sooner when it has no cycles to look for
    except ProblemsError as error:
        logging.error(error)
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    except BaseException:
        logging.exception("rule %s failed", snakemake.rule)
        raise


def what_stopped(logs: str | Path, since: float) -> list[str]:
    """The message of every job that failed after a moment, each once; of an unforeseen error its last line.

    Parameters
    ----------
    logs : the folder of the jobs' logs
    since : seconds since 1970
    """
    messages: dict[str, None] = {}
    for path in sorted(Path(logs).rglob("*.log")):
        if path.stat().st_mtime >= since:
            _, failed, message = path.read_text(encoding="utf-8").partition("ERROR ")
            if failed:
                lines = message.strip().splitlines()
                unforeseen = any(line.startswith("Traceback") for line in lines)
                messages[
                    f"{lines[0]}: {lines[-1]} (all of it: {path})" if unforeseen else "\n".join(lines)
                ] = None
    return list(messages)
