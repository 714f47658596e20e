FIGURES = sorted(path.stem for path in Path(workflow.basedir, "scripts/publish/figures").glob("*.py"))


def figure_files():
    """Every file of every figure by name: results/figures/<language>/<figure>.<format>."""
    return {
        f"{name}_{kind}": update(f"results/figures/{{language}}/{name}.{kind}")
        for name in FIGURES
        for kind in ("pdf", "svg", "png", "csv")
    }


def figure_modules():
    """The functions that draw the figures, and what they import."""
    scripts = [f"publish/figures/{name}.py" for name in FIGURES]
    return sorted(
        {
            *(f"scripts/{script}" for script in scripts),
            *(path for script in scripts for path in helpers(script)),
        }
    )


rule draw_figures:
    input:
        snapshot=rules.verify_snapshot.output.snapshot,
        panel_20=rules.harmonise_regions.output.panel_20,
        panel_17=rules.harmonise_regions.output.panel_17,
        panel_1=rules.harmonise_regions.output.panel_1,
        codebook=rules.harmonise_regions.output.codebook,
        long=rules.harmonise_regions.output.long,
        shares=rules.measure_inequality.output.shares,
        lorenz=rules.measure_inequality.output.lorenz,
        inequality=rules.measure_inequality.output.inequality,
        regions_20=rules.build_geometry.output.regions_20,
        coefficients=rules.estimate_models.output.coefficients,
        specifications=rules.trace_specification_curve.output.specifications,
        spatial=rules.estimate_space.output.spatial,
        local_clusters=rules.estimate_space.output.clusters,
        water_releases=sorted(map(str, Path("data/raw/water_supply_access").glob("*.csv"))),
        verdicts=rules.judge_claims.output.verdicts,
        readings=rules.judge_claims.output.readings,
        ranges=rules.judge_claims.output.ranges,
        claims=CLAIM_FILES,
        units="data/raw/units.csv",
        words="config/words/{language}.yaml",
        words_schema="workflow/schemas/words.schema.yaml",
        groups="config/groups.yaml",
        groups_schema="workflow/schemas/groups.schema.yaml",
        exhibits="config/article/exhibits.yaml",
        registry="data/raw/registry.yaml",
        figures=figure_modules(),
        helpers=helpers("publish/draw_figures.py"),
    output:
        **figure_files(),
    log:
        "logs/publish/draw_figures_{language}.log",
    conda:
        "../../environment.yml"
    params:
        names=FIGURES,
        figures=settings("config/article/exhibits.yaml", "exhibits.schema.yaml")["figures"],
        registry=settings("data/raw/registry.yaml", "registry.schema.yaml"),
    message:
        "Drawing the figures in {wildcards.language}"
    script:
        "../../scripts/publish/draw_figures.py"


TARGETS += expand(rules.draw_figures.output, language=config["languages"])
