"""`make verify`: check results on disk, build them again without network, compare with the reference.

Exit codes: 0 the results hold, 1 something differs, 2 they cannot be built.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from lib.core.configuration import load
from lib.core.files import sha256, write_text
from lib.runs import installed, integrity, rebuild, reference
from lib.runs.compare import Rules, compare_results
from lib.runs.freshness import made_files
from lib.runs.manifest import PATH, read_manifest, sha256_of
from lib.runs.verification import Check, Verification, as_page, as_record, as_text

MORE_JOBS = 2  # side by side than in a usual run: results that hang on the order of jobs show
PAGE = Path(__file__).parent / "templates/verify.html"


def verify_results(root: Path, scratch: Path) -> Verification:
    """Run every check on the project at `root`, building the results again below `scratch`."""
    spec = load(root / "config/reference.yaml", root / "workflow/schemas/reference.schema.yaml")
    rules = reference.rules_of(spec)
    packages = Check("Installed packages", installed.BLIND_SPOT, installed.check_packages(root))
    recorded, faults = integrity.recorded_manifest(root)
    disk = Check("Results on disk against their manifest", integrity.BLIND_SPOT, faults)
    if recorded:
        disk.findings += integrity.check_results(root, recorded)
    rebuild.copy_sources(root, scratch)
    run = rebuild.rebuild(scratch, "--cores", str((os.cpu_count() or 1) + MORE_JOBS))
    fresh = read_manifest(scratch / PATH) if run.succeeded else None
    again = Check("Results on disk against a rebuild", rebuild.BLIND_SPOT)
    memory = Check("The rebuild against the reference", reference.BLIND_SPOT)
    memory.findings = reference.check_reference(root, fresh or recorded)
    if fresh:
        compare_with_rebuild(again, root, recorded, scratch, fresh, rules)
        if (root / reference.FOLDER / "outputs.csv").is_file():
            memory.comparison = reference.compare_with_reference(root, scratch / "results", fresh, spec)
    return Verification(
        checks=[packages, disk, again, memory],
        built=run.succeeded,
        offline=run.offline,
        seconds=run.seconds,
        log=run.log.replace(str(scratch), "."),
    )


def compare_with_rebuild(
    check: Check,
    root: Path,
    recorded: dict[str, Any] | None,
    scratch: Path,
    fresh: dict[str, Any],
    rules: Rules,
) -> None:
    """Compare what is on disk, whatever its manifest says, with the rebuild; an empty disk has no faults."""
    present = {str(Path(path).relative_to(root)): sha256(path) for path in made_files(root / "results")}
    present.pop(str(PATH), None)
    if recorded:
        check.findings = integrity.check_manifest(recorded, fresh)
    if present:
        check.comparison = compare_results(
            (sha256_of(fresh), scratch / "results"), (present, root / "results"), rules
        )
        check.findings += integrity.check_comparison(check.comparison)


def main() -> int:
    """Verify the project in the current folder, write results/verify/ and return the exit code."""
    root = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="rebuild-") as scratch:
        outcome = verify_results(root, Path(scratch))
        write_text(root / "results/verify/index.html", as_page(outcome, PAGE))
    verified = sha256(root / PATH) if (root / PATH).is_file() else None
    text = json.dumps(as_record(outcome) | {"manifest_sha256": verified}, ensure_ascii=False, indent=1)
    write_text(root / "results/verify/verify.json", text + "\n")
    print(as_text(outcome))
    print("Page: results/verify/index.html")
    return outcome.exit_code


if __name__ == "__main__":
    sys.exit(main())
