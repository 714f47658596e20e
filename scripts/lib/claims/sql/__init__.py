"""SQL: the chosen readings computed a second time, from the published figures, without the engine."""
