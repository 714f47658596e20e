"""Write results/manifest.json from the receipts of all jobs behind the results."""

from lib.runs.jobs import AT_START, job

import json
from pathlib import Path

from lib.core.files import write_text
from lib.runs.history import commit_of
from lib.runs.manifest import build_manifest
from lib.runs.record import as_of_now, read_receipt

if __name__ == "__main__":
    with job(snakemake):
        receipts = as_of_now(map(read_receipt, map(Path, snakemake.input.receipts)), AT_START)
        manifest = build_manifest(
            targets=[path for receipt in receipts for path in receipt.outputs],
            receipts=receipts,
            sources=snakemake.params.sources,
            config=snakemake.params.config,
            commit=commit_of(),
        )
        write_text(snakemake.output.manifest, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
