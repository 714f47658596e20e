"""What fuzzing has found: each input is read, or refused with a sentence."""

from pathlib import Path

import pytest
from fuzz_targets import TARGETS, attempt

FOUND = [path for path in sorted((Path(__file__).parent / "found").rglob("*")) if path.is_file()]


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.name[:14]}")
def test_what_was_found_is_read_or_refused(path):
    attempt(path.parent.name, path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\0", b"[" * 50_000, b'"' + b"x" * 200_000])
def test_bytes_that_are_nothing_are_read_or_refused(target, content):
    attempt(target, content)
