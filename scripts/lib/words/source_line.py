"""The line under an exhibit: publisher, tables, release and licence of the figures shown."""

from collections.abc import Iterable, Mapping

import pandas as pd

from lib.core.country import country
from lib.core.problems import ProblemsError
from lib.words.edition import Edition, edition_of
from lib.words.language import Words

PRESS = "press"  # has no tables
OPEN_LICENCES = ("MIT", "PDDL-1.0")


def source_line(
    series: Iterable[str],
    registry: Mapping[str, Mapping],
    editions: pd.DataFrame,
    words: Words,
    kind: str,
    boundaries: bool = False,
) -> str:
    """Return the source, edition and licence line of an exhibit.

    Parameters
    ----------
    series : names of the raw series behind the exhibit
    registry : data/raw/registry.yaml
    editions : as which date each series is known and to which year it goes, see `lib.words.edition`
    words : the reader's language
    kind : "figures" or "tables"
    boundaries : whether boundaries are drawn, whose licence asks for a credit

    Raises
    ------
    ProblemsError
        When a series has no record.
    """
    names = list(series)
    unknown = [name for name in names if name not in registry]
    if unknown:
        raise ProblemsError(
            "Naming the sources",
            [
                f"the series '{name}' is not in data/raw/registry.yaml; mend exhibits.yaml."
                for name in unknown
            ],
        )
    named = words.say("source_line", tables=_tables(names, registry, words))
    parts = [named if names else words.say("source_all"), edition_words(edition_of(editions, names), words)]
    licences = [registry[name]["licence"] for name in names if registry[name]["licence"] in OPEN_LICENCES]
    figures = ", ".join([words.say("facts"), *dict.fromkeys(licences)])
    parts.append(words.say("licence", figures=figures, made=words.say(f"licensed.{kind}")))
    if boundaries:
        parts.append(words.say("licence_map"))
    return " ".join(parts)


def _tables(names: list[str], registry: Mapping[str, Mapping], words: Words) -> str:
    """Name each publisher of the registry once, and the tables of its series behind it."""
    tables: dict[str, dict[str, None]] = {}
    prefix = country()["publisher"]["tables"]
    for name in names:
        record = registry[name]
        table = words.named("official_tables", record["table"])
        tables.setdefault(record["publisher"], {})[table.removeprefix(prefix)] = None
    return "; ".join(
        words.named("publishers", publisher)
        if publisher.startswith(PRESS)
        else words.say(
            "publisher_tables", publisher=words.named("publishers", publisher), tables="; ".join(theirs)
        )
        for publisher, theirs in tables.items()
    )


def edition_words(edition: Edition, words: Words) -> str:
    """As known on which date, with figures to which year, made by which version."""
    return words.say("edition", date=edition.as_of, year=str(edition.last_year), version=edition.version)
