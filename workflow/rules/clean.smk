rule harmonise_regions:
    input:
        common=common,
        snapshot=rules.verify_snapshot.output.snapshot,
        registry=source("data/raw/registry.yaml"),
        units=source("data/raw/units.csv"),
        figures=RAW_FILES,
        variables=source("config/variables.yaml"),
        totals=source("config/totals.yaml"),
    output:
        receipt=receipt("harmonise_regions"),
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
        stamp=stamp_of("harmonise_regions"),
        vintage=config["vintage"],
    message:
        "Bringing every figure to unchanging borders, as known on: {params.vintage}"
    script:
        "../../scripts/clean/harmonise_regions.py"


rule document_data:
    input:
        common=common,
        snapshot=rules.verify_snapshot.output.snapshot,
        registry=source("data/raw/registry.yaml"),
        figures=RAW_FILES,
        long=rules.harmonise_regions.output.long,
        panel_20=rules.harmonise_regions.output.panel_20,
        panel_17=rules.harmonise_regions.output.panel_17,
        panel_16=rules.harmonise_regions.output.panel_16,
        panel_1=rules.harmonise_regions.output.panel_1,
        codebook=rules.harmonise_regions.output.codebook,
        marks=rules.harmonise_regions.output.marks,
        accounting=rules.harmonise_regions.output.accounting,
        conservation=rules.harmonise_regions.output.conservation,
        page=source("scripts/clean/templates/dictionary.html"),
    output:
        receipt=receipt("document_data"),
        package=update("results/data/datapackage.json"),
        dictionary=update("results/data/dictionary.html"),
        revisions=update("results/data/revisions.csv"),
        suspicious_revisions=update("results/data/suspicious_revisions.csv"),
    log:
        "logs/clean/document_data.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("document_data"),
        vintage=config["vintage"],
    message:
        "Writing the data dictionary and the data package, listing what was revised"
    script:
        "../../scripts/clean/document_data.py"
