rule double_numbers:
    input:
        numbers="data/raw/numbers/2026-01-01.csv",
        helpers=helpers("clean/double_numbers.py"),
    output:
        doubled=update("results/data/doubled.csv"),
        total=update("results/data/total.csv"),
    log:
        "logs/clean/double_numbers.log",
    conda:
        "../../environment.yml"
    message:
        "Doubling numbers"
    script:
        "../../scripts/clean/double_numbers.py"


rule publish_numbers:
    input:
        doubled=rules.double_numbers.output.doubled,
        total=rules.double_numbers.output.total,
        claims="config/article/claims/tiny.yaml",
        helpers=helpers("publish/publish_numbers.py"),
    output:
        table=update("results/tables/en/numbers.csv"),
        figure=update("results/figures/en/numbers.png"),
        verdicts=update("results/claims/verdicts.csv"),
        dossier=update("results/claims/T1.md"),
    log:
        "logs/publish/publish_numbers.log",
    conda:
        "../../environment.yml"
    message:
        "Publishing numbers"
    script:
        "../../scripts/publish/publish_numbers.py"


TARGETS += rules.publish_numbers.output
