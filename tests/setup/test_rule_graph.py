from setup.write_rule_graph import PIPELINE_PAGE, pipeline_page, rule_graph, rules_of


def test_the_page_is_that_of_the_workflow(project):
    """When it is not: `make readme`."""
    made = pipeline_page(rules_of(project / "workflow"), rule_graph(project))
    assert (project / PIPELINE_PAGE).read_text(encoding="utf-8") == made


def test_every_rule_has_a_message_and_a_script_of_its_name(project):
    for stage, rules in rules_of(project / "workflow").items():
        text = (project / f"workflow/rules/{stage}.smk").read_text(encoding="utf-8")
        own = {name for name in rules if f"\nrule {name}:" in f"\n{text}"}
        assert len(own) == text.count("\nrule ") + text.startswith("rule ")
        assert all(f" as {name} with:" in text for name in set(rules) - own)
        for name in own:
            assert (project / f"scripts/{stage}/{name}.py").is_file()
            assert f'"../../scripts/{stage}/{name}.py"' in text
            assert f'"logs/{stage}/{name}' in text
