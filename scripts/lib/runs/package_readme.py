"""The README and the claim table of the reviewer's pack, written from the project's own records."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lib.core.configuration import read_yaml
from lib.core.templates import filled
from lib.exhibits.register import exhibit_entries
from lib.runs.reference import REFERENCE, read_rows

PACKAGE_TEMPLATE = Path(__file__).parents[2] / "verify/templates/readme.md"


def write_readme(root: Path, manifest: dict[str, Any], size: int) -> str:
    """Return the README of a package of `size` bytes, from the registry, the manifest and the results."""
    registry = read_yaml(root / "data/raw/registry.yaml")
    index = read_rows(root / "data/raw/index.csv")
    exhibits = read_yaml(root / "config/article/exhibits.yaml")
    verdicts = root / "results/claims/verdicts.csv"
    measured = root / REFERENCE / "measured.csv"
    machine = root / REFERENCE / "machine.csv"
    return filled(
        PACKAGE_TEMPLATE,
        {"cell": markdown_cell},
        citation=read_yaml(root / "CITATION.cff"),
        registry=registry,
        vintages={
            series: sorted(row["vintage"] for row in index if row["series"] == series) for series in registry
        },
        sources={
            series: sorted({row["source"] for row in index if row["series"] == series}) for series in registry
        },
        manifest=manifest,
        measured=read_rows(measured) if measured.is_file() else [],
        machine={row["what"]: row["value"] for row in read_rows(machine)} if machine.is_file() else {},
        exhibits=exhibit_rows(exhibits, manifest, registry, manifest["config"]["languages"][0]),
        verdicts=read_rows(verdicts) if verdicts.is_file() else [],
        verification=json.loads((root / "results/verify/verify.json").read_text(encoding="utf-8")),
        seed=manifest["config"]["seed"],
        mebibytes=size / 2**20,
        packages=manifest["packages"],
    )


def exhibit_rows(
    exhibits: dict[str, Any], manifest: dict[str, Any], registry: dict[str, Any], language: str
) -> list[dict[str, Any]]:
    """One row an exhibit, in the order of their numbers, and one for the article; no series named: all."""
    job_of = {path: job for job in manifest["jobs"].values() for path in job["outputs"]}
    listed = [
        (f"{word} {exhibit.printed_number}", kind, exhibit.name, list(exhibit.series))
        for kind, word in (("figures", "Figure"), ("tables", "Table"))
        for exhibit in exhibit_entries(exhibits, kind)
    ]
    rows = []
    for label, kind, name, series in [*listed, ("Article", "article", "article", [])]:
        files = sorted(path for path in job_of if path.startswith(f"results/{kind}/{language}/{name}."))
        jobs = {job_of[path]["rule"]: job_of[path]["script"] for path in files}
        used = [each for each in series if each in registry] or list(registry)
        rows.append(
            {
                "label": label,
                "name": name,
                "files": files,
                "rules": sorted(jobs),
                "scripts": sorted(jobs.values()),
                "series": series or ["all series"],
                "licences": sorted({registry[each]["licence"] for each in used}),
            }
        )
    return rows


def claim_table(verdicts: Iterable[dict[str, str]]) -> str:
    """The verdicts as a Markdown table."""
    columns = ("claim", "part", "asserted", "computed", "unit", "verdict", "sources")
    lines = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    lines += [f"| {' | '.join(markdown_cell(row.get(name, '')) for name in columns)} |" for row in verdicts]
    return "\n".join([*lines, ""])


def markdown_cell(value: Any) -> str:
    """A value on one line of a Markdown table."""
    return " ".join(str(value).split()).replace("|", "\\|").replace("<", "&lt;")
