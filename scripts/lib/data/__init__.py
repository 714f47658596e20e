"""Data: published figures, their vintages and territories, and the panels made of them."""
