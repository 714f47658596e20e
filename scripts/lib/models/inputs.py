"""What every rule that runs regressions reads, by the names its `input` gives the files."""

import logging
from collections.abc import Mapping
from typing import Any

from lib.core.configuration import read_yaml
from lib.core.country import region_layouts
from lib.core.tables import read_table
from lib.data.breaks import breaks_of
from lib.data.groups import groups_in_layout
from lib.data.units import read_units
from lib.data.vintages import LATEST
from lib.models.rows import has_rows
from lib.models.specification import load_regressions, with_breaks


def layout_inputs(files: Mapping[str, Any]) -> dict:
    """The harmonised `panels` and the `groups` of units, each by layout.

    Parameters
    ----------
    files : with `units`, `groups` and `panel_<layout>`
    """
    units, groups = read_units(files["units"]), read_yaml(files["groups"])
    return {
        "panels": {layout: read_table(files[f"panel_{layout}"]) for layout in region_layouts()},
        "groups": {layout: groups_in_layout(groups, units, layout) for layout in region_layouts()},
    }


def model_inputs(files: Mapping[str, Any], vintage: str = LATEST) -> dict:
    """The same with the `regressions` of config/models, each with the breaks of its variables.

    Parameters
    ----------
    files : as there, those of `load_regressions` and the `codebook`

    As known on a date, regressions whose years had no figures yet are left out, and told in the log.
    """
    codebook = read_table(files["codebook"])
    regressions = with_breaks(load_regressions(files["models"], files["variants"]), breaks_of(codebook))
    inputs = layout_inputs(files)
    if vintage == LATEST:
        return {"regressions": regressions, **inputs}
    known = [each for each in regressions if has_rows(each, **inputs)]
    for model in sorted({each.model for each in regressions} - {each.model for each in known}):
        logging.info("%s: no figures yet on %s, so it is left out.", model, vintage)
    return {"regressions": known, **inputs}
