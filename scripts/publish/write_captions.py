"""Write the caption of every exhibit for Snakemake's report, as reStructuredText in every language."""

from lib.runs.jobs import job

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from lib.core.files import write_text


def read_captions(files: Iterable[Path]) -> dict[tuple[str, str], dict[str, tuple[str, str]]]:
    """Return label and caption by language of every (kind, name); a file's folder names its language."""
    found: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for file in sorted(files):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                said = found.setdefault((row["kind"], row["name"]), {})
                said[file.parent.name] = (row["label"], row["caption"])
    return found


def caption_template(said: Mapping[str, tuple[str, str]]) -> str:
    """Return a caption as Snakemake wants it: reStructuredText that chooses by the file's language."""
    return "\n".join(
        f'{{% if snakemake.wildcards.language == "{language}" %}}\n'
        f"**{escaped_text(label)}.** {escaped_text(caption)}\n{{% endif %}}\n"
        for language, (label, caption) in said.items()
    )


def escaped_text(text: str) -> str:
    """Return text for reStructuredText inside a Jinja template, every sign shown as itself."""
    escaped = re.sub(r"([\\*`_|\[\]<>:~])", r"\\\1", text)
    return re.sub(r"[{}]", lambda brace: f"{{{{ '{brace[0]}' }}}}", escaped)


if __name__ == "__main__":
    with job(snakemake):
        captions = read_captions(map(Path, snakemake.input.captions))
        for (kind, name), said in captions.items():
            write_text(snakemake.output[f"{kind}_{name}"], caption_template(said))
