"""Every way in which a source is known to fail: it is asked again or reported, and nothing is lost."""

import io
import json
import zipfile

import pytest
from made_replies import book
from replay_server import Answer

INDEX = "income_per_capita"  # a cube of Taldau
SHEET = "employed"  # a workbook of the portal
TABLE = "poverty_share"  # a file of the SDG repository

ERROR_PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>Runtime Error</title></head><body>Server Error</body></html>"
)
OLD_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SHEET_DUMP = json.dumps({"Лист1": [{"Регион": "Абай", "2022": 1}]}, ensure_ascii=False).encode()


def zip_bomb() -> bytes:
    """A workbook of which one part unpacks a thousandfold."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(20 * 2**20))
    return buffer.getvalue()


@pytest.fixture
def good(archive, server):
    """Serve the three series as they are; gives the URL and the good reply of each."""
    urls = {}
    for series in (INDEX, SHEET, TABLE):
        archive.serve(server, only=series)
        url = archive.registry[series]["fetch"][0]["url"]
        urls[series] = (url, server.answers[url][0].body)
    return urls


PASSING = {
    "an error page first": lambda good: [Answer(ERROR_PAGE, 500), Answer(good)],
    "a web page with status 200 first": lambda good: [Answer(ERROR_PAGE), Answer(good)],
    "an empty reply first": lambda good: [Answer(b""), Answer(good)],
    "a cut reply first": lambda good: [Answer(good[:100], missing_bytes=len(good) - 100), Answer(good)],
    "silence amid the reply first": lambda good: [Answer(good, pause=1.0), Answer(good)],
    "too many requests first": lambda good: [Answer(b"", 429, {"Retry-After": "0"}), Answer(good)],
    "closed for now first": lambda good: [Answer(ERROR_PAGE, 503, {"Retry-After": "0"}), Answer(good)],
    "a reply without data first": lambda good: [Answer(b"[]"), Answer(good)],
    "a wrong content type": lambda good: [Answer(good, headers={"Content-Type": "text/html"})],
}


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("series", [INDEX, SHEET])
def test_what_passes_is_asked_again(archive, server, settings, good, series, fault):
    url, reply = good[series]
    server.serve(url, *PASSING[fault](reply))
    before = archive.content()
    (outcome,) = archive.refresh(settings, series)
    assert (outcome.outcome, outcome.why) == ("unchanged", "")
    assert server.times_asked(url) == (1 if fault == "a wrong content type" else 2)
    assert archive.content() == before


LASTING = {
    "error pages": (Answer(ERROR_PAGE, 500), "status 500; the reply begins with: <!DOCTYPE html>", 3),
    "web pages": (Answer(ERROR_PAGE), "status 200 with a web page", 3),
    "no data": (Answer(b"[]"), "no data for this request", 2),
    "null": (Answer(b"null"), "no data for this request", 2),
    "empty replies": (Answer(b" \n"), "status 200 with an empty reply", 3),
    "cut JSON": (Answer(b'[{"terms": [2600'), 'the reply begins with: [{"terms": [2600.', 2),
    "cut replies": (Answer(b"[", missing_bytes=50), "no answer from", 3),
    "silence": (Answer(b"[{}]", pause=1.0), "no answer from", 3),
    "closed": (Answer(b"", 503, {"Retry-After": "1"}), "status 503", 3),
    "closed for long": (Answer(b"", 503, {"Retry-After": "3600"}), "asks to wait 3600 s", 1),
    "gone": (Answer(b"no such", 404), "status 404; the reply begins with: no such", 1),
    "a sheet dump": (Answer(SHEET_DUMP), "a sheet dump has taken the cube's place", 2),
    "another host": (
        Answer(status=302, headers={"Location": "https://example.org/file.json"}),
        "the host example.org is not allowed",
        1,
    ),
    "an open line": (
        Answer(status=302, headers={"Location": "http://stat.gov.kz/file.json"}),
        "only plain https addresses are asked",
        1,
    ),
    "a circle": (
        Answer(status=302, headers={"Location": "/ru/Api/GetIndexData/704447?period=7&dics=67"}),
        "more than 5 redirects",
        6,
    ),
    "a large reply": (Answer(b"[" + b" " * 2**20 + b"]"), "bytes, 1,048,576 allowed", 1),
}


@pytest.mark.parametrize("fault", LASTING)
def test_what_lasts_is_reported(archive, server, settings, good, fault):
    answer, why, times = LASTING[fault]
    url, _ = good[INDEX]
    server.serve(url, answer)
    before = archive.content()
    (outcome,) = archive.refresh(settings, INDEX)
    assert outcome.outcome == "failed"
    assert why in outcome.why
    assert url in server.asked
    assert server.times_asked(url) == times
    assert not any("example.org" in each or "/stat.gov.kz/" in each for each in server.asked)
    assert archive.content() == before


def test_an_outage_is_told_from_wrong_arguments(archive, server, settings, good):
    url, _ = good[INDEX]
    server.serve(url, Answer(ERROR_PAGE, 500))
    (outcome,) = archive.refresh(settings, INDEX)
    assert "answers other requests: see this one's index and dictionaries" in outcome.why
    for each in list(server.answers):
        server.serve(each, Answer(ERROR_PAGE, 500))
    (outcome,) = archive.refresh(settings, INDEX)
    assert "does not answer a simple request either: an outage" in outcome.why


WORKBOOKS = {
    "an old workbook": (OLD_XLS, "expected an .xlsx workbook, got an old .xls one"),
    "a zip bomb": (zip_bomb(), "is packed more than 200 times"),
    "a cut workbook": (
        book({"Показатель": [[None, 2020, 2021], ["Абай", 1, 2]]})[:-40],
        "the workbook is damaged",
    ),
    "another sheet": (
        book({"Лист1": [[None, 2020, 2021]]}),
        "expected one sheet '^Показатель$' among 'Лист1', found 0",
    ),
    "no years": (book({"Показатель": [["Регион", "все"], ["Абай", 1]]}), "no row of years"),
    "a word for a figure": (
        book({"Показатель": [[None, "2020 год", "2021 год"], ["Акмолинская", 1, "много"]]}),
        "'много' is neither a number nor a mark for missing",
    ),
    "an unknown region": (
        book({"Показатель": [[None, 2020, 2021], ["Семейская", 1, 2]]}),
        "names that are no unit: row 2 'Семейская'",
    ),
    "a year twice": (
        book({"Показатель": [[None, 2020, 2020], ["Абай", 1, 2]]}),
        "2020 heads more than one column",
    ),
}


@pytest.mark.parametrize("fault", WORKBOOKS)
def test_a_file_of_another_kind_is_reported(archive, server, settings, good, fault):
    content, why = WORKBOOKS[fault]
    server.serve(good[SHEET][0], content)
    before = archive.content()
    (outcome,) = archive.refresh(settings, SHEET)
    assert outcome.outcome == "failed"
    assert why in outcome.why
    assert archive.content() == before


def test_a_redirect_to_a_file_is_followed(archive, server, settings, good):
    url, reply = good[SHEET]
    server.serve(url, Answer(status=302, headers={"Location": "/upload/iblock/e39/table.xlsx"}))
    server.serve("https://stat.gov.kz/upload/iblock/e39/table.xlsx", reply)
    (outcome,) = archive.refresh(settings, SHEET)
    assert outcome.outcome == "unchanged"


def changed_cube(reply: bytes, change) -> bytes:
    cube = json.loads(reply)
    change(cube)
    return json.dumps(cube, ensure_ascii=False).encode()


def slice_of(cube: list[dict], term: int) -> dict:
    return next(each for each in cube if each["terms"] == [term])


def shuffle(cube):
    cube.reverse()
    for each in cube:
        each["periods"] = [dict(reversed(period.items())) for period in reversed(each["periods"])]


def add_missing(cube):
    for mark, year in (("x", 2023), ("х", 2024), ("-", 2025), ("", 2026), (None, 1999)):
        slice_of(cube, 247783)["periods"].append({"name": "", "date": f"31.12.{year}", "value": mark})


def add_commas(cube):
    for period in slice_of(cube, 247783)["periods"]:
        period["value"] += ",0"


def repeat_slice(cube):
    cube.append(slice_of(cube, 247783))


def split_slice(cube):
    whole = slice_of(cube, 247783)
    cube.append({**whole, "periods": whole["periods"][5:]})
    whole["periods"] = whole["periods"][:5]


def add_district(cube):
    periods = [{"name": "", "date": "31.12.2020", "value": "1"}]
    cube.append({"terms": [256620], "termNames": ["КАРАГАНДА Г.А."], "periods": periods})


@pytest.mark.parametrize(
    "change", [shuffle, add_missing, add_commas, repeat_slice, split_slice, add_district]
)
def test_habits_of_the_cubes_change_no_figure(archive, server, settings, good, change):
    url, reply = good[INDEX]
    server.serve(url, changed_cube(reply, change))
    (outcome,) = archive.refresh(settings, INDEX)
    assert (outcome.outcome, outcome.why) == ("unchanged", "")


def contradict(cube):
    periods = [{"name": "", "date": "31.12.2020", "value": "1"}]
    cube.append({**slice_of(cube, 247783), "periods": periods})


def drop_region(cube):
    cube.remove(slice_of(cube, 247783))


def suppress(cube):
    slice_of(cube, 247783)["periods"][0]["value"] = "х"


def change_unit(cube):
    for each in cube:
        for period in each["periods"]:
            period["value"] += "000"


def swap_names(cube):
    one, other = slice_of(cube, 247783), slice_of(cube, 248875)
    one["termNames"], other["termNames"] = other["termNames"], one["termNames"]


def divide_early(cube):
    periods = [{"name": "", "date": "31.12.2015", "value": "1"}]
    cube.append({"terms": [77208141], "termNames": ["ОБЛАСТЬ АБАЙ"], "periods": periods})


def add_quarter(cube):
    slice_of(cube, 247783)["periods"].append({"name": "", "date": "31.03.2020", "value": "1"})


WRONG = {
    contradict: "so neither is used",
    drop_region: "the reply is shorter than the last vintage: it lacks 23 of 402 figures",
    suppress: "it lacks 1 of 402 figures",
    change_unit: "about 1000 times those of the last vintage",
    swap_names: "term 247783 is AKM, its name 'АКТЮБИНСКАЯ ОБЛАСТЬ' is AKT",
    divide_early: "the reply has the regions formed in 2022 for 2015",
    add_quarter: "31.03.2020 does not end a year",
}


@pytest.mark.parametrize("change", WRONG)
def test_a_cube_that_misleads_is_reported(archive, server, settings, good, change):
    url, reply = good[INDEX]
    server.serve(url, changed_cube(reply, change))
    before = archive.content()
    (outcome,) = archive.refresh(settings, INDEX)
    assert outcome.outcome == "failed"
    assert WRONG[change] in outcome.why
    assert archive.content() == before


def test_a_cut_table_is_reported(archive, server, settings, good):
    url, reply = good[TABLE]
    server.serve(url, reply[:-2])
    (outcome,) = archive.refresh(settings, TABLE)
    assert "does not end with a line end: it may be cut" in outcome.why


def test_regions_that_do_not_add_up_are_reported(archive, server, settings):
    archive.serve(
        server,
        lambda observations: [
            each._replace(value=each.value * 2) if each.key[1:3] == ("KAR17", 2020) else each
            for each in observations
        ],
        only=SHEET,
    )
    (outcome,) = archive.refresh(settings, SHEET)
    assert outcome.outcome == "failed"
    assert "employed 2020: the regions add up to" in outcome.why
