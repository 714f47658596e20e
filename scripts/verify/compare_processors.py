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
from pathlib import Path

import numpy as np

from lib.core.configuration import read_yaml
from lib.core.problems import ending_with_sentences
from lib.runs import rebuild
from lib.runs.compare import ComparisonRules, compare_results
from lib.runs.integrity import check_results, recorded_manifest
from lib.runs.manifest import PATH, read_manifest, sha256_of
from lib.runs.reference import comparison_rules, reference_choices

PROCESSORS = Path(__file__).with_name("processors.yaml")
FEATURES = "NPY_DISABLE_CPU_FEATURES"
MOST_SHOWN = 40


def processors(features: set[str]) -> dict[str, dict[str, str]]:
    """The variables that emulate each processor, on one that has these of NumPy's features."""
    possible = {}
    for name, variables in read_yaml(PROCESSORS).items():
        lacked = [feature for feature in variables.get(FEATURES, "").split() if feature in features]
        others = {variable: value for variable, value in variables.items() if variable != FEATURES}
        possible[name] = {**({FEATURES: " ".join(lacked)} if lacked else {}), **others}
    return {name: variables for name, variables in possible.items() if variables}


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
    rules = comparison_rules(reference_choices(root))
    here = made_here(root) or build(root, scratch / "here", {})
    if here is None:
        yield "this processor", "does not build", []
        return
    features = set(np.show_config(mode="dicts")["SIMD Extensions"].get("found", ()))
    chosen = {name: each for name, each in processors(features).items() if not names or name in names}
    for place, (name, variables) in enumerate(chosen.items()):
        free = {variable: value for variable, value in variables.items() if variable not in os.environ}
        taken = sorted(set(variables) - set(free))
        left = [f"{variable} is set on this machine and left as it is" for variable in taken]
        there = build(root, scratch / str(place), free) if free else None
        if there:
            grade, sentences = differing(here, there, rules)
            yield name, grade, left + sentences
        else:
            yield name, "does not build" if free else "skipped", left


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
