"""Snakemake's report, as it is put in place, holds no times."""

import pytest

from lib.core.problems import ProblemsError
from publish.write_report import without_times


def test_times_are_left_out_and_a_report_that_hides_them_is_a_fault():
    times = '"description": "{} of jobs.", "data": {{"values": [{{"rule": "a", "runtime": 1.5}}]}}'
    report = f"x {times.format('Runtimes')} y {times.format('Timeline')} z"
    emptied = '"description": "{} of jobs.", "data": {{"values": []}}'
    assert without_times(report) == f"x {emptied.format('Runtimes')} y {emptied.format('Timeline')} z"
    with pytest.raises(ProblemsError, match="1 lists of times"):
        without_times(f"x {times.format('Runtimes')}")
