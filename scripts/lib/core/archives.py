"""Zip archives with the same bytes every time: no dates, no traces of the machine."""

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)
PACKAGES = "wheels/"  # which are compressed already, as pictures are


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Return the members of a zip archive by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of the members in the order given, all of one date; shell scripts may be run."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for name, content in contents.items():
            member = zipfile.ZipInfo(name, EARLIEST)
            small = name.startswith(PACKAGES) or name.endswith(".png")
            member.compress_type = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            opened.writestr(member, content)
    return archive.getvalue()
