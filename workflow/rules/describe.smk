rule build_geometry:
    input:
        units="data/raw/units.csv",
        boundaries="data/raw/boundaries/record.yaml",
        regions="data/raw/boundaries/regions.geojson",
        helpers=helpers("describe/build_geometry.py"),
    output:
        regions_20=update("results/geometry/regions_20.geojson"),
        regions_17=update("results/geometry/regions_17.geojson"),
        regions_16=update("results/geometry/regions_16.geojson"),
        weights_20=update("results/geometry/weights_20.csv"),
        weights_17=update("results/geometry/weights_17.csv"),
        weights_16=update("results/geometry/weights_16.csv"),
        distances=update("results/geometry/distances.csv"),
    log:
        "logs/describe/build_geometry.log",
    priority: 3
    conda:
        "../../environment.yml"
    message:
        "Building boundaries, layouts and neighbours of the regions"
    script:
        "../../scripts/describe/build_geometry.py"


TARGETS.append(rules.build_geometry.output[0])


rule measure_inequality:
    input:
        panel_20="results/data/panel_20.csv",
        panel_17="results/data/panel_17.csv",
        panel_16="results/data/panel_16.csv",
        units="data/raw/units.csv",
        choices="config/inequality.yaml",
        groups="config/groups.yaml",
        codebook=rules.harmonise_regions.output.codebook,
        helpers=helpers("describe/measure_inequality.py"),
    output:
        inequality=update("results/describe/inequality.csv"),
        lorenz=update("results/describe/lorenz.csv"),
        shares=update("results/describe/shares.csv"),
        location_quotients=update("results/describe/location_quotients.csv"),
        convergence=update("results/describe/convergence.csv"),
        break_evidence=update("results/describe/break_evidence.csv"),
    log:
        "logs/describe/measure_inequality.log",
    priority: 2
    conda:
        "../../environment.yml"
    params:
        seed=config["seed"],
    message:
        "Measuring inequality, concentration, specialisation and convergence of the regions"
    script:
        "../../scripts/describe/measure_inequality.py"


TARGETS.append(rules.measure_inequality.output[0])
