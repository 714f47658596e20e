rule harmonise_regions:
    input:
        snapshot=rules.verify_snapshot.output.snapshot,
        registry="data/raw/registry.yaml",
        units="data/raw/units.csv",
        figures=raw_files(),
        variables="config/variables.yaml",
        variables_schema="workflow/schemas/variables.schema.yaml",
        totals="config/totals.yaml",
        totals_schema="workflow/schemas/totals.schema.yaml",
        helpers=helpers("clean/harmonise_regions.py"),
    output:
        long=update("results/data/long.csv"),
        panel_20=update("results/data/panel_20.csv"),
        panel_17=update("results/data/panel_17.csv"),
        panel_16=update("results/data/panel_16.csv"),
        panel_1=update("results/data/panel_1.csv"),
        codebook=update("results/data/codebook.csv"),
        marks=update("results/data/panel_marks.csv"),
        accounting=update("results/data/accounting.csv"),
        conservation=update("results/data/conservation.csv"),
    log:
        "logs/clean/harmonise_regions.log",
    conda:
        "../../environment.yml"
    params:
        vintage=config["vintage"],
    message:
        "Bringing every figure to unchanging borders, as known on: {params.vintage}"
    script:
        "../../scripts/clean/harmonise_regions.py"


TARGETS += rules.harmonise_regions.output
