"""The register of exhibits, config/article/exhibits.yaml, held against the functions that make them."""

from collections.abc import Iterable, Mapping
from typing import Any

from lib.problems import stop_if

FORMATS = ("pdf", "svg", "png", "csv")


def figures_in_order(figures: Mapping[str, Mapping[str, Any]], drawn: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Return the figures' entries in the order of their numbers.

    Parameters
    ----------
    figures : entries of config/article/exhibits.yaml by name
    drawn : names of the figures that have a function, scripts/publish/figures/<name>.py

    Raises
    ------
    ProblemsError
        When two figures share a number, or an entry and a function do not meet.
    """
    problems = []
    holders: dict[int, str] = {}
    for name, entry in figures.items():
        holder = holders.setdefault(entry["number"], name)
        if holder != name:
            problems.append(f"exhibits.yaml, figures.{name}: the number {entry['number']} is taken by {holder}.")
    functions = set(drawn)
    problems += [
        f"exhibits.yaml, figures.{name}: there is no scripts/publish/figures/{name}.py; write it or drop the entry."
        for name in sorted(set(figures) - functions)
    ]
    problems += [
        f"scripts/publish/figures/{name}.py has no entry in exhibits.yaml; add one under 'figures'."
        for name in sorted(functions - set(figures))
    ]
    stop_if(problems, "Reading the exhibits")
    return dict(sorted(figures.items(), key=lambda item: item[1]["number"]))
