"""The letters that an SVG drawing carries: put in to travel alone, taken out where many travel together."""

STYLE_START = '<style type="text/css">'
RULE_END = "}"
FACE_START = "@font-face{"


def with_font_rules(drawing: str, rules: str) -> str:
    """Put CSS font rules into an SVG drawing."""
    return drawing.replace(STYLE_START, STYLE_START + rules, 1)


def split_font_rules(drawing: str) -> tuple[str, str]:
    """Return a drawing without the font rules it carries, and these; `with_font_rules` joins them."""
    head, start, tail = drawing.partition(STYLE_START)
    end = 0
    while tail.startswith(FACE_START, end):
        end = tail.index(RULE_END, end) + len(RULE_END)
    return head + start + tail[end:], tail[:end]
