import hashlib

import pandas as pd
import pytest

from lib.core.files import files_like, read_csv, replacing, sha256, write_csv


def test_sha256_of_the_empty_file_is_the_published_constant(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    assert sha256(tmp_path / "empty") == hashlib.sha256().hexdigest()
    assert sha256(tmp_path / "empty").startswith("e3b0c44298fc1c149afbf4c8996fb924")


def test_a_failed_write_leaves_the_old_file_and_no_debris(tmp_path):
    target = tmp_path / "table.csv"
    target.write_text("old")
    with pytest.raises(RuntimeError), replacing(target) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_tables_come_back_as_written(tmp_path):
    table = pd.DataFrame({"unit": ["ABA", ""], "year": [2021, 2022], "value": [0.1 + 0.2, None]})
    write_csv(tmp_path / "t.csv", table)
    assert (tmp_path / "t.csv").read_text() == "unit,year,value\nABA,2021,0.3\n,2022,\n"
    back = read_csv(tmp_path / "t.csv", {"unit": "string"})
    assert back["unit"].tolist() == ["ABA", ""]
    assert back["value"].isna().tolist() == [False, True]


def test_what_editors_and_systems_leave_behind_is_no_file_of_ours(tmp_path):
    for name in ("a.yaml", "._a.yaml", ".DS_Store.yaml", ".a.yaml.swp"):
        (tmp_path / name).touch()
    (tmp_path / ".#a.yaml").symlink_to("user@host.123")
    (tmp_path / "folder.yaml").mkdir()
    assert files_like(tmp_path, "*.yaml", "*.swp") == [tmp_path / "a.yaml"]
