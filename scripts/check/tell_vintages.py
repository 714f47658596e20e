"""`make vintages`: which verdicts flipped as figures were published, and where every date stands."""

from lib.core.files import read_records

TRACED = "results/claims/vintages.csv"
REVISED = "results/data/revisions.csv"


def flip_lines(rows: list[dict[str, str]]) -> list[str]:
    """A line a flip in the order of the table: statement, date, verdicts before and after, figure, cause."""
    lines, before = [], {}
    for row in rows:
        part = f"{row['claim']} {row['part']}"
        if row["flipped"] == "yes":
            lines.append(
                f"{part}, {row['as_of']}: {before[part]} -> {row['verdict']} "
                f"({row['computed'] or 'no figure'}; {row['cause']}: {row['changed']})"
            )
        before[part] = row["verdict"]
    return lines


def flips_summary(rows: list[dict[str, str]]) -> str:
    """How many flips of how many parts there were, and at how many of the dates."""
    flipped = [row for row in rows if row["flipped"] == "yes"]
    parts = {(row["claim"], row["part"]) for row in flipped}
    dates, all_dates = ({row["as_of"] for row in each} for each in (flipped, rows))
    return f"Flips: {len(flipped)}, of {len(parts)} parts, at {len(dates)} of {len(all_dates)} dates:"


if __name__ == "__main__":
    traced = read_records(TRACED)
    print(flips_summary(traced), *flip_lines(traced), sep="\n  ")
    print(f"Every part at every date: {TRACED}; every revised figure: {REVISED}")
