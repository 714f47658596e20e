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


if __name__ == "__main__":
    traced = read_records(TRACED)
    flips, dates = flip_lines(traced), {row["as_of"] for row in traced}
    print(f"{len(flips)} verdicts flipped at {len(dates)} dates:", *flips, sep="\n  ")
    print(f"Every part at every date: {TRACED}; every revised figure: {REVISED}")
