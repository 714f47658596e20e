"""The two libraries the page runs on, charting and tables, packed from their packages."""

from importlib.util import find_spec
from pathlib import Path

import vl_convert

from publish.page.payload import packed


def charting_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that sets `vegaEmbed`, packed."""
    return packed(vl_convert.javascript_bundle())


def table_bundle() -> tuple[str, str]:
    """DataTables as one module, packed, and its stylesheet as text."""
    folder = Path(find_spec("itables").origin).parent / "html"
    script = (folder / "dt_bundle.js").read_text(encoding="utf-8")
    return packed(script), (folder / "dt_bundle.css").read_text(encoding="utf-8")
