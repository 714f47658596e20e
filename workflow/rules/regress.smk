rule estimate_models:
    input:
        panel_20=rules.harmonise_regions.output.panel_20,
        panel_17=rules.harmonise_regions.output.panel_17,
        panel_16=rules.harmonise_regions.output.panel_16,
        models=sorted(map(str, Path("config/models").glob("*.yaml"))),
        variants="config/variants.yaml",
        units="data/raw/units.csv",
        model_schema="workflow/schemas/model.schema.yaml",
        variants_schema="workflow/schemas/variants.schema.yaml",
        helpers=helpers("regress/estimate_models.py"),
    output:
        coefficients=update("results/models/coefficients.csv"),
        models=update("results/models/models.csv"),
    log:
        "logs/regress/estimate_models.log",
    conda:
        "../../environment.yml"
    params:
        groups=settings("config/groups.yaml"),
        seed=config["seed"],
    message:
        "Estimating the models of config/models with inference for few regions"
    script:
        "../../scripts/regress/estimate_models.py"


TARGETS += rules.estimate_models.output


rule trace_specification_curve:
    input:
        panel_20=rules.harmonise_regions.output.panel_20,
        panel_17=rules.harmonise_regions.output.panel_17,
        panel_16=rules.harmonise_regions.output.panel_16,
        curves="config/specification_curve.yaml",
        curves_schema="workflow/schemas/specification_curve.schema.yaml",
        units="data/raw/units.csv",
        helpers=helpers("regress/trace_specification_curve.py"),
    output:
        specifications=update("results/models/specifications.csv"),
        tests=update("results/models/specification_tests.csv"),
    log:
        "logs/regress/trace_specification_curve.log",
    conda:
        "../../environment.yml"
    params:
        groups=settings("config/groups.yaml"),
        seed=config["seed"],
    message:
        "Estimating every specification of each question and testing each curve as a whole"
    script:
        "../../scripts/regress/trace_specification_curve.py"


TARGETS += rules.trace_specification_curve.output


rule simulate_size:
    input:
        panel_20=rules.harmonise_regions.output.panel_20,
        panel_17=rules.harmonise_regions.output.panel_17,
        panel_16=rules.harmonise_regions.output.panel_16,
        weights_20=rules.build_geometry.output.weights_20,
        weights_17=rules.build_geometry.output.weights_17,
        weights_16=rules.build_geometry.output.weights_16,
        models=sorted(map(str, Path("config/models").glob("*.yaml"))),
        variants="config/variants.yaml",
        plan="config/size_simulation.yaml",
        units="data/raw/units.csv",
        model_schema="workflow/schemas/model.schema.yaml",
        variants_schema="workflow/schemas/variants.schema.yaml",
        plan_schema="workflow/schemas/size_simulation.schema.yaml",
        helpers=helpers("regress/simulate_size.py"),
    output:
        sizes=update("results/models/size.csv"),
    log:
        "logs/regress/simulate_size.log",
    conda:
        "../../environment.yml"
    params:
        groups=settings("config/groups.yaml"),
        seed=config["seed"],
    message:
        "Simulating how often each method rejects on the real regressors"
    script:
        "../../scripts/regress/simulate_size.py"


TARGETS += rules.simulate_size.output


rule measure_influence:
    input:
        panel_20=rules.harmonise_regions.output.panel_20,
        panel_17=rules.harmonise_regions.output.panel_17,
        panel_16=rules.harmonise_regions.output.panel_16,
        models=sorted(map(str, Path("config/models").glob("*.yaml"))),
        variants="config/variants.yaml",
        units="data/raw/units.csv",
        model_schema="workflow/schemas/model.schema.yaml",
        variants_schema="workflow/schemas/variants.schema.yaml",
        helpers=helpers("regress/measure_influence.py"),
    output:
        influence=update("results/models/influence.csv"),
        partial=update("results/models/partial_regression.csv"),
    log:
        "logs/regress/measure_influence.log",
    conda:
        "../../environment.yml"
    params:
        groups=settings("config/groups.yaml"),
    message:
        "Leaving each region out in turn"
    script:
        "../../scripts/regress/measure_influence.py"


TARGETS += rules.measure_influence.output


rule estimate_space:
    input:
        panel_20="results/data/panel_20.csv",
        panel_17="results/data/panel_17.csv",
        panel_16="results/data/panel_16.csv",
        weights_20="results/geometry/weights_20.csv",
        weights_17="results/geometry/weights_17.csv",
        weights_16="results/geometry/weights_16.csv",
        models=sorted(map(str, Path("config/models").glob("*.yaml"))),
        variants="config/variants.yaml",
        choices="config/spatial.yaml",
        groups="config/groups.yaml",
        units="data/raw/units.csv",
        model_schema="workflow/schemas/model.schema.yaml",
        variants_schema="workflow/schemas/variants.schema.yaml",
        helpers=helpers("regress/estimate_space.py"),
    output:
        spatial=update("results/models/spatial.csv"),
        clusters=update("results/models/local_clusters.csv"),
    log:
        "logs/regress/estimate_space.log",
    conda:
        "../../environment.yml"
    params:
        choices=settings("config/spatial.yaml"),
        groups=settings("config/groups.yaml"),
        seed=config["seed"],
    message:
        "Testing values and models for dependence between neighbours"
    script:
        "../../scripts/regress/estimate_space.py"


TARGETS += rules.estimate_space.output


rule word_coefficients:
    input:
        coefficients=rules.estimate_models.output.coefficients,
        models=rules.estimate_models.output.models,
        codebook=rules.harmonise_regions.output.codebook,
        units="data/raw/units.csv",
        groups="config/groups.yaml",
        groups_schema="workflow/schemas/groups.schema.yaml",
        en="config/words/en.yaml",
        ru="config/words/ru.yaml",
        kk="config/words/kk.yaml",
        words_schema="workflow/schemas/words.schema.yaml",
        helpers=helpers("regress/word_coefficients.py"),
    output:
        meanings=update("results/models/meanings.csv"),
    log:
        "logs/regress/word_coefficients.log",
    conda:
        "../../environment.yml"
    message:
        "Saying in words and units what each coefficient means"
    script:
        "../../scripts/regress/word_coefficients.py"


TARGETS += rules.word_coefficients.output
