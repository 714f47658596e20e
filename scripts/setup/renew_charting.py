"""Renewal of the charting library that the reader's page carries, from the packages that its makers publish.

`npm pack vega@6.2.0 vega-lite@6.4.1 vega-embed@7.0.2` fetches them; give this script the three files in
this order, then write the new versions into the record.
"""

import gzip
import sys
import tarfile
from pathlib import Path

from lib.data.bundled import write_bundled

CHARTING = Path("scripts/publish/page/charting/record.yaml")


def charting_script(packages: list[Path]) -> bytes:
    """The files build/<name>.min.js of the packages, joined: the last one sets `vegaEmbed`."""
    scripts = []
    for package in packages:
        name = package.name.rpartition("-")[0]
        with tarfile.open(package) as archive:
            member = archive.extractfile(f"package/build/{name}.min.js")
            lines = member.read().splitlines()
        scripts += [line for line in lines if not line.startswith(b"//# sourceMappingURL")]
    return b"\n".join(scripts) + b"\n"


if __name__ == "__main__":
    write_bundled(CHARTING, gzip.compress(charting_script([Path(name) for name in sys.argv[1:]]), mtime=0))
