"""Zip archives with the same bytes every time: no dates, no traces of the machine."""

import io
import zipfile

EARLIEST = (1980, 1, 1, 0, 0, 0)


def repacked(archive: bytes) -> bytes:
    """Return a zip archive with the same members in the same order, all of one date and one set of rights."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o644 << 16
            new.writestr(member, old.read(name))
    return packed.getvalue()
