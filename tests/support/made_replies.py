"""Replies in the shapes of the sources, made from figures: what a source would send if it said just these."""

import csv
import io
import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import openpyxl

from lib.core.country import country_unit
from lib.data.observations import Observation, format_number

SOUTH, HEIR = "YKO", "TUR"
UNKNOWN_SOUTH_TERM = 262000
FORMER = {"ALM17": "ALM", "KAR17": "KAR", "VKO17": "VKO"}
PERIODS = {
    "^за\\s*год": ("январь-март", "за год"),
    "^всего": ("всего", "мужчины", "женщины"),
    "^(год|январь\\s*-\\s*декабрь)": ("1 квартал", "1 полугодие", "9 месяцев", "год"),
}
HEADINGS = {"total": "Все население", "urban": "Городское население", "rural": "Сельское население"}
ITEMS = {"^сельское": "Сельское, лесное и рыбное хозяйство", "^промышленность": "Промышленность"}


class Labels:
    """How each kind of source calls the units."""

    def __init__(self, raw: Path):
        with (raw / "aliases.csv").open(encoding="utf-8", newline="") as file:
            aliases = list(csv.DictReader(file))
        with (raw / "units.csv").open(encoding="utf-8", newline="") as file:
            units = list(csv.DictReader(file))

        def of(kind):
            return {row["unit"]: row["alias"] for row in reversed(aliases) if row["kind"] == kind}

        self.sheet = {
            **of("statgov_xlsx_ru"),
            SOUTH: "Южно-Казахстанская",
            country_unit(): "Республика Казахстан ",
        }
        self.taldau = of("taldau_text_ru")
        self.sdg = {**of("sdg_ref_area"), country_unit(): ""}
        self.term = {row["unit"]: int(row["taldau_term"]) for row in units if row["taldau_term"]}
        self.term[SOUTH] = UNKNOWN_SOUTH_TERM


def base_unit(unit: str) -> str:
    """The unit whose name and id a source uses."""
    return FORMER.get(unit, unit)


def reply_to(source: dict, observations: Iterable[Observation], labels: Labels) -> bytes:
    """The reply of a source that says these figures, in its own unit."""
    scale = Decimal(source.get("scale", "1"))
    observations = [observation._replace(value=observation.value / scale) for observation in observations]
    makers = {"portal_workbook": workbook, "taldau_index": cube, "portal_cube": cube, "sdg_csv": sdg}
    return makers[source["adapter"]](source, observations, labels)


def cube(_source: dict, observations: list[Observation], labels: Labels) -> bytes:
    """A JSON list of slices, with periods out of order, as Taldau sends it."""
    slices: dict[str, list[Observation]] = {}
    for observation in sorted(observations, key=lambda each: (each.unit, each.year * 7 % 13)):
        slices.setdefault(base_unit(observation.unit), []).append(observation)
    return json.dumps(
        [
            {
                "terms": [labels.term[unit]],
                "termNames": [labels.taldau[unit]],
                "periods": [
                    {
                        "name": f"{each.year} год",
                        "date": f"31.12.{each.year}",
                        "value": format_number(each.value),
                    }
                    for each in members
                ],
            }
            for unit, members in slices.items()
        ],
        ensure_ascii=False,
    ).encode()


def sdg(source: dict, observations: list[Observation], labels: Labels) -> bytes:
    """A CSV file of the SDG repository, with rows by sex that are not the totals."""
    codes = {"total": "", "urban": "U", "rural": "R"}
    unit = source.get("where", {}).get("UNIT_MEASURE", "PT")
    lines = ["Year,UNIT_MEASURE,URBANISATION,SEX,REF_AREA,Value"]
    for each in sorted(observations, key=lambda each: (each.year, each.unit, each.locality)):
        area = labels.sdg[base_unit(each.unit)]
        lines.append(f"{each.year},{unit},{codes[each.locality]},,{area},{format_number(each.value)}")
        if each.unit == country_unit() and each.locality == "total":
            lines.append(f"{each.year},{unit},,M,,{format_number(each.value + 1)}")
    return "".join(f"{line}\n" for line in lines).encode()


Shares = list[tuple[dict, list[Observation]]]


def shares_by_url(entry: dict, series: str, observations: list[Observation]) -> dict[str, Shares]:
    """What each URL of a series is to say: the sources there, each with its share of the figures."""
    shares: dict[str, Shares] = {}
    for source in entry["fetch"]:
        whole = source["adapter"] == "portal_workbook" and "groups" not in source
        localities = ["total"] if whole else source.get("groups", entry["localities"])
        measure = source.get("measure", series)
        share = [each for each in observations if each.measure == measure and each.locality in localities]
        shares.setdefault(source["url"], []).append((source, share))
    return shares


def reply_of_url(shares: Shares, labels: Labels) -> bytes:
    """One reply for all that is read from a URL: workbooks of one table are one workbook, files one file."""
    if shares[0][0]["adapter"] == "sdg_csv":
        files = [reply_to(source, observations, labels) for source, observations in shares]
        return files[0] + b"".join(content.partition(b"\n")[2] for content in files[1:])
    if shares[0][0]["adapter"] != "portal_workbook":
        return reply_to(*shares[0], labels)
    sheets: dict[str, list[list]] = {}
    for source, observations in shares:
        for title, rows in workbook_sheets(source, observations, labels).items():
            sheets[title] = (
                _side_by_side(sheets[title], rows) if "item" in source and title in sheets else rows
            )
    return book(sheets)


def _side_by_side(left: list[list], right: list[list]) -> list[list]:
    """The rows of one layout with the item columns of both."""
    return [[*one, *other[3:]] if len(one) > 3 else one for one, other in zip(left, right, strict=True)]


def workbook(source: dict, observations: list[Observation], labels: Labels) -> bytes:
    """A workbook of the portal in the layout that the source names."""
    return book(workbook_sheets(source, observations, labels))


def workbook_sheets(source: dict, observations: list[Observation], labels: Labels) -> dict[str, list[list]]:
    """The sheets of such a workbook, by title."""
    layouts = {"years_across": _years_across, "region_blocks": _region_blocks, "year_blocks": _year_blocks}
    titles = [_title(pattern) for pattern in source["sheets"]]
    sheets = {"Обложка": [["Бюро национальной статистики"]]}
    if source.get("combine") == "add":
        first = [observation._replace(value=observation.value // 2) for observation in observations]
        second = [each._replace(value=each.value - each.value // 2) for each in observations]
        parts = [first, second]
    else:
        parts = [observations for _ in titles]
    for title, part in zip(titles, parts, strict=True):
        sheets[title] = layouts[source["layout"]](source, part, labels)
    return sheets


def book(sheets: dict[str, list[list]]) -> bytes:
    """An .xlsx file with these sheets."""
    made = openpyxl.Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _title(pattern: str) -> str:
    name = pattern.strip("^$")
    return f"{name}2026" if name.endswith("-") else name


def _cell(value: Decimal | None) -> object:
    if value is None:
        return "-"
    return int(value) if value == value.to_integral_value() else float(value)


def _table(observations: list[Observation], merge_south: bool) -> dict[str, dict[int, Decimal]]:
    rows: dict[str, dict[int, Decimal]] = {}
    for observation in sorted(
        observations, key=lambda each: (each.unit != country_unit(), base_unit(each.unit), each.year)
    ):
        unit = base_unit(observation.unit)
        unit = HEIR if merge_south and unit == SOUTH else unit
        rows.setdefault(unit, {})[observation.year] = observation.value
    return rows


def _years_across(source: dict, observations: list[Observation], labels: Labels) -> list[list]:
    years = sorted({observation.year for observation in observations})
    periods = PERIODS.get(source.get("period", ""), ("год",))
    wanted = periods.index("за год") if "за год" in periods else 0
    rows: list[list] = [["Таблица с заголовком"], []]
    if len(periods) > 1:
        rows.append([None, *(cell for year in years for cell in (year, *[None] * (len(periods) - 1)))])
        rows.append([None, *(name for _ in years for name in periods)])
    else:
        rows.append(
            [None, *(cell for year in years for cell in (f"I полугодие {year} года", f"{year} год 1)"))]
        )
    merge_south = "groups" in source or source["sheets"] == ["^Все население$"]
    groups = source.get("groups", {None: None})
    for locality in groups:
        if locality:
            rows.append([HEADINGS[locality]])
        chosen = [each for each in observations if locality is None or each.locality == locality]
        for unit, values in _table(chosen, merge_south).items():
            label = "Всего" if "row" in source else labels.sheet[unit]
            row: list[object] = [label]
            for year in years:
                value = values.get(year)
                if len(periods) > 1:
                    other = None if value is None else value / 2
                    row += [_cell(value if place == wanted else other) for place in range(len(periods))]
                else:
                    row += [_cell(None if value is None else value / 2), _cell(value)]
            rows.append(row)
            if source.get("other_rows") == "skip" and unit == "KAR":
                rows.append(["Абайский район", *row[1:]])
        if locality and source.get("combine") != "add":
            rows += [["Мужчины"], [labels.sheet[country_unit()], *[1] * (2 * len(years))]]
    rows += [[], ["1) Предварительные данные."]]
    return rows


def _region_blocks(source: dict, observations: list[Observation], labels: Labels) -> list[list]:
    rows: list[list] = [["код КАТО", "Регионы", "Всего", ITEMS[source["item"]], "Прочее"]]
    for unit, values in _table(observations, merge_south=False).items():
        rows.append(["100000000", labels.sheet[unit]])
        for year, value in values.items():
            rows.append([None, f"I квартал {year} года", _cell(value), _cell(value / 4), 1])
            rows.append([None, f"{year} год", _cell(value * 2), _cell(value), 1])
    return rows


def _year_blocks(_source: dict, observations: list[Observation], labels: Labels) -> list[list]:
    periods = PERIODS["^(год|январь\\s*-\\s*декабрь)"]
    rows: list[list] = [["Производительность труда"]]
    for year in sorted({observation.year for observation in observations}):
        table = _table(
            [observation for observation in observations if observation.year == year], merge_south=False
        )
        rows.append([f"{year} год"])
        rows.append([None, *(cell for unit in table for cell in (labels.sheet[unit], *[None] * 3))])
        rows.append([None, *(name for _ in table for name in periods)])
        values = [values[year] for values in table.values()]
        rows.append(
            ["Итого по отраслям", *(_cell(value * part) for value in values for part in (0, 0, 0, 1))]
        )
        rows.append(["Промышленность", *(_cell(value * 2) for value in values for _ in periods)])
    return rows


def world_bank(observations: dict[int, Decimal]) -> bytes:
    """A reply of the World Bank's API."""
    records = [
        {
            "countryiso3code": "KAZ",
            "country": {"id": "KZ", "value": "Kazakhstan"},
            "date": str(year),
            "value": value,
        }
        for year, value in sorted(observations.items(), reverse=True)
    ]
    paging = {"page": 1, "pages": 1, "per_page": 200, "total": len(records)}
    return json.dumps([paging, [{**each, "value": float(each["value"])} for each in records]]).encode()
