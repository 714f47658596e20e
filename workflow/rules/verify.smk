rule write_manifest:
    input:
        results=TARGETS,
        sources=source_files(),
    output:
        manifest=update("results/manifest.json"),
    log:
        "logs/verify/write_manifest.log",
    conda:
        "../../environment.yml"
    params:
        config=config,
    message:
        "Writing down what went into every result"
    script:
        "../../scripts/verify/write_manifest.py"


settle()
