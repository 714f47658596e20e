"""Account of a reply: what an adapter met was used, or passed over and why."""

import difflib
import re
from collections.abc import Collection, Iterable

from lib.refresh.region_names import Gazetteer, name_key

SHOWN_NAMES = 6
MOST_LACKING = 3  # regions of a layout, of which strangers may be the names
NEAR = 0.84  # likeness of a label to a region's name from which it is taken for one misspelt
REGION_WORD = re.compile(r"област|облыс|\bобл\b|oblast|\bregion\b|республика|респ\.|republic", re.IGNORECASE)
# Districts, towns and settlements carry these words, in three languages.
DISTRICT_WORD = re.compile(
    r"район|р-н|аудан|қалалық әкімдігі|\bг\.? ?а\b|қ\.? ?ә|\bп\.? ?а\b|district|rayon|raion|city adm|"
    r"город(?!ск)|пос[её]лок|\bсело\b",
    re.IGNORECASE,
)
TOTAL_WORD = re.compile(r"\W*(?:итого|всего|в том числе|барлығы|total)", re.IGNORECASE)


class Account:
    """What became of everything that an adapter met.

    Attributes
    ----------
    used : how many things of a kind (``sheet``, ``row``, ``column``, ``code``) gave figures
    passed : names of things passed over, by their kind and the reason
    lost : sentences on what looks like a figure of a known region or year and was passed over
    """

    def __init__(self) -> None:
        self.used: dict[str, set[str]] = {}
        self.passed: dict[tuple[str, str], list[str]] = {}
        self.lost: list[str] = []

    def use(self, kind: str, name: object) -> None:
        """Count a thing that gave figures; once, however often it is met."""
        self.used.setdefault(kind, set()).add(str(name))

    def pass_over(self, kind: str, name: object, why: str) -> None:
        """Note a thing that gave none, and why."""
        names = self.passed.setdefault((kind, why), [])
        if str(name) not in names:
            names.append(str(name))

    def pass_over_empty(self, unit: str, year: int, locality: str) -> None:
        """Note a cell that holds nothing: the figure of a unit and year is not given."""
        self.pass_over("cell", f"{unit} {year} {locality}", "empty or merged with another")

    def add(self, other: "Account") -> None:
        """Take over what another account of the same reply says."""
        for kind, names in other.used.items():
            self.used.setdefault(kind, set()).update(names)
        for (kind, why), names in other.passed.items():
            for name in names:
                self.pass_over(kind, name, why)
        self.lost += other.lost

    def lines(self) -> list[str]:
        """The account for people: one line of what was used, and one for each reason to pass over."""
        counts = [_counted(len(names), kind) for kind, names in sorted(self.used.items())]
        lines = [f"used: {', '.join(counts)}."] if counts else []
        for (kind, why), names in sorted(self.passed.items()):
            lines.append(f"passed over: {_counted(len(names), kind)}, {why}: {shown(names)}.")
        return lines


def _counted(number: int, kind: str) -> str:
    return f"{number} {kind}{'' if number == 1 else 's'}"


def shown(names: Iterable[str]) -> str:
    """The first few names and how many more there are."""
    names = list(names)
    more = len(names) - SHOWN_NAMES
    return ", ".join(names[:SHOWN_NAMES]) + (f" and {more} more" if more > 0 else "")


def resembles_region(label: str, gazetteer: Gazetteer) -> bool:
    """Whether a label that is no unit's name may be a region's all the same, misspelt or written anew.

    The names of districts resemble those of regions ("Абайский район", "Алматинский район"); the word for
    district tells them apart.
    """
    if DISTRICT_WORD.search(label) or TOTAL_WORD.match(label):
        return False
    if REGION_WORD.search(label):
        return True
    return bool(difflib.get_close_matches(name_key(label), gazetteer.by_name, n=1, cutoff=NEAR))


def unread_regions(labels: Iterable[str], read: Collection[str], gazetteer: Gazetteer) -> list[str]:
    """Sentences on labels passed over that may be a region which nothing else gave.

    "Павлодар" is a town of its region where the region has a row of its own, and else may be the region.
    Where nearly all regions were read, the few labels passed over may be the others.
    """
    labels = list(labels)
    lacking = gazetteer.lasting - set(read)
    if 0 < len(labels) <= len(lacking) <= MOST_LACKING:
        return [
            f"{shown(labels)}: passed over, and {shown(sorted(lacking))} was not read; see if that is it."
        ]
    named = ((label, gazetteer.named(label, short=True)) for label in labels)
    return [
        f"'{label[:40]}' was passed over and may be {unit}, of which nothing else was read; add it to "
        "aliases.csv if it is."
        for label, unit in named
        if unit and unit not in read
    ]
