"""`make verify`: check results on disk, build them again without network, compare with the reference.

Exit codes: 0 the results hold, 1 something differs, 2 they cannot be built.
"""

import json
import sys
import tempfile
from pathlib import Path

from lib import integrity, rebuild, reference
from lib.comparison import compare_results
from lib.configuration import load
from lib.files import sha256, write_text
from lib.integrity import Finding
from lib.manifest import PATH, read_manifest, sha256_of
from lib.verification import Check, Verification, as_page, as_record, as_text

PAGE = Path(__file__).parent / "templates/verify.html"


def verify_results(root: Path, scratch: Path) -> Verification:
    """Run every check on the project at `root`, building the results again below `scratch`."""
    spec = load(root / "config/reference.yaml", root / "workflow/schemas/reference.schema.yaml")
    recorded = read_manifest(root / PATH) if (root / PATH).is_file() else None
    rebuild.copy_project(root, scratch)
    run = rebuild.rebuild(scratch)
    fresh = read_manifest(scratch / PATH) if run.succeeded else None
    disk = Check("Results on disk against their manifest", integrity.BLIND_SPOT)
    if recorded:
        disk.findings = integrity.check_results(root, recorded)
    else:
        disk.findings = [Finding(str(PATH), "There are no results on disk yet; `make` makes them.", False)]
    again = Check("Results on disk against a rebuild", rebuild.BLIND_SPOT)
    memory = Check("The rebuild against the reference", reference.BLIND_SPOT)
    memory.findings = reference.check_reference(root, fresh or recorded)
    if fresh:
        rules = reference.rules_of(spec)
        made = sha256_of(fresh)
        if recorded:
            present = {path: sha256(root / path) for path in made if (root / path).is_file()}
            again.findings = integrity.check_manifest(recorded, fresh)
            again.comparison = compare_results(
                (made, scratch / "results"), (present, root / "results"), rules
            )
        if (root / reference.FOLDER / "outputs.csv").is_file():
            memory.comparison = reference.compare_with_reference(root, scratch / "results", fresh, spec)
    return Verification(
        checks=[disk, again, memory],
        built=run.succeeded,
        offline=run.offline,
        seconds=run.seconds,
        log=run.log.replace(str(scratch), "."),
    )


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
