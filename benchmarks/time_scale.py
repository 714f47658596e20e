"""Time and memory of the steps that grow, at growing sizes, with peers on the same data in the same run.

    benchmarks/.venv/bin/python benchmarks/time_scale.py

Each size of each step runs in a process of its own, on one thread: processor seconds, and the most memory
above what the process held when its data were made. A size that would take more than `PATIENCE` seconds, if
time grew as the size, is not tried. The last column is the power of the size by which time grew from the size
before.
"""

import importlib.util
import multiprocessing
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import pandas as pd
import yaml
from time_claims import (
    ARTICLE,
    LARGE_YEARS,
    STATEMENTS,
    large_claims,
    large_evidence,
    large_questions,
)
from time_inference import panel

from check.trace_vintages import Snapshot
from lib.claims.outcomes import evaluate
from lib.claims.register import read_register
from lib.claims.verdicts import judge_parts
from lib.data.lineage import Recipe
from lib.data.vintages import changed_series
from lib.inference.cluster_variance import clustered_variance
from lib.inference.conley import conley_clusters
from lib.inference.error_process import DRAWS_IN_A_BLOCK, Scenario, error_process
from lib.inference.fixed_effects import encode_labels
from lib.inference.least_squares import least_squares
from lib.inference.many_models import fit_many
from lib.inference.size_simulation import rejection_rates
from lib.space.weights import near, nearest

PATIENCE = 30.0
YEARS = 15
Run = Callable[[], object]


@dataclass(frozen=True)
class Step:
    """What is done at growing sizes: `make` makes the data of a size and returns what is timed."""

    name: str
    unit: str
    sizes: tuple[int, ...]
    make: Callable[[int], Run]
    peers: dict[str, Callable[[int], Run]] = field(default_factory=dict)


def fixed_effects(G: int) -> Run:
    y, X, unit, _ = panel(G, YEARS)
    return lambda: clustered_variance(least_squares(y, X, absorb=[unit]), unit, "CRV1")


def fixed_effects_of_texts(G: int) -> Run:
    y, X, unit, _ = panel(G, YEARS)
    labels = np.array([f"U{each:06d}" for each in range(G)], dtype=object)[unit]
    return lambda: clustered_variance(least_squares(y, X, absorb=[labels]), labels, "CRV1")


def fixed_effects_of_codes(G: int) -> Run:
    y, X, unit, _ = panel(G, YEARS)
    codes = encode_labels(np.array([f"U{each:06d}" for each in range(G)], dtype=object)[unit])
    return lambda: clustered_variance(least_squares(y, X, absorb=[codes]), codes, "CRV1")


def in_pyfixest(G: int) -> Run:
    from pyfixest import feols

    y, X, unit, _ = panel(G, YEARS)
    frame = pd.DataFrame({"y": y, "x0": X[:, 0], "x1": X[:, 1], "unit": unit})
    feols("y ~ x0 + x1 | unit", frame.head(YEARS * 20), vcov={"CRV1": "unit"})  # compiles
    return lambda: feols("y ~ x0 + x1 | unit", frame, vcov={"CRV1": "unit"})


def in_linearmodels(G: int) -> Run:
    from linearmodels.panel import PanelOLS

    y, X, unit, year = panel(G, YEARS)
    index = pd.MultiIndex.from_arrays([unit, year])
    frame = pd.DataFrame(X, index=index, columns=["x0", "x1"])
    model = PanelOLS(pd.Series(y, index=index), frame, entity_effects=True)
    return lambda: model.fit(cov_type="clustered", cluster_entity=True)


def cr2(G: int) -> Run:
    y, X, unit, _ = panel(G, 200)
    X = np.column_stack([np.ones(len(y)), X])
    return lambda: clustered_variance(least_squares(y, X), unit, "CR2")


def cr2_in_diff_diff(G: int) -> Run:
    from diff_diff.linalg import compute_robust_vcov

    y, X, unit, _ = panel(G, 200)
    X = np.column_stack([np.ones(len(y)), X])

    def run():
        residuals = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
        compute_robust_vcov(X, residuals, cluster_ids=unit, vcov_type="hc2_bm")

    return run


def specifications(m: int) -> Run:
    y, X, unit = many(m)
    return lambda: fit_many(y, X, unit, absorb=[np.zeros(192)]).std_errors_crv1()


def specifications_by_a_loop(m: int) -> Run:
    import statsmodels.api as sm

    y, X, unit = many(m)

    def run():
        for place in range(m):
            design = sm.add_constant(X[place])
            sm.OLS(y[place], design).fit(cov_type="cluster", cov_kwds={"groups": unit}, use_t=True)

    return run


def many(m: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The data of m regressions on 16 units and 12 years."""
    generator = np.random.default_rng(0)
    return generator.normal(size=(m, 192)), generator.normal(size=(m, 192, 2)), np.repeat(np.arange(16), 12)


def ring(G: int) -> np.ndarray:
    """Weights of units with a neighbour on either side."""
    return (np.roll(np.eye(G), 1, axis=1) + np.roll(np.eye(G), -1, axis=1)) / 2


def errors(G: int) -> Run:
    unit, year = np.repeat(np.arange(G), YEARS), np.tile(np.arange(YEARS), G)
    W = ring(G)

    def run():
        process = error_process(Scenario(0.5, 0.4, "residuals"), np.ones(G), unit, year, W)
        return list(process.draw(100, np.random.default_rng(0)))

    return run


def sizes_of_tests(draws: int) -> Run:
    return simulation(16, draws)


def sizes_of_tests_by_units(G: int) -> Run:
    return simulation(G, 100)


def simulation(G: int, draws: int) -> Run:
    """Draw errors and test each draw with every method: 199 sign vectors, 199 permutations."""
    y, X, unit, year = panel(G, YEARS)
    fit = least_squares(y, X, absorb=[unit, year])
    about = {"level": 0.05, "power": 0.8, "sign_vectors": 199, "permutations": 199, "seed": 1}

    def run():
        generator = np.random.default_rng(1)
        starts = range(0, draws, DRAWS_IN_A_BLOCK)
        blocks = (generator.normal(size=(len(y), min(DRAWS_IN_A_BLOCK, draws - start))) for start in starts)
        return rejection_rates(fit, unit, year, 0, blocks, kernels={}, **about)

    return run


def neighbours(G: int) -> Run:
    points = np.random.default_rng(0).uniform(0, 1e6, (G, 2))
    return lambda: nearest(points, 5)


def conley(G: int) -> Run:
    """Places on a square, such that some twenty lie within the cutoff of each."""
    points = np.random.default_rng(0).uniform(0, G**0.5, (G, 2))
    y, X, unit, _ = panel(G, YEARS)
    fit = least_squares(y, X, absorb=[unit])
    return lambda: conley_clusters(fit, unit, near(points, 2.5), 2.5)


def statements(count: int) -> Run:
    """Read, compute and judge statements of 100 readings each on 200 units and 10 years."""
    draw = np.random.default_rng(1)
    evidence = large_evidence(draw)
    judging = yaml.safe_load((ARTICLE / "judging.yaml").read_text(encoding="utf-8"))
    years = {"natural": 2020, "first": LARGE_YEARS[0], "last": LARGE_YEARS[-1]}
    judging |= {"themes": ["claims"], "layouts": ["20"], "years": years}
    claims = dict(list(large_claims(draw).items())[:count])
    folder = TemporaryDirectory()
    contents = {
        "claims": claims,
        "questions": large_questions(),
        "judging": judging,
        "coverage": {"statements": {}},
    }
    paths = {name: Path(folder.name) / f"{name}.yaml" for name in contents}
    for name, content in contents.items():
        paths[name].write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    def run():
        register = read_register([paths["claims"]], paths["questions"], paths["judging"], paths["coverage"])
        judge_parts(register, evaluate(register, evidence))
        assert folder

    return run


def vintages(count: int) -> Run:
    """The figures of 30 series as known on each of their dates, 300 figures a vintage."""
    dates = [str(each.date()) for each in pd.date_range("2015-01-01", periods=count, freq="7D")]
    files = [(f"s{series}", date) for series in range(30) for date in dates]
    index = pd.DataFrame(files, columns=["series", "vintage"]).assign(basis="published")
    figures = index.loc[index.index.repeat(300), ["series", "vintage"]].reset_index(drop=True)
    figures["year"], figures["value"] = np.tile(np.arange(300) % 15 + 2000, len(index)), 1.0

    registry = {f"s{series}": {"kind": "level"} for series in range(30)}

    def run():
        snapshot = Snapshot(index, figures, index, Recipe(registry, [], {}), {}, {})
        for date, series in changed_series(index).items():
            snapshot.figures_on(date, {name: registry[name] for name in series})

    return run


UNITS, PLACES = (20, 200, 2000), (200, 2000, 10_000)
STEPS = (
    Step("fixed effects, CRV1", "units of 15 years", PLACES, fixed_effects,
         {"pyfixest": in_pyfixest, "linearmodels": in_linearmodels}),
    Step("the same, units as texts", "units of 15 years", PLACES, fixed_effects_of_texts),
    Step("the same, texts coded once before", "units of 15 years", PLACES, fixed_effects_of_codes),
    Step("CR2 with its degrees of freedom", "clusters of 200", (50, 200, 2000), cr2,
         {"diff_diff": cr2_in_diff_diff}),
    Step("specifications, CRV1", "specifications", (1000, 3072, 100_000), specifications,
         {"statsmodels": specifications_by_a_loop}),
    Step("drawing errors, 100 draws", "units of 15 years", UNITS, errors),
    Step("size of every test, 16 units", "draws", (1000, 10_000, 100_000), sizes_of_tests),
    Step("size of every test, 100 draws", "units of 15 years", UNITS, sizes_of_tests_by_units),
    Step("five nearest neighbours", "units", (200, 2000, 20_000), neighbours),
    Step("Conley within a cutoff", "units of 15 years", (200, 2000, 20_000), conley),
    Step("statements of 100 readings", "statements", (10, 100, STATEMENTS), statements),
    Step("figures as known on each date", "vintages", (20, 100, 200), vintages),
)  # fmt: skip


def measured(make: Callable[[int], Run], size: int) -> tuple[float, float]:
    """Processor seconds, and MiB above those held when the data were made, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (make, size))


def _measure(make: Callable[[int], Run], size: int) -> tuple[float, float]:
    run = make(size)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    run()
    spent = time.process_time() - start
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if spent < 1:
        for _ in range(40 if spent < 0.05 else 4):
            start = time.process_time()
            run()
            spent = min(spent, time.process_time() - start)
    return spent, memory


def rows_of(step: Step) -> list[str]:
    """Rows of the table: the project's, then those of its peers."""
    lines = []
    for who, make in {"this project": step.make, **step.peers}.items():
        if who in step.peers and importlib.util.find_spec(who) is None:
            lines.append(f"| {step.name} | {who} | | not installed | | |")
            continue
        seconds: list[float] = []
        for size in step.sizes:
            if seconds and seconds[-1] * size / step.sizes[len(seconds) - 1] > PATIENCE:
                break
            spent, memory = measured(make, size)
            power = (
                np.log(spent / seconds[-1]) / np.log(size / step.sizes[len(seconds) - 1])
                if seconds
                else np.nan
            )
            seconds.append(spent)
            grows = "" if np.isnan(power) else f"{power:.1f}"
            lines.append(
                f"| {step.name} | {who} | {size:,} {step.unit} | {spent:.3g} | {memory:.0f} | {grows} |"
            )
            print(lines[-1], file=sys.stderr)
    return lines


if __name__ == "__main__":
    asked = sys.argv[1:]
    print("| step | who | size | processor s | MiB | power |\n|---|---|---|--:|--:|--:|")
    for step in STEPS:
        if not asked or any(word in step.name for word in asked):
            print(*rows_of(step), sep="\n", flush=True)
    print(f"\nPython {platform.python_version()}, NumPy {np.__version__}, one thread.")
