"""A sample leaves out whole units or does not exist."""

from lib.data.samples import samples_in_layout


def test_a_sample_exists_where_all_its_groups_do():
    samples = {"all": [], "without_oil": ["oil"], "without_cities": ["cities"]}
    found = samples_in_layout(samples, {"oil": ["b"]}, ["a", "b", "c"])
    assert found == {"all": ["a", "b", "c"], "without_oil": ["a", "c"]}
