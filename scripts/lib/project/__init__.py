"""Project: every file that authors change, held against its schema and against the names it uses."""
