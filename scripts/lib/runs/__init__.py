"""Runs: what each job left behind, whether it still holds, and what a reviewer needs to check it."""
