"""Numbers that every method of inference shares."""

CONFIDENCE = 0.95  # coverage of intervals
TIE_SLACK = 1e-9  # statistics that differ by less, as a share of the larger, count as equal
PERMUTATIONS = 9999  # drawn where there are too many to enumerate
PLACEBOS = 199  # regressors dealt anew beside a real one
VERDICT_CONFIDENCE = 0.90  # of the intervals that associations are judged by: one-sided tests at five percent
