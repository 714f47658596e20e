"""List a vintage file that the author has put into data/raw by hand."""

from lib.runs.jobs import job

from collections.abc import Callable
from pathlib import Path

from lib.core.files import write_text
from lib.core.problems import stop_if
from lib.data.snapshots import BASES, line_problems, observations_of, read_vintage_lines, snapshot_path
from lib.data.vintages import LATEST, date_problems
from lib.refresh.archive import record_vintage, vintage_text
from lib.refresh.door import RawFolder, change_lines, inspect_vintage


def record_series(
    raw: RawFolder,
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
        f"series: '{series}' is not in registry.yaml; describe it there first": series in raw.registry,
        f"basis: expected one of {', '.join(BASES)}, got '{basis}'": basis in BASES,
        "source: say where the figures were read": bool(source.strip()),
    }
    problems = [f"{fault}." for fault, holds in expected.items() if not holds]
    if vintage == LATEST:
        problems.append("vintage: give the date of the figures.")
    stop_if(problems + date_problems(vintage, today=today), "Recording a vintage")
    record = {"series": series, "vintage": vintage, "basis": basis, "source": source.strip()}
    path = snapshot_path(raw.folder, record)
    known = any(snapshot_path(raw.folder, row) == path for row in raw.index())
    if path.is_file() and not known:  # else `record_vintage` says what is wrong
        table = read_vintage_lines(path)
        problems = line_problems(path, table.lines, record, raw.registry[series], raw.units)
        stop_if(problems, f"Recording {series}/{vintage}")
        observations = observations_of(table.lines)
        history = raw.history(series, vintage)
        year, others = int(vintage[:4]), raw.others(series)
        inspection = inspect_vintage(raw.registry[series], history, observations, raw.gazetteer, year, others)
        inspection.admit(accept, f"Recording {series}/{vintage}")
        record["accepted"] = accept.strip() if inspection.suspicions else ""
        changes = change_lines(observations, inspection.change, "the vintage before") if history else []
        for line in [*changes, *(f"worth a look: {oddity}" for oddity in inspection.oddities)]:
            say(line)
        if table.unlike:
            write_text(path, vintage_text(observations))
            say(f"{path} was saved with {', '.join(table.unlike)}; it is now UTF-8 with commas and points.")
    return record_vintage(raw, record)


if __name__ == "__main__":
    with job(snakemake):
        names = ("series", "vintage", "basis", "source", "accept")
        row = record_series(
            RawFolder(Path(snakemake.input.index).parent),
            **{name: snakemake.params[name] for name in names},
        )
        print(f"{row['series']}/{row['vintage']}: {row['rows']} figures recorded.")
        print("Next: make, then make diff; make unrecord takes the vintage back until it is committed.")
