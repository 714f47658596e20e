rule verify_snapshot:
    input:
        registry="data/raw/registry.yaml",
        index="data/raw/index.csv",
        units="data/raw/units.csv",
        figures=raw_files(),
        boundaries="data/raw/boundaries/record.yaml",
        regions="data/raw/boundaries/regions.geojson",
        helpers=helpers("fetch/verify_snapshot.py"),
    output:
        snapshot=update("results/data/snapshot.csv"),
    log:
        "logs/fetch/verify_snapshot.log",
    priority: 3
    conda:
        "../../environment.yml"
    message:
        "Checking every file of data/raw against its sha256"
    script:
        "../../scripts/fetch/verify_snapshot.py"


TARGETS.append(rules.verify_snapshot.output[0])


# Run by name only: `make refresh`, `make record`. They add to data/raw, which no run of the results does.
rule refresh_series:
    input:
        registry="data/raw/registry.yaml",
        index="data/raw/index.csv",
        units="data/raw/units.csv",
        aliases="data/raw/aliases.csv",
        helpers=helpers("fetch/refresh_series.py"),
    log:
        "logs/fetch/refresh_series.log",
    conda:
        "../../environment.yml"
    params:
        series=chosen_series(),
        trying=str(config.get("dry_run", "no")).lower() in ("yes", "true", "1"),
        settings=fetch_settings(),
        results="results/fetch",
    message:
        "Asking the official endpoints"
    script:
        "../../scripts/fetch/refresh_series.py"


rule record_series:
    input:
        registry="data/raw/registry.yaml",
        index="data/raw/index.csv",
        units="data/raw/units.csv",
        helpers=helpers("fetch/record_series.py"),
    log:
        "logs/fetch/record_series.log",
    conda:
        "../../environment.yml"
    params:
        series=str(config.get("series", "")),
        vintage=str(config.get("vintage", "")),
        basis=str(config.get("basis", "published")),
        source=str(config.get("source", "")),
    message:
        "Recording a vintage that was put into data/raw by hand"
    script:
        "../../scripts/fetch/record_series.py"
