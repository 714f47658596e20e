"""A vintage that the author puts into data/raw by hand."""

import shutil

import pytest

from fetch.record_series import record_series
from lib.core.problems import ProblemsError
from lib.data.snapshots import newest_record, read_index
from lib.refresh.archive import index_text

HOW = {
    "vintage": "2026-12-24",
    "basis": "published",
    "source": "Bureau, table 102798, printed edition",
    "today": "2027-01-01",
}


def record(archive, series="employed", **changes):
    return record_series(archive.raw, series, **{**HOW, **changes})


def test_a_file_put_there_becomes_the_newest_vintage(archive):
    folder = archive.folder / "employed"
    shutil.copy(folder / "2026-11-23.csv", folder / "2026-12-24.csv")
    archive.verify()  # not listed, so not used
    lines = []
    row = record(archive, say=lines.append)
    same = "282 the same, 0 others, 0 only in the reply, 0 only in the vintage."
    assert lines == [f"Against the vintage before: {same}"]
    assert (row["rows"], row["basis"], row["reply"]) == ("282", "published", "")
    assert newest_record(read_index(archive.folder / "index.csv"), "employed") == row
    archive.verify()


def test_a_vintage_is_never_recorded_twice(archive):
    with pytest.raises(ProblemsError, match=r"is in index\.csv already; a vintage is never overwritten"):
        record(archive, vintage="2026-11-23")


def test_a_missing_or_malformed_file_is_refused_and_the_index_left(archive):
    before = (archive.folder / "index.csv").read_bytes()
    with pytest.raises(ProblemsError, match="the file is missing"):
        record(archive)
    (archive.folder / "employed/2026-12-24.csv").write_text(
        "measure,unit,year,locality,value,note\nemployed,XXX,2024,total,1,\nemployed,KZ,2024,total,many,\n"
    )
    with pytest.raises(ProblemsError, match=r"unit .XXX. is not in units\.csv") as found:
        record(archive)
    assert len(found.value.problems) == 2
    assert (archive.folder / "index.csv").read_bytes() == before


def test_every_wrong_word_is_told_at_once(archive):
    with pytest.raises(ProblemsError) as found:
        record(archive, series="emploied", vintage="24.12.2026", basis="heard", source=" ")
    assert len(found.value.problems) == 4


def test_the_index_is_written_as_it_is_read(project):
    path = project / "data/raw/index.csv"
    assert index_text(read_index(path)) == path.read_text(encoding="utf-8")


def test_a_changed_reply_is_noticed(archive, server, settings):
    archive.serve(
        server,
        lambda observations: [each._replace(value=each.value + 1) for each in observations],
        only="grp",
    )
    archive.refresh(settings, "grp")
    row = newest_record(read_index(archive.folder / "index.csv"), "grp")
    reply = archive.folder / "grp" / row["reply"]
    reply.write_bytes(reply.read_bytes()[:-9])
    with pytest.raises(ProblemsError, match="the kept reply is missing or damaged"):
        archive.verify()


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8-sig", "a byte order mark, line ends of Windows, semicolons, decimal commas"),
        ("utf-16", "UTF-16, line ends of Windows, semicolons, decimal commas"),
        ("cp1251", "line ends of Windows, semicolons, decimal commas"),
    ],
)
def test_a_file_as_excel_saves_it_is_recorded_in_the_form_of_all_others(archive, encoding, told):
    folder = archive.folder / "employed"
    text = (folder / "2026-11-23.csv").read_text(encoding="utf-8")
    excel = text.replace(",", ";").replace(".", ",").replace("\n", "\r\n")
    (folder / "2026-12-24.csv").write_bytes(excel.encode(encoding))
    lines = []
    record(archive, say=lines.append)
    assert (folder / "2026-12-24.csv").read_text(encoding="utf-8") == text
    assert f"was saved with {told}; it is now UTF-8" in lines[-1]
    archive.verify()


def test_a_refused_file_stays_as_it_was_saved(archive):
    path = archive.folder / "employed/2026-12-24.csv"
    path.write_bytes(b"measure;unit;year;locality;value;note\r\nemployed;XXX;2024;total;1,5;\r\n")
    with pytest.raises(ProblemsError, match="line 2: unit 'XXX'"):
        record(archive)
    assert path.read_bytes().startswith(b"measure;unit")
