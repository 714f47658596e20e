from setup.write_rule_graph import TARGET, edges_of, pipeline_page, rule_graph, rules_of, without_shortcuts


def test_the_page_is_that_of_the_workflow(project):
    """When it is not: `make readme`."""
    made = pipeline_page(rules_of(project / "workflow"), edges_of(rule_graph(project)))
    assert (project / TARGET).read_text(encoding="utf-8") == made


def test_every_rule_has_a_message_and_a_script_of_its_name(project):
    for stage, rules in rules_of(project / "workflow").items():
        text = (project / f"workflow/rules/{stage}.smk").read_text(encoding="utf-8")
        assert len(rules) == text.count("\nrule ") + text.startswith("rule ")
        for name in rules:
            assert (project / f"scripts/{stage}/{name}.py").is_file()
            assert f'"../../scripts/{stage}/{name}.py"' in text
            assert f'"logs/{stage}/{name}' in text


def test_an_edge_that_others_imply_is_left_out():
    assert without_shortcuts({("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("a", "d")}) == {
        ("a", "b"),
        ("b", "c"),
        ("c", "d"),
    }


def test_edges_are_read_by_name():
    graph = "\tid0[all]\n\tid1[one]\n\tid2[two]\n\tstyle id0 fill:#D95757\n\tid1 --> id0\n\tid2 --> id1\n"
    assert edges_of(graph) == {("two", "one")}
