"""Scrutiny of verdicts in the reader's words: how severe each test was, and how little would turn it."""

from collections.abc import Callable, Mapping

import pandas as pd

from lib.claims.provenance import Provenance
from lib.claims.scrutiny.past_revisions import read_fragility
from lib.claims.severity import Severity
from lib.claims.statements import Judging
from lib.claims.telling.scrutiny import tell_fragility, tell_severity
from publish.page.board import Speakers, spoken

Scrutiny = Callable[[str, str], dict[str, Mapping[str, str]]]


def scrutiny_of(
    ranges: pd.DataFrame,
    fragility: pd.DataFrame,
    provenance: Provenance,
    judging: Judging,
    speakers: Speakers,
) -> Scrutiny:
    """What tells of a part how severe and how fragile its verdict is, each by language, "" where unknown.

    Parameters
    ----------
    ranges, fragility : results/claims/ranges.csv and fragility.csv, their columns typed
    """
    severity = {
        (row.claim, row.part): Severity(
            row.against, int(row.alternatives), row.severity,
            _known(row.severity_same_year), _known(row.severity_any_year), row.severity_error,
        )
        for row in ranges[ranges["proxy"].fillna("").eq("") & ranges["severity"].notna()].itertuples()
    }  # fmt: skip
    turned = read_fragility(fragility)

    def scrutinise(claim: str, part: str) -> dict[str, Mapping[str, str]]:
        return {
            "severe": spoken(
                speakers, lambda words: tell_severity(severity.get((claim, part)), judging, words)
            ),
            "fragile": spoken(
                speakers, lambda words: tell_fragility(turned.get((claim, part, "")), provenance, words)
            ),
        }

    return scrutinise


def _known(share: float) -> float | None:
    return None if pd.isna(share) else float(share)
