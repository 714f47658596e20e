"""`make pack`: the reviewer's pack, one zip with the same bytes each time.

It holds data, code, results, the verification page, a README in the sections of the Social Science Data
Editors' template, licences and a Workflow Run RO-Crate. It is refused while results are not verified.
With `make pack wheels=yes` it also holds the installed packages as they were published, so that a machine
without network, of the same kind and with the same Python, rebuilds everything.
"""

import csv
import hashlib
import io
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lib.core.archives import PACKAGES, packed
from lib.core.configuration import read_yaml
from lib.core.files import sha256, write_bytes
from lib.core.problems import ending_with_sentences, stop_if
from lib.runs.crate import describe_crate
from lib.runs.integrity import check_results
from lib.runs.manifest import PATH, read_manifest, source_files
from lib.runs.package_readme import claim_table, write_readme
from lib.runs.reference import REFERENCE, files_below, read_rows
from lib.runs.running import begin_alone_or_exit

PACK = Path("results/pack/replication_package.zip")
PACKED_DOCUMENTS = ("CITATION.cff", "LICENSE", "LICENSE-DATA", "Makefile", "CHANGELOG.md", "CONTRIBUTING.md")
VERIFICATION = ("results/verify/index.html", "results/verify/verify.json")


def check_ready(root: Path) -> dict[str, Any]:
    """Return the manifest of results fit to be handed over.

    Raises
    ------
    ProblemsError
        When there are no results, they were edited, or `make verify` has not passed on them.
    """
    task = "Packing the results"
    stop_if([] if (root / PATH).is_file() else [f"{PATH} is missing; run `make` first."], task)
    manifest = read_manifest(root / PATH)
    problems = [each.sentence for each in check_results(root, manifest) if each.counts]
    verified = root / VERIFICATION[1]
    record = json.loads(verified.read_text(encoding="utf-8")) if verified.is_file() else {}
    if record.get("manifest_sha256") != sha256(root / PATH):
        problems.append("These results have not been verified; run `make verify` first.")
    elif record["exit_code"]:
        problems.append(f"`make verify` found that the project {record['grade']}; see {VERIFICATION[0]}.")
    stop_if(problems, task)
    return manifest


def packed_files(root: Path, manifest: dict[str, Any], wheels: Path | None) -> dict[str, bytes]:
    """The content of every file of the pack by its path, without the README and the crate."""
    paths = {
        *source_files(root),
        *manifest["outputs"],
        *(path for path in PACKED_DOCUMENTS if (root / path).is_file()),
        *(
            f"{folder}/{path}"
            for folder in ("tests", REFERENCE)
            for path in files_below(root / folder)
            if not path.endswith(".pyc")
        ),
        *VERIFICATION,
        str(PATH),
        "requirements-dev.lock",
    }
    files = {path: (root / path).read_bytes() for path in sorted(paths)}
    profile = "workflow/profiles/default/config.yaml"
    packages = (
        {f"{PACKAGES}{path.name}": path.read_bytes() for path in sorted(wheels.iterdir())} if wheels else {}
    )
    return files | packages | {profile.removeprefix("workflow/"): files[profile]}


def pack_results(root: Path, wheels: Path | None = None) -> dict[str, bytes]:
    """Return every file of the pack by its path in the zip; `wheels` is a folder of packages for it."""
    manifest = check_ready(root)
    files = packed_files(root, manifest, wheels)
    if "results/claims/verdicts.csv" in files:
        table = csv.DictReader(io.StringIO(files["results/claims/verdicts.csv"].decode("utf-8")))
        files["CLAIMS.md"] = claim_table(table).encode("utf-8")
    files["README.md"] = write_readme(root, manifest, sum(map(len, files.values()))).encode("utf-8")
    crate = describe_crate(
        manifest,
        {path: (len(content), hashlib.sha256(content).hexdigest()) for path, content in files.items()},
        citation=read_yaml(root / "CITATION.cff"),
        date=max(row["vintage"] for row in read_rows(root / "data/raw/index.csv")),
        snakemake_version=version("snakemake"),
    )
    files["ro-crate-metadata.json"] = (json.dumps(crate, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    return files


def main() -> int:
    """Write the pack of the project in the current folder and return the exit code."""
    files = pack_results(Path.cwd(), Path(sys.argv[1]) if sys.argv[1:] else None)
    write_bytes(PACK, packed(dict(sorted(files.items()))))
    print(f"{PACK}: {len(files)} files, sha256 {sha256(PACK)}")
    return 0


if __name__ == "__main__":
    begin_alone_or_exit()
    with ending_with_sentences():
        sys.exit(main())
