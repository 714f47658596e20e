"""The line under an exhibit: publisher, tables, release and licence of the figures shown."""

from collections.abc import Iterable, Mapping

import pandas as pd

from lib.core.country import country
from lib.core.problems import ProblemsError
from lib.words.language import Words

OPEN_LICENCES = ("MIT", "PDDL-1.0")


def source_line(
    series: Iterable[str],
    registry: Mapping[str, Mapping],
    snapshot: pd.DataFrame,
    words: Words,
    boundaries: bool,
) -> str:
    """Return the source, vintage and licence line of an exhibit.

    Parameters
    ----------
    series : names of the raw series behind the exhibit
    registry : data/raw/registry.yaml
    snapshot : columns series, vintage, used; the newest vintage of each series counts
    words : the reader's language
    boundaries : whether boundaries are drawn, whose licence asks for a credit

    Raises
    ------
    ProblemsError
        When a series has no record or no snapshot.
    """
    names = list(series)
    unknown = [name for name in names if name not in registry or name not in set(snapshot["series"])]
    if unknown:
        raise ProblemsError(
            "Naming the sources",
            [
                f"the series '{name}' is not in data/raw/registry.yaml and index.csv; mend exhibits.yaml."
                for name in unknown
            ],
        )
    parts = [] if names else [words.say("source_all")]
    if names:
        vintages = sorted(set(snapshot[snapshot["series"].isin(names)].groupby("series")["vintage"].max()))
        parts.append(
            words.say("source_line", tables=_tables(names, registry, words), vintages=", ".join(vintages))
        )
    licences = [registry[name]["licence"] for name in names if registry[name]["licence"] in OPEN_LICENCES]
    parts.append(words.say("licence", figures=", ".join([words.say("facts"), *dict.fromkeys(licences)])))
    if boundaries:
        parts.append(words.say("licence_map"))
    return " ".join(parts)


def _tables(names: list[str], registry: Mapping[str, Mapping], words: Words) -> str:
    """Name the publisher once, and the tables of each series behind it."""
    official: list[str] = []
    other: list[str] = []
    office = country()["publisher"]
    for name in names:
        record = registry[name]
        own = record["publisher"] == office["title"]
        (official if own else other).append(record["table"].removeprefix(office["tables"]))
    named = [words.say("bureau_tables", tables="; ".join(dict.fromkeys(official)))] if official else []
    if other:
        named.append(words.say("press"))
    return "; ".join(named)
