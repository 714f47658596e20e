"""Other processors, emulated on this one: the pipeline is built again as each, and bytes are compared.

NumPy, OpenBLAS and glibc's mathematical functions choose code by the processor they find. Variables make
them take the code of another one, so that results which hang on it show on one machine. A variable that the
owner of the machine has set is left alone and told; an emulation of nothing else is skipped.

Exit codes: 0 the same bytes or the same numbers everywhere, 1 other numbers, 2 a run failed.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lib.core.configuration import load
from lib.core.problems import ending_with_sentences
from lib.runs import rebuild
from lib.runs.compare import ComparisonRules, compare_results
from lib.runs.integrity import check_results, recorded_manifest
from lib.runs.manifest import PATH, read_manifest, sha256_of
from lib.runs.reference import comparison_rules

NEWEST = ("X86_V4", "AVX512_ICL", "AVX512_SPR")  # NumPy's names of what processors without AVX-512 lack
MOST_SHOWN = 40


@dataclass(frozen=True)
class Processor:
    """A processor to emulate: its name and the variables that make libraries take it for theirs."""

    name: str
    variables: dict[str, str]


def processors(found: set[str]) -> list[Processor]:
    """The processors that can be emulated on one with these of NumPy's features, whole and part by part."""
    no_512, no_avx2, no_avx = (
        {"NPY_DISABLE_CPU_FEATURES": " ".join(name for name in names if name in found)}
        for names in (NEWEST, ("X86_V3",), ("X86_V3", *NEWEST))
    )
    prescott, haswell = ({"OPENBLAS_CORETYPE": name} for name in ("Prescott", "Haswell"))
    no_fma = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2"}
    four = {"OPENBLAS_NUM_THREADS": "4", "OMP_NUM_THREADS": "4"}  # runs take one
    all_there_are = [
        Processor("old", no_avx | prescott | no_fma | four),
        Processor("Haswell", no_512 | haswell),
        Processor("NumPy without AVX-512", no_512),
        Processor("NumPy without AVX2", no_avx2),
        Processor("NumPy without any AVX", no_avx),
        Processor("OpenBLAS for Prescott", prescott),
        Processor("OpenBLAS for Haswell", haswell),
        Processor("glibc without FMA and AVX2", no_fma),
        Processor("four threads", four),
    ]
    possible = [
        Processor(each.name, {name: value for name, value in each.variables.items() if value})
        for each in all_there_are
    ]
    return [each for each in possible if each.variables]


def differing(
    before: tuple[dict[str, str], Path], after: tuple[dict[str, str], Path], rules: ComparisonRules
) -> tuple[str, list[str]]:
    """The grade of one emulation and a sentence for each cell or file that has other bytes."""
    comparison = compare_results(before, after, rules)
    sentences = [f"{cell}{' (within tolerance)' if cell.within else ''}" for cell in comparison.cells]
    sentences += [f"{name} {each}" for name, each in comparison.pictures.items()]
    sentences += [f"{path}: other bytes" for path in comparison.unseen]
    sentences += [f"{path}: on one side only" for path in comparison.only_before + comparison.only_after]
    return str(comparison.grade), sentences


def build(root: Path, folder: Path, variables: dict[str, str]) -> tuple[dict[str, str], Path] | None:
    """Build the project in a folder; the sha256 of its results, None when a job fails."""
    rebuild.copy_sources(root, folder)
    run = rebuild.rebuild(folder, variables=variables)
    if not run.succeeded:
        print(run.log[-3000:], file=sys.stderr)
        return None
    return sha256_of(read_manifest(folder / PATH)), folder / "results"


def made_here(root: Path) -> tuple[dict[str, str], Path] | None:
    """The results on disk, None where they are not what a run has made of the present sources."""
    manifest, faults = recorded_manifest(root)
    if manifest is None or any(each.counts for each in faults + check_results(root, manifest)):
        return None
    return sha256_of(manifest), root / "results"


def compare_processors(root: Path, scratch: Path, names: set[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield name, grade and sentences of every processor, or of those named."""
    rules = comparison_rules(
        load(root / "config/reference.yaml", root / "workflow/schemas/reference.schema.yaml")
    )
    here = made_here(root) or build(root, scratch / "here", {})
    if here is None:
        yield "this processor", "does not build", []
        return
    found = set(np.show_config(mode="dicts")["SIMD Extensions"]["found"])
    chosen = [each for each in processors(found) if not names or each.name in names]
    for place, each in enumerate(chosen):
        free = {name: value for name, value in each.variables.items() if name not in os.environ}
        taken = sorted(set(each.variables) - set(free))
        left = [f"{name} is set on this machine and left as it is" for name in taken]
        if not free:
            yield each.name, "skipped", left
            continue
        there = build(root, scratch / str(place), free)
        grade, sentences = differing(here, there, rules) if there else ("does not build", [])
        yield each.name, grade, left + sentences


def main(names: list[str]) -> int:
    """Compare on the project in the current folder and return the exit code; arguments name processors."""
    grades = set()
    with tempfile.TemporaryDirectory(prefix="processors-") as scratch:
        for name, grade, sentences in compare_processors(Path.cwd(), Path(scratch), set(names)):
            print(f"{name}: {grade}", flush=True)
            for sentence in sentences[:MOST_SHOWN]:
                print(f"  - {sentence}")
            if len(sentences) > MOST_SHOWN:
                print(f"  - and {len(sentences) - MOST_SHOWN} more")
            grades.add(grade)
    return 2 if "does not build" in grades else int("differs" in grades)


if __name__ == "__main__":
    with ending_with_sentences():
        sys.exit(main(sys.argv[1:]))
