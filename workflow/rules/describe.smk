rule build_geometry:
    input:
        units="data/raw/units.csv",
        aliases="data/raw/aliases.csv",
        helpers=helpers("describe/build_geometry.py"),
    output:
        regions_20=update("results/geometry/regions_20.geojson"),
        regions_17=update("results/geometry/regions_17.geojson"),
        regions_16=update("results/geometry/regions_16.geojson"),
        weights_20=update("results/geometry/weights_20.csv"),
        weights_17=update("results/geometry/weights_17.csv"),
        weights_16=update("results/geometry/weights_16.csv"),
    log:
        "logs/describe/build_geometry.log",
    conda:
        "../../environment.yml"
    message:
        "Building boundaries, layouts and neighbours of the regions"
    script:
        "../../scripts/describe/build_geometry.py"


TARGETS += rules.build_geometry.output
