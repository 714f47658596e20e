"""Judge pure noise by the rule that judges the article, for seeds of no run, and print what is borne out.

    make && .venv/bin/python benchmarks/judge_noise.py

Each row is a statement on an association in the data of the last run: the share of 2,000 outcomes dealt anew
among the regions whose interval bears it out, for each seed. A one-sided test at 5 percent promises .05.
"""

import logging

import pandas as pd
from time_claims import RESULTS, ROOT, project_evidence, project_register

from check.measure_severity import PERMUTED, measure_severity
from lib.core.country import layouts
from lib.models.inputs import model_inputs

SEEDS = range(101, 106)


def main() -> None:
    """Print the table, and the largest share in it."""
    logging.disable(logging.WARNING)
    files = {
        **{f"panel_{layout}": RESULTS / f"data/panel_{layout}.csv" for layout in layouts()},
        "models": sorted((ROOT / "config/models").glob("*.yaml")),
        "variants": ROOT / "config/variants.yaml",
        "units": ROOT / "data/raw/units.csv",
        "groups": ROOT / "config/groups.yaml",
        "codebook": RESULTS / "data/codebook.csv",
    }
    inputs, evidence = model_inputs(files), project_evidence()
    register = project_register()
    columns = {}
    for seed in SEEDS:
        table = measure_severity(register, evidence, **inputs, seed=seed)
        columns[seed] = table.set_index(["claim", "part", "proxy", "method"])["borne_out"]
    noise = pd.DataFrame(columns)
    print(noise.assign(mean=noise.mean(axis=1)).to_string())
    print(f"{PERMUTED} permutations a cell; largest share of noise borne out: {noise.to_numpy().max():.4f}")


if __name__ == "__main__":
    main()
