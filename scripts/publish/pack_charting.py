"""Pack the charting library of the reader's page: the same until the library changes."""

import vl_convert

from lib.core.files import write_text
from lib.runs.jobs import job
from publish.page.packing import packed


def pack_charting() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that sets `vegaEmbed`, packed."""
    return packed(vl_convert.javascript_bundle())


if __name__ == "__main__":
    with job(snakemake):
        write_text(snakemake.output.charting, pack_charting())
