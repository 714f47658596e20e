"""Values of config files that contradict one another, each in the form that its schema asks for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from string import Formatter
from typing import Any
from urllib.parse import urlsplit

from babel.numbers import get_decimal_symbol

from lib.core.configuration import ConfigFile, Key, did_you_mean, nested_values
from lib.core.country import detail_layout, first_year, layouts, region_layouts
from lib.core.reading import flatten
from lib.core.tables import table_descriptions
from lib.data.variables import panel_variables
from lib.exhibits.register import printed_number

YEARS_OF = re.compile(r"(?:.*\.)?(?:years?|natural|first|last|from|to|(?:cross_sections|preliminary)\.\d+)")
# Inputs of exhibits besides tables, and tables under another name.
NOT_TABLES = ("claims", "groups", "panel_marks", "parts", "registry", "titles", "units", "water_releases")
WORD_NUMBER = re.compile(r"(?<![\w.])\d+(?:[\s\u00a0,]\d{3})*(?:[.,]\d+)?(?!\d)")
PART = re.compile(r"[A-Z]\w*\.[a-z]\w*")
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
CALENDAR = range(1990, 2051)


def variable_problems(variables: ConfigFile, registry: ConfigFile) -> Iterator[str]:
    """Derived variables that bear the name of a read one, or rest on themselves."""
    read = {each.variable: each.series for each in panel_variables(registry.content)}
    for name in variables.content:
        if name in read:
            where = variables.at(name)
            yield f"{where}: the series '{read[name]}' gives this variable already; rename this one."
    terms = {name: {*ratio["numerator"], *ratio["denominator"]} for name, ratio in variables.content.items()}
    try:
        TopologicalSorter(terms).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        yield f"{variables.at(circle[0])}: rests on itself ({' -> '.join(circle)}); take it out of one place."


def measure_problems(files: Iterable[ConfigFile], words: ConfigFile) -> Iterator[str]:
    """Units of measurement without words."""
    known = sorted(name.replace("_", " ") for name in words.content["measures"])
    for file in files:
        for name, entry in file.content.items():
            if entry["unit"] not in known:
                hint = did_you_mean(entry["unit"], known) or f"; add it to {words.at('measures')}."
                yield f"{file.at(name, 'unit')}: there is no unit of measurement '{entry['unit']}'{hint}"


def total_problems(totals: ConfigFile) -> Iterator[str]:
    """Identities that derive what is none of their terms, and ranges that end before they begin."""
    for name, identity in totals.content["identities"].items():
        terms = [identity["whole"], *identity["parts"]]
        for place, term in enumerate(identity.get("fills", ())):
            if term not in terms:
                hint = did_you_mean(term, terms) or f"; its terms are {', '.join(terms)}."
                where = totals.at("identities", name, "fills", place)
                yield f"{where}: '{term}' is no term of the identity{hint}"
    for name, product in totals.content["products"].items():
        low, high = product["between"]
        if low > high:
            where = totals.at("products", name, "between")
            yield f"{where}: the range ends at {high} before it begins at {low}; turn it round."


def year_problems(files: Iterable[ConfigFile], years: Mapping[str, range]) -> Iterator[str]:
    """Years beyond the data, and stretches of years that end before they begin.

    Parameters
    ----------
    files : those in which `years`, `panel.years` and the like are pairs of years
    years : the first and the last year of figures, under "" of any series
    """
    span = years[""]
    for file in files:
        for keys, value in nested_values(file.content):
            name = ".".join(map(str, keys))
            if isinstance(value, list) and keys and keys[-1] == "years" and len(value) == 2:
                if not all(isinstance(each, int) and each > 1000 for each in value):
                    continue
                if value[0] > value[1]:
                    yield f"{file.at(*keys)}: {value[0]} comes after {value[1]}; the first year stands first."
                for place, each in enumerate(value):
                    yield from _beyond(file, (*keys, place), each, span)
            elif (
                isinstance(value, int)
                and value > 1000
                and YEARS_OF.fullmatch(name)
                and "years" not in keys[:-1]
            ):
                yield from _beyond(file, keys, value, span)


def _beyond(file: ConfigFile, keys: Key, year: Any, span: range) -> Iterator[str]:
    if isinstance(year, int) and year not in span:
        where = file.at(*keys)
        yield f"{where}: there are no figures of {year}, only of {span[0]} to {span[-1]}; correct the year."


def model_problems(models: Iterable[ConfigFile], years: Mapping[str, range]) -> Iterator[str]:
    """Models that explain a variable by itself, name a term twice, or begin before their figures."""
    for file in models:
        outcome = file.content["outcome"]["variable"]
        seen = {outcome: "the outcome"}
        for place, term in enumerate(file.content["regressors"]):
            name = term["variable"]
            if name in seen:
                where = file.at("regressors", place)
                yield f"{where}: '{name}' is {seen[name]} already; take it out of one place."
            seen.setdefault(name, "a regressor")
        for section in [
            ("panel",),
            *(("cross_sections", at) for at in range(len(file.content["cross_sections"]))),
        ]:
            yield from _layout_problems(file, section, seen, years)
        first, last = file.content["panel"]["years"]
        left_out = file.content["exclude"]
        for name, found in left_out.items() if isinstance(left_out, dict) else ():
            for year in found:
                if not first <= year <= last:
                    where = file.at("exclude", name)
                    yield f"{where}: {year} is not among the model's years, {first} to {last}; take it out."
        for name in seen:
            own = years.get(name)
            if own and not set(own) & set(range(first, last + 1)):
                yield (
                    f"{file.at('panel', 'years')}: '{name}' has figures of {own[0]} to {own[-1]} only; "
                    "correct the years."
                )


def _layout_problems(
    file: ConfigFile, section: Key, variables: Iterable[str], years: Mapping[str, range]
) -> Iterator[str]:
    """Years in which the layout's own regions had no figures yet."""
    entry = file.content[section[0]] if len(section) == 1 else file.content[section[0]][section[1]]
    first = entry["years"][0]
    for name in variables:
        own = years.get(f"{name}@{entry['layout']}")
        if own and first < own[0]:
            where = file.at(*section, "years")
            yield (
                f"{where}: on the borders of layout {entry['layout']} '{name}' has figures "
                f"from {own[0]} on; begin there, or take a layout of older borders."
            )
            return


def judging_problems(judging: ConfigFile) -> Iterator[str]:
    """A natural year outside the years that statements are read at, and hedges that let everything pass."""
    years = judging.content["years"]
    if not years["first"] <= years["natural"] <= years["last"]:
        where = judging.at("years", "natural")
        yield f"{where}: {years['natural']} is not within {years['first']} to {years['last']}; correct it."
    for name, hedge in judging.content["hedges"].items():
        for side in ("below", "above"):
            if hedge.get(side, 0) >= 1:
                where = judging.at("hedges", name, side)
                yield f"{where}: {hedge[side]} is a part of the value and lies below 1; 3 percent are 0.03."


def question_problems(questions: ConfigFile, themes: Iterable[ConfigFile]) -> Iterator[str]:
    """Questions that no statement asks, and answers that set what another one sets."""
    asked = set()
    for file in themes:
        for keys, value in nested_values(file.content):
            if isinstance(value, str) and (
                keys[-1] == "question" or (len(keys) > 1 and keys[-2] == "questions")
            ):
                asked.add(value)
    for name in questions.content:
        if name not in asked:
            yield f"{questions.at(name)}: no statement asks '{name}'; name it where it is open, or remove it."
    for name, question in questions.content.items():
        answers: dict[str, str] = {}
        for answer, content in question["answers"].items():
            same = answers.setdefault(repr(content["set"]), answer)
            if same != answer:
                where = questions.at(name, "answers", answer)
                yield f"{where}: it sets the same as '{same}'; correct it or remove one of them."


def set_problems(themes: Iterable[ConfigFile], groups: ConfigFile) -> Iterator[str]:
    """Sets of as many units as there are to take them from, or more."""
    for file in themes:
        for keys, value in nested_values(file.content):
            if keys[-1] == "hidden_set" and value["among"] in groups.content:
                units = groups.content[value["among"]]["units"]
                if value["take"] >= len(units):
                    where = file.at(*keys, "take")
                    yield f"{where}: '{value['among']}' has {len(units)} units only; take fewer."


def period_problems(inequality: ConfigFile, groups: ConfigFile) -> Iterator[str]:
    """Periods that end before they begin, amounts per head that are not measured, groups that overlap."""
    convergence, decomposition = inequality.content["convergence"], inequality.content["decomposition"]
    for name, period in convergence["periods"].items():
        if period.get("from", 0) > period.get("to", period.get("from", 0)):
            where = inequality.at("convergence", "periods", name)
            yield f"{where}: {period['from']} comes after {period['to']}; turn it round."
    for place, name in enumerate(convergence["variables"]):
        if name not in inequality.content["per_head"]:
            hint = did_you_mean(name, inequality.content["per_head"]) or "; add it under per_head."
            yield f"{inequality.at('convergence', 'variables', place)}: '{name}' is not measured a head{hint}"
    holders: dict[str, str] = {}
    for place, name in enumerate(decomposition["groups"]):
        for unit in groups.content.get(name, {}).get("units", ()):
            holder = holders.setdefault(unit, name)
            if holder != name:
                where = inequality.at("decomposition", "groups", place)
                yield f"{where}: {unit} lies in '{name}' and in '{holder}'; groups that add up share no unit."
                break


def host_problems(registry: ConfigFile, fetch: ConfigFile) -> Iterator[str]:
    """Addresses that a refresh would not ask."""
    hosts = fetch.content["hosts"]
    for keys, value in nested_values(registry.content):
        if keys[-1] == "url" and isinstance(value, str) and (host := urlsplit(value).hostname) not in hosts:
            hint = did_you_mean(str(host), hosts) or f"; allow it in {fetch.at('hosts')}, or correct it."
            yield f"{registry.at(*keys)}: the host {host} is not one that a refresh may ask{hint}"


def number_problems(themes: Iterable[ConfigFile]) -> Iterator[str]:
    """Numbers in the words of a statement that none of its parts asserts."""
    for file in themes:
        for name, claim in file.content.items():
            numbers = {float(value) for _, value in nested_values(claim) if isinstance(value, int | float)}
            if not numbers:
                continue
            for language, text in claim["words"].items():
                for match in WORD_NUMBER.finditer(text):
                    number = _as_written(match[0], language)
                    if number not in numbers and number not in CALENDAR:
                        where = file.at(name, "words", language)
                        yield f"{where}: no part asserts the number {match[0]}; mend the words or the part."


def _as_written(text: str, language: str) -> float:
    plain = re.sub(r"[\s\u00a0]", "", text)
    grouped = get_decimal_symbol(language) == "." and GROUPED.fullmatch(plain)
    return float((plain.replace(",", "") if grouped else plain).replace(",", "."))


def exhibit_problems(exhibits: ConfigFile, statements: Iterable[str], units: Iterable[str]) -> Iterator[str]:
    """Numbers taken twice, inputs that are no table, settings that name no part of a statement or no unit."""
    parts, codes = list(statements), set(units)
    layers = [f"regions_{layout}" for layout in region_layouts()]
    tables = [*(each.name for each in table_descriptions().values()), *NOT_TABLES, *layers]
    for kind in ("figures", "tables"):
        holders: dict[str, str] = {}
        stands = {name: entry.get("place", "paper") for name, entry in exhibits.content[kind].items()}
        for name, entry in exhibits.content[kind].items():
            number = printed_number(entry["number"], stands[name])
            holder = holders.setdefault(number, name)
            where = exhibits.at(kind, name, "number")
            if holder != name:
                yield f"{where}: the number {number} is taken by {holder}; give another one."
            last = list(stands.values()).count(stands[name])
            if entry["number"] > last:
                yield f"{where}: the number {number} leaves a gap; the last one there is {last}."
            for place, table in enumerate(entry["inputs"]):
                if table not in tables:
                    hint = did_you_mean(table, tables) or "; correct the name."
                    yield f"{exhibits.at(kind, name, 'inputs', place)}: there is no table '{table}'{hint}"
            for keys, value in nested_values(entry.get("settings", {})):
                where = exhibits.at(kind, name, "settings", *keys)
                if isinstance(value, str) and PART.fullmatch(value) and value not in parts:
                    hint = did_you_mean(value, parts) or "; correct the name."
                    yield f"{where}: there is no part '{value}' of a statement{hint}"
                if isinstance(value, list) and codes & set(map(str, value)):
                    for strange in sorted(set(map(str, value)) - codes):
                        hint = did_you_mean(strange, codes) or "; correct the code."
                        yield f"{where}: there is no unit '{strange}'{hint}"


def words_problems(languages: list[ConfigFile], families: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Words that one language lacks, places that differ between languages, braces that do not close.

    Parameters
    ----------
    families : words that config values need: by prefix, and where each of them stands
    """
    texts = {file.path: flatten(file.content) for file in languages}
    for file in languages:
        for key, text in texts[file.path].items():
            missing = [other for other, there in texts.items() if key not in there]
            if missing:
                hint = did_you_mean(key, set(texts[missing[0]]) - set(texts[file.path]))
                hint = hint or "; add it there, or remove it here."
                yield f"{file.at(*key.split('.'))}: {', '.join(missing)} has no such key{hint}"
            yield from _place_problems(file, key, text, texts)
        for prefix, names in families.items():
            for name, where in names.items():
                if f"{prefix}.{name}" not in texts[file.path]:
                    hint = did_you_mean(name, _below(texts[file.path], prefix)) or "; add them."
                    yield f"{where}: {file.path} has no words {prefix}.{name} for it{hint}"


def _below(texts: Mapping[str, str], prefix: str) -> list[str]:
    return [key.removeprefix(f"{prefix}.") for key in texts if key.startswith(f"{prefix}.")]


def _place_problems(
    file: ConfigFile, key: str, text: str, texts: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    try:
        own = _places(text)
        others = {path: _places(there[key]) for path, there in texts.items() if key in there}
    except ValueError as error:
        if "{" in text or "}" in text:
            yield f"{file.at(*key.split('.'))}: a brace that is not closed ({error}); write {{place}}."
        return
    most = max(others.values(), key=lambda one: sum(one == other for other in others.values()))
    if own != most:
        strange, lacking = sorted(own - most), sorted(most - own)
        what = "; ".join(
            [f"{{{name}}} is no place of these words" for name in strange]
            + [f"the place {{{name}}} is missing" for name in lacking]
        )
        yield f"{file.at(*key.split('.'))}: {what}, as the other languages have it; mend the words."


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


PATTERN_KEYS = {"sheets", "groups", "period", "item", "row", "expressions", "number_words", "never"}


def pattern_problems(files: Iterable[ConfigFile]) -> Iterator[str]:
    """Regular expressions that are none."""
    for file in files:
        for keys, value in nested_values(file.content):
            if isinstance(value, str) and set(map(str, keys)) & PATTERN_KEYS:
                try:
                    re.compile(value)
                except re.error as error:
                    yield f"{file.at(*keys)}: '{value[:60]}' is no regular expression ({error}); mend it."


def pair_problems(file: ConfigFile, *keys: str) -> Iterator[str]:
    """A range that ends before it begins."""
    low, high = file.content[keys[-1]]
    if low > high:
        yield f"{file.at(*keys)}: {low} is more than {high}; the smaller one stands first."


def registry_problems(registry: ConfigFile, years: range) -> Iterator[str]:
    """Years of borders that cannot be, weights that are no level, and layouts that are not the detail."""
    series = {each.variable: registry.content[each.series] for each in panel_variables(registry.content)}
    changes = [year for layout in layouts() if (year := first_year(layout))]
    for name, entry in registry.content.items():
        layout, detail = entry.get("layout", ""), detail_layout()
        if layout not in ("", detail):
            hint = did_you_mean(layout, [detail]) or "; leave it out for figures of regions."
            yield f"{registry.at(name, 'layout')}: '{layout}' is not the detail of config/country.yaml{hint}"
        weight = entry.get("weight")
        if weight in series and series[weight]["kind"] != "level":
            where = registry.at(name, "weight")
            yield f"{where}: '{weight}' is a {series[weight]['kind']}; a share is averaged by a level."
    for keys, value in nested_values(registry.content):
        borders = keys[-1] == "newest_borders_from" and isinstance(value, int)
        if borders and not min(changes, default=0) <= value <= years[-1] + 1:
            newest = max(changes, default=value)
            yield f"{registry.at(*keys)}: regions of {newest} have no figures from {value}; correct the year."


def word_families(
    inequality: ConfigFile, themes: Iterable[ConfigFile], models: Iterable[ConfigFile], country: ConfigFile
) -> dict[str, dict[str, str]]:
    """Words that config values need, by prefix, and where each value stands."""
    samples = {name: inequality.at("samples", name) for name in inequality.content["samples"]}
    estimators = {
        name: file.at("estimators", place)
        for file in models
        for place, name in enumerate(file.content["estimators"])
    }
    paths = {Path(file.path).stem: f"{file.path}, line 1" for file in themes}
    macro_regions = {name: country.at("macro_regions", name) for name in country.content["macro_regions"]}
    named = {
        each["name"]: country.at("layouts", place) for place, each in enumerate(country.content["layouts"])
    }
    return {
        "samples": samples,
        "tables.estimators": estimators,
        "page.themes": paths,
        "page.layouts": named,
        "macro_regions": macro_regions,
    }
