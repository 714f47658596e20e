"""A bundled file is the one its record describes, or is not used."""

import pytest

from lib.core.problems import ProblemsError
from lib.data.bundled import bundled_file, write_bundled

NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # FIPS 180-4: sha256 of no bytes


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "record.yaml"
    path.write_text(f"file: empty.bin\ntitle: Nothing\nsha256: {NOTHING}\n")
    (tmp_path / "empty.bin").touch()
    return path


def test_the_described_file_is_given(record):
    assert bundled_file(record) == record.with_name("empty.bin")


def test_a_changed_file_is_refused(record):
    record.with_name("empty.bin").write_bytes(b"\n")
    with pytest.raises(ProblemsError, match=r"empty\.bin: the content differs from the sha256 in"):
        bundled_file(record)


def test_a_missing_file_is_told(record):
    record.with_name("empty.bin").unlink()
    with pytest.raises(ProblemsError, match=r"empty\.bin: the file is missing"):
        bundled_file(record)


def test_renewal_changes_nothing_of_the_record_but_the_sha256(record):
    write_bundled(record, b"abc")
    assert bundled_file(record).read_bytes() == b"abc"
    # FIPS 180-2, appendix B.1
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert record.read_text() == f"file: empty.bin\ntitle: Nothing\nsha256: {abc}\n"
