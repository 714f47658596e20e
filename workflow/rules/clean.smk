PANELS = {f"panel_{layout}": f"results/data/panel_{layout}.csv" for layout in region_layouts()}
WHOLE = {f"panel_{layouts()[-1]}": f"results/data/panel_{layouts()[-1]}.csv"}
# Of the partition finer than all layouts, where there is one: its figures and its panel.
DETAIL = {
    f"{kind}_{layout}": f"results/data/{kind}_{layout}.csv"
    for layout in filter(None, [detail_layout()])
    for kind in ("long", "panel")
}
LONGS = ["results/data/long.csv", *(path for name, path in DETAIL.items() if name.startswith("long_"))]


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
        **{name: update(path) for name, path in {**PANELS, **WHOLE, **DETAIL}.items()},
        receipt=receipt("harmonise_regions"),
        long=update("results/data/long.csv"),
        codebook=update("results/data/codebook.csv"),
        marks=update("results/data/panel_marks.csv"),
        accounting=update("results/data/accounting.csv"),
        conservation=update("results/data/conservation.csv"),
        edition=update("results/data/edition.csv"),
    log:
        "logs/clean/harmonise_regions.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("harmonise_regions"),
        vintage=config["vintage"],
        version=VERSION,
    message:
        "Bringing every figure to unchanging borders, as known on: {params.vintage}"
    script:
        "../../scripts/clean/harmonise_regions.py"


rule document_data:
    input:
        **PANELS,
        **WHOLE,
        **DETAIL,
        common=common,
        snapshot=rules.verify_snapshot.output.snapshot,
        registry=source("data/raw/registry.yaml"),
        figures=RAW_FILES,
        longs=LONGS,
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
