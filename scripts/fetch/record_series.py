"""List a vintage file that the author has put into data/raw by hand."""

from lib.runs.jobs import job

from pathlib import Path

from lib.core.configuration import read_yaml
from lib.core.problems import stop_if
from lib.data.snapshots import BASES, newest_record, read_index, unit_codes
from lib.data.vintages import LATEST, date_problems
from lib.refresh.archive import record_vintage


def record_series(
    registry: dict,
    units: set[str],
    folder: Path,
    series: str,
    vintage: str,
    basis: str,
    source: str,
    today: str = "",
) -> dict[str, str]:
    """Check data/raw/<series>/<vintage>.csv and add its row to the index; returns the row.

    `today` is this day where it is not given.

    Raises
    ------
    ProblemsError
        When a value or the file is missing or malformed, or the vintage is there already.
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
    return record_vintage(folder, record, registry[series], units)


if __name__ == "__main__":
    with job(snakemake):
        raw = Path(snakemake.input.index).parent
        row = record_series(
            registry=read_yaml(snakemake.input.registry),
            units=unit_codes(snakemake.input.units),
            folder=raw,
            **{name: snakemake.params[name] for name in ("series", "vintage", "basis", "source")},
        )
        newest = newest_record(read_index(snakemake.input.index), row["series"])
        print(f"{row['series']}/{row['vintage']}: {row['rows']} figures; newest is {newest['vintage']}")
