rule estimate_models:
    input:
        panel_20=rules.harmonise_regions.output.panel_20,
        panel_17=rules.harmonise_regions.output.panel_17,
        panel_16=rules.harmonise_regions.output.panel_16,
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


TARGETS += rules.estimate_models.output
