"""Which processors are emulated, with what, and what the owner of the machine has set stays as it is."""

import pytest

from verify import compare_processors
from verify.compare_processors import processors


def test_a_processor_is_emulated_by_what_it_lacks_of_this_one():
    newest = processors({"X86_V3", "X86_V4", "AVX512_ICL"})
    assert newest["Haswell"] == {
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL",
        "OPENBLAS_CORETYPE": "Haswell",
    }
    assert newest["old"]["NPY_DISABLE_CPU_FEATURES"] == "X86_V3 X86_V4 AVX512_ICL"
    assert newest["NumPy without AVX2"] == {"NPY_DISABLE_CPU_FEATURES": "X86_V3"}
    oldest = processors(set())
    assert "NumPy without AVX2" not in oldest
    assert oldest["Haswell"] == {"OPENBLAS_CORETYPE": "Haswell"}


@pytest.fixture
def builds(monkeypatch):
    """The variables of every build that would be made; each gives the same, empty results."""
    made = []

    def build(_, folder, variables):
        made.append(variables)
        return {}, folder / "results"

    monkeypatch.setattr(compare_processors, "build", build)
    return made


def test_what_the_owner_has_set_is_left_and_told(project, builds, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Zen")
    names = {"OpenBLAS for Haswell", "old"}
    old, haswell = compare_processors.compare_processors(project, tmp_path, names)
    told = "OPENBLAS_CORETYPE is set on this machine and left as it is"
    assert haswell == ("OpenBLAS for Haswell", "skipped", [told])
    assert old[0] == "old"
    assert told in old[2]
    (variables,) = builds  # the results on disk hold, and stand for this processor's
    assert "OPENBLAS_CORETYPE" not in variables
    assert variables["OMP_NUM_THREADS"] == "4"


def test_a_processor_with_nothing_beyond_the_least_is_compared_too(project, builds, tmp_path, monkeypatch):
    """NumPy names no features it found where there are none beyond those that it asks for."""
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    least = {"SIMD Extensions": {"baseline": ["X86_V2"], "not found": ["X86_V3"]}}
    monkeypatch.setattr(compare_processors.np, "show_config", lambda **_mode: least)
    names = {"OpenBLAS for Haswell"}
    ((name, grade, _),) = compare_processors.compare_processors(project, tmp_path, names)
    assert (name, grade) == ("OpenBLAS for Haswell", "differs")  # from the empty results of `builds`
    assert builds[0]["OPENBLAS_CORETYPE"] == "Haswell"
