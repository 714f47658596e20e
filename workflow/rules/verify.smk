# Every file that a run makes, in every language.
MADE = sorted(
    {
        re.sub(r"\{language[^}]*\}", language, own(path))
        for _, each in makers()
        for path in each.output
        for language in config["languages"]
    }
)
RECEIPTS = [path for path in MADE if Path(path).is_relative_to(FOLDER)]


rule write_manifest:
    input:
        common=common,
        receipts=RECEIPTS,
        sources=[source(path) for path in source_files()],
    output:
        receipt=receipt("write_manifest"),
        manifest=update("results/manifest.json"),
    log:
        "logs/verify/write_manifest.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("write_manifest"),
        bytewise=True,
        config=config,
    message:
        "Writing down what went into every result"
    script:
        "../../scripts/verify/write_manifest.py"
