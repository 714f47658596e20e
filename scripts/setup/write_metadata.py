"""Metadata for those who find, cite and check the project: each written from the file that says it already.

CITATION.cff, pyproject.toml, config/country.yaml and the lock say it; codemeta.json (CodeMeta 3.0),
.zenodo.json and sbom.json (CycloneDX 1.6) repeat it for services. The schemas say what config/README.md and
docs/tables.md tell authors and readers.
"""

import hashlib
import json
import re
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lib.core.configuration import read_yaml, schema_of
from lib.core.country import languages
from lib.core.files import write_text
from lib.core.tables import table_descriptions
from lib.core.templates import filled, filled_json
from lib.project.config_files import SCHEMAS

PAGES_FROM = Path(__file__).parent / "templates"
BY_LANGUAGE = "one a language"
LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s\\;]+)", re.MULTILINE)


def config_page(root: Path) -> str:
    """What each file of config/ is and what its keys mean, as Markdown."""
    files = {}
    for pattern, name in SCHEMAS.items():
        if pattern.startswith("config/"):
            schema = schema_of(root / f"workflow/schemas/{name}.schema.yaml")
            description = _words(schema).removeprefix(f"{pattern}, ").rstrip(".")
            files[pattern] = f"{description[:1].upper()}{description[1:]}.", list(_rows(schema, ""))
    return filled(PAGES_FROM / "config.md.j2", files=files)


def _words(schema: Mapping[str, Any]) -> str:
    return " ".join(schema.get("description", "").split())


def _rows(schema: Mapping[str, Any], above: str) -> Iterator[tuple[str, str, bool, str]]:
    """Key, kind, whether it must be given, and meaning; of two levels, deeper ones stand in the schema."""
    for key, entry in schema.get("properties", {}).items():
        yield f"{above}{key}", _kind(entry), key in schema.get("required", ()), _words(entry)
        if not above and _kind(entry) != BY_LANGUAGE:
            yield from _rows(entry, f"{key}.")
    further = schema.get("additionalProperties")
    if isinstance(further, Mapping) and not above:
        yield from _rows(further, "*.")


def _kind(entry: Mapping[str, Any]) -> str:
    if "enum" in entry:
        return "one of " + ", ".join(f"`{each}`".replace("|", "\\|") for each in entry["enum"])
    if list(languages()) in [part.get("required") for part in (entry, *entry.get("allOf", ()))]:
        return BY_LANGUAGE
    kind = entry.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else kind


def metadata(root: Path) -> dict[str, Any]:
    """The content of each file for services, by its path; hashes of packages stand in the lock alone."""
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    digest = hashlib.sha256(lock.encode()).hexdigest()
    described: dict[str, Any] = filled_json(
        PAGES_FROM / "metadata.json.j2",
        citation=read_yaml(root / "CITATION.cff"),
        project=tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"],
        packages=sorted(LOCKED.findall(lock.lower())),
        digest=digest,
        serial=uuid.UUID(digest[:32], version=4),
    )
    return described


def written_files(root: Path) -> dict[str, str]:
    """Every file that is written from others, by its path."""
    described = {
        path: json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        for path, content in metadata(root).items()
    }
    tables = filled(PAGES_FROM / "tables.md.j2", tables=table_descriptions())
    return {**described, "config/README.md": config_page(root), "docs/tables.md": tables}


if __name__ == "__main__":
    for path, text in written_files(Path()).items():
        write_text(path, text)
