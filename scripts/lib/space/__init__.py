"""Space: boundaries, neighbours, and statistics of what lies beside what."""
