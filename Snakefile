from snakemake.utils import min_version

min_version("9.27")


include: "workflow/rules/common.smk"


check_settings()


# In how many pieces the stages that grow are cut: `--set-scatter pieces=8` on a cluster.
scattergather:
    pieces=1,


wildcard_constraints:
    language="|".join(languages()),
    layout="|".join(layouts()),


configfile: "config/config.yaml"


for key, value in settings("config/config.yaml").items():
    config.setdefault(key, value)  # a module's own config may leave keys out


report: "workflow/report/workflow.rst"


check_command_line()


include: "workflow/rules/fetch.smk"
include: "workflow/rules/clean.smk"
include: "workflow/rules/describe.smk"
include: "workflow/rules/regress.smk"
include: "workflow/rules/check.smk"
include: "workflow/rules/publish.smk"
include: "workflow/rules/verify.smk"


rule all:
    default_target: True
    input:
        RECEIPTS,
        rules.write_manifest.output,


leave()


onstart:
    end_on_sigterm()


onsuccess:
    print_summary()


onerror:
    print_problems()
