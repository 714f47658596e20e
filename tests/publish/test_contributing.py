"""The figure that CONTRIBUTING adds as an example is drawn as it stands there."""

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from drawing_faults import drawing_faults

from lib.core.configuration import load
from lib.core.country import languages
from lib.exhibits.style import apply_style
from lib.words.language import load_words
from publish.draw_figures import draw_figure, read_input


@pytest.fixture
def example(project, tmp_path, monkeypatch):
    text = (project / "CONTRIBUTING.md").read_text(encoding="utf-8")
    code, entry = re.search(r"```python\n(.*?)```.*?```yaml\n(.*?)```", text, re.DOTALL).groups()
    file = tmp_path / "unemployment.py"
    file.write_text(code, encoding="utf-8")
    spec = spec_from_file_location("publish.figures.unemployment", file)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, spec.name, module)
    file = tmp_path / "exhibits.yaml"
    file.write_text(f"paper: {{figures: 1, tables: 0}}\nfigures:\n{entry}tables: {{}}\n", encoding="utf-8")
    return load(file, project / "workflow/schemas/exhibits.schema.yaml")["figures"]


@pytest.mark.parametrize("language", languages())
def test_the_example_is_one_function_and_one_entry(example, project, language):
    panel = project / "results/data/panel_20.csv"
    if not panel.exists():
        pytest.skip("there are no results yet: run make first")
    words = load_words(
        language,
        words=project / f"config/words/{language}.yaml",
        units=project / "data/raw/units.csv",
        codebook=project / "results/data/codebook.csv",
        groups=project / "config/groups.yaml",
    )
    tables = {"panel_20": read_input(panel), "units": read_input(project / "data/raw/units.csv")}
    apply_style()
    figure, behind = draw_figure("unemployment", tables, words, example["unemployment"], "Source: x")
    assert drawing_faults(figure) == []
    assert len(behind) == 20
