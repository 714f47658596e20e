"""Manifest of a run, results/manifest.json: every source file and every result, with sha256 and origin."""

import re
import sysconfig
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from lib.core.configuration import ConfigFile, schema_problems
from lib.core.files import read_json, sha256
from lib.core.pieces import is_piece
from lib.core.problems import ProblemsError, stop_if
from lib.runs.record import LOCK, Receipt

PATH = Path("results/manifest.json")
SCHEMA = Path(__file__).parents[3] / "workflow/schemas/manifest.schema.yaml"
# rule, wildcards, script
WRITER: tuple[str, dict[str, str], str] = ("write_manifest", {}, "scripts/verify/write_manifest.py")
SOURCE_KINDS = {
    "data": ("data/",),
    "config": ("config/",),
    "workflow": ("Snakefile", "workflow/"),
    "scripts": ("scripts/",),
    "text": ("docs/readme/", "CITATION.cff"),
    "environment": ("requirements.lock", "environment.yml", "pyproject.toml"),
}
SOURCE_FOLDERS = ("data", "config", "workflow", "scripts", "docs/readme")


def kind_of(path: str) -> str:
    """The kind of a source file: data, config, workflow, scripts, text or environment."""
    return next((kind for kind, prefixes in SOURCE_KINDS.items() if path.startswith(prefixes)), "other")


def source_files(root: str | Path = ".") -> list[str]:
    """Every file of the project that may shape the results, relative to `root`, sorted."""
    root = Path(root)
    starts = [start for prefixes in SOURCE_KINDS.values() for start in prefixes]
    paths = [path for start in starts for path in [root / start, *(root / start).rglob("*")]]
    return sorted(
        str(path.relative_to(root))
        for path in set(paths)
        if path.is_file()
        and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(root).parts)
    )


def locked_packages(lock: str | Path = LOCK) -> dict[str, str]:
    """The version of each package that a lock of `name==version ; marker` lines wants on this machine."""
    from packaging.markers import Marker  # here, for most jobs need it not

    text = Path(lock).read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)==([^\s;\\]+)(?: ; (.*?))? *\\?$", text, re.MULTILINE)
    wanted = (pin for pin in pins if not pin[2] or Marker(pin[2]).evaluate())
    return {name: version for name, version, _ in sorted(wanted)}


def installed_packages(names: Iterable[str]) -> dict[str, str]:
    """The installed version of each named package, as its folder of metadata says, but for absent ones."""
    homes = {sysconfig.get_path(library) for library in ("purelib", "platlib")}
    folders = (folder.stem.rpartition("-") for home in homes for folder in Path(home).glob("*-*.dist-info"))
    versions = {normalised(name): version for name, _, version in folders}
    return {name: versions[normalised(name)] for name in sorted(names) if normalised(name) in versions}


def normalised(name: str) -> str:
    """The name of a package as the Python packaging specifications compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def jobs_behind(targets: Iterable[str], receipts: Iterable[Receipt]) -> list[Receipt]:
    """The receipts of all jobs that the targets come from, directly or not, sorted by name.

    Raises
    ------
    ProblemsError
        Naming the targets that no finished job made, and files that changed while the run went on.
    """
    maker = {path: receipt for receipt in receipts for path in receipt.outputs}
    pending, by_name, problems = list(targets), {}, []
    problems += [
        f"{path}: no finished job has made it; run `snakemake` again."
        for path in pending
        if path not in maker
    ]
    while pending:
        receipt = maker.get(pending.pop())
        if receipt and receipt.name not in by_name:
            by_name[receipt.name] = receipt
            pending += receipt.inputs
    seen: dict[str, str] = {}
    for receipt in by_name.values():
        for path, digest in (receipt.inputs | receipt.outputs | receipt.environment).items():
            if seen.setdefault(path, digest) != digest:
                problems.append(f"{path}: changed while the run went on; run `snakemake` again.")
    stop_if(sorted(set(problems)), "Writing the manifest")
    return [by_name[name] for name in sorted(by_name)]


def whole_jobs(jobs: Iterable[Receipt]) -> list[Receipt]:
    """The jobs without those that made a piece of another's work: a manifest does not tell how it was cut."""
    return [
        replace(job, inputs={path: each for path, each in job.inputs.items() if not is_piece(path)})
        for job in jobs
        if not any(map(is_piece, job.outputs))
    ]


def build_manifest(
    targets: Iterable[str], receipts: Iterable[Receipt], sources: Iterable[str], config: dict, commit: dict
) -> dict[str, Any]:
    """Put receipts and source files together; see `results/manifest.json` in the README for the keys.

    Raises
    ------
    ProblemsError
        As `jobs_behind`, and naming inputs that are neither source files nor made by a job: a rebuild,
        which starts from the sources alone, would lack them.
    """
    jobs = whole_jobs(jobs_behind(targets, receipts))
    used = {path: digest for job in jobs for path, digest in (job.inputs | job.environment).items()}
    outputs = {
        path: {"sha256": digest, "rule": job.rule}
        | ({"rows_sha256": job.rows[path]} if path in job.rows else {})
        for job in jobs
        for path, digest in job.outputs.items()
    }
    known = {*sources, *outputs}
    foreign = [
        f"{path}: rule {job.rule} reads it, but it is neither a source file nor made by a rule."
        for job in jobs
        for path in sorted(set(job.inputs) - known)
    ]
    stop_if(foreign, "Writing the manifest")
    files = {path: used.get(path) or sha256(path) for path in sorted({*sources, *used} - set(outputs))}
    locked = locked_packages()
    return {
        "vintage": config.get("vintage"),
        "config": config,
        "sources": {
            kind: {path: digest for path, digest in files.items() if kind_of(path) == kind}
            for kind in [*SOURCE_KINDS, "other"]
        },
        "packages": installed_packages(locked),
        "jobs": {
            job.name: {
                "rule": job.rule,
                "wildcards": job.wildcards,
                "script": job.script,
                "params": job.params,
                "inputs": sorted(job.inputs),
                "outputs": sorted(job.outputs),
            }
            for job in jobs
        },
        "outputs": dict(sorted(outputs.items())),
        "version_control": commit,
    }


def read_manifest(path: str | Path = PATH) -> dict[str, Any]:
    """Read a manifest.

    Raises
    ------
    ProblemsError
        When it is no JSON, lacks keys, or names files outside the project.
    """
    task = "Reading the manifest"
    try:
        manifest = read_json(path)
    except ValueError as error:
        raise ProblemsError(task, [f"{path} is not JSON ({error}); run `snakemake` again."]) from None
    stop_if(schema_problems(ConfigFile(str(path), manifest, {}), SCHEMA), task)
    return manifest


def all_sources(manifest: dict[str, Any]) -> dict[str, str]:
    """The sha256 of every source file of a manifest, whatever its kind."""
    return {path: digest for files in manifest["sources"].values() for path, digest in files.items()}


def sha256_of(manifest: dict[str, Any]) -> dict[str, str]:
    """The sha256 of every result of a manifest."""
    return {path: entry["sha256"] for path, entry in manifest["outputs"].items()}


def receipts_of(path: str | Path) -> list[Receipt]:
    """The receipts that a manifest stands for: they hold while workflow and settings are the same.

    A manifest cannot tell which jobs a change of rules or settings touches.
    """
    if not Path(path).is_file():
        return []
    manifest = read_manifest(path)
    digests = all_sources(manifest) | sha256_of(manifest)
    environment = manifest["sources"]["workflow"] | {str(LOCK): digests[str(LOCK)]}
    shared = {"environment": environment, "config": manifest["config"]}
    return [Receipt(*WRITER, inputs=digests, outputs={str(PATH): sha256(path)}, **shared)] + [
        Receipt(
            rule=job["rule"],
            wildcards=job["wildcards"],
            script=job["script"],
            params=job["params"],
            inputs={name: digests[name] for name in job["inputs"]},
            outputs={name: digests[name] for name in job["outputs"]},
            rows={
                name: rows
                for name in job["outputs"]
                if (rows := manifest["outputs"][name].get("rows_sha256"))
            },
            **shared,
        )
        for job in manifest["jobs"].values()
    ]
