"""The line under an exhibit: publisher, tables, release and licence of the figures shown."""

from collections.abc import Iterable, Mapping

import pandas as pd

from lib.core.country import country
from lib.words.edition import Edition, edition_of
from lib.words.language import OPEN_LICENCES, Words

PRESS = "press"  # has no tables


def source_line(
    series: Iterable[str],
    registry: Mapping[str, Mapping],
    editions: pd.DataFrame,
    words: Words,
    kind: str,
    credit: str = "",
    listed: bool = False,
) -> str:
    """Return the source, edition and licence line of an exhibit that rests on some raw series.

    `editions` is the table of `lib.words.edition`, `credit` that of the boundaries drawn; `listed` says
    whether the paper has a table of sources, which names those of an exhibit that rests on all of them.
    """
    names = list(series)
    if names:
        named = words.say("source_line", tables=_tables(names, registry, words))
    else:
        named = words.say("source_all_listed" if listed else "source_all")
    parts = [named, edition_words(edition_of(editions, names), words)]
    licences = [registry[name]["licence"] for name in names if registry[name]["licence"] in OPEN_LICENCES]
    figures = ", ".join([words.say("facts"), *dict.fromkeys(licences)])
    parts.append(words.say("licence", figures=figures, made=words.say(f"licensed.{kind}")))
    if credit:
        parts.append(credit)
    return " ".join(parts)


def _tables(names: list[str], registry: Mapping[str, Mapping], words: Words) -> str:
    """Name each publisher of the registry once, and behind it the codes and titles of its tables."""
    prefix = country()["publisher"]["tables"]
    tables_of: dict[str, dict[str, str]] = {}
    for name in names:
        table = registry[name]["table"]
        tables_of.setdefault(registry[name]["publisher"], {})[table] = words.named("official_tables", table)
    phrases = []
    for publisher, titles in tables_of.items():
        coded = [code for table, title in titles.items() if title == table for code in table.split("; ")]
        short = [code.removeprefix(prefix).replace(" ", "\N{NO-BREAK SPACE}", 1) for code in coded]
        codes = list(dict.fromkeys(short))
        form = words.say(f"table_codes.{'one' if len(codes) == 1 else 'many'}", tables=", ".join(codes))
        titled = dict.fromkeys(title for table, title in titles.items() if title != table)
        tables = "; ".join([*[form] * bool(codes), *titled])
        named = words.named("publishers", publisher)
        press = publisher.startswith(PRESS)
        phrases.append(named if press else words.say("publisher_tables", publisher=named, tables=tables))
    return "; ".join(phrases)


def edition_words(edition: Edition, words: Words) -> str:
    """As known on which date, with figures to which year, made by which version; which were read later."""
    known = words.say(
        "edition", date=words.day(edition.as_of), year=str(edition.last_year), version=edition.version
    )
    held = words.say("edition_held", date=words.day(edition.held_from)) if edition.held_from else ""
    return f"{known} {held}".strip()
