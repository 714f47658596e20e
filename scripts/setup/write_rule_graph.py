"""Write docs/pipeline.md from the workflow: every rule, what it does, and which rules it waits for."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from lib.core.files import write_text

STAGES = ("fetch", "clean", "describe", "regress", "check", "publish", "verify")
TARGET = Path("docs/pipeline.md")
HEAD = """\
# The pipeline, rule by rule

Written by `make readme` from the workflow; do not edit. An arrow leads from a rule to one that reads what it
wrote; arrows that follow from others are left out. Rules stand in `workflow/rules/<stage>.smk`,
each with its script in `scripts/<stage>/<rule>.py`.

"""

Edge = tuple[str, str]


def rules_of(workflow: Path) -> dict[str, dict[str, str]]:
    """By stage, the message of each rule, also of those that run by name only, in the order of the files."""
    found = {}
    for stage in STAGES:
        text = (workflow / f"rules/{stage}.smk").read_text(encoding="utf-8")
        found[stage] = dict(
            re.findall(r'^rule (\w+):$.*?^    message:\n        "(.*?)"$', text, re.MULTILINE | re.DOTALL)
        )
    return found


def edges_of(graph: str) -> set[Edge]:
    """The edges of what `snakemake --rulegraph mermaid-js` prints, without the target `all`."""
    names = dict(re.findall(r"^\s*(id\d+)\[(\w+)", graph, re.MULTILINE))
    pairs = re.findall(r"^\s*(id\d+) --> (id\d+)$", graph, re.MULTILINE)
    return {(names[one], names[other]) for one, other in pairs if names[other] != "all"}


def without_shortcuts(edges: Iterable[Edge]) -> set[Edge]:
    """The edges that do not follow from the others: the transitive reduction of a graph without cycles."""
    edges = set(edges)
    later: dict[str, set[str]] = {}

    def reach(name: str) -> set[str]:
        if name not in later:
            nexts = {other for one, other in edges if one == name}
            later[name] = nexts.union(*map(reach, nexts))
        return later[name]

    return {
        (one, other)
        for one, other in edges
        if not any(other in reach(middle) for start, middle in edges if start == one and middle != other)
    }


def pipeline_page(rules: dict[str, dict[str, str]], edges: set[Edge]) -> str:
    """The page: a table of the rules, and the graph of those that every run has."""
    drawn = {name for edge in edges for name in edge}
    lines = [HEAD.rstrip(), "", "```mermaid", "flowchart LR"]
    for stage, names in rules.items():
        inside = [f"    {name}" for name in names if name in drawn]
        lines += [f"  subgraph {stage}", *inside, "  end"]
    lines += [f"  {one} --> {other}" for one, other in sorted(without_shortcuts(edges))]
    lines += ["```", "", "| stage | rule | does |", "|---|---|---|"]
    for stage, names in rules.items():
        for name, message in names.items():
            told = re.sub(r"\{(?:\w+\.)?(\w+)\}", r"*\1*", message)
            lines.append(
                f"| {stage} | `{name}` | {told}{'' if name in drawn else ' (only when asked for)'} |"
            )
    return "\n".join(lines) + "\n"


def rule_graph(project: Path) -> str:
    """What Snakemake says of its rules."""
    command = [sys.executable, "-m", "snakemake", "--rulegraph", "mermaid-js"]
    return subprocess.run(command, cwd=project, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    write_text(TARGET, pipeline_page(rules_of(Path("workflow")), edges_of(rule_graph(Path()))))
