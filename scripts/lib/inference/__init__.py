"""Inference with few clusters, one module an idea; docs/inference.md lists the functions."""
