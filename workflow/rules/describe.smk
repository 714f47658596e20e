WEIGHTS = {f"weights_{layout}": f"results/geometry/weights_{layout}.csv" for layout in region_layouts()}
BOUNDARIES = {
    f"regions_{layout}": f"results/geometry/regions_{layout}.geojson" for layout in region_layouts()
}


rule build_geometry:
    input:
        common=common,
        units=source("data/raw/units.csv"),
        boundaries=source("data/raw/boundaries/record.yaml"),
        regions=source("data/raw/boundaries/regions.geojson"),
    output:
        **{name: update(path) for name, path in BOUNDARIES.items()},
        **{name: update(path) for name, path in WEIGHTS.items()},
        receipt=receipt("build_geometry"),
        distances=update("results/geometry/distances.csv"),
    log:
        "logs/describe/build_geometry.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("build_geometry"),
    message:
        "Building boundaries, layouts and neighbours of the regions"
    script:
        "../../scripts/describe/build_geometry.py"


rule measure_inequality:
    input:
        **PANELS,
        common=common,
        units=source("data/raw/units.csv"),
        choices=source("config/inequality.yaml"),
        groups=source("config/groups.yaml"),
        codebook=rules.harmonise_regions.output.codebook,
    output:
        receipt=receipt("measure_inequality"),
        inequality=update("results/describe/inequality.csv"),
        lorenz=update("results/describe/lorenz.csv"),
        shares=update("results/describe/shares.csv"),
        location_quotients=update("results/describe/location_quotients.csv"),
        convergence=update("results/describe/convergence.csv"),
        break_evidence=update("results/describe/break_evidence.csv"),
        decompositions=update("results/describe/decompositions.csv"),
        locality_bounds=update("results/describe/locality_bounds.csv"),
    log:
        "logs/describe/measure_inequality.log",
    conda:
        "../../environment.yml"
    params:
        stamp=stamp_of("measure_inequality"),
        seed=config["seed"],
    message:
        "Measuring inequality, concentration, specialisation and convergence of the regions"
    script:
        "../../scripts/describe/measure_inequality.py"
