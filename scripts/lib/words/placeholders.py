"""Placeholders: where prose takes a result value by its ``{{key}}``, an exhibit or a work by its name."""

import re

NAMED = re.compile(r"\[\[([\w.]+)\]\]")  # an exhibit
CITED = re.compile(r"(?<![\w.])@([A-Za-z][\w:.-]*\w)")  # a work
REST = "rest"  # [[rest]] places every exhibit that has no place yet
OPTIONS = ("percent", "bare", "signed", "optional")
PLACEHOLDER = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}")
