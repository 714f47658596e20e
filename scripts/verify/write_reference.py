"""`make reference`: make the present results the reference that later rebuilds are compared with.

An act of the author: it is refused while results on disk are not what their manifest says.
"""

from pathlib import Path

from lib.core.problems import ending_with_sentences, stop_if
from lib.runs.integrity import check_results
from lib.runs.manifest import PATH, read_manifest
from lib.runs.record import FOLDER as RECEIPTS
from lib.runs.record import read_receipts
from lib.runs.reference import REFERENCE, files_below, reference_choices, write_reference
from lib.runs.running import begin_alone_or_exit


def renew_reference(root: Path) -> int:
    """Write results/reference/ and return how many files it holds.

    Raises
    ------
    ProblemsError
        When there are no results, or when they are not what the manifest says.
    """
    stop_if(
        [] if (root / PATH).is_file() else [f"{PATH} is missing; run `make` first."], "Writing the reference"
    )
    manifest = read_manifest(root / PATH)
    faults = [each.sentence for each in check_results(root, manifest) if each.counts]
    stop_if(faults, "Writing the reference")
    write_reference(root, manifest, read_receipts(root / RECEIPTS), reference_choices(root))
    return len(files_below(root / REFERENCE))


if __name__ == "__main__":
    begin_alone_or_exit()
    with ending_with_sentences():
        count = renew_reference(Path.cwd())
    print(f"{REFERENCE}: {count} files. Look at `git diff --stat {REFERENCE}` before committing them.")
