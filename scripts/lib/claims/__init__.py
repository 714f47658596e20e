"""Claims: the statements of the article, the readings of their words, and the verdicts."""
