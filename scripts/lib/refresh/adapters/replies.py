"""The replies of one source as an adapter reads them: the figures it gathers, and what it passes over."""

from dataclasses import dataclass, field

from lib.core.problems import ProblemsError, stop_if
from lib.data.observations import Gathered, Observation
from lib.refresh.account import Account, resembles_region, unread_regions
from lib.refresh.region_names import Gazetteer
from lib.refresh.responses import wrong_shape


@dataclass
class SourceReplies:
    """Replies that are read, by one measure.

    Parameters
    ----------
    contents : the bytes of each, in the order in which they were asked for
    source : the registry's record, with the settings of its adapter
    account : told what becomes of everything in them
    """

    contents: list[bytes]
    source: dict
    gazetteer: Gazetteer
    measure: str
    account: Account
    gathered: Gathered = field(default_factory=Gathered)
    _strangers: list[str] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        """The first reply, of most sources the only one."""
        return self.contents[0]

    @property
    def locality(self) -> str:
        """The locality of figures that do not say their own."""
        return self.source.get("locality", "total")

    def unlike(self, what: str) -> ProblemsError:
        """A fault of the replies' shape."""
        return wrong_shape(what, self.content)

    def unit_of(self, place: str, term: int, name: str) -> str | None:
        """The unit of a term and its name; one that is none is passed over."""
        by_term, by_name = self.gazetteer.by_term.get(term), self.gazetteer.named(name)
        if by_term and by_name and by_term != by_name:
            sentence = f"{place} is {by_term}, its name '{name[:40]}' is {by_name}; see which holds."
            self.gathered.problems.append(sentence)
        elif unit := by_term or by_name:
            self.account.use("code", term)
            return unit
        self.account.pass_over("code", f"{term} '{name[:40]}'", "no region")
        self._strangers.append(name)
        if resembles_region(name, self.gazetteer):
            self.account.lost.append(
                f"{place} '{name[:40]}' was passed over and resembles a region; add the name to aliases.csv "
                "or the term to units.csv."
            )
        return None

    def add(self, where: str, cell: object, unit: str, year: int, locality: str = "") -> None:
        """Read one cell; `where` begins its sentences."""
        self.gathered.add(where, cell, self.measure, unit, year, locality or self.locality)

    def observations(self, none: str = "expected figures of regions, found none") -> list[Observation]:
        """The figures in the order of their keys.

        Raises
        ------
        ProblemsError
            When a value is no number or is given twice with different figures; when there is no figure, with
            the words of `none`.
        """
        stop_if(self.gathered.faults[:20], "Reading the reply")
        if not self.gathered.by_key:
            raise self.unlike(none)
        read = {unit for _, unit, *_ in self.gathered.by_key}
        self.account.lost += unread_regions(self._strangers, read, self.gazetteer)
        return self.gathered.sorted()
