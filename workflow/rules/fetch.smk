rule verify_snapshot:
    input:
        common=common,
        registry=source("data/raw/registry.yaml"),
        index=source("data/raw/index.csv"),
        units=source("data/raw/units.csv"),
        figures=RAW_FILES,
        boundaries=sources("data/raw/*boundaries/record.yaml"),
        regions=sources("data/raw/*boundaries/*.geojson"),
    output:
        receipt=receipt("verify_snapshot"),
        snapshot=update("results/data/snapshot.csv"),
    log:
        "logs/fetch/verify_snapshot.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("verify_snapshot"),
    message:
        "Checking every file of data/raw against its sha256"
    script:
        "../../scripts/fetch/verify_snapshot.py"


# Run by name only: `make refresh`, `make record`. They add to data/raw, which no run of the results does.
rule refresh_series:
    input:
        common=common,
        registry=source("data/raw/registry.yaml"),
        index=source("data/raw/index.csv"),
        units=source("data/raw/units.csv"),
        aliases=source("data/raw/aliases.csv"),
    log:
        "logs/fetch/refresh_series.log",
    conda:
        "../../environment.yml"
    params:
        series=chosen_series(),
        trying=str(config.get("dry_run", "no")).lower() in ("yes", "true", "1"),
        accept=str(config.get("accept", "")),
        settings=fetch_settings(),
        results="results/fetch",
    message:
        "Asking the official endpoints"
    script:
        "../../scripts/fetch/refresh_series.py"


rule record_series:
    input:
        common=common,
        registry=source("data/raw/registry.yaml"),
        index=source("data/raw/index.csv"),
        units=source("data/raw/units.csv"),
        aliases=source("data/raw/aliases.csv"),
    log:
        "logs/fetch/record_series.log",
    conda:
        "../../environment.yml"
    params:
        series=str(config.get("series", "")),
        vintage=str(config.get("vintage", "")),
        basis=str(config.get("basis", "published")),
        source=str(config.get("source", "")),
        accept=str(config.get("accept", "")),
    message:
        "Recording a vintage that was put into data/raw by hand"
    script:
        "../../scripts/fetch/record_series.py"


rule unrecord_series:
    input:
        common=common,
        index=source("data/raw/index.csv"),
    log:
        "logs/fetch/unrecord_series.log",
    conda:
        "../../environment.yml"
    params:
        series=str(config.get("series", "")),
        vintage=str(config.get("vintage", "")),
    message:
        "Taking back a vintage that is not committed"
    script:
        "../../scripts/fetch/unrecord_series.py"
