import json

import pandas as pd

from publish.page.payload import variables


def test_a_line_of_the_explorer_ends_where_its_variable_gets_a_new_basis(project):
    codebook = pd.DataFrame(
        [["share", "Share", "percent", "2015: a standard; 2022: the census"], ["area", "Area", "km2", ""]],
        columns=["variable", "title_en", "unit", "breaks"],
    )
    told = variables(codebook, ["en"], {"percent": {"en": "percent"}, "km2": {"en": "km²"}})
    assert told["share"]["breaks"] == [2015, 2022]
    assert told["area"]["breaks"] == []
    spec = json.loads((project / "scripts/publish/page/specs.json").read_text(encoding="utf-8"))["panel"]
    assert {"field": "basis"} in spec["encoding"]["detail"]
