"""`make verify`: check results on disk, build them again without network, compare with the reference.

Exit codes: 0 the results hold, 1 something differs or is missing, 2 they cannot be built.
"""

import json
import os
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lib.core.files import sha256, write_text
from lib.core.problems import ending_with_sentences
from lib.runs import installed, integrity, rebuild, reference
from lib.runs.compare import ComparisonRules, compare_results
from lib.runs.freshness import made_files
from lib.runs.manifest import PATH, read_manifest, sha256_of
from lib.runs.running import begin_alone_or_exit
from lib.runs.verification import (
    Check,
    Verification,
    verification_page,
    verification_record,
    verification_text,
)

MORE_JOBS = 2  # side by side than in a usual run: results that hang on the order of jobs show
VERIFICATION_PAGE = Path(__file__).parent / "templates/verify.html"


def verify_results(root: Path, scratch: Path) -> Verification:
    """Run every check on the project at `root`, building the results again below `scratch`."""
    reference.recover_reference(root)
    choices = reference.reference_choices(root)
    packages = Check("Installed packages", installed.PACKAGES_BLIND_SPOT)
    disk = Check("Results on disk against their manifest", integrity.DISK_BLIND_SPOT)
    again = Check("Results on disk against a rebuild", rebuild.REBUILD_BLIND_SPOT)
    memory = Check("The rebuild against the reference", reference.REFERENCE_BLIND_SPOT)
    with _timed(again), ThreadPoolExecutor(1) as beside:  # one after the other while the rebuild goes on
        rebuild.copy_sources(root, scratch)
        bytecode = scratch / ".bytecode"
        variables = {"PYTHONPYCACHEPREFIX": str(bytecode)}
        beside.submit(rebuild.compile_ahead, scratch, variables)
        on_disk = beside.submit(_look_beside, disk, packages, root)
        cores = str((os.cpu_count() or 1) + MORE_JOBS)
        run = rebuild.rebuild(scratch, "--cores", cores, variables=variables)
        fresh = read_manifest(scratch / PATH) if run.succeeded else None
        recorded = on_disk.result()
        packages.discrepancies += installed.check_bytecode(bytecode, Path(sysconfig.get_path("purelib")))
        packages.discrepancies += installed.check_bytecode(bytecode, root / "scripts", scratch / "scripts")
        if fresh:
            rules = reference.comparison_rules(choices)
            compare_with_rebuild(again, root, recorded, scratch, fresh, rules)
    with _timed(memory):
        memory.discrepancies = reference.check_reference(root, fresh or recorded, choices)
        if fresh and (root / reference.REFERENCE / "outputs.csv").is_file():
            memory.comparison = reference.compare_with_reference(root, scratch / "results", fresh, choices)
    log = run.log.replace(str(scratch), ".")
    return Verification([packages, disk, again, memory], run.succeeded, run.offline, log)


def _look_beside(disk: Check, packages: Check, root: Path) -> dict[str, Any] | None:
    with _timed(disk):
        recorded, disk.discrepancies = integrity.recorded_manifest(root)
        if recorded:
            disk.discrepancies += integrity.check_results(root, recorded)
    with _timed(packages):
        packages.discrepancies = installed.check_packages(root)
    return recorded


@contextmanager
def _timed(check: Check) -> Iterator[None]:
    start = time.perf_counter()
    yield
    check.seconds += time.perf_counter() - start


def compare_with_rebuild(
    check: Check,
    root: Path,
    recorded: dict[str, Any] | None,
    scratch: Path,
    fresh: dict[str, Any],
    rules: ComparisonRules,
) -> None:
    """Compare what is on disk, whatever its manifest says, with the rebuild; an empty disk has no faults."""
    present = {str(Path(path).relative_to(root)): sha256(path) for path in made_files(root / "results")}
    present.pop(str(PATH), None)
    if recorded:
        check.discrepancies = integrity.check_manifest(recorded, fresh)
    if present:
        check.comparison = compare_results(
            (sha256_of(fresh), scratch / "results"), (present, root / "results"), rules
        )
        check.discrepancies += integrity.check_comparison(check.comparison)


def main() -> int:
    """Verify the project in the current folder, write results/verify/ and return the exit code."""
    root = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="rebuild-") as scratch:
        outcome = verify_results(root, Path(scratch))
        page = verification_page(outcome, VERIFICATION_PAGE)
    verified = sha256(root / PATH) if (root / PATH).is_file() else None
    record = verification_record(outcome) | {"manifest_sha256": verified}
    text = json.dumps(record, indent=1) + "\n"  # in ASCII: names of files may be no text
    print(verification_text(outcome))
    try:
        write_text(root / "results/verify/index.html", page)
        write_text(root / "results/verify/verify.json", text)
        print("Page: results/verify/index.html")
    except OSError as error:
        print(f"No page: results/verify cannot be written ({error.strerror}).")
    return outcome.grade.exit_code


if __name__ == "__main__":
    begin_alone_or_exit()
    with ending_with_sentences():
        sys.exit(main())
