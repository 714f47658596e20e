"""Kazakh endings after numbers: which one follows is heard in the last word of the number as it is read.

A number is written in digits, its ending after a hyphen: 3-і (үші), 6-сы (алтысы), 10 %-ын (он пайызын).
Vowels of the ending are back or front as those of that word; its first letter follows the word's last sound.
"""

import re
from collections.abc import Mapping

UNITS = ("нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
TENS = ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")
POWER_WORDS = (("миллиард", 9), ("миллион", 6), ("мың", 3), ("жүз", 2))
SIGNS = {"%": "пайыз", "км": "километр", "км²": "километр"}
PRINTED_NUMBER = re.compile(r"\d+(?:[\u00a0\u202f ]\d{3})*(?:,(?P<fraction>\d+))?$")

BACK, FRONT = "аоұыё", "әеөүіэ"  # и, у, ю and я are heard with either
VOWELS = "аоұыәеөүіиэ"  # у ends a word as a consonant: елу, елуі
NASALS, VOICED = "мнң", "рлйузж"

# By case: the ending after a vowel, a nasal, another voiced sound, a voiceless one; back vowels, then front.
ENDINGS: Mapping[str, tuple[str, str]] = {
    "genitive": ("ның ның дың тың", "нің нің дің тің"),
    "dative": ("ға ға ға қа", "ге ге ге ке"),
    "accusative": ("ны ды ды ты", "ні ді ді ті"),
    "locative": ("да да да та", "де де де те"),
    "ablative": ("дан нан дан тан", "ден нен ден тен"),
    "possessive": ("сы ы ы ы", "сі і і і"),
}
AFTER_POSSESSIVE = {
    "genitive": ("ның", "нің"),
    "dative": ("на", "не"),
    "accusative": ("н", "н"),
    "locative": ("нда", "нде"),
    "ablative": ("нан", "нен"),
}


class Numeral(str):
    """A number as printed, whose format names a case: ``f"{Numeral('6'):possessive}"`` is 6-сы."""

    __slots__ = ()

    def __format__(self, case: str) -> str:
        return f"{self!s}-{ending(self, case)}" if case else str(self)


def ending(number: str, case: str) -> str:
    """Return the ending of a printed number in a case, or in the possessive and a case.

    >>> ending("10 %", "possessive accusative")
    'ын'

    Raises `ValueError` when there is no such case.
    """
    word = last_word(number)
    first, _, second = case.partition(" ")
    if first not in ENDINGS or (second and (first != "possessive" or second not in AFTER_POSSESSIVE)):
        raise ValueError(f"there is no case '{case}' in Kazakh; cases are {', '.join(ENDINGS)}")
    front = _is_front(word)
    after = ENDINGS[first][front].split()[_sound(word)]
    return after + (AFTER_POSSESSIVE[second][front] if second else "")


def last_word(number: str) -> str:
    """Return the word with which a printed number ends when it is read.

    >>> last_word("1 240"), last_word("49,05"), last_word("12,5 %")
    ('қырық', 'бес', 'пайыз')
    """
    *_, end = re.split(r"(?<=\d)[\u00a0\u202f ](?!\d)|(?<=\d)(?=%)|\s(?!\d)", number.strip()) or [""]
    if end in SIGNS:
        return SIGNS[end]
    digits = PRINTED_NUMBER.search(number.strip())
    if not digits:
        return re.split(r"[\s(«]", number.strip(" .)»"))[-1].lower()
    whole = digits["fraction"] or re.sub(r"\D", "", digits[0])
    return _last_of(int(whole))


def _last_of(value: int) -> str:
    """The last word of a whole number: its smallest part that is not nought."""
    if value % 100 == 0 and value:
        return next(word for word, power in POWER_WORDS if value % 10**power == 0)
    return UNITS[value % 10] if value % 10 or not value else TENS[value // 10 % 10]


def _is_front(word: str) -> bool:
    """Whether the word's last vowel that is heard one way only is a front one."""
    heard = [letter in FRONT for letter in word if letter in BACK + FRONT]
    return heard[-1] if heard else False


def _sound(word: str) -> int:
    """The place of a word's last sound among the endings: vowel, nasal, other voiced sound, voiceless."""
    last = word[-1:]
    kinds = (VOWELS, NASALS, VOICED)
    return next((place for place, letters in enumerate(kinds) if last and last in letters), len(kinds))
