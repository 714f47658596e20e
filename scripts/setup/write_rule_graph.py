"""Page docs/pipeline.md: every rule, what it does, and Snakemake's own graph of what waits for what."""

import os
import re
import subprocess
import sys
from pathlib import Path

from lib.core.files import write_text
from lib.core.templates import filled

STAGES = ("fetch", "clean", "describe", "regress", "check", "publish", "verify")
PIPELINE_PAGE = Path("docs/pipeline.md")
TEMPLATE = Path(__file__).parent / "templates/pipeline.md.j2"
# its name, its message
RULE = r'^(?:rule|use rule \w+ as) (\w+)(?: with)?:$.*?^    message:\n        "(.*?)"$'


def rules_of(workflow: Path) -> dict[str, dict[str, str]]:
    """By stage, the message of each rule, also of those that run by name only, in the order of the files."""
    messages = {}
    for stage in STAGES:
        text = (workflow / f"rules/{stage}.smk").read_text(encoding="utf-8")
        messages[stage] = dict(re.findall(RULE, text, re.MULTILINE | re.DOTALL))
    return messages


def rule_graph(project: Path) -> str:
    """What Snakemake says of its rules, in an order that does not change from run to run."""
    command = [sys.executable, "-m", "snakemake", "--rulegraph", "mermaid-js"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    return subprocess.check_output(command, cwd=project, env=environment, stderr=subprocess.PIPE, text=True)


def pipeline_page(rules: dict[str, dict[str, str]], graph: str) -> str:
    """The page: a table of the rules, and the graph of those that every run has."""
    messages_by_stage = {
        stage: {name: re.sub(r"\{(?:\w+\.)?(\w+)\}", r"*\1*", message) for name, message in messages.items()}
        for stage, messages in rules.items()
    }
    return filled(TEMPLATE, rules=messages_by_stage, graph=graph)


if __name__ == "__main__":
    write_text(PIPELINE_PAGE, pipeline_page(rules_of(Path("workflow")), rule_graph(Path())))
