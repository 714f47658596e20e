"""What every script does around its one function: send words to the log, and end on one clear message."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from lib.problems import ProblemsError


@contextmanager
def job(snakemake) -> Iterator[None]:
    """Write log lines to the rule's log file; turn `ProblemsError` into its message and exit code 1."""
    logging.basicConfig(
        filename=snakemake.log[0], filemode="w", level=logging.INFO, format="%(levelname)s %(message)s"
    )
    logging.captureWarnings(True)
    try:
        yield
    except ProblemsError as error:
        logging.error(error)
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    except BaseException:
        logging.exception("rule %s failed", snakemake.rule)
        raise
