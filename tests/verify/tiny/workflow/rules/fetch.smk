rule double_numbers:
    input:
        common=common,
        numbers=source("data/raw/numbers/2026-01-01.csv"),
    output:
        receipt=receipt("double_numbers"),
        doubled=update("results/data/doubled.csv"),
        total=update("results/data/total.csv"),
    log:
        "logs/clean/double_numbers.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("double_numbers"),
    message:
        "Doubling numbers"
    script:
        "../../scripts/clean/double_numbers.py"


rule publish_numbers:
    input:
        doubled=rules.double_numbers.output.doubled,
        total=rules.double_numbers.output.total,
        common=common,
        claims=source("config/article/claims/tiny.yaml"),
    output:
        receipt=receipt("publish_numbers"),
        table=update("results/tables/en/numbers.csv"),
        figure=update("results/figures/en/numbers.png"),
        verdicts=update("results/claims/verdicts.csv"),
        dossier=update("results/claims/T1.md"),
    log:
        "logs/publish/publish_numbers.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("publish_numbers"),
    message:
        "Publishing numbers"
    script:
        "../../scripts/publish/publish_numbers.py"
