"""The reviewer's pack as a Workflow Run RO-Crate: what ran, with what, and what it made, as JSON-LD.

Profiles: RO-Crate 1.1, Workflow RO-Crate 1.0, Process and Workflow Run Crate 0.5 (https://w3id.org/ro/wfrun).
"""

from mimetypes import MimeTypes
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lib.core.templates import filled_json

CRATE_TEMPLATE = Path(__file__).parents[2] / "verify/templates/crate.json.j2"
KNOWN_FORMATS = MimeTypes()  # Python's own list; the system's is another on each machine
for suffixes, media_type in {
    ".geojson": "application/geo+json",
    ".toml": "application/toml",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".bib": "application/x-bibtex",
    ".yaml .yml .cff": "application/yaml",
    ".svg": "image/svg+xml",
    ".md": "text/markdown",
    ".smk .lock .sh .typ .j2": "text/plain",
    ".tex": "text/x-tex",
}.items():
    for suffix in suffixes.split():
        KNOWN_FORMATS.add_type(media_type, suffix)


def format_of(path: str) -> str:
    """The media type of a file by its name; of one without suffix, text."""
    unknown = "application/octet-stream" if Path(path).suffix else "text/plain"
    return KNOWN_FORMATS.guess_type(path)[0] or unknown


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
    crate: dict[str, Any] = filled_json(
        CRATE_TEMPLATE,
        {"address": quote, "format_of": format_of},
        manifest=manifest,
        files=dict(sorted(files.items())),
        scripts={job["script"] for job in manifest["jobs"].values()},
        citation=citation,
        date=date,
        snakemake_version=snakemake_version,
    )
    return crate
