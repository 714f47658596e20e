rule build_geometry:
    input:
        common=common,
        units=source("data/raw/units.csv"),
        boundaries=source("data/raw/boundaries/record.yaml"),
        regions=source("data/raw/boundaries/regions.geojson"),
    output:
        receipt=receipt("build_geometry"),
        regions_20=update("results/geometry/regions_20.geojson"),
        regions_17=update("results/geometry/regions_17.geojson"),
        regions_16=update("results/geometry/regions_16.geojson"),
        weights_20=update("results/geometry/weights_20.csv"),
        weights_17=update("results/geometry/weights_17.csv"),
        weights_16=update("results/geometry/weights_16.csv"),
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
        common=common,
        panel_20="results/data/panel_20.csv",
        panel_17="results/data/panel_17.csv",
        panel_16="results/data/panel_16.csv",
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
