CLAIM_FILES = sorted(map(str, Path("config/article/claims").glob("*.yaml")))
CLAIM_LANGUAGES = ["en", *(language for language in config["languages"] if language != "en")]


rule judge_claims:
    input:
        **{f"words_{language}": f"config/words/{language}.yaml" for language in CLAIM_LANGUAGES},
        panel_20=rules.harmonise_regions.output.panel_20,
        panel_17=rules.harmonise_regions.output.panel_17,
        panel_16=rules.harmonise_regions.output.panel_16,
        panel_1=rules.harmonise_regions.output.panel_1,
        long=rules.harmonise_regions.output.long,
        codebook=rules.harmonise_regions.output.codebook,
        coefficients=rules.estimate_models.output.coefficients,
        models=rules.estimate_models.output.models,
        influence=rules.estimate_models.output.influence,
        units="data/raw/units.csv",
        groups="config/groups.yaml",
        claims=CLAIM_FILES,
        claims_schema="workflow/schemas/claims.schema.yaml",
        questions="config/article/questions.yaml",
        questions_schema="workflow/schemas/questions.schema.yaml",
        judging="config/article/judging.yaml",
        judging_schema="workflow/schemas/judging.schema.yaml",
        dossier="scripts/lib/claims/telling/dossier.md.jinja",
        helpers=helpers("check/judge_claims.py"),
    output:
        verdicts=update("results/claims/verdicts.csv"),
        readings=update("results/claims/readings.csv"),
        ranges=update("results/claims/ranges.csv"),
        wording=update("results/claims/wording.csv"),
        answers=update("results/claims/answers.csv"),
        hidden_sets=update("results/claims/hidden_sets.csv"),
        fitting_sets=update("results/claims/fitting_sets.csv"),
        usage=update("results/claims/usage.csv"),
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
    priority: 3
    conda:
        "../../environment.yml"
    params:
        layouts=LAYOUTS,
        vintage=config["vintage"],
        languages=CLAIM_LANGUAGES,
    message:
        "Judging every statement of the article under all its readings"
    script:
        "../../scripts/check/judge_claims.py"


TARGETS.append(rules.judge_claims.output[0])


rule trace_vintages:
    input:
        snapshot=rules.verify_snapshot.output.snapshot,
        figures=raw_files(),
        registry="data/raw/registry.yaml",
        units="data/raw/units.csv",
        totals="config/totals.yaml",
        variables="config/variables.yaml",
        codebook=rules.harmonise_regions.output.codebook,
        coefficients=rules.estimate_models.output.coefficients,
        described=rules.estimate_models.output.models,
        models=sorted(map(str, Path("config/models").glob("*.yaml"))),
        variants="config/variants.yaml",
        words="config/words/en.yaml",
        groups="config/groups.yaml",
        claims=CLAIM_FILES,
        claims_schema="workflow/schemas/claims.schema.yaml",
        questions="config/article/questions.yaml",
        questions_schema="workflow/schemas/questions.schema.yaml",
        judging="config/article/judging.yaml",
        judging_schema="workflow/schemas/judging.schema.yaml",
        helpers=helpers("check/trace_vintages.py"),
    output:
        vintages=update("results/claims/vintages.csv"),
    log:
        "logs/check/trace_vintages.log",
    conda:
        "../../environment.yml"
    params:
        vintage=config["vintage"],
        seed=config["seed"],
    message:
        "Judging every statement as of every date at which its figures changed"
    script:
        "../../scripts/check/trace_vintages.py"


TARGETS.append(rules.trace_vintages.output[0])
