"""Exhibits: figures, tables and the article that shows them."""
