PANELS = {f"panel_{layout}": f"results/data/panel_{layout}.csv" for layout in (20, 17, 16)}
WEIGHTS = {f"weights_{layout}": f"results/geometry/weights_{layout}.csv" for layout in (20, 17, 16)}
MODELS = {
    "models": sorted(map(str, Path("config/models").glob("*.yaml"))),
    "variants": "config/variants.yaml",
    "units": "data/raw/units.csv",
    "groups": "config/groups.yaml",
    "codebook": rules.harmonise_regions.output.codebook,
}


rule estimate_models:
    input:
        **PANELS,
        **MODELS,
        distances=rules.build_geometry.output.distances,
        marks=rules.harmonise_regions.output.marks,
        words_en="config/words/en.yaml",
        words_ru="config/words/ru.yaml",
        words_kk="config/words/kk.yaml",
        helpers=helpers("regress/estimate_models.py"),
    output:
        coefficients=update("results/models/coefficients.csv"),
        models=update("results/models/models.csv"),
        meanings=update("results/models/meanings.csv"),
        influence=update("results/models/influence.csv"),
        partial=update("results/models/partial_regression.csv"),
        associations=update("results/models/associations.csv"),
        cross_check=update("results/models/cross_check.csv"),
    log:
        "logs/regress/estimate_models.log",
    priority: 3
    conda:
        "../../environment.yml"
    params:
        cutoffs=settings("config/spatial.yaml")["conley_km"],
        vintage=config["vintage"],
        seed=config["seed"],
    message:
        "Estimating the models of config/models: coefficients, their meaning, and what each region does to them"
    script:
        "../../scripts/regress/estimate_models.py"


TARGETS.append(rules.estimate_models.output[0])


rule trace_specification_curve:
    input:
        **PANELS,
        curves="config/specification_curve.yaml",
        codebook=rules.harmonise_regions.output.codebook,
        units="data/raw/units.csv",
        groups="config/groups.yaml",
        helpers=helpers("regress/trace_specification_curve.py"),
    output:
        specifications=update("results/models/specifications.csv"),
        tests=update("results/models/specification_tests.csv"),
    log:
        "logs/regress/trace_specification_curve.log",
    priority: 2
    conda:
        "../../environment.yml"
    params:
        vintage=config["vintage"],
    message:
        "Estimating every specification of each question and testing each curve as a whole"
    script:
        "../../scripts/regress/trace_specification_curve.py"


TARGETS.append(rules.trace_specification_curve.output[0])


rule simulate_size:
    input:
        **PANELS,
        **WEIGHTS,
        **MODELS,
        distances=rules.build_geometry.output.distances,
        plan="config/size_simulation.yaml",
        helpers=helpers("regress/simulate_size.py"),
    output:
        sizes=update("results/models/size.csv"),
    log:
        "logs/regress/simulate_size.log",
    conda:
        "../../environment.yml"
    params:
        cutoffs=settings("config/spatial.yaml")["conley_km"],
        vintage=config["vintage"],
        seed=config["seed"],
    message:
        "Simulating how often each method rejects on the real regressors"
    script:
        "../../scripts/regress/simulate_size.py"


TARGETS.append(rules.simulate_size.output[0])


rule estimate_space:
    input:
        **PANELS,
        **WEIGHTS,
        **MODELS,
        choices="config/spatial.yaml",
        helpers=helpers("regress/estimate_space.py"),
    output:
        spatial=update("results/models/spatial.csv"),
        clusters=update("results/models/local_clusters.csv"),
    log:
        "logs/regress/estimate_space.log",
    priority: 2
    conda:
        "../../environment.yml"
    params:
        vintage=config["vintage"],
        seed=config["seed"],
    message:
        "Testing values and models for dependence between neighbours"
    script:
        "../../scripts/regress/estimate_space.py"


TARGETS.append(rules.estimate_space.output[0])
