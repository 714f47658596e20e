"""Write docs/tables.md from workflow/schemas/tables.yaml: every table, its key and its columns."""

from pathlib import Path

from lib.core.files import write_text
from lib.core.tables import Field, table_descriptions

TABLE_PAGE = Path("docs/tables.md")
PREFACE = """# Tables

Every table of results, and the lists of `data/raw`. The page is written from `workflow/schemas/tables.yaml`
(`python scripts/setup/write_table_list.py`). By that file each table is checked when it is written, typed
when it is read, and described in `results/datapackage.json`. Columns in **bold** name a row; those with * may
be empty.
"""


def table_list() -> str:
    """The page as Markdown."""
    sections = []
    for path, table in table_descriptions().items():
        home = "data/raw" if path.startswith("raw/") else "results"
        lines = [f"## `{home}/{path.removeprefix('raw/')}`", "", table.rows, "", "| column | type | what |"]
        lines += ["|---|---|---|", *(_row(field, field.name in table.key) for field in table.fields)]
        if table.further:
            lines.append(f"| *each variable*\\* | {table.further} | See `results/data/codebook.csv`. |")
        sections.append("\n".join(lines))
    return "\n\n".join([PREFACE.rstrip(), *sections]) + "\n"


def _row(field: Field, named: bool) -> str:
    name = f"**{field.name}**" if named else field.name
    values = f" One of: {', '.join(field.values)}." if field.values else ""
    unit = f" Unit: {field.unit}." if field.unit else ""
    mark = "\\*" if field.optional else ""
    return f"| {name}{mark} | {field.type} | {field.description}{unit}{values} |"


if __name__ == "__main__":
    write_text(TABLE_PAGE, table_list())
