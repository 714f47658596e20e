"""Contents of the page: what authors wrote, and what the run found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from lib.claims.evidence import Evidence
from lib.data.vintages import LATEST
from lib.exhibits.register import ExhibitEntry


@dataclass(frozen=True)
class Paper:
    """What authors wrote.

    Parameters
    ----------
    claims : the register by id, with `theme`
    questions : config/article/questions.yaml
    judging : config/article/judging.yaml
    curves : the curves of config/specification_curve.yaml
    figures, tables : entries of config/article/exhibits.yaml in the order of their numbers
    texts : the article's Markdown by language
    citation : CITATION.cff
    """

    claims: Mapping[str, Mapping]
    questions: Mapping[str, Mapping]
    judging: Mapping[str, Mapping]
    curves: Mapping[str, Mapping]
    figures: Sequence[ExhibitEntry]
    tables: Sequence[ExhibitEntry]
    texts: Mapping[str, str]
    registry: Mapping[str, Mapping]
    citation: Mapping


@dataclass(frozen=True)
class Results:
    """What the run found.

    Parameters
    ----------
    tables : verdicts, coverage, readings, wording, vintages, snapshot, codebook, specifications, models and
        those that texts quote; every column as text
    used : columns series, vintage: releases the panel is made of
    panels : layout -> panel
    evidence : what statements are tested against
    layer : boundaries of the regions, GeoJSON
    charting : Vega, Vega-Lite and Vega-Embed, compressed
    makers : name of a table, or figures.<name>, tables.<name> -> [path, rule, script]
    vintage : ``latest``, or the date as known on which all this was made
    """

    tables: Mapping[str, pd.DataFrame]
    used: pd.DataFrame
    panels: Mapping[str, pd.DataFrame]
    evidence: Evidence
    layer: Mapping
    charting: bytes
    makers: Mapping[str, Sequence[str]]
    vintage: str = LATEST
