import sys
from pathlib import Path
from types import ModuleType

import pytest

from lib.core.problems import ProblemsError
from lib.project.surroundings import (
    check_surroundings,
    foreign_modules,
    foreign_settings,
    hidden_packages,
    job_environment,
)


def test_jobs_see_nothing_that_steers_python_or_matplotlib():
    mine = {
        "PYTHONOPTIMIZE": "2",
        "PYTHONSTARTUP": "x",
        "MPLCONFIGDIR": "y",
        "TZ": "Asia/Almaty",
        "PATH": "/bin",
    }
    jobs = job_environment(mine, Path("/project/scripts"))
    assert {"PYTHONOPTIMIZE", "PYTHONSTARTUP", "MPLCONFIGDIR"} & set(jobs) == set()
    assert (jobs["TZ"], jobs["PATH"], jobs["PYTHONPATH"]) == ("UTC", "/bin", "/project/scripts")


def test_what_the_owner_of_the_machine_has_set_for_its_processor_stays():
    mine = {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "X86_V4"}
    assert mine.items() <= job_environment(mine, Path("scripts")).items()


@pytest.mark.parametrize(("name", "value"), [("SNAKEMAKE_PROFILE", "/elsewhere"), ("PYTHONHOME", "/usr")])
def test_a_setting_of_the_users_is_refused(tmp_path, name, value):
    (problem,) = foreign_settings({name: value}, tmp_path)
    assert name in problem
    assert "unset it" in problem


def test_a_profile_of_the_project_is_none_of_the_users(tmp_path):
    assert (
        list(foreign_settings({"SNAKEMAKE_PROFILE": str(tmp_path / "workflow/profiles/slurm")}, tmp_path))
        == []
    )


def test_a_module_from_elsewhere_is_named():
    planted = ModuleType("yaml")
    planted.__file__ = "/elsewhere/yaml.py"
    (problem,) = foreign_modules({"yaml": planted, "sys": sys}, [Path("/usr")])
    assert "/elsewhere/yaml.py" in problem


def test_a_link_inside_pythons_own_folder_is_no_stranger(tmp_path):
    """As /usr/lib/python3.11/sitecustomize.py of Debian, which leads to /etc."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "lib").mkdir()
    (tmp_path / "etc/sitecustomize.py").touch()
    link = tmp_path / "lib/sitecustomize.py"
    link.symlink_to(tmp_path / "etc/sitecustomize.py")
    module = ModuleType("sitecustomize")
    module.__file__ = str(link)
    assert list(foreign_modules({"sitecustomize": module}, [tmp_path / "lib"])) == []


@pytest.mark.parametrize("name", ["numpy.py", "json.py", "PIL/__init__.py", "pandas/"])
def test_a_file_that_hides_a_package_is_named(tmp_path, name):
    path = tmp_path / "scripts" / name
    (path if name.endswith("/") else path.parent).mkdir(parents=True)
    if not name.endswith("/"):
        path.touch()
    (problem,) = hidden_packages(tmp_path / "scripts")
    assert f"scripts/{name.partition('/')[0]} hides" in problem


def test_the_project_itself_has_no_problem(project, monkeypatch):
    monkeypatch.delenv("SNAKEMAKE_PROFILE", raising=False)
    assert list(hidden_packages(project / "scripts")) == []
    path = list(sys.path)
    try:
        check_surroundings(project)
    except ProblemsError as error:  # modules of these tests come from tests/
        assert all("/tests/" in problem for problem in error.problems)
    sys.path[:] = path
