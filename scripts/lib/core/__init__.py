"""Core tools that every room may use: problems, files, configuration, text."""
