import re
from importlib.metadata import version

import pytest

from lib.core.problems import ProblemsError
from lib.runs.manifest import build_manifest, installed_packages, locked_packages, source_files
from lib.runs.record import Receipt


def test_a_project_below_a_hidden_folder_has_its_sources_and_no_bytecode(tmp_path):
    root = tmp_path / ".work/project"
    for name in ("scripts/a.py", "scripts/__pycache__/a.cpython-311.pyc", "config/.draft.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    assert source_files(root) == ["scripts/a.py"]


def test_installed_versions_are_those_that_the_packages_tell_of_themselves(project):
    locked = locked_packages(project / "requirements.lock")
    assert installed_packages([*locked, "no-such-package"]) == {name: version(name) for name in locked}


def test_an_input_that_a_rebuild_would_lack_is_named():
    job = Receipt(
        "draw", {}, "scripts/draw.py", {}, {"scripts/draw.py": "1", "scripts/old.pyc": "2"}, {}, {"a": "3"}
    )
    with pytest.raises(ProblemsError, match=r"scripts/old\.pyc: rule draw reads it"):
        build_manifest(["a"], [job], ["scripts/draw.py"], {}, {})


def test_every_file_that_a_rule_names_is_there_in_a_rebuild(project):
    texts = [path.read_text(encoding="utf-8") for path in (project / "workflow/rules").glob("*.smk")]
    named = {path for text in texts for path in re.findall(r'\bsource\("([^"*{]+)"\)', text)}
    assert len(named) > 20
    assert named <= set(source_files(project))
