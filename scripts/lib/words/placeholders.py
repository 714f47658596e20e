"""Placeholders: where prose takes a result value by its ``{{key}}``, an exhibit or a work by its name."""

import re

NAMED = re.compile(r"\[\[([\w.]+)\]\]")  # an exhibit
CITED = re.compile(r"(?<![\w.])@([A-Za-z][\w:.-]*\w)")  # a work
APPENDIX = "appendix"  # [[appendix]] places the exhibits of the online appendix
TESTED = "tested"  # [[tested]] says which article is tested, as config/config.yaml names it
OPTIONS = ("percent", "bare", "signed", "optional")
CASES = ("possessive", "genitive", "dative", "accusative", "locative", "ablative")  # of Kazakh numbers
ARTICLE_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)  # YAML before the text
PLACEHOLDER = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}")
