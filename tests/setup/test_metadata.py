"""Files for catalogues, archives and forges say what the project says of itself."""

import json
import re
import subprocess
import tomllib

import pytest
import yaml

from lib.core.country import country
from setup.write_metadata import LOCKED, written_files


@pytest.fixture
def declared(project):
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_files_written_from_others_are_up_to_date(project):
    for path, text in written_files(project).items():
        assert (project / path).read_text(encoding="utf-8") == text, (
            f"python scripts/setup/write_metadata.py: {path}"
        )


def test_names_versions_and_licences_agree(project, declared):
    citation = yaml.safe_load((project / "CITATION.cff").read_text(encoding="utf-8"))
    meta, deposit, bill = (
        json.loads((project / name).read_text(encoding="utf-8"))
        for name in ("codemeta.json", ".zenodo.json", "sbom.json")
    )
    own = bill["metadata"]["component"]
    changes = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    assert {citation["version"], meta["version"], deposit["version"], own["version"]} == {declared["version"]}
    assert {citation["title"], meta["name"], deposit["title"]} == {citation["title"]}
    assert {meta["identifier"], own["name"], country()["package"]["name"]} == {declared["name"]}
    assert citation["license"] == deposit["license"] == declared["license"]
    assert meta["license"].endswith(f"/{declared['license']}")
    released = re.findall(r"^## (\d+\.\d+\.\d+)", changes, re.MULTILINE)
    assert "## Unreleased" in changes or released[0] == declared["version"]


def test_the_bill_of_materials_has_every_locked_package_once(project):
    lock = (project / "requirements.lock").read_text(encoding="utf-8")
    names = re.findall(r"^([^\s#-][^=]*)==", lock, re.MULTILINE)
    parts = json.loads((project / "sbom.json").read_text(encoding="utf-8"))["components"]
    assert sorted(part["name"] for part in parts) == sorted(name.lower() for name in names)
    assert len({part["bom-ref"] for part in parts}) == len(parts) == len(LOCKED.findall(lock))


def test_every_licence_that_files_stand_under_has_its_text(project):
    entries = tomllib.loads((project / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    named = {entry["SPDX-License-Identifier"] for entry in entries}
    assert entries[0]["path"] == "**"
    assert {path.stem for path in (project / "LICENSES").iterdir()} == named
    assert (project / "LICENSES/MIT.txt").read_bytes() == (project / "LICENSE").read_bytes()


def test_a_forge_calls_what_everybody_calls(project):
    jobs = yaml.safe_load((project / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    steps = [step.get("run", "") for step in jobs["run"]["steps"]]
    assert steps[-1] == ".ci/run"
    hooks = yaml.safe_load((project / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0][
        "hooks"
    ]
    assert hooks[0]["entry"] == "make check"
    for form in (project / ".github/ISSUE_TEMPLATE").iterdir():
        content = yaml.safe_load(form.read_text(encoding="utf-8"))
        assert {"name", "description", "body"} <= set(content), form
        assert all(field["attributes"]["label"] for field in content["body"]), form


@pytest.mark.parametrize(("subject", "kept"), [("x" * 72, True), ("x" * 73, False), ("ұ" * 72, True)])
def test_the_hook_on_subjects_lets_through_72_characters(project, tmp_path, subject, kept):
    hooks = yaml.safe_load((project / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0][
        "hooks"
    ]
    message = tmp_path / "message"
    message.write_text(f"{subject}\n\nbody\n", encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", f"{hooks[1]['entry']} {message}"], env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    )
    assert (done.returncode == 0) == kept
