"""What every rule that runs regressions reads, by the names its `input` gives the files."""

from lib.files import read_table
from lib.groups import groups_in_layout
from lib.model_files import load_regressions
from lib.units import read_units

LAYOUTS = ("20", "17", "16")


def layout_inputs(files, groups: dict) -> dict:
    """The harmonised `panels` and the `groups` of units, each by layout.

    Parameters
    ----------
    files : with `units` and `panel_<layout>`
    groups : config/groups.yaml
    """
    units = read_units(files["units"])
    return {
        "panels": {layout: read_table(files[f"panel_{layout}"], text=("unit",)) for layout in LAYOUTS},
        "groups": {layout: groups_in_layout(groups, units, layout) for layout in LAYOUTS},
    }


def model_inputs(files, groups: dict) -> dict:
    """The same with the `regressions` of config/models; files as there and those of `load_regressions`."""
    regressions = load_regressions(
        list(files["models"]), files["variants"], files["model_schema"], files["variants_schema"]
    )
    return {"regressions": regressions, **layout_inputs(files, groups)}
