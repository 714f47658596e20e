"""Describe every table of the results as one data package."""

from lib.runs.jobs import job

import json
from pathlib import Path

from lib.core.files import write_text
from lib.core.tables import read_table
from lib.data.package import data_package

if __name__ == "__main__":
    with job(snakemake):
        package = data_package(
            folder=Path(snakemake.output.package).parent,
            paths=map(Path, snakemake.input.tables),
            codebook=read_table(snakemake.input.codebook),
            version=snakemake.params.vintage,
        )
        write_text(snakemake.output.package, json.dumps(package, ensure_ascii=False, indent=1) + "\n")
