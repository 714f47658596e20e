"""Compiled modules that Python compares with their source by content.

By default it compares time and size: a module edited by one letter that kept its time, as in an unzipped copy
or a restored backup, would run as it was before the edit.
"""

import importlib.util
from pathlib import Path
from py_compile import PycInvalidationMode, compile

CHECKED_HASH = (3).to_bytes(4, "little")  # PEP 552: the header holds a hash of the source, to be compared


def renew_bytecode(folder: str | Path) -> None:
    """Compile every module below a folder whose bytecode is absent, stale, or compared by time."""
    for path in Path(folder).rglob("*.py"):
        if not _fits(Path(importlib.util.cache_from_source(str(path))), path):
            compile(str(path), quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)


def _fits(compiled: Path, source: Path) -> bool:
    if not compiled.is_file():
        return False
    with compiled.open("rb") as file:
        header = file.read(16)
    return header == importlib.util.MAGIC_NUMBER + CHECKED_HASH + importlib.util.source_hash(
        source.read_bytes()
    )
