"""Broken and odd replies: a sentence or the right figures, never another exception, never another number."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from fuzz_targets import SOURCES
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from made_replies import book

from lib.core.problems import ProblemsError
from lib.refresh.account import Account
from lib.refresh.adapters.layouts import SHEET_LAYOUTS, SourceSheet
from lib.refresh.adapters.reading import READERS
from lib.refresh.adapters.replies import SourceReplies
from lib.refresh.region_names import read_gazetteer

RAW = Path(__file__).parents[4] / "data/raw"
bounded = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
REGIONS = {247783: "АКМОЛИНСКАЯ ОБЛАСТЬ", 248875: "АКТЮБИНСКАЯ ОБЛАСТЬ", 741880: "РЕСПУБЛИКА КАЗАХСТАН"}
UNITS = {247783: "AKM", 248875: "AKT", 741880: "KZ"}
CODES = {"AKM": "KZAKM", "AKT": "KZAKT", "KZ": ""}
LABELS = {"AKM": "Акмолинская", "AKT": "Актюбинская 1)", "KZ": "Республика Казахстан "}

observations = st.dictionaries(
    st.tuples(st.sampled_from(["AKM", "AKT", "KZ"]), st.integers(2000, 2025)),
    st.decimals(-999999, 999999, places=2),
    min_size=1,
    max_size=30,
).filter(lambda found: any(unit == "KZ" for unit, _ in found))


@cache
def gazetteer():
    return read_gazetteer(RAW / "units.csv", RAW / "aliases.csv")


def read(adapter, *contents):
    return READERS[adapter](SourceReplies(list(contents), SOURCES[adapter], gazetteer(), "m", Account()))


def figures_or_sentence(adapter, *contents):
    """The figures by unit and year, or None when the reply is refused with a sentence."""
    try:
        found = read(adapter, *contents)
    except ProblemsError as error:
        assert error.problems
        assert all(sentence.endswith(".") for sentence in error.problems)
        return None
    assert found
    return {(each.unit, each.year): each.value for each in found}


@st.composite
def printed(draw, value):
    """The number as one of the sources may print it."""
    text = format(value, "f")
    form = draw(st.sampled_from(["point", "comma", "padded", "zeros"]))
    if form == "comma":
        return text.replace(".", ",")
    if form == "padded":
        return f" {text}\u00a0"
    return text + "0" if form == "zeros" else text


JUNK = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=100).map(str.encode),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
    st.sampled_from(
        [b"[" * 50_000, b'[{"terms":[1e999999],"termNames":["x"],"periods":[]}]', b"\xef\xbb\xbf[]"]
    ),
)


@pytest.mark.parametrize("adapter", SOURCES)
@bounded
@given(content=JUNK)
def test_junk_is_refused_with_a_sentence(adapter, content):
    assert figures_or_sentence(adapter, content, content) is None


def as_cube(data, known):
    by_term = {term: {} for term in REGIONS}
    for (unit, year), value in known.items():
        term = next(each for each, name in UNITS.items() if name == unit)
        by_term[term][year] = data.draw(printed(value))
    slices = []
    for term, years in by_term.items():
        periods = [{"name": "", "date": f"31.12.{year}", "value": value} for year, value in years.items()]
        periods += [
            {"date": f"31.12.{year}", "value": mark}
            for year, mark in data.draw(
                st.lists(st.tuples(st.integers(1990, 1999), st.sampled_from(["x", "х", "-", ""])))
            )
        ]
        periods = data.draw(st.permutations(periods))
        slices.append(
            {
                "terms": data.draw(st.sampled_from([[term], [str(term)]])),
                "termNames": [REGIONS[term]],
                "periods": periods,
            }
        )
        if data.draw(st.booleans()):
            slices.append(dict(reversed(slices[-1].items())))
    return json.dumps(data.draw(st.permutations(slices)), ensure_ascii=False).encode()


@pytest.mark.parametrize("adapter", ["portal_cube", "taldau_index"])
@bounded
@given(data=st.data(), known=observations)
def test_a_cube_in_any_order_and_print_gives_its_figures(adapter, data, known):
    assert figures_or_sentence(adapter, as_cube(data, known)) == known


@bounded
@given(data=st.data(), known=observations)
def test_a_tree_in_any_order_and_print_gives_its_figures(data, known):
    nodes = {term: {"id": str(term), "text": REGIONS[term], "leaf": "false"} for term in REGIONS}
    for (unit, year), value in known.items():
        term = next(each for each, name in UNITS.items() if name == unit)
        nodes[term] |= {f"y12{year}": data.draw(printed(value)), f"12{year}": "883"}
    shuffled = {term: dict(data.draw(st.permutations(list(node.items())))) for term, node in nodes.items()}
    country = json.dumps([shuffled.pop(741880)]).encode()
    children = json.dumps(list(shuffled.values())).encode()
    assert figures_or_sentence("taldau_tree", country, children) == known


@bounded
@given(data=st.data(), known=observations)
def test_an_indicator_in_any_order_and_print_gives_its_figures(data, known):
    lines = [
        f'{year},PT,,{CODES[unit]},"{data.draw(printed(value))}"' for (unit, year), value in known.items()
    ]
    lines += [f"{year},PT,F,,{data.draw(st.integers(0, 99))}" for year in (2001, 2002)]
    text = "\n".join(["Year,UNIT_MEASURE,SEX,REF_AREA,Value", *data.draw(st.permutations(lines))]) + "\n"
    assert figures_or_sentence("sdg_csv", text.encode()) == known


@settings(max_examples=25)
@given(data=st.data(), known=observations)
def test_a_workbook_in_any_order_and_print_gives_its_figures(data, known):
    years = data.draw(st.permutations(sorted({year for _, year in known} | {1998, 1999})))
    rows = [
        ["Таблица"],
        [None, *(data.draw(st.sampled_from([year, f"{year} год", f"{year}2)"])) for year in years)],
    ]
    for unit in data.draw(st.permutations(sorted(LABELS))):
        cells = [known.get((unit, year)) for year in years]
        printed_cells = [
            data.draw(st.sampled_from(["-", "x", "х", None])) if cell is None else data.draw(printed(cell))
            for cell in cells
        ]
        rows.append([LABELS[unit], *printed_cells])
    rows += [[], ["1) По данным переписи."]]
    assert figures_or_sentence("portal_workbook", book({"a": rows})) == known


WHOLE = {
    "portal_workbook": book({"a": [[None, 2020, 2021], ["Акмолинская", 10.5, 20.25], ["Актюбинская", 1, 2]]}),
    "portal_cube": json.dumps(
        [{"terms": [247783], "termNames": ["x"], "periods": [{"date": "31.12.2020", "value": "1234.5"}]}]
    ).encode(),
    "sdg_csv": b"Year,REF_AREA,Value\n2020,KZAKM,12.5\n2021,KZAKM,13.75\n",
    "taldau_tree": b'[{"id":"741880","text":"","y122020":"6334668832923.03"}]',
    "world_bank": b'[{"page":1,"pages":1},[{"countryiso3code":"KAZ","date":"2020","value":12.5}]]',
}


@pytest.mark.parametrize("adapter", WHOLE)
def test_a_reply_cut_anywhere_is_refused_or_lacks_whole_figures(adapter):
    """No cut changes a figure; a CSV cut at a line end only lacks lines, which the comparison then tells."""
    whole = figures_or_sentence(adapter, WHOLE[adapter], b"[]")
    step = max(1, len(WHOLE[adapter]) // 150)
    for length in range(0, len(WHOLE[adapter]), step):
        part = figures_or_sentence(adapter, WHOLE[adapter][:length], b"[]")
        assert part is None or part.items() <= whole.items()


@pytest.mark.parametrize("adapter", ["portal_workbook"])
@bounded
@given(position=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_a_damaged_workbook_is_refused_or_unharmed(adapter, position, byte):
    """The archive's checksums cover the sheets: a changed byte is noticed, or is none that matters."""
    content = bytearray(WHOLE[adapter])
    content[position % len(content)] = byte
    found = figures_or_sentence(adapter, bytes(content))
    assert found is None or found == {
        ("AKM", 2020): Decimal("10.5"), ("AKM", 2021): Decimal("20.25"), ("AKT", 2020): 1, ("AKT", 2021): 2,
    }  # fmt: skip


LAYOUT_SOURCES = {
    "years_across": {},
    "years_across in groups": {"groups": {"total": "^все", "rural": "^сел"}},
    "years_across by period": {"period": "^год"},
    "years_across for one row": {"row": "^всего"},
    "region_blocks": {"item": "^сельское"},
    "year_blocks": {"item": "^итого", "period": "^год"},
}
CELLS = st.sampled_from(
    [
        None, "", "КАТО", "Акмолинская", "Актюбинская 1)", "Республика Казахстан ", "Всего", "Все население",
        "Село", "Сельское хозяйство", "Итого", "год", "2020 год", "2021", 2020, 2021, 2020.0, "2020-2021",
        "I квартал 2020 года", 1, 2.5, "3,5", "x", "-", "много", True, "1 000", "#REF!", float("inf"),
    ]
)  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUT_SOURCES)
@settings(max_examples=80)
@given(rows=st.lists(st.lists(CELLS, max_size=5).map(tuple), max_size=8))
@example(rows=[("", "2020 год", "2021"), ("Всего",)])
def test_any_sheet_is_read_or_refused_with_a_sentence(layout, rows):
    """Every figure that is read stands in the sheet, under its own region."""
    source = {"sheets": ["."], "layout": layout.partition(" ")[0], **LAYOUT_SOURCES[layout]}
    try:
        found = list(SHEET_LAYOUTS[source["layout"]](SourceSheet("a", rows, source, gazetteer(), Account())))
    except ProblemsError as error:
        assert all(sentence.endswith(".") for sentence in error.problems)
        return
    printed_cells = [cell for row in rows for cell in row]
    for cell in found:
        assert cell.unit in UNITS.values()
        assert any(cell.content is each or cell.content == each for each in printed_cells)
