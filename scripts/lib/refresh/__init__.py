"""Refresh: how new figures come from the official sources, and what keeps bad ones out."""
