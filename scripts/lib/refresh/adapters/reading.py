"""From a source of the registry to its requests, and from their replies to figures in the registry's unit."""

from decimal import Decimal

from lib.core.problems import stop_if
from lib.data.observations import Observation
from lib.refresh.account import Account
from lib.refresh.adapters import portal_workbook, sdg_csv, taldau_tree, world_bank
from lib.refresh.adapters.cube import read_portal_cube, read_taldau_index
from lib.refresh.adapters.replies import SourceReplies
from lib.refresh.region_names import Gazetteer, decide_territories
from lib.refresh.responses import wrong_shape

READERS = {
    "portal_workbook": portal_workbook.read_reply,
    "portal_cube": read_portal_cube,
    "taldau_index": read_taldau_index,
    "taldau_tree": taldau_tree.read_reply,
    "sdg_csv": sdg_csv.read_reply,
    "world_bank": world_bank.read_reply,
}


def sources_of(entry: dict) -> list[dict]:
    """The sources of a series, each told of the sheets that another one of the same reply reads."""
    named = [(each["url"], pattern) for each in entry["fetch"] for pattern in each.get("sheets", [])]
    return [
        {**each, "elsewhere": [pattern for url, pattern in named if url == each["url"]]}
        for each in entry["fetch"]
    ]


def next_urls(source: dict, contents: list[bytes]) -> list[str]:
    """What is to be asked of a source in view of the replies so far; empty when they are enough."""
    if source["adapter"] == "taldau_tree":
        return taldau_tree.urls_of_nodes(source, contents)
    return [] if contents else [source["url"]]


def read_labelled(
    contents: list[bytes], source: dict, gazetteer: Gazetteer, measure: str, account: Account
) -> list[Observation]:
    """Read the replies of one source into figures under today's units, in the source's own unit.

    Raises
    ------
    ProblemsError
        As `read_source`, but for the territories.
    """
    replies = SourceReplies(contents, source, gazetteer, source.get("measure", measure), account)
    labelled = READERS[source["adapter"]](replies)
    stop_if(list(dict.fromkeys(account.lost))[:20], "Accounting for the reply")
    return labelled


def read_source(
    contents: list[bytes],
    source: dict,
    gazetteer: Gazetteer,
    measure: str,
    newest_borders_from: int | str | None,
    account: Account | None = None,
) -> list[Observation]:
    """Read the replies of one source into figures of the territories and the unit of the registry.

    `account` is told what became of everything in the replies.

    Raises
    ------
    ProblemsError
        When a reply has another shape than its adapter reads, something passed over looks like a figure of a
        known region or year, or the territories cannot be decided.
    """
    account = account or Account()
    labelled = read_labelled(contents, source, gazetteer, measure, account)
    scale = Decimal(source.get("scale", "1"))
    observations = [observation._replace(value=observation.value * scale) for observation in labelled]
    decided = decide_territories(observations, gazetteer, newest_borders_from)
    first = source.get("years_from", 0)
    wanted = [observation for observation in decided if observation.year >= first]
    if not wanted:
        last = max(observation.year for observation in decided)
        raise wrong_shape(f"expected figures from {first} on, those of the reply end in {last}", contents[0])
    return wanted


def keep_first(
    by_key: dict[tuple, Observation], observations: list[Observation], localities: list[str], account: Account
) -> None:
    """Add the figures of a source to those found before it, which hold; account for other localities."""
    for observation in observations:
        if observation.locality in localities:
            by_key.setdefault(observation.key, observation)
        else:
            account.pass_over("locality", observation.locality, "not named in the registry")
