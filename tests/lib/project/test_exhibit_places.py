"""Where exhibits are cited and placed in the article's text, and what is told when they are not in order."""

from lib.exhibits.register import ExhibitEntry
from lib.project.exhibit_places import place_problems

REGISTER = {
    "figures.map": ExhibitEntry("figures", "map", 1, {}),
    "figures.flows": ExhibitEntry("figures", "flows", 2, {}),
    "tables.units": ExhibitEntry("tables", "units", 1, {}),
    "figures.scatter": ExhibitEntry("figures", "scatter", 1, {}, place="appendix"),
}
SOUND = """See [[map]] and [[units]], then [[flows]] and [[scatter]].

[[map]]

[[units]]

[[flows]]

[[tested]]

[[appendix]]
"""


def problems(text):
    return list(place_problems(text, "en.md", REGISTER))


def changed(*pairs):
    text = SOUND
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return problems(text)


def test_a_text_in_order_has_no_problem():
    assert problems(SOUND) == []


def test_the_order_of_first_citation_is_that_of_the_numbers():
    (told,) = changed(
        ("See [[map]] and [[units]], then [[flows]]", "See [[flows]] and [[units]], then [[map]]")
    )
    assert told.startswith(
        "en.md, line 1: 'figures.flows' is cited before 'figures.map', of a smaller number;"
    )


def test_an_exhibit_that_is_not_cited_or_not_placed_is_named():
    assert changed((" and [[units]]", "")) == [
        "en.md, line 11: 'tables.units' is cited nowhere; "
        "cite it by [[tables.units]], or drop it from config/article/exhibits.yaml."
    ]
    (told,) = changed(("[[units]]\n\n", ""))
    assert told == "en.md, line 9: 'tables.units' stands nowhere; add [[tables.units]] on a line of its own."


def test_an_exhibit_stands_once_after_its_citation_in_order():
    assert "is placed twice" in changed(("[[map]]\n", "[[map]]\n\n[[map]]\n"))[0]
    assert "stands before it is cited" in changed(("See [[map]] and", "[[map]]\n\nSee [[map]] and"))[-1]
    assert changed(("[[map]]\n\n[[units]]\n\n[[flows]]", "[[flows]]\n\n[[units]]\n\n[[map]]")) == [
        "en.md, line 3: 'figures.flows' stands before 'figures.map'; exchange them."
    ]
    assert "put an empty line before and after [[map]]" in changed(("\n\n[[map]]", "\n[[map]]"))[0]


def test_an_exhibit_of_the_appendix_has_no_line_of_its_own():
    (told,) = changed(("[[tested]]", "[[scatter]]"))
    assert told == "en.md, line 9: 'figures.scatter' stands in the appendix; take its line away."
    assert "the appendix stands nowhere" in changed(("[[appendix]]", ""))[0]


def test_a_name_that_is_none_is_told_with_its_line():
    (told,) = changed(("then [[flows]]", "then [[flows]] of [[maps]]"))
    assert told.startswith("en.md, line 1: there is no exhibit 'maps' in config/article/exhibits.yaml")
