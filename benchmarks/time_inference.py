"""Time the project's inference and its peers on the same data in the same run, and print the ratios.

    benchmarks/.venv/bin/python benchmarks/time_inference.py

Times are CPU time of one thread, beside the time to stay within. A peer that is not installed is named and
skipped.
"""

import importlib.util
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

import numpy as np
import pandas as pd

from lib.inference.cluster_variance import clustered_variance
from lib.inference.least_squares import least_squares
from lib.inference.many_models import bootstrap_statistics, fit_many
from lib.inference.wild_bootstrap import some_sign_vectors, wild_inversion
from lib.space.autocorrelation import moran_test

REPEATS = 5


def panel(G: int, T: int, k: int = 2):
    """A random panel of G units and T years: y, X, unit, year."""
    generator = np.random.default_rng(0)
    unit, year = np.repeat(np.arange(G), T), np.tile(np.arange(T), G)
    X = generator.normal(size=(G * T, k))
    return X[:, 0] + generator.normal(size=G * T) + unit % 7, X, unit, year


def seconds(run: Callable[[], object], repeats: int = REPEATS) -> float:
    """The best CPU time of several runs, after one that is not counted: what else runs does not show."""
    run()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def report(task: str, goal: float, ours: Callable, peer: str = "", theirs: Callable | None = None) -> None:
    """Print the time of one task beside the goal (ms), and of the peer where it is installed."""
    mine = seconds(ours)
    line = f"{task:<58} {1e3 * mine:9.1f} ms" + ("" if np.isnan(goal) else f" of {goal:5.0f}")
    if theirs is None:
        print(line)
    elif importlib.util.find_spec(peer) is None:
        print(f"{line}   {peer}: not installed")
    else:
        other = seconds(theirs, repeats=1)
        print(f"{line}   {peer} {1e3 * other:9.1f} ms   ratio {other / mine:8.1f}")


def time_wild_bootstrap() -> None:
    """One p-value, 16 units by 12 years, effects of both."""
    y, X, unit, year = panel(16, 12)

    def theirs():
        import statsmodels.api as sm
        from wildboottest.wildboottest import wildboottest

        names = ["x0", "x1", *(f"u{g}" for g in range(16)), *(f"t{t}" for t in range(1, 12))]
        design = pd.DataFrame(np.column_stack([X, np.eye(16)[unit], np.eye(12)[year][:, 1:]]), columns=names)
        wildboottest(sm.OLS(y, design), param="x0", cluster=pd.Series(unit), B=9999, show=False)

    def ours():
        wild_inversion(least_squares(y, X, absorb=[unit, year]), unit, 0).p_value(0.0)

    report("WCR p, 16 x 12, two-way effects (ours: all 32 768 signs)", 3, ours, "wildboottest", theirs)
    for G in (16, 20):
        data = panel(G, 12)
        fit = least_squares(data[0], data[1], absorb=[data[2], data[3]])
        report(
            f"exact WCR interval, {G} units",
            np.nan,
            lambda f=fit, u=data[2]: wild_inversion(f, u, 0).interval(0.95),
        )


def time_cr2() -> None:
    """CR2 with Satterthwaite's degrees of freedom, 16 units by 12 years."""
    y, X, unit, year = panel(16, 12)

    def theirs():
        from diff_diff.linalg import compute_robust_vcov

        design = np.column_stack([X, np.eye(16)[unit], np.eye(12)[year][:, 1:]])
        residuals = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        compute_robust_vcov(design, residuals, cluster_ids=unit, vcov_type="hc2_bm")

    def ours():
        clustered_variance(least_squares(y, X, absorb=[unit, year]), unit, "CR2")

    report("CR2 with its df, 16 x 12, two-way effects", np.nan, ours, "diff_diff", theirs)


def time_many_models() -> None:
    """3 072 regressions with CRV1; a joint bootstrap over 1 024."""
    generator = np.random.default_rng(0)
    unit = np.repeat(np.arange(16), 12)
    X, y = generator.normal(size=(3072, 192, 2)), generator.normal(size=(3072, 192))

    def theirs():
        import statsmodels.api as sm

        for place in range(3072):
            design = np.column_stack([np.ones(192), X[place]])
            sm.OLS(y[place], design).fit(cov_type="cluster", cov_kwds={"groups": unit}, use_t=True)

    constant = [np.zeros(192)]
    report(
        "3 072 specifications with CRV1",
        50,
        lambda: fit_many(y, X, unit, absorb=constant).std_errors_crv1(),
        "statsmodels",
        theirs,
    )
    a, M = fit_many(y[:1024], X[:1024], unit, absorb=constant).wild_parts(0)
    signs = some_sign_vectors(16, 999, 0)
    report("joint WCR, 1 024 specifications x 999 signs", 700, lambda: bootstrap_statistics(a, M, signs))


def time_large_panel() -> None:
    """10 000 places by 15 years."""
    y, X, unit, year = panel(10_000, 15)

    def theirs():
        from linearmodels.panel import PanelOLS

        index = pd.MultiIndex.from_arrays([unit, year])
        frame = pd.DataFrame(X, index=index, columns=["x0", "x1"])
        PanelOLS(pd.Series(y, index=index), frame, entity_effects=True).fit(
            cov_type="clustered", cluster_entity=True
        )

    report(
        "10 000 x 15, effects of places, CRV1",
        20,
        lambda: clustered_variance(least_squares(y, X, absorb=[unit]), unit, "CRV1"),
        "linearmodels",
        theirs,
    )
    fit = least_squares(y, X, absorb=[unit])
    report(
        "10 000 x 15, WCR p, 9 999 draws of Webb's weights",
        1500,
        lambda: wild_inversion(fit, unit, 0).p_value(0.0),
    )


def time_moran() -> None:
    """Moran's I with 9 999 permutations on 16 regions."""
    generator = np.random.default_rng(0)
    values = generator.normal(size=16)
    W = (np.abs(np.subtract.outer(np.arange(16), np.arange(16))) == 1).astype(float)
    W /= W.sum(axis=1, keepdims=True)

    def theirs():
        import libpysal
        from esda import Moran

        Moran(values, libpysal.weights.full2W(W), permutations=9999)

    report("Moran's I, 9 999 permutations", 2, lambda: moran_test(values, W, draws=9999), "esda", theirs)


if __name__ == "__main__":
    print(f"numpy {np.__version__}, best of {REPEATS} runs")
    for measure in (time_wild_bootstrap, time_cr2, time_many_models, time_large_panel, time_moran):
        measure()
