"""Models: regressions as config files describe them, their rows, their curve, their influence."""
