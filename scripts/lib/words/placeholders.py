"""How a place for a number is written in prose: ``{{key}}`` or ``{{key | options}}``."""

import re

PLACE = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}")
