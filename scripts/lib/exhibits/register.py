"""The register of exhibits, config/article/exhibits.yaml, held against the functions that make them."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

from lib.core.problems import stop_if

FIGURE_FORMATS = ("pdf", "svg", "png", "csv")
Spoken = Mapping[str, str]  # the same by language


class FigureEntry(TypedDict):
    """A figure's entry, as workflow/schemas/exhibits.schema.yaml describes it.

    Parameters
    ----------
    number : of the figure in the article
    columns : 1 or 2, of print
    height : millimetres
    question, caption, alt : words in every language
    says : further words by key
    series : raw series behind it, for the source line
    claims : statements of the article that it bears on
    inputs : names of the tables that its function is given
    settings : what an author may change about it
    """

    number: int
    columns: int
    height: int
    question: Spoken
    caption: Spoken
    alt: Spoken
    says: NotRequired[Mapping[str, Spoken]]
    series: list[str]
    claims: NotRequired[list[str]]
    inputs: list[str]
    settings: NotRequired[Mapping[str, Any]]


def figures_in_order(
    figures: Mapping[str, FigureEntry], drawn: Iterable[str], tables: Iterable[str]
) -> dict[str, FigureEntry]:
    """Return the figures' entries in the order of their numbers.

    Parameters
    ----------
    figures : entries of config/article/exhibits.yaml by name
    drawn : names of the figures that have a function, scripts/publish/figures/<name>.py
    tables : names of the inputs there are

    Raises
    ------
    ProblemsError
        When two figures share a number, an entry and a function do not meet, or an input is unknown.
    """
    problems = []
    holders: dict[int, str] = {}
    for name, entry in figures.items():
        holder = holders.setdefault(entry["number"], name)
        if holder != name:
            problems.append(
                f"exhibits.yaml, figures.{name}: the number {entry['number']} is taken by {holder}."
            )
    functions = set(drawn)
    problems += [
        f"exhibits.yaml, figures.{name}: scripts/publish/figures/{name}.py is missing; write it or drop it."
        for name in sorted(set(figures) - functions)
    ]
    problems += [
        f"scripts/publish/figures/{name}.py has no entry in exhibits.yaml; add one under 'figures'."
        for name in sorted(functions - set(figures))
    ]
    known = sorted(tables)
    problems += [
        f"exhibits.yaml, figures.{name}.inputs: '{table}' is no input of the rule draw_figures; "
        f"known: {', '.join(known)}."
        for name, entry in figures.items()
        for table in entry["inputs"]
        if table not in known
    ]
    stop_if(problems, "Reading the exhibits")
    return dict(sorted(figures.items(), key=lambda item: item[1]["number"]))
