"""List a vintage file that the author has put into data/raw by hand."""

from lib.runs.jobs import job

from collections.abc import Callable
from pathlib import Path

from lib.core.configuration import read_yaml
from lib.core.files import write_text
from lib.core.problems import stop_if
from lib.data.snapshots import (
    BASES,
    line_problems,
    observations_of,
    read_index,
    read_vintage_lines,
    snapshot_path,
    unit_codes,
)
from lib.data.vintages import LATEST, date_problems
from lib.refresh.archive import record_vintage, vintage_text
from lib.refresh.door import change_lines, inspect_vintage, newest_vintages, vintages_before
from lib.refresh.region_names import read_gazetteer


def record_series(
    registry: dict,
    units: set[str],
    folder: Path,
    series: str,
    vintage: str,
    basis: str,
    source: str,
    accept: str = "",
    today: str = "",
    say: Callable[[str], None] = print,
) -> dict[str, str]:
    """Check data/raw/<series>/<vintage>.csv and add its row to the index; returns the row.

    A file as Excel or Windows save it, with semicolons, decimal commas or in another encoding, is put into
    the form of all others where it can mean one thing only.

    Parameters
    ----------
    accept : why figures that look wrong are right; kept with the vintage
    today : this day where it is not given
    say : called with each line on what changed against the vintage before

    Raises
    ------
    ProblemsError
        When a value or the file is missing or malformed, the vintage is there already, or its figures look
        wrong and no reason is given.
    """
    expected = {
        f"series: '{series}' is not in registry.yaml; describe it there first": series in registry,
        f"basis: expected one of {', '.join(BASES)}, got '{basis}'": basis in BASES,
        "source: say where the figures were read": bool(source.strip()),
    }
    problems = [f"{fault}." for fault, holds in expected.items() if not holds]
    if vintage == LATEST:
        problems.append("vintage: give the date of the figures.")
    stop_if(problems + date_problems(vintage, today=today), "Recording a vintage")
    record = {"series": series, "vintage": vintage, "basis": basis, "source": source.strip()}
    entry, index = registry[series], read_index(folder / "index.csv")
    path = snapshot_path(folder, record)
    known = any(snapshot_path(folder, row) == path for row in index)
    if path.is_file() and not known:  # else `record_vintage` says what is wrong
        table = read_vintage_lines(path)
        stop_if(line_problems(path, table.lines, record, entry, units), f"Recording {series}/{vintage}")
        observations = observations_of(table.lines)
        history = vintages_before(folder, series, vintage)
        gazetteer = read_gazetteer(folder / "units.csv", folder / "aliases.csv")
        others = newest_vintages(folder, series)
        inspection = inspect_vintage(entry, history, observations, gazetteer, int(vintage[:4]), others)
        inspection.admit(accept, f"Recording {series}/{vintage}")
        record["accepted"] = accept.strip() if inspection.suspicions else ""
        changes = change_lines(observations, inspection.change, "the vintage before") if history else []
        for line in [*changes, *(f"worth a look: {oddity}" for oddity in inspection.oddities)]:
            say(line)
        if table.unlike:
            write_text(path, vintage_text(observations))
            say(f"{path} was saved with {', '.join(table.unlike)}; it is now UTF-8 with commas and points.")
    return record_vintage(folder, record, entry, units)


if __name__ == "__main__":
    with job(snakemake):
        raw = Path(snakemake.input.index).parent
        names = ("series", "vintage", "basis", "source", "accept")
        row = record_series(
            registry=read_yaml(snakemake.input.registry),
            units=unit_codes(snakemake.input.units),
            folder=raw,
            **{name: snakemake.params[name] for name in names},
        )
        print(f"{row['series']}/{row['vintage']}: {row['rows']} figures recorded.")
        print("Next: make, then make diff; make unrecord takes the vintage back until it is committed.")
