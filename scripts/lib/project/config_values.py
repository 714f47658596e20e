"""Values of config files that contradict one another, each in the form that its schema asks for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from string import Formatter
from typing import Any
from urllib.parse import urlsplit

from babel import localedata
from babel.numbers import get_decimal_symbol

from lib.core.configuration import ConfigFile, Key, did_you_mean, nested_values, read_yaml, strange
from lib.core.country import ENGINE_FOLDER, ENGINE_WORDS, detail_layout, first_year, layouts
from lib.core.reading import flatten
from lib.data.breaks import breaks_between, declared_breaks
from lib.data.bundled import bundled_problems
from lib.data.variables import panel_variables
from lib.exhibits.register import printed_number
from lib.project.config_names import named_at
from lib.words.language import OPEN_LICENCES, named_key

YEARS_OF = re.compile(
    r"(?:.*\.)?(?:years?|natural|first|last|from|to|break|(?:cross_sections|preliminary)\.\d+)"
)
WORD_NUMBER = re.compile(r"(?<![\w.])\d+(?:[\s\u00a0,]\d{3})*(?:[.,]\d+)?(?!\d)")
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
RISING = ("between", "bounds", "pause_seconds", "size_between")
CALENDAR = range(1990, 2051)
WORDED: dict[str, dict[str, str]] = read_yaml(ENGINE_FOLDER / "workflow/schemas/worded.yaml")


def variable_problems(variables: ConfigFile, registry: ConfigFile) -> Iterator[str]:
    """Derived variables that bear the name of a read one, or rest on one that is not defined above them."""
    read = {each.variable: each.series for each in panel_variables(registry.content)}
    units, known = _units_of(registry, variables), set(read)
    for name, ratio in variables.content.items():
        if name in read:
            where = variables.at(name)
            yield f"{where}: the series '{read[name]}' gives this variable already; rename this one."
        for key in ("numerator", "denominator"):
            yield from _unit_problems(variables.at(name, key), ratio[key], units)
            for place, term in enumerate(ratio[key]):
                if term == name or (term in variables.content and term not in known):
                    where = variables.at(name, key, place)
                    on = "itself" if term == name else f"'{term}', which is defined below it"
                    yield f"{where}: '{name}' rests on {on}; take it out, or move what it rests on up."
        known.add(name)


def _units_of(registry: ConfigFile, variables: ConfigFile) -> dict[str, str]:
    """The unit of measurement of every variable."""
    records, ratios = registry.content, variables.content
    read = {each.variable: records[each.series]["unit"] for each in panel_variables(records)}
    return {name: ratio["unit"] for name, ratio in ratios.items()} | read


def _unit_problems(where: str, terms: list[str], units: Mapping[str, str]) -> Iterator[str]:
    """Terms of a sum that are measured otherwise than its first one."""
    for term in terms[1:]:
        if units.get(term, "") != units.get(terms[0], ""):
            both = f"'{terms[0]}' in {units.get(terms[0])}, '{term}' in {units.get(term)}"
            yield f"{where}: {both}; what is added up has one unit of measurement."


def total_problems(totals: ConfigFile, registry: ConfigFile, variables: ConfigFile) -> Iterator[str]:
    """Identities of several units, or that derive none of their terms; ranges that end before they begin."""
    units = _units_of(registry, variables)
    for name, identity in totals.content["identities"].items():
        terms = [identity["whole"], *identity["parts"]]
        added = identity["parts"] if "scale" in identity else terms
        yield from _unit_problems(totals.at("identities", name), added, units)
        for place, term in enumerate(identity.get("fills", ())):
            where = totals.at("identities", name, "fills", place)
            yield from strange(where, "the identity has no term", term, terms)
    yield from range_problems(totals)


def year_problems(files: ConfigFile | list[ConfigFile], years: Mapping[str, range]) -> Iterator[str]:
    """Years beyond those of figures, under "" of any series, and stretches that end before they begin."""
    span = years[""]
    for file in [files] if isinstance(files, ConfigFile) else files:
        for keys, value in nested_values(file.content):
            name = ".".join(map(str, keys))
            if isinstance(value, list) and keys[-1] == "years":
                if not all(isinstance(each, int) and each > 1000 for each in value):
                    continue
                if len(value) == 2 and value[0] > value[1]:
                    yield f"{file.at(*keys)}: {value[0]} comes after {value[1]}; the first year stands first."
                for place, each in enumerate(value):
                    yield from _beyond(file, (*keys, place), each, span)
            elif isinstance(value, dict) and isinstance(value.get("from"), int):
                if value["from"] > value.get("to", value["from"]):
                    where = file.at(*keys, "from")
                    yield f"{where}: {value['from']} comes after {value['to']}; turn them round."
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
        if first == last:
            where = file.at("panel", "years")
            yield f"{where}: a panel of {first} alone; name two years, a single one under cross_sections."
        left_out = file.content["exclude"]
        for name, excluded in left_out.items() if isinstance(left_out, dict) else ():
            for year in excluded:
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


def bundled_faults(records: Iterable[ConfigFile]) -> Iterator[str]:
    """Files carried along that are missing or not as their records say."""
    for record in records:
        yield from (f"{record.at('sha256')}: {problem}" for problem in bundled_problems(record.path))


def judging_problems(judging: ConfigFile) -> Iterator[str]:
    """A natural year outside the years that statements are read at."""
    years = judging.content["years"]
    if not years["first"] <= years["natural"] <= years["last"]:
        where = judging.at("years", "natural")
        yield f"{where}: {years['natural']} is not within {years['first']} to {years['last']}; correct it."


def question_problems(questions: ConfigFile, themes: Iterable[ConfigFile]) -> Iterator[str]:
    """Questions that no statement asks, and answers that set what another one sets."""
    texts = [file.texts for file in themes]
    asked = {name for each in texts for key in ("question", "questions") for _, name in each.get(key, ())}
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


def overlap_problems(inequality: ConfigFile, groups: ConfigFile) -> Iterator[str]:
    """Groups that overlap where they add up."""
    holders: dict[str, str] = {}
    for place, name in enumerate(inequality.content["decomposition"]["groups"]):
        for unit in groups.content.get(name, {}).get("units", ()):
            holder = holders.setdefault(unit, name)
            if holder != name:
                where = inequality.at("decomposition", "groups", place)
                yield f"{where}: {unit} lies in '{name}' and in '{holder}'; groups that add up share no unit."
                break


def host_problems(registry: ConfigFile, fetch: ConfigFile) -> Iterator[str]:
    """Addresses that a refresh would not ask."""
    hosts = fetch.content["hosts"]
    for keys, value in registry.texts.get("url", ()):
        if (host := urlsplit(value).hostname) not in hosts:
            otherwise = f"; allow it in {fetch.at('hosts')}, or correct it."
            yield from strange(registry.at(*keys), "a refresh may not ask", str(host), hosts, otherwise)


def number_problems(themes: Iterable[ConfigFile]) -> Iterator[str]:
    """Numbers in the words of a statement that none of its parts asserts, or that have more decimals."""
    for file in themes:
        for keys, value in nested_values(file.content):
            if keys[-1] == "asserted" and "decimals" in value and "value" in value:
                decimals = -int(Decimal(str(value["value"])).normalize().as_tuple().exponent)
                if decimals > value["decimals"]:
                    where = file.at(*keys, "decimals")
                    yield f"{where}: {value['value']} has more decimals; correct one of the two."
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


def number_word_problems(choices: ConfigFile) -> Iterator[str]:
    """Number words of one language that are those of another."""
    holders: dict[str, str] = {}
    for language, expressions in choices.content["number_words"].items():
        for place, expression in enumerate(expressions):
            if (holder := holders.setdefault(expression, language)) != language:
                where = choices.at("number_words", language, place)
                yield f"{where}: these are the words of '{holder}'; write those of '{language}'."


def _as_written(text: str, language: str) -> float:
    plain = re.sub(r"[\s\u00a0]", "", text)
    grouped = GROUPED.fullmatch(plain) and get_decimal_symbol(language) == "."
    return float((plain.replace(",", "") if grouped else plain).replace(",", "."))


def exhibit_problems(exhibits: ConfigFile) -> Iterator[str]:
    """Numbers taken twice or left out, more exhibits than the paper may have, places in words astray."""
    for kind, most in exhibits.content["paper"].items():
        holders: dict[str, str] = {}
        stands = {name: entry.get("place", "paper") for name, entry in exhibits.content[kind].items()}
        if (count := list(stands.values()).count("paper")) > most:
            where = exhibits.at("paper", kind)
            yield f"{where}: the paper has {count}; move one to the appendix by 'place: appendix'."
        for name, entry in exhibits.content[kind].items():
            number = printed_number(entry["number"], stands[name])
            holder = holders.setdefault(number, name)
            where = exhibits.at(kind, name, "number")
            if holder != name:
                yield f"{where}: the number {number} is taken by {holder}; give another one."
            last = list(stands.values()).count(stands[name])
            if entry["number"] > last:
                yield f"{where}: the number {number} leaves a gap; the last one there is {last}."
            for keys, value in nested_values(entry.get("says", {})):
                if isinstance(value, dict):
                    for language, text in value.items():
                        where = exhibits.at(kind, name, "says", *keys, language)
                        yield from _place_problems(where, text, value.values())


def _shown_variables(exhibits: ConfigFile, known: Iterable[str]) -> Iterator[tuple[Key, Any, str]]:
    """Every variable among the known that the settings of an exhibit name, after its keys and its entry."""
    for kind in exhibits.content["paper"]:
        for name, entry in exhibits.content[kind].items():
            settings = nested_values(entry.get("settings", {}))
            named = {str(each) for keys, value in settings for each in (keys[-1], value)}
            yield from (((kind, name), entry, variable) for variable in sorted(named & set(known)))


def exhibit_year_problems(exhibits: ConfigFile, years: Mapping[str, range]) -> Iterator[str]:
    """Exhibits of a year in which a variable of their settings has no figures."""
    for exhibit, entry, variable in _shown_variables(exhibits, years):
        settings = entry["settings"]
        key = "year" if "year" in settings else "years"
        shown = [settings["year"]] if key == "year" else settings.get(key, [])
        first, last = years[variable][0], years[variable][-1]
        if any(not first <= year <= last for year in shown):
            where = exhibits.at(*exhibit, "settings", key)
            yield f"{where}: '{variable}' has figures of {first} to {last} only; correct the year."


def source_problems(exhibits: ConfigFile, registry: ConfigFile, variables: ConfigFile) -> Iterator[str]:
    """Exhibits whose line of sources would lack a series behind a variable of their settings."""
    behind = {each.variable: {each.series} for each in panel_variables(registry.content)}
    for name, ratio in variables.content.items():
        terms = (*ratio["numerator"], *ratio["denominator"])
        behind[name] = set().union(*(behind.get(term, set()) for term in terms))
    for exhibit, entry, variable in _shown_variables(exhibits, behind):
        if lacking := sorted(behind[variable] - set(entry["series"])):
            where = exhibits.at(*exhibit, "series")
            yield f"{where}: '{variable}' rests on {', '.join(lacking)} too; add what is not named."


def words_problems(spoken: list[ConfigFile]) -> Iterator[str]:
    """Words that one language lacks, places that differ between languages, braces that do not close."""
    texts = {file.path: flatten(file.content) for file in spoken}
    for file in spoken:
        for key, text in texts[file.path].items():
            missing = [other for other, there in texts.items() if key not in there]
            if missing:
                hint = did_you_mean(key, set(texts[missing[0]]) - set(texts[file.path]))
                where = file.at(*key.split("."))
                either = "" if where.startswith(ENGINE_WORDS) else ", or remove it here"
                yield f"{where}: {', '.join(missing)} has no such key{hint or f'; add it there{either}.'}"
            others = [there[key] for there in texts.values() if key in there]
            yield from _place_problems(file.at(*key.split(".")), text, others)


def family_problems(spoken: list[ConfigFile], *files: ConfigFile | list[ConfigFile]) -> Iterator[str]:
    """Values of config files that have no words; `files` fit the patterns of `WORDED`."""
    needed = {"": {"licence_map": "data/raw/boundaries/regions.geojson"}}
    for places, fitting in zip(WORDED.values(), files, strict=True):
        for file in fitting if isinstance(fitting, list) else [fitting]:
            for place, prefix in places.items():
                words = needed.setdefault(prefix, {})
                words.update((named_key(name), where) for where, name in named_at(file, place))
    for licence in OPEN_LICENCES:
        needed["licences."].pop(named_key(licence), None)
    for file in spoken:
        texts = flatten(file.content)
        for prefix, names in needed.items():
            known = [key for key in texts if key.startswith(prefix)]
            for name, where in names.items():
                what = f"{file.path} has no words for it,"
                yield from strange(where, what, prefix + name, known, "; add them.")


def _place_problems(where: str, text: str, others: Iterable[str]) -> Iterator[str]:
    """Places of a text that most of its translations have otherwise, and braces that do not close."""
    own = _places(text)
    if own is None:
        yield f"{where}: a brace that is not closed; write {{place}}."
        return
    theirs = [places for other in others if (places := _places(other)) is not None]
    most = max(theirs, key=theirs.count)
    if own != most:
        strange, lacking = sorted(own - most), sorted(most - own)
        what = "; ".join(
            [f"{{{name}}} is no place of these words" for name in strange]
            + [f"the place {{{name}}} is missing" for name in lacking]
        )
        yield f"{where}: {what}, as the other languages have it; mend the words."


def _places(text: str) -> set[str] | None:
    """The places in a text; None where a brace is not closed."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def foundation_problems(country: ConfigFile) -> Iterator[str]:
    """Languages that there are not, and layouts of one name: every other file would seem to be at fault."""
    for code in (country.content or {}).get("languages", ()):
        if not localedata.exists(code):
            where = country.at("languages", code)
            yield f"{where}: there is no language '{code}'; write its code of ISO 639-1, as kk of Kazakh."
    names = [layout.get("name") for layout in (country.content or {}).get("layouts", ())]
    for place, name in enumerate(names):
        if name and name in names[:place]:
            where = country.at("layouts", place, "name")
            yield f"{where}: a layout is called '{name}' already; rename one of them."


def country_problems(country: ConfigFile) -> Iterator[str]:
    """Macro-regions that look alike; layouts whose days are amiss, or lack where older borders follow."""
    for look in ("colour", "shape"):
        holders: dict[str, str] = {}
        for name, looks in country.content["macro_regions"].items():
            if (holder := holders.setdefault(looks[look], name)) != name:
                where = country.at("macro_regions", name, look)
                yield f"{where}: '{holder}' has this {look} already; take another one."
    layouts = country.content["layouts"]
    for place, layout in enumerate(layouts[:-2]):
        if "since" not in layout:
            where, older = country.at("layouts", place), layouts[place + 1]["name"]
            yield (
                f"{where}: the layout '{layout['name']}' has no day; write from when its borders hold "
                f"in place of those of '{older}', as since: YYYY-MM-DD."
            )
    dated = [(place, layout["since"]) for place, layout in enumerate(layouts) if "since" in layout]
    for place, since in dated:
        if since > date.today().isoformat():
            where = country.at("layouts", place, "since")
            yield f"{where}: {since} has not come yet; correct the day."
    for (_, newer), (place, older) in pairwise(dated):
        if older >= newer:
            where = country.at("layouts", place, "since")
            yield f"{where}: {older} is not before {newer}; the newest layout stands first."


def range_problems(file: ConfigFile) -> Iterator[str]:
    """Ranges that end before they begin, and bounds between steps that do not rise."""
    for keys, value in nested_values(file.content):
        for low, high in pairwise(value) if keys[-1] in RISING else ():
            if not isinstance(low, str) and low > high:
                yield f"{file.at(*keys)}: {low} is more than {high}; the smaller one stands first."


def curve_problems(curves: ConfigFile, registry: ConfigFile, variables: ConfigFile) -> Iterator[str]:
    """Periods of specification curves that cross a break of a variable in them."""
    breaks = {name: set(each) for name, each in declared_breaks(registry.content, variables.content).items()}
    for name, curve in curves.content["curves"].items():
        used = {value for keys, value in nested_values(curve) if keys[-1] == "variable"}
        for place, period in enumerate(curve["periods"]):
            for variable in sorted(used):
                for year in breaks_between(breaks, [variable], *period["years"]):
                    where = curves.at("curves", name, "periods", place)
                    yield f"{where}: the years cross the break of {year} in {variable}; end them before it."


def registry_problems(registry: ConfigFile, years: range) -> Iterator[str]:
    """Years of borders that cannot be, and layouts that are not the detail."""
    changes = [year for layout in layouts() if (year := first_year(layout))]
    for name, entry in registry.content.items():
        layout, detail = entry.get("layout", ""), detail_layout()
        where, otherwise = registry.at(name, "layout"), "; leave it out for figures of regions."
        yield from strange(where, "the detail of config/country.yaml is not", layout, ("", detail), otherwise)
    for keys, value in nested_values(registry.content):
        borders = keys[-1] == "newest_borders_from" and isinstance(value, int)
        if borders and not min(changes, default=0) <= value <= years[-1] + 1:
            newest = max(changes, default=value)
            yield f"{registry.at(*keys)}: regions of {newest} have no figures from {value}; correct the year."
