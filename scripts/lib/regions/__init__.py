"""Regions: how unequal they are, and whether they converge."""
