"""Telling: a verdict as a dossier, a table, a picture and a sentence."""
