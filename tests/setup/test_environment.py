"""The locks: what pyproject.toml declares, for every Python it allows, by hash and without addresses."""

import re
import tomllib

import pytest

from lib.runs.manifest import locked_packages


@pytest.fixture
def lock(project) -> str:
    return (project / "requirements.lock").read_text(encoding="utf-8")


def pins(text: str) -> dict[str, str]:
    """The version of every package of a lock, whatever the machine."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE))


CLUSTER = "workflow/profiles/slurm/requirements.lock"


def test_other_locks_only_add_to_the_runtime_lock(project, lock):
    development = pins((project / "requirements-dev.lock").read_text(encoding="utf-8"))
    assert pins(lock).items() <= development.items()
    cluster = pins((project / CLUSTER).read_text(encoding="utf-8"))
    assert {name: pins(lock)[name] for name in cluster if name in pins(lock)}.items() <= cluster.items()


def test_every_declared_dependency_is_locked(project, lock):
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.match(r"[\w.-]+", name)[0].lower().replace("_", "-") for name in declared["dependencies"]}
    assert wanted <= set(pins(lock))


def test_a_package_for_another_system_is_not_expected_here(tmp_path):
    """PEP 508 markers, as in `colorama ; sys_platform == 'win32'`."""
    lock = tmp_path / "lock"
    lock.write_text(
        "here==1.0 ; python_full_version >= '3.11' \\\n    --hash=sha256:0\n"
        "there==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:0\nplain==3.0 \\\n    --hash=sha256:0\n"
    )
    assert locked_packages(lock) == {"here": "1.0", "plain": "3.0"}


@pytest.mark.parametrize(
    "file", ["requirements.lock", "requirements-dev.lock", CLUSTER, "scripts/setup/bootstrap.lock"]
)
def test_locks_have_hashes_and_no_addresses(project, file):
    text = (project / file).read_text(encoding="utf-8")
    assert pins(text)
    hashed = re.findall(r"^\S+==[^\s;]+(?: ; .*)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert len(pins(text)) == len(hashed)
    assert "://" not in text


def test_numba_is_not_locked(project):
    assert "numba" not in pins((project / "requirements-dev.lock").read_text(encoding="utf-8"))
