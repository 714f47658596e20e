"""Values of config/country.yaml that no country has: impossible days, an order of layouts, a projection."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from lib.core.configuration import ConfigFile


def country_problems(country: ConfigFile) -> Iterator[str]:
    """Sentences on the days from which layouts hold, and on a projection that PROJ does not know."""
    layouts = country.content["layouts"]
    for place, layout in enumerate(layouts):
        if "since" in layout and not is_day(layout["since"]):
            yield f"{country.at('layouts', place, 'since')}: there is no day {layout['since']}; correct it."
    dated = [(place, layout["since"]) for place, layout in enumerate(layouts) if "since" in layout]
    for (_, newer), (place, older) in pairwise(dated):
        if older >= newer:
            where = country.at("layouts", place, "since")
            yield f"{where}: {older} is not before {newer}; the newest layout stands first."
    yield from _projection_problems(country)


def _projection_problems(country: ConfigFile) -> Iterator[str]:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        CRS.from_proj4(country.content["projection"])
    except CRSError as error:
        reason = str(error).rpartition("(Internal Proj Error: ")[2].rstrip(")")
        yield f"{country.at('projection')}: PROJ knows no such projection ({reason}); correct it."


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, as YYYY-MM-DD."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
