"""The reviewer's pack as a Workflow Run RO-Crate: what ran, with what, and what it made, as JSON-LD.

Profiles: RO-Crate 1.1, Workflow RO-Crate 1.0, Process and Workflow Run Crate 0.5 (https://w3id.org/ro/wfrun).
"""

from collections.abc import Iterable
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any
from urllib.parse import quote

PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
CONTEXT = [
    "https://w3id.org/ro/crate/1.1/context",
    {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
]
WORKFLOW = "Snakefile"
MEDIA_TYPES = {
    "application/geo+json": (".geojson",),
    "application/toml": (".toml",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/x-bibtex": (".bib",),
    "application/yaml": (".yaml", ".yml", ".cff"),
    "image/svg+xml": (".svg",),
    "text/markdown": (".md",),
    "text/plain": ("", ".smk", ".lock", ".sh", ".typ", ".j2"),
    "text/x-tex": (".tex",),
}


def _known_formats() -> MimeTypes:
    """Python's own list of file formats and `MEDIA_TYPES`; the system's list is another on each machine."""
    known = MimeTypes()
    for name, suffixes in MEDIA_TYPES.items():
        for suffix in suffixes:
            known.add_type(name, suffix)
    return known


KNOWN_FORMATS = _known_formats()


def describe_crate(
    manifest: dict[str, Any],
    files: dict[str, tuple[int, str]],
    citation: dict[str, Any],
    date: str,
    snakemake_version: str,
) -> dict[str, Any]:
    """Return ro-crate-metadata.json.

    Parameters
    ----------
    manifest : results/manifest.json
    files : size in bytes and sha256 of every file of the pack
    citation : CITATION.cff
    date : the date of the newest figures, as YYYY-MM-DD
    snakemake_version : the version of Snakemake that ran
    """
    actions = [_run_action(manifest, files), *_job_actions(manifest, files)]
    for action in actions:
        action["agent"] = _to("#author-1")
    graph = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": [
                _to("https://w3id.org/ro/crate/1.1"),
                _to("https://w3id.org/workflowhub/workflow-ro-crate/1.0"),
            ],
            "about": _to("./"),
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": citation["title"],
            "description": " ".join(citation["abstract"].split()),
            "datePublished": date,
            "license": _to("LICENSE"),
            "author": _one_or_all([author["@id"] for author in _authors(citation)]),
            "conformsTo": [_to(profile) for profile in PROFILES],
            "hasPart": [_to(quote(path)) for path in sorted(files)],
            "mainEntity": _to(WORKFLOW),
            "mentions": [_to(action["@id"]) for action in actions],
        },
        *_authors(citation),
        *(
            {"@id": profile, "@type": "CreativeWork", "name": name, "version": version}
            for profile, (name, version) in PROFILES.items()
        ),
        {
            "@id": "#snakemake",
            "@type": ["ComputerLanguage", "SoftwareApplication"],
            "name": "Snakemake",
            "url": _to("https://snakemake.readthedocs.io"),
            "version": snakemake_version,
        },
        *(_file(path, *files[path], manifest, citation["version"]) for path in sorted(files)),
        *actions,
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _to(identifier: str) -> dict[str, str]:
    return {"@id": identifier}


def _one_or_all(identifiers: list[str]) -> dict[str, str] | list[dict[str, str]]:
    """A reference, or a list of several: RO-Crate wants no list of one."""
    return _to(identifiers[0]) if len(identifiers) == 1 else [_to(each) for each in identifiers]


def _authors(citation: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for place, author in enumerate(citation["authors"], start=1):
        personal = f"{author.get('given-names', '')} {author.get('family-names', '')}".strip()
        yield {
            "@id": f"#author-{place}",
            "@type": "Person" if personal else "Organization",
            "name": personal or author["name"],
        }


def _file(path: str, size: int, digest: str, manifest: dict[str, Any], version: str) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "@id": quote(path),
        "@type": "File",
        "name": Path(path).name,
        "contentSize": str(size),
        "sha256": digest,
        "encodingFormat": KNOWN_FORMATS.guess_type(path)[0] or "application/octet-stream",
    }
    if path == WORKFLOW:
        entity |= {
            "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
            "name": "From raw statistics to verdicts",
            "programmingLanguage": _to("#snakemake"),
            "version": version,
        }
    elif path in {job["script"] for job in manifest["jobs"].values()}:
        entity |= {"@type": ["File", "SoftwareSourceCode", "SoftwareApplication"], "version": version}
    elif path == "README.md":
        entity["about"] = _to("./")
    return entity


def _run_action(manifest: dict[str, Any], files: dict[str, tuple[int, str]]) -> dict[str, Any]:
    sources = [path for kind in ("data", "config") for path in manifest["sources"][kind]]
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"Run of {WORKFLOW} with figures as known on: {manifest['vintage']}",
        "description": "Everything from raw figures to verdicts, figures, tables and their manifest.",
        "instrument": _to(WORKFLOW),
        "object": [_to(quote(path)) for path in sources if path in files],
        "result": [_to(quote(path)) for path in manifest["outputs"] if path in files],
        "actionStatus": _to("http://schema.org/CompletedActionStatus"),
    }


def _job_actions(manifest: dict[str, Any], files: dict[str, tuple[int, str]]) -> Iterable[dict[str, Any]]:
    for name, job in manifest["jobs"].items():
        yield {
            "@id": f"#job-{quote(name)}",
            "@type": "CreateAction",
            "name": f"Job of rule {job['rule']}",
            "description": f"{job['script']}, one of the steps of the run.",
            "instrument": _to(quote(job["script"])),
            "object": [_to(quote(path)) for path in job["inputs"] if path in files and path != job["script"]],
            "result": [_to(quote(path)) for path in job["outputs"] if path in files],
            "actionStatus": _to("http://schema.org/CompletedActionStatus"),
        }
