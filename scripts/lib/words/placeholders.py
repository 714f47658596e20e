"""Placeholders: where prose takes a result value by its key, ``{{key}}`` or ``{{key | options}}``."""

import re

PLACEHOLDER = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}")
