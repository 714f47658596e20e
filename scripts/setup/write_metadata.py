"""Metadata for those who find, cite and check the project: each written from the file that says it already.

CITATION.cff, pyproject.toml, config/country.yaml and the lock say it; codemeta.json (CodeMeta 3.0),
.zenodo.json and sbom.json (CycloneDX 1.6) repeat it for services, config/README.md for authors.
"""

import hashlib
import json
import re
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lib.core.configuration import read_yaml
from lib.core.files import write_text
from lib.project.config_files import SCHEMAS

LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s\\;]+)", re.MULTILINE)
CONFIG_PREFACE = """# Settings

Everything that an author changes. The page is written from the schemas in `workflow/schemas`
(`python scripts/setup/write_metadata.py`), by which each file is checked before a run.
"""


def indented_json(content: Mapping[str, Any]) -> str:
    """Indented JSON that ends with a line end."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def codemeta(citation: Mapping[str, Any], project: Mapping[str, Any], needed: list[str]) -> dict[str, Any]:
    """The software in the terms of CodeMeta 3.0."""
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": citation["title"],
        "identifier": project["name"],
        "description": " ".join(citation["abstract"].split()),
        "version": citation["version"],
        "license": f"https://spdx.org/licenses/{citation['license']}",
        "keywords": citation["keywords"],
        "author": [{"@type": "Organization", "name": each["name"]} for each in citation["authors"]],
        "programmingLanguage": ["Python", "Snakemake"],
        "runtimePlatform": f"Python {project['requires-python']}",
        "operatingSystem": "Linux",
        "softwareRequirements": needed,
        "readme": "README.md",
        "developmentStatus": "active",
    }


def zenodo(citation: Mapping[str, Any]) -> dict[str, Any]:
    """The deposit of a release, as Zenodo reads it from the repository."""
    return {
        "title": citation["title"],
        "description": " ".join(citation["abstract"].split()),
        "version": citation["version"],
        "upload_type": "software",
        "access_right": "open",
        "license": citation["license"],
        "keywords": citation["keywords"],
        "creators": [{"name": each["name"]} for each in citation["authors"]],
        "notes": "Texts, tables and figures: CC BY 4.0; boundaries: ODbL 1.0; statistics: see LICENSE-DATA.",
    }


def bill_of_materials(project: Mapping[str, Any], lock: str) -> dict[str, Any]:
    """Every package of the runtime lock, as CycloneDX 1.6; the hashes stand in the lock, no date anywhere."""
    digest = hashlib.sha256(lock.encode()).hexdigest()
    serial = uuid.UUID(digest[:32], version=4)
    root = f"pkg:generic/{project['name']}@{project['version']}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            },
            "properties": [{"name": "requirements.lock:sha256", "value": digest}],
        },
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{name}@{version}",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name}@{version}",
            }
            for name, version in sorted(LOCKED.findall(lock.lower()))
        ],
    }


def config_page(root: Path) -> str:
    """What each file of config/ is and what its keys mean, as Markdown."""
    sections = [CONFIG_PREFACE.rstrip()]
    for pattern, name in SCHEMAS.items():
        if pattern.startswith("config/"):
            schema = read_yaml(root / f"workflow/schemas/{name}.schema.yaml")
            lines = list(_rows(schema, schema.get("$defs", {}), ""))
            table = ["", "| key | kind | what |", "|---|---|---|", *lines] if lines else []
            sections.append("\n".join([f"## `{pattern}`", "", _sentence(schema, pattern), *table]))
    return "\n\n".join(sections) + "\n"


def _sentence(schema: Mapping[str, Any], pattern: str) -> str:
    told = " ".join(schema.get("description", "").split()).removeprefix(f"{pattern}, ").rstrip(".")
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def _rows(schema: Mapping[str, Any], known: Mapping[str, Any], above: str) -> Iterator[str]:
    """A row a key, those of the next level too; deeper ones stand in the schema."""
    schema = _resolved(schema, known)
    for key, inner in schema.get("properties", {}).items():
        entry = {**_resolved(inner, known), **inner}
        place = f"{above}{key}"
        mark = "" if key in schema.get("required", ()) else " (may be left out)"
        told = " ".join(str(entry.get("description", "")).split()).replace("|", "\\|")
        yield f"| `{place}` | {_kind(entry)}{mark} | {told} |"
        if not above:
            yield from _rows(entry, known, f"{place}.")
    further = schema.get("additionalProperties")
    if isinstance(further, Mapping) and not above:
        yield from _rows(further, known, "*.")


def _resolved(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = str(schema.get("$ref", ""))
    name = reference.removeprefix("#/$defs/")
    return known.get(name, schema) if name != reference else schema


def _kind(entry: Mapping[str, Any]) -> str:
    if "enum" in entry:
        return "one of " + ", ".join(f"`{each}`".replace("|", "\\|") for each in entry["enum"])
    if str(entry.get("$ref", "")).endswith("by_language"):
        return "one a language"
    kind = entry.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else kind


def written_files(root: Path) -> dict[str, str]:
    """Every file that is written from others, by its path."""
    citation = read_yaml(root / "CITATION.cff")
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    return {
        "codemeta.json": indented_json(codemeta(citation, pyproject, pyproject["dependencies"])),
        ".zenodo.json": indented_json(zenodo(citation)),
        "sbom.json": indented_json(bill_of_materials(pyproject, lock)),
        "config/README.md": config_page(root),
    }


if __name__ == "__main__":
    for path, text in written_files(Path()).items():
        write_text(path, text)
