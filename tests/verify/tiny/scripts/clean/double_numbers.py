"""Double every number and add them up."""

from lib.runs.jobs import job

from pathlib import Path

from lib.doubling import twice

from lib.core.files import write_text


def double_numbers(text: str) -> tuple[str, str]:
    """Return the table with values doubled, and the table of their total."""
    heading, *lines = text.splitlines()
    pairs = [line.split(",") for line in lines]
    doubled = [(unit, twice(int(value))) for unit, value in pairs]
    rows = [heading, *(f"{unit},{value}" for unit, value in doubled)]
    return "\n".join([*rows, ""]), f"unit,value\nKZ,{sum(value for _, value in doubled)}\n"


if __name__ == "__main__":
    with job(snakemake):
        doubled, total = double_numbers(Path(snakemake.input.numbers).read_text(encoding="utf-8"))
        write_text(snakemake.output.doubled, doubled)
        write_text(snakemake.output.total, total)
