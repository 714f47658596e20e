"""What a template gives has what it is given, in JSON quoted as JSON quotes, and no place stays empty."""

import jinja2
import pytest

from lib.core.templates import filled_json


def test_texts_are_quoted_and_filters_are_applied(tmp_path):
    template = tmp_path / "x.json.j2"
    template.write_text('{"name": {{ name | tojson }}, "loud": {{ name | loud | tojson }}}', encoding="utf-8")
    assert filled_json(template, {"loud": str.upper}, name='a "b"\n') == {
        "name": 'a "b"\n',
        "loud": 'A "B"\n',
    }


def test_an_empty_place_and_what_is_no_json_are_refused(tmp_path):
    template = tmp_path / "x.json.j2"
    template.write_text("{{ name | tojson }}", encoding="utf-8")
    with pytest.raises(TypeError, match="StrictUndefined"):
        filled_json(template)
    template.write_text("{{ name.first | tojson }}", encoding="utf-8")
    with pytest.raises(jinja2.UndefinedError, match="name"):
        filled_json(template)
    template.write_text("{{ name }}", encoding="utf-8")
    with pytest.raises(ValueError, match="Expecting"):
        filled_json(template, name="a text")
