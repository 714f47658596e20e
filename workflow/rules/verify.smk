# What the jobs of a run leave last, see `receipt`: who asks for it asks for all that they make.
RECEIPTS = sorted(
    {
        re.sub(r"\{scatteritem[^}]*\}", piece, own(each.output.receipt))
        for _, each in makers()
        for piece in gather.pieces("{scatteritem}")
    }
)


rule write_manifest:
    input:
        common=common,
        receipts=RECEIPTS,
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
        sources=source_files(),
        config=config,
    message:
        "Writing down what went into every result"
    script:
        "../../scripts/verify/write_manifest.py"
