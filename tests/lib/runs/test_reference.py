"""The reference is replaced whole or not at all, and its rules cannot be made lax."""

import copy
from pathlib import Path

import pytest

from lib.core.configuration import ConfigFile, read_yaml, schema_problems
from lib.core.files import write_text
from lib.runs import reference

MANIFEST = {"outputs": {"results/claims/a.csv": {"rule": "r", "sha256": "0" * 64}}, "sources": {}, "jobs": {}}
SPEC = {"tables": ["claims/*.csv"], "pictures": ["*.png"], "picture_width": 120, "keys": {}, "tolerances": {}}


def write(root, value):
    write_text(root / "results/claims/a.csv", f"v\n{value}\n")
    reference.write_reference(root, MANIFEST, [], SPEC)


def content(root):
    folder = root / reference.REFERENCE
    return {name: (folder / name).read_bytes() for name in reference.files_below(folder)}


@pytest.mark.parametrize("step", range(8))
def test_a_kill_at_any_step_leaves_one_whole_reference(tmp_path, monkeypatch, step):
    write(tmp_path, 1)
    old = content(tmp_path)
    write(tmp_path / "other", 2)
    new = content(tmp_path / "other")
    left = [step]

    def killing(function):
        def step_or_die(*arguments, **named):
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            return function(*arguments, **named)

        return step_or_die

    with monkeypatch.context() as patch:
        patch.setattr(reference, "write_text", killing(reference.write_text))
        patch.setattr(Path, "rename", killing(Path.rename))
        patch.setattr(reference.shutil, "rmtree", killing(reference.shutil.rmtree))
        patch.setattr(reference.shutil, "copyfile", killing(reference.shutil.copyfile))
        try:
            write(tmp_path, 2)
        except KeyboardInterrupt:
            left[0] = None
    reference.recover_reference(tmp_path)
    assert content(tmp_path) in (old, new)
    assert not list((tmp_path / "results/verify").glob("*"))
    write(tmp_path, 2)
    assert content(tmp_path) == new


@pytest.mark.parametrize(("kind", "value"), [("relative", 0.01), ("absolute", 0.001), ("relative", 1e400)])
def test_a_tolerance_above_the_ceiling_is_refused(project, kind, value):
    path = project / "config/reference.yaml"
    spec = read_yaml(path)
    schema = project / "workflow/schemas/reference.schema.yaml"
    assert schema_problems(ConfigFile(str(path), spec, {}), schema) == []
    lax = copy.deepcopy(spec)
    lax["tolerances"]["*"]["*"][kind] = value
    (problem,) = schema_problems(ConfigFile(str(path), lax, {}), schema)
    assert kind in problem
    assert "expected at most" in problem


@pytest.mark.parametrize("key", ["tables", "pictures"])
def test_a_reference_that_would_keep_nothing_is_refused(project, key):
    path = project / "config/reference.yaml"
    spec = read_yaml(path) | {key: []}
    schema = project / "workflow/schemas/reference.schema.yaml"
    assert len(schema_problems(ConfigFile(str(path), spec, {}), schema)) == 1
