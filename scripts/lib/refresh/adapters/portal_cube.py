"""The portal's JSON cubes: /api/iblock/element/<id>/json/file/<language>/."""

from lib.data.observations import Observation
from lib.refresh.account import Account
from lib.refresh.adapters.cube import read_cube
from lib.refresh.region_names import Gazetteer


def read_reply(
    contents: list[bytes], source: dict, gazetteer: Gazetteer, measure: str, account: Account
) -> list[Observation]:
    """Read one cube; see `lib.refresh.adapters.cube.read_cube` for the shape and the faults.

    `source["select"]` gives the term wanted at each position but the first, which is the region;
    `source["year_to_date"]` says that the periods accumulate.
    """
    return read_cube(
        contents[0],
        account=account,
        gazetteer=gazetteer,
        measure=measure,
        locality=source.get("locality", "total"),
        select={int(position): term for position, term in source.get("select", {}).items()},
        year_to_date=source.get("year_to_date", False),
    )
