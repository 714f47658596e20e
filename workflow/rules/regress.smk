rule estimate_models:
    input:
        panel_20="results/data/panel_20.csv",
        panel_17="results/data/panel_17.csv",
        panel_16="results/data/panel_16.csv",
        models=sorted(map(str, Path("config/models").glob("*.yaml"))),
        variants="config/variants.yaml",
        groups="config/groups.yaml",
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
        seed=config["seed"],
    message:
        "Estimating the models of config/models with inference for few regions"
    script:
        "../../scripts/regress/estimate_models.py"
