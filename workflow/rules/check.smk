CLAIM_FILES = sources("config/article/claims/*.yaml")
CLAIM_LANGUAGES = [languages()[0], *(each for each in config["languages"] if each != languages()[0])]


rule measure_severity:
    input:
        **PANELS,
        common=common,
        codebook=rules.harmonise_regions.output.codebook,
        coefficients=rules.estimate_models.output.coefficients,
        described=rules.estimate_models.output.models,
        models=sources("config/models/*.yaml"),
        variants=source("config/variants.yaml"),
        units=source("data/raw/units.csv"),
        groups=source("config/groups.yaml"),
        claims=CLAIM_FILES,
        questions=source("config/article/questions.yaml"),
        judging=source("config/article/judging.yaml"),
        sentences=source("config/article/coverage.yaml"),
    output:
        receipt=receipt("measure_severity"),
        severity=update("results/claims/severity.csv"),
    log:
        "logs/check/measure_severity.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("measure_severity"),
        unread=TITLES,
        vintage=config["vintage"],
        seed=config["seed"],
    message:
        "Measuring how often each verdict on an association would come about by chance"
    script:
        "../../scripts/check/measure_severity.py"


DATED = {
    "snapshot": rules.verify_snapshot.output.snapshot,
    "figures": RAW_FILES,
    "registry": source("data/raw/registry.yaml"),
    "units": source("data/raw/units.csv"),
    "totals": source("config/totals.yaml"),
    "variables": source("config/variables.yaml"),
    "codebook": rules.harmonise_regions.output.codebook,
    "coefficients": rules.estimate_models.output.coefficients,
    "described": rules.estimate_models.output.models,
    "models": sources("config/models/*.yaml"),
    "variants": source("config/variants.yaml"),
    "groups": source("config/groups.yaml"),
    "claims": CLAIM_FILES,
    "questions": source("config/article/questions.yaml"),
    "judging": source("config/article/judging.yaml"),
    "sentences": source("config/article/coverage.yaml"),
}


rule trace_vintages:
    input:
        **DATED,
        common=common,
        pieces=pieces_of("vintages"),
    output:
        receipt=receipt("trace_vintages"),
        vintages=update("results/claims/vintages.csv"),
        fragility=update("results/claims/fragility.csv"),
    log:
        "logs/check/trace_vintages.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("trace_vintages"),
        unread=TITLES,
        vintage=config["vintage"],
        seed=config["seed"],
    message:
        "Judging every statement as of every date at which its figures changed, and finding how little would turn it"
    script:
        "../../scripts/check/trace_vintages.py"


if pieces_of("vintages"):

    use rule trace_vintages as judge_some_dates with:
        input:
            **DATED,
            common=common,
        output:
            receipt=receipt("judge_some_dates-{scatteritem}"),
            pieces=piece_of("vintages"),
        log:
            "logs/check/judge_some_dates-{scatteritem}.log",
        params:
            stamp=stamp_of("judge_some_dates"),
            unread=TITLES,
            vintage=config["vintage"],
            seed=config["seed"],
        message:
            "Judging every statement as of some dates: {wildcards.scatteritem}"


rule judge_claims:
    input:
        **words_in(CLAIM_LANGUAGES),
        **PANELS,
        **WHOLE,
        **DETAIL,
        common=common,
        longs=LONGS,
        edition=rules.harmonise_regions.output.edition,
        codebook=rules.harmonise_regions.output.codebook,
        coefficients=rules.estimate_models.output.coefficients,
        models=rules.estimate_models.output.models,
        influence=rules.estimate_models.output.influence,
        associations=rules.estimate_models.output.associations,
        severity=rules.measure_severity.output.severity,
        snapshot=rules.verify_snapshot.output.snapshot,
        fragility=rules.trace_vintages.output.fragility,
        registry=source("data/raw/registry.yaml"),
        totals=source("config/totals.yaml"),
        variables=source("config/variables.yaml"),
        units=source("data/raw/units.csv"),
        groups=source("config/groups.yaml"),
        claims=CLAIM_FILES,
        questions=source("config/article/questions.yaml"),
        sentences=source("config/article/coverage.yaml"),
        judging=source("config/article/judging.yaml"),
        templates=sources("scripts/lib/claims/*/*.jinja"),
    output:
        receipt=receipt("judge_claims"),
        verdicts=update("results/claims/verdicts.csv"),
        readings=update("results/claims/readings.csv"),
        ranges=update("results/claims/ranges.csv"),
        wording=update("results/claims/wording.csv"),
        coverage=update("results/claims/coverage.csv"),
        queries=update(expand("results/claims/sql/{claim}.sql", claim=claim_ids(CLAIM_FILES))),
        summary=update("results/claims/summary.txt"),
        pictures=update(expand("results/claims/pictures/{claim}.svg", claim=claim_ids(CLAIM_FILES))),
        dossiers=update(expand("results/claims/{claim}.md", claim=claim_ids(CLAIM_FILES))),
        translated=update(
            expand(
                "results/claims/{other}/{claim}.md", claim=claim_ids(CLAIM_FILES), other=CLAIM_LANGUAGES[1:]
            )
        ),
        translated_pictures=update(
            expand(
                "results/claims/{other}/pictures/{claim}.svg",
                claim=claim_ids(CLAIM_FILES),
                other=CLAIM_LANGUAGES[1:],
            )
        ),
    log:
        "logs/check/judge_claims.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("judge_claims"),
        layouts=list(all_layouts()),
        vintage=config["vintage"],
        languages=CLAIM_LANGUAGES,
        seed=config["seed"],
    message:
        "Judging every statement of the article under all its readings"
    script:
        "../../scripts/check/judge_claims.py"


rule answer_in_sql:
    input:
        common=common,
        queries=rules.judge_claims.output.queries,
        verdicts=rules.judge_claims.output.verdicts,
        long=rules.harmonise_regions.output.long,
        units=source("data/raw/units.csv"),
    output:
        receipt=receipt("answer_in_sql"),
        answers=update("results/claims/answers_in_sql.csv"),
    log:
        "logs/check/answer_in_sql.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("answer_in_sql"),
    message:
        "Computing every chosen reading a second time, in SQL, and comparing"
    script:
        "../../scripts/check/answer_in_sql.py"
