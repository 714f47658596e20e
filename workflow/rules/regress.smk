MODELS = {
    "models": sources("config/models/*.yaml"),
    "variants": source("config/variants.yaml"),
    "units": source("data/raw/units.csv"),
    "groups": source("config/groups.yaml"),
    "codebook": rules.harmonise_regions.output.codebook,
}
# Words that no regression needs: its jobs get the files without them.
TITLES = {**{str(path): ["title"] for path in MODELS["models"]}, "config/variants.yaml": ["*.title"]}


rule estimate_models:
    input:
        **PANELS,
        **MODELS,
        **words_in(languages()),
        common=common,
        distances=rules.build_geometry.output.distances,
        marks=rules.harmonise_regions.output.marks,
    output:
        receipt=receipt("estimate_models"),
        coefficients=update("results/models/coefficients.csv"),
        models=update("results/models/models.csv"),
        meanings=update("results/models/meanings.csv"),
        influence=update("results/models/influence.csv"),
        partial=update("results/models/partial_regression.csv"),
        associations=update("results/models/associations.csv"),
        cross_check=update("results/models/cross_check.csv"),
    log:
        "logs/regress/estimate_models.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("estimate_models"),
        unread=TITLES,
        cutoffs=settings("config/spatial.yaml")["conley_km"],
        vintage=config["vintage"],
        seed=config["seed"],
    message:
        "Estimating the models of config/models: coefficients, their meaning, and what each region does to them"
    script:
        "../../scripts/regress/estimate_models.py"


CURVES = {
    **PANELS,
    "curves": source("config/specification_curve.yaml"),
    "units": source("data/raw/units.csv"),
    "groups": source("config/groups.yaml"),
}


rule trace_specification_curve:
    input:
        **CURVES,
        common=common,
        pieces=pieces_of("specifications", "tests"),
    output:
        receipt=receipt("trace_specification_curve"),
        specifications=update("results/models/specifications.csv"),
        tests=update("results/models/specification_tests.csv"),
    log:
        "logs/regress/trace_specification_curve.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("trace_specification_curve"),
        vintage=config["vintage"],
    message:
        "Estimating every specification of each question and testing each curve as a whole"
    script:
        "../../scripts/regress/trace_specification_curve.py"


if pieces_of("specifications"):

    use rule trace_specification_curve as trace_some_curves with:
        input:
            **CURVES,
            common=common,
        output:
            receipt=receipt("trace_some_curves-{scatteritem}"),
            pieces=piece_of("specifications", "tests"),
        log:
            "logs/regress/trace_some_curves-{scatteritem}.log",
        params:
            stamp=stamp_of("trace_some_curves"),
            vintage=config["vintage"],
        message:
            "Estimating the specifications of some questions: {wildcards.scatteritem}"


SIMULATED = {
    **PANELS,
    **WEIGHTS,
    **MODELS,
    "distances": rules.build_geometry.output.distances,
    "plan": source("config/size_simulation.yaml"),
}


rule simulate_size:
    input:
        **SIMULATED,
        common=common,
        pieces=pieces_of("sizes"),
    output:
        receipt=receipt("simulate_size"),
        sizes=update("results/models/size.csv"),
        grid=update("results/models/size_grid.csv"),
    log:
        "logs/regress/simulate_size.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("simulate_size"),
        unread=TITLES,
        cutoffs=settings("config/spatial.yaml")["conley_km"],
        vintage=config["vintage"],
        seed=config["seed"],
    message:
        "Simulating how often each method rejects on the real regressors"
    script:
        "../../scripts/regress/simulate_size.py"


if pieces_of("sizes"):

    use rule simulate_size as simulate_some_sizes with:
        input:
            **SIMULATED,
            common=common,
        output:
            receipt=receipt("simulate_some_sizes-{scatteritem}"),
            pieces=piece_of("sizes"),
        log:
            "logs/regress/simulate_some_sizes-{scatteritem}.log",
        params:
            stamp=stamp_of("simulate_some_sizes"),
            unread=TITLES,
            cutoffs=settings("config/spatial.yaml")["conley_km"],
            vintage=config["vintage"],
            seed=config["seed"],
        message:
            "Simulating how often each method rejects in some scenarios: {wildcards.scatteritem}"


rule estimate_space:
    input:
        **PANELS,
        **WEIGHTS,
        **MODELS,
        common=common,
        choices=source("config/spatial.yaml"),
    output:
        receipt=receipt("estimate_space"),
        spatial=update("results/models/spatial.csv"),
        clusters=update("results/models/local_clusters.csv"),
    log:
        "logs/regress/estimate_space.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("estimate_space"),
        unread=TITLES,
        vintage=config["vintage"],
        seed=config["seed"],
    message:
        "Testing values and models for dependence between neighbours"
    script:
        "../../scripts/regress/estimate_space.py"
