"""Data package: the descriptor of a folder of tables, after Frictionless Data (specs.frictionlessdata.io)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from lib.core.country import country
from lib.core.files import sha256
from lib.core.tables import Field, TableDescription, describe_table


def data_package(folder: Path, paths: Iterable[Path], codebook: pd.DataFrame, version: str) -> dict[str, Any]:
    """Describe tables in a folder.

    Parameters
    ----------
    folder : where the descriptor will stand, above all tables
    paths : the tables, each described in workflow/schemas/tables.yaml
    codebook : titles, definitions and units of panel columns
    version : vintage that the data were built for
    """
    variables = codebook.set_index("variable")
    return {
        "profile": "tabular-data-package",
        **country()["package"],
        "version": version,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "sources": [{name: country()["publisher"][name] for name in ("title", "path")}],
        "resources": [_resource(path, folder, variables) for path in paths],
    }


def _resource(path: Path, folder: Path, variables: pd.DataFrame) -> dict[str, Any]:
    description = describe_table(path)
    columns = list(pd.read_csv(path, nrows=0))
    return {
        "profile": "tabular-data-resource",
        "name": description.name.replace("_", "-"),
        "path": path.relative_to(folder).as_posix(),
        "description": description.rows,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "schema": _table_schema(description, columns, variables),
    }


def _table_schema(
    description: TableDescription, columns: list[str], variables: pd.DataFrame
) -> dict[str, Any]:
    """The Table Schema of a table; panel columns with the titles and definitions of their variables."""
    fields = []
    for column in map(description.field_of, columns):
        if not column.type:
            continue
        field = {"name": column.name, "type": column.type}
        if column.description:
            unit = f" Unit: {column.unit}." if column.unit else ""
            field["description"] = column.description + unit
        elif column.name in variables.index:
            row = variables.loc[column.name]
            field |= {"title": row["title_en"], "description": f"{row['definition']} Unit: {row['unit']}."}
        fields.append({**field, "constraints": _constraints(column)})
    return {"fields": fields, "missingValues": [""], "primaryKey": list(description.key)}


def _constraints(column: Field) -> dict[str, Any]:
    limits = {
        "required": not column.optional or None,
        "enum": list(column.values) or None,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    return {name: limit for name, limit in limits.items() if limit is not None}
