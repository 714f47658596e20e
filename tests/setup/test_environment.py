"""The lock is the one source of versions: environment.yml and the development lock follow it."""

import re
import tomllib

import pytest

from setup.write_conda_environment import conda_environment, pinned_versions


@pytest.fixture
def lock(project) -> str:
    return (project / "requirements.lock").read_text(encoding="utf-8")


def names(pins: list[str]) -> dict[str, str]:
    split = (re.split(r"(?:\[[^]]*\])?==", pin) for pin in pins)
    return {name.lower().replace("_", "-"): version for name, version in split}


def test_environment_yml_has_the_versions_of_the_lock(project, lock):
    assert (project / "environment.yml").read_text(encoding="utf-8") == conda_environment(lock)


def test_a_changed_version_shows(lock):
    changed = lock.replace("pandas==", "pandas==0.", 1)
    assert conda_environment(changed) != conda_environment(lock)


def test_development_lock_only_adds_to_the_runtime_lock(project, lock):
    development = names(pinned_versions((project / "requirements-dev.lock").read_text(encoding="utf-8")))
    assert names(pinned_versions(lock)).items() <= development.items()


def test_every_declared_dependency_is_locked(project, lock):
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    wanted = {re.match(r"[\w.-]+", name)[0].lower().replace("_", "-") for name in declared}
    assert wanted <= set(names(pinned_versions(lock)))


@pytest.mark.parametrize(
    "file", ["requirements.lock", "requirements-dev.lock", "scripts/setup/bootstrap.lock"]
)
def test_locks_have_hashes_and_no_addresses(project, file):
    text = (project / file).read_text(encoding="utf-8")
    pins = re.findall(r"^[A-Za-z0-9].*$", text, flags=re.MULTILINE)
    assert pins
    assert len(pins) == len(re.findall(r"^\S+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE))
    assert "://" not in text


def test_numba_is_not_locked(project):
    locked = names(pinned_versions((project / "requirements-dev.lock").read_text(encoding="utf-8")))
    assert "numba" not in locked
