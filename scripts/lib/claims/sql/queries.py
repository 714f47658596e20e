"""Queries: what a chosen reading gives, as one self-contained query over long.csv and units.csv.

Nothing of the engine is used but the settings of the reading and the named sets of the layout: figures are
read, brought onto borders, added, divided and ranked in SQL. Models and sums of printed numbers have none.
"""

from collections.abc import Mapping

from lib.claims.outcomes import ReadingOutcome
from lib.claims.settings import Quantity
from lib.claims.sql.figures import Figures
from lib.claims.statements import Judging
from lib.claims.templates import template
from lib.core.country import layouts
from lib.data.lineage import Recipe

IN_SQL = ("share", "level", "growth", "ratio", "order", "sign", "count", "rank")


def write_queries(
    outcomes: list[ReadingOutcome],
    groups: Mapping[str, Mapping[str, tuple[str, ...]]],
    recipe: Recipe,
    judging: Judging,
) -> str:
    """Return the queries of the outcomes of one claim, each of a row: claim, part, value, holds, places."""
    queries = [
        template("sql/query.sql.jinja").render(
            reading=outcome.reading,
            settings=outcome.reading.settings,
            years=outcome.years,
            period=outcome.period,
            layout=outcome.layout,
            groups=groups[outcome.layout],
            comparable_within=judging.comparable_within,
            layouts=layouts(),
            recipe=recipe,
            figures=Figures(recipe),
            Quantity=Quantity,
        )
        for outcome in outcomes
        if outcome.reading.kind in IN_SQL
    ]
    return "\n".join(f"{query.strip()}\n" for query in queries)
