"""Scrutiny: the arithmetic that stands behind a verdict, and how little would turn it."""
