"""Which territory a figure is about: the sources' names and ids stay, the borders behind them do not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lib.core.country import country, detail_layout, first_year, layouts, region_layouts
from lib.core.files import read_records
from lib.core.problems import stop_if
from lib.data.observations import Observation, one_line

NAME_KINDS = ("statgov", "taldau_text", "variant")
CODE_KIND = "sdg_ref_area"
LOOK_ALIKES = str.maketrans("aceopxykmtbhi", "асеорхукмтвні")
LATIN = re.compile("[a-z]")
CYRILLIC = re.compile("[а-яё]")


@dataclass(frozen=True)
class Split:
    """A region that was divided and renamed: its successor, the other parts, the year from which they are."""

    successor: str
    others: frozenset[str]
    year: int


@dataclass(frozen=True)
class Gazetteer:
    """How the sources call the units: by name, by the SDG repository's code, by a cube's term id.

    Each gives the unit of today's borders; `decide_territories` turns it into the unit of the year.
    """

    by_name: dict[str, str]
    by_short_name: dict[str, str]
    by_code: dict[str, str]
    by_term: dict[int, str]
    parents: dict[str, str]
    heirs: dict[str, tuple[str, ...]]
    layouts: dict[str, frozenset[str]]
    splits: dict[str, Split]

    @property
    def created(self) -> set[str]:
        """The regions of the newest borders that a larger one was divided into."""
        return {heir for heirs in self.heirs.values() for heir in heirs}

    @property
    def lasting(self) -> set[str]:
        """The regions that every table by region has, whatever the borders of its years."""
        divided = {unit for split in self.splits.values() for unit in (split.successor, *split.others)}
        return set(self.layouts[layouts()[0]]) - divided - self.created

    def named(self, label: object, short: bool = False) -> str | None:
        """The unit that a row or column is labelled with; None when the label is no unit's name.

        `short` allows names without the word for region; some of these are also
        those of a city in the region: only for tables without districts.
        """
        key = name_key(label)
        return self.by_name.get(key) or (self.by_short_name.get(key) if short else None)


def read_gazetteer(units_path: str | Path, aliases_path: str | Path) -> Gazetteer:
    """Read units.csv and aliases.csv; raises `ProblemsError` when one name means two units."""
    units, aliases = read_records(units_path), read_records(aliases_path)
    units = [row for row in units if not row.get(f"layout_{detail_layout()}")]
    newest, before = (f"layout_{name}" for name in layouts()[:2])
    codes = country().get("unit_codes", {})
    classifier, term = codes.get("classifier", ""), codes.get("term", "")
    of_today = [row for row in units if row["unit"] == row[newest]]
    former = {row[before] for row in of_today} - {row["unit"] for row in of_today}
    live = [row for row in units if row["unit"] not in former]
    parents = {
        row["unit"]: old["unit"]
        for old in units
        for row in live
        if old["unit"] in former and row.get(classifier, "") == old.get(classifier, "") != ""
    }
    heirs = {
        old: tuple(row["unit"] for row in live if row[before] == old and row["unit"] not in parents)
        for old in former
    }
    names = [(row[column], row["unit"]) for row in live for column in row if column.startswith("name_")]
    names += [(row["short_ru"], row["unit"]) for row in live if "short_ru" in row]
    names += [(row["alias"], row["unit"]) for row in aliases if row["kind"].startswith(NAME_KINDS)]
    by_name = _unique(((name_key(name), unit) for name, unit in names), aliases_path)
    short = [(row[column], row["unit"]) for row in live for column in row if column.startswith("short_")]
    short += [(row["short_en"], row["unit"]) for row in units if row["unit"] in country()["successors"]]
    short += [
        (bare, row["unit"])
        for row in live
        if row["kind"] == "city" and (full := row.get("short_kk", "")).endswith(" қ.")
        if (bare := full.removesuffix(" қ."))
        if not any(other["short_kk"].startswith(f"{bare} ") for other in live if other != row)
    ]
    short_names = [(name_key(name), unit) for name, unit in short if name_key(name) not in by_name]
    return Gazetteer(
        by_name=by_name,
        by_short_name=_unique(short_names, units_path),
        by_code=_unique(
            ((row["alias"], row["unit"]) for row in aliases if row["kind"] == CODE_KIND), aliases_path
        ),
        by_term={int(row[term]): row["unit"] for row in live if row.get(term)},
        parents=parents,
        heirs=heirs,
        layouts={
            name: frozenset(row[f"layout_{name}"] for row in units if row[f"layout_{name}"])
            for name in region_layouts()
        },
        splits={
            whole: _split(whole, successor, units) for whole, successor in country()["successors"].items()
        },
    )


def _split(whole: str, successor: str, units: list[dict[str, str]]) -> Split:
    """How a region was divided, from the units whose territory lies in it."""
    parts = {
        row["unit"]: row["exists_from"]
        for row in units
        if whole in row.values() and row["unit"] != whole and row["exists_from"]
    }
    return Split(successor, frozenset(parts) - {successor}, int(parts[successor][:4]))


def _unique(pairs: Iterable[tuple[str, str]], path: str | Path) -> dict[str, str]:
    units: dict[str, str] = {}
    problems = []
    for name, unit in pairs:
        if units.setdefault(name, unit) != unit:
            problems.append(f"{path}: '{name}' means both {units[name]} and {unit}; keep one of the two.")
    stop_if(problems, "Reading the names of the units")
    return units


def name_key(label: object) -> str:
    """A label without what tells no units apart: case, footnotes, the word for region, look-alikes."""
    key = one_line(label).casefold().replace("ё", "е").replace("–", "-").replace("‑", "-")
    key = re.sub(r"(?:\s*(?:\d\)?|\*|[¹²³⁰⁴-⁹]\)?))+$", "", key)
    if CYRILLIC.search(key) and LATIN.search(key):
        key = key.translate(LOOK_ALIKES)
    key = re.sub(r"^(?:г\.|город )\s*|^the ", lambda match: "" if match[0] == "the " else "г ", key)
    key = re.sub(r"^(\S+) (?:г\.?|город)$", r"г \1", key)
    key = re.sub(r"\boblast['’]?(?=$|\s)", "region", key)
    key = re.sub(r"\bобласть\b|\bобл\.", " ", key)
    return one_line(re.sub(r"\s*-\s*", "-", key))


def decide_territories(
    observations: list[Observation], gazetteer: Gazetteer, newest_borders_from: int | str | None
) -> list[Observation]:
    """Give every figure the unit whose borders it was measured in.

    The regions divided when the newest layout began keep their names and ids: up to the year before
    `newest_borders_from` (an integer, "all years", or None for a series without the new regions) they stand
    for the undivided region. A row of a successor (config/country.yaml) stands for the region it came from
    in years before the division without a figure for another part, in tables without a row for the whole.

    Raises
    ------
    ProblemsError
        When the reply has the newest regions in years for which the registry says it has not, or lacks
        all of them where it says it has them.
    """
    _check_newest_borders(observations, gazetteer, newest_borders_from)
    units_told = {observation.unit for observation in observations}
    predecessors = {split.successor: whole for whole, split in gazetteer.splits.items()}
    years_divided = {
        whole: {each.year for each in observations if each.unit in gazetteer.splits[whole].others}
        for whole in gazetteer.splits
    }

    def unit_of(unit: str, year: int) -> str:
        whole = predecessors.get(unit, "")
        if whole and whole not in units_told and newest_borders_from != "all years":
            divided = year >= gazetteer.splits[whole].year or year in years_divided[whole]
            return unit if divided else whole
        return unit if _on_new_borders(year, newest_borders_from) else gazetteer.parents.get(unit, unit)

    return [each._replace(unit=unit_of(each.unit, each.year)) for each in observations]


def _on_new_borders(year: int, first: int | str | None) -> bool:
    return first == "all years" or (first is not None and year >= first)


def _check_newest_borders(
    observations: list[Observation], gazetteer: Gazetteer, first: int | str | None
) -> None:
    created = gazetteer.created
    having = {each.year for each in observations if each.unit in created}
    divided = {each.year for each in observations if each.unit in gazetteer.parents}
    early = sorted(year for year in having if not _on_new_borders(year, first))
    late = sorted(year for year in divided - having if _on_new_borders(year, first))
    stop_if(
        [
            f"the reply has {what} formed in {first_year(layouts()[0])} for {_years(years)}, the registry's "
            f"newest_borders_from is {first}; see on whose borders these years are and correct the registry."
            for what, years in (("the regions", early), ("none of the regions", late))
            if years
        ],
        "Deciding the territory of the figures",
    )


def _years(years: list[int]) -> str:
    return f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
