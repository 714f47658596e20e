OWN_TEXTS = settings("config/article/typed_numbers.yaml")["prose"]


rule check_typed_numbers:
    input:
        common=common,
        choices=source("config/article/typed_numbers.yaml"),
        prose=sorted({source(str(path)) for path, _ in prose_files(OWN_TEXTS, Path())}),
    output:
        receipt=receipt("check_typed_numbers"),
        account=update("results/article/typed_numbers.txt"),
    log:
        "logs/publish/check_typed_numbers.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("check_typed_numbers"),
    message:
        "Looking for typed numbers in our own text"
    script:
        "../../scripts/publish/check_typed_numbers.py"


FIGURE_ENTRIES = settings("config/article/exhibits.yaml")["figures"]
FIGURES = sorted(FIGURE_ENTRIES)
TABLES = settings("config/article/exhibits.yaml")["tables"]


# Every other figure in a job of its own, in all languages: an edited figure is drawn by one of them.
FIGURE_MAKERS = {"draw_figures": FIGURES[::2], "draw_other_figures": FIGURES[1::2]}
FIGURE_OUTPUTS = {
    maker: exhibit_files(
        "figures",
        {name: FIGURE_ENTRIES[name] for name in names},
        ["pdf", "svg", "png", "csv"],
        reported="png",
    )
    for maker, names in FIGURE_MAKERS.items()
}


LAYERS = {f"regions_{layout}": f"results/geometry/regions_{layout}.geojson" for layout in region_layouts()}

# Those of the detail layout are drawn as they stand in data/raw, where a project has them.
LAYERS |= {f"regions_{detail_layout()}": path for path in sources("data/raw/*_boundaries/*.geojson")}


# All vintages of a series, for figures that show them side by side.
RELEASES = {
    name: sources(f"data/raw/{name.removeprefix('releases_')}/*.csv")
    for entry in FIGURE_ENTRIES.values()
    for name in entry["inputs"]
    if name.startswith("releases_")
}


DRAWN = {
    **words_in(config["languages"]),
    **PANELS,
    **WHOLE,
    **LAYERS,
    **DETAIL,
    "snapshot": rules.verify_snapshot.output.snapshot,
    "codebook": rules.harmonise_regions.output.codebook,
    "panel_marks": rules.harmonise_regions.output.marks,
    "long": rules.harmonise_regions.output.long,
    "longs": LONGS,
    "edition": rules.harmonise_regions.output.edition,
    "shares": rules.measure_inequality.output.shares,
    "lorenz": rules.measure_inequality.output.lorenz,
    "inequality": rules.measure_inequality.output.inequality,
    "coefficients": rules.estimate_models.output.coefficients,
    "specifications": rules.trace_specification_curve.output.specifications,
    "spatial": rules.estimate_space.output.spatial,
    "local_clusters": rules.estimate_space.output.clusters,
    **RELEASES,
    "verdicts": rules.judge_claims.output.verdicts,
    "readings": rules.judge_claims.output.readings,
    "ranges": rules.judge_claims.output.ranges,
    "claims": CLAIM_FILES,
    "units": source("data/raw/units.csv"),
    "groups": source("config/groups.yaml"),
    "exhibits": source("config/article/exhibits.yaml"),
    "registry": source("data/raw/registry.yaml"),
    "letters": sources("scripts/lib/exhibits/letters/*.woff"),
}


rule draw_figures:
    input:
        **DRAWN,
        common=common,
        pieces=pieces_of("figures", kind="zip"),
    output:
        **FIGURE_OUTPUTS["draw_figures"],
        receipt=receipt("draw_figures"),
    log:
        "logs/publish/draw_figures.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("draw_figures"),
        unread={"config/article/exhibits.yaml": ["figures.*.caption", "tables"]},
        listed=TABLE_OF_SOURCES in TABLES,
        names=FIGURE_MAKERS["draw_figures"],
        languages=config["languages"],
        vintage=config["vintage"],
    message:
        "Drawing every other figure, from the first, in every language"
    script:
        "../../scripts/publish/draw_figures.py"


use rule draw_figures as draw_other_figures with:
    output:
        **FIGURE_OUTPUTS["draw_other_figures"],
        receipt=receipt("draw_other_figures"),
    log:
        "logs/publish/draw_other_figures.log",
    params:
        stamp=stamp_of("draw_other_figures"),
        unread={"config/article/exhibits.yaml": ["figures.*.caption", "tables"]},
        listed=TABLE_OF_SOURCES in TABLES,
        names=FIGURE_MAKERS["draw_other_figures"],
        languages=config["languages"],
        vintage=config["vintage"],
    message:
        "Drawing every other figure, from the second, in every language"


if pieces_of("figures"):

    use rule draw_figures as draw_some_figures with:
        input:
            **DRAWN,
            common=common,
        output:
            receipt=receipt("draw_some_figures-{scatteritem}"),
            pieces=piece_of("figures", kind="zip"),
        log:
            "logs/publish/draw_some_figures-{scatteritem}.log",
        params:
            stamp=stamp_of("draw_some_figures"),
            unread={"config/article/exhibits.yaml": ["figures.*.caption", "tables"]},
            listed=TABLE_OF_SOURCES in TABLES,
            names=FIGURES,
            languages=config["languages"],
            vintage=config["vintage"],
        message:
            "Drawing some figures in every language: {wildcards.scatteritem}"


TABLE_FORMATS = ["csv", "html", "tex", "typ", "docx"]
# The page and the styles of Word files: the parts of a Word file, packed when they are needed.
WORD_STYLE = "config/article/style/word"
WORD_PARTS = [path for path in sources(f"{WORD_STYLE}/**/*") if Path(path).is_file()]


rule write_tables:
    input:
        **words_in(config["languages"]),
        **PANELS,
        **WHOLE,
        common=common,
        snapshot=rules.verify_snapshot.output.snapshot,
        panel_marks=rules.harmonise_regions.output.marks,
        codebook=rules.harmonise_regions.output.codebook,
        edition=rules.harmonise_regions.output.edition,
        revisions=rules.document_data.output.revisions,
        suspicious_revisions=rules.document_data.output.suspicious_revisions,
        inequality=rules.measure_inequality.output.inequality,
        coefficients=rules.estimate_models.output.coefficients,
        models=rules.estimate_models.output.models,
        titles=[*MODELS["models"], MODELS["variants"]],
        influence=rules.estimate_models.output.influence,
        sizes=rules.simulate_size.output.sizes,
        spatial=rules.estimate_space.output.spatial,
        verdicts=rules.judge_claims.output.verdicts,
        wording=rules.judge_claims.output.wording,
        units=source("data/raw/units.csv"),
        claims=CLAIM_FILES,
        registry=source("data/raw/registry.yaml"),
        groups=source("config/groups.yaml"),
        exhibits=source("config/article/exhibits.yaml"),
        word=WORD_PARTS,
    output:
        **exhibit_files("tables", TABLES, TABLE_FORMATS, reported="html"),
        receipt=receipt("write_tables"),
    log:
        "logs/publish/write_tables.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("write_tables"),
        unread={"config/article/exhibits.yaml": ["figures"]},
        listed=TABLE_OF_SOURCES in TABLES,
        languages=config["languages"],
        vintage=config["vintage"],
        word=lambda wildcards: WORD_STYLE,
        tables=[
            "snapshot",
            "edition",
            *PANELS,
            *WHOLE,
            "panel_marks",
            "codebook",
            "revisions",
            "suspicious_revisions",
            "inequality",
            "coefficients",
            "models",
            "influence",
            "sizes",
            "spatial",
            "verdicts",
            "wording",
            "units",
        ],
    message:
        "Writing the tables in every language"
    script:
        "../../scripts/publish/write_tables.py"


# The tables that keys in texts lead to, see scripts/lib/words/result_values.py.
QUOTED = {
    "snapshot": rules.verify_snapshot.output.snapshot,
    "edition": rules.harmonise_regions.output.edition,
    **PANELS,
    **WHOLE,
    "codebook": rules.harmonise_regions.output.codebook,
    "inequality": rules.measure_inequality.output.inequality,
    "decompositions": rules.measure_inequality.output.decompositions,
    "locality_bounds": rules.measure_inequality.output.locality_bounds,
    "coefficients": rules.estimate_models.output.coefficients,
    "associations": rules.estimate_models.output.associations,
    "specifications": rules.trace_specification_curve.output.specifications,
    "specification_tests": rules.trace_specification_curve.output.tests,
    "sizes": rules.simulate_size.output.sizes,
    "spatial": rules.estimate_space.output.spatial,
    "vintages": rules.trace_vintages.output.vintages,
    "verdicts": rules.judge_claims.output.verdicts,
    "readings": rules.judge_claims.output.readings,
    "wording": rules.judge_claims.output.wording,
    "severity": rules.measure_severity.output.severity,
}


EXHIBITS = {
    kind: [entry.name for entry in exhibit_entries(settings("config/article/exhibits.yaml"), kind)]
    for kind in ("figures", "tables")
}


rule write_article:
    input:
        **QUOTED,
        **words_in(config["languages"]),
        **{
            f"text_{language}": source(f"config/article/text/{language}.md")
            for language in config["languages"]
        },
        # What stands behind each exhibit, in the order in which the register is read.
        **{
            f"behind_{language}": [
                f"results/{kind}/{language}/{name}.csv" for kind, names in EXHIBITS.items() for name in names
            ]
            for language in config["languages"]
        },
        common=common,
        references=source("config/article/references.bib"),
        citation=source("CITATION.cff"),
        citations=source("config/article/style/article.csl"),
        page=source("config/article/style/article.typ"),
        sheet=source("config/article/style/article.css"),
        preamble=source("config/article/style/article.tex"),
        choices=source("config/article/typed_numbers.yaml"),
        word=WORD_PARTS,
        units=source("data/raw/units.csv"),
        groups=source("config/groups.yaml"),
        exhibits=source("config/article/exhibits.yaml"),
    output:
        **{
            f"{language}_draft": update(f"results/article/{language}/draft.zip")
            for language in config["languages"]
        },
        **{
            f"{language}_{name}": update(f"results/article/{language}/{name}.csv")
            for language in config["languages"]
            for name in ["numbers", "unquoted"]
        },
        **{
            f"{language}_caption_{kind}.{name}": update(f"{CAPTIONS}/{language}/{kind}/{name}.rst")
            for language in config["languages"]
            for kind, names in EXHIBITS.items()
            for name in names
        },
        receipt=receipt("write_article"),
    log:
        "logs/publish/write_article.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("write_article"),
        unread={"config/article/exhibits.yaml": ["*.*.says", "*.*.settings"]},
        languages=config["languages"],
        vintage=config["vintage"],
        word=lambda wildcards: WORD_STYLE,
        tested=config.get("tested_article", {}),
        manuscript=config.get("manuscript", []),
        tables=list(QUOTED),
    message:
        "Writing the article in every language, with places for its exhibits"
    script:
        "../../scripts/publish/write_article.py"


PAGE_LANGUAGES = config["languages"]
PAGE_FILES = ("*.j2", "*.json", "*.css", "script/*", "charting/*")
PAGE_TABLES = {
    **QUOTED,
    "coverage": rules.judge_claims.output.coverage,
    "models": rules.estimate_models.output.models,
}


rule write_page:
    input:
        **PAGE_TABLES,
        **words_in(PAGE_LANGUAGES),
        **{f"text_{language}": source(f"config/article/text/{language}.md") for language in PAGE_LANGUAGES},
        common=common,
        charting=source("scripts/publish/page/charting/record.yaml"),
        long=rules.harmonise_regions.output.long,
        boundaries=f"results/geometry/regions_{layouts()[0]}.geojson",
        units=source("data/raw/units.csv"),
        claims=CLAIM_FILES,
        questions=source("config/article/questions.yaml"),
        judging=source("config/article/judging.yaml"),
        sentences=source("config/article/coverage.yaml"),
        citation=source("CITATION.cff"),
        curves=source("config/specification_curve.yaml"),
        registry=source("data/raw/registry.yaml"),
        groups=source("config/groups.yaml"),
        exhibits=source("config/article/exhibits.yaml"),
        page=sources(*(f"scripts/publish/page/{kind}" for kind in PAGE_FILES)),
    output:
        receipt=receipt("write_page"),
        draft=update("results/report/draft.zip"),
        reviews=update("results/report/claim_reviews.jsonld"),
    log:
        "logs/publish/write_page.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("write_page"),
        languages=PAGE_LANGUAGES,
        layouts=list(layouts()),
        tables=list(PAGE_TABLES),
        makers={
            **made_by(PAGE_TABLES),
            **{
                figure: origin
                for maker, names in FIGURE_MAKERS.items()
                for figure, origin in exhibits_made_by(maker, names, "figures").items()
            },
            **exhibits_made_by("write_tables", TABLES, "tables"),
        },
        vintage=config["vintage"],
    message:
        "Writing the reader's page, with places for its exhibits"
    script:
        "../../scripts/publish/write_page.py"


rule bind_exhibits:
    input:
        **{
            f"article_{language}": rules.write_article.output[f"{language}_draft"]
            for language in config["languages"]
        },
        **{
            f"drawings_{language}": expand(
                f"results/figures/{language}/{{name}}.{{kind}}", name=FIGURES, kind=["pdf", "svg", "png"]
            )
            for language in config["languages"]
        },
        **{
            f"tables_{language}": expand(
                f"results/tables/{language}/{{name}}.{{kind}}",
                name=TABLES,
                kind=["html", "tex", "typ", "docx"],
            )
            for language in config["languages"]
        },
        common=common,
        page=rules.write_page.output.draft,
    output:
        **{
            f"{language}_{kind}": update(f"results/article/{language}/article.{kind}")
            for language in config["languages"]
            for kind in ["docx", "html", "tex", "zip"]
        },
        **{
            f"{language}_pdf": report(
                update(f"results/article/{language}/article.pdf"),
                caption="../report/article.rst",
                category="Article",
                labels={"language": language},
            )
            for language in config["languages"]
        },
        receipt=receipt("bind_exhibits"),
        page=update("results/report/index.html"),
    log:
        "logs/publish/bind_exhibits.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("bind_exhibits"),
        languages=config["languages"],
    message:
        "Putting figures and tables into the article and the page"
    script:
        "../../scripts/publish/bind_exhibits.py"


TABLE_MAKERS = [
    rules.verify_snapshot,
    rules.harmonise_regions,
    rules.document_data,
    rules.build_geometry,
    rules.measure_inequality,
    rules.estimate_models,
    rules.trace_specification_curve,
    rules.simulate_size,
    rules.estimate_space,
    rules.judge_claims,
    rules.measure_severity,
    rules.answer_in_sql,
    rules.trace_vintages,
]


rule package_tables:
    input:
        common=common,
        tables=[path for maker in TABLE_MAKERS for path in maker.output if path.endswith(".csv")],
        codebook=rules.harmonise_regions.output.codebook,
    output:
        receipt=receipt("package_tables"),
        package=update("results/datapackage.json"),
    log:
        "logs/publish/package_tables.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("package_tables"),
        vintage=config["vintage"],
    message:
        "Describing every table as one data package"
    script:
        "../../scripts/publish/package_tables.py"
