rule verify_snapshot:
    input:
        registry="data/raw/registry.yaml",
        index="data/raw/index.csv",
        units="data/raw/units.csv",
        figures=raw_files(),
        helpers=helpers("fetch/verify_snapshot.py"),
    output:
        snapshot=update("results/data/snapshot.csv"),
    log:
        "logs/fetch/verify_snapshot.log",
    conda:
        "../../environment.yml"
    message:
        "Checking every file of data/raw against its sha256"
    script:
        "../../scripts/fetch/verify_snapshot.py"


TARGETS += rules.verify_snapshot.output
