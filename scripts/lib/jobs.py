"""What every script does around its one function: log, end on one clear message, leave a receipt."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from lib.problems import ProblemsError
from lib.receipts import recorded


@contextmanager
def job(snakemake) -> Iterator[None]:
    """Write log lines to the rule's log file; turn `ProblemsError` into its message and exit code 1.

    A job that ends well leaves a receipt of what it read and wrote.
    """
    logging.basicConfig(
        filename=snakemake.log[0], filemode="w", level=logging.INFO, format="%(levelname)s %(message)s"
    )
    logging.captureWarnings(True)
    try:
        with recorded(snakemake, sys.modules["__main__"].__file__):
            yield
    except ProblemsError as error:
        logging.error(error)
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    except BaseException:
        logging.exception("rule %s failed", snakemake.rule)
        raise
