"""Endings after numbers in Kazakh, worked out from the grammar: the last word that is read decides."""

import re

import pytest

from lib.words.kazakh import Numeral, ending, last_word
from lib.words.language import Words

CASES = ("possessive", "possessive locative", "genitive", "dative", "accusative", "locative", "ablative")
# The last word, its endings by case as a grammar gives them, and numbers that end with it when read aloud.
READ = """
нөл     і інде дің ге ді де ден  0 0,0 10,0
бір     і інде дің ге ді де ден  1 11 21 31 41 51 61 71 81 91 101 151 1_001 2021 3,1
екі     сі сінде нің ге ні де ден  2 12 22 32 42 52 62 72 82 92 102 152 1_002 2022 3,2
үш      і інде тің ке ті те тен  3 13 23 33 43 53 63 73 83 93 103 153 1_003 2023 3,3
төрт    і інде тің ке ті те тен  4 14 24 34 44 54 64 74 84 94 104 154 1_004 2024 3,4
бес     і інде тің ке ті те тен  5 15 25 35 45 55 65 75 85 95 105 155 1_005 2025 3,5
алты    сы сында ның ға ны да дан  6 16 26 36 46 56 66 76 86 96 106 156 1_006 2026 3,6
жеті    сі сінде нің ге ні де ден  7 17 27 37 47 57 67 77 87 97 107 157 1_007 2027 3,7
сегіз   і інде дің ге ді де ден  8 18 28 38 48 58 68 78 88 98 108 158 1_008 2028 3,8
тоғыз   ы ында дың ға ды да дан  9 19 29 39 49 59 69 79 89 99 109 159 1_009 2029 3,9
он      ы ында ның ға ды да нан  10 110 210 1_010 12_310 4,10
жиырма  сы сында ның ға ны да дан  20 120 220 1_020 12_320 4,20
отыз    ы ында дың ға ды да дан  30 130 230 1_030 12_330 4,30
қырық   ы ында тың қа ты та тан  40 140 240 1_040 12_340 4,40
елу     і інде дің ге ді де ден  50 150 250 1_050 12_350 4,50
алпыс   ы ында тың қа ты та тан  60 160 260 1_060 12_360 4,60
жетпіс  і інде тің ке ті те тен  70 170 270 1_070 12_370 4,70
сексен  і інде нің ге ді де нен  80 180 280 1_080 12_380 4,80
тоқсан  ы ында ның ға ды да нан  90 190 290 1_090 12_390 4,90
жүз     і інде дің ге ді де ден  100 200 300 400 900 1_100 12_700
мың     ы ында ның ға ды да нан  1_000 2_000 5_000 20_000 100_000 1_234_000
миллион ы ында ның ға ды да нан  1_000_000 3_000_000 20_000_000
миллиард ы ында тың қа ты та тан  1_000_000_000 4_000_000_000
"""
TABLE = [
    (number.replace("_", "\N{NO-BREAK SPACE}"), word, tuple(cells[:7]))
    for word, *cells in (line.split() for line in READ.strip().splitlines())
    for number in cells[7:]
]


def test_the_table_holds_two_hundred_numbers():
    assert len({number for number, _, _ in TABLE}) == len(TABLE) >= 200


@pytest.mark.parametrize(("number", "word", "endings"), TABLE)
def test_endings_follow_the_last_word_that_is_read(number, word, endings):
    assert last_word(number) == word
    assert tuple(ending(number, case) for case in CASES) == endings


@pytest.mark.parametrize(
    ("number", "case", "expected"),
    [
        ("49,9\N{NO-BREAK SPACE}%", "possessive locative", "49,9\N{NO-BREAK SPACE}%-ында"),
        ("6%", "dative", "6%-ға"),
        ("2018–2022", "locative", "2018–2022-де"),
        ("\N{MINUS SIGN}3", "ablative", "\N{MINUS SIGN}3-тен"),
        ("5 км", "dative", "5 км-ге"),
        ("Шымкент", "ablative", "Шымкент-тен"),
    ],
)
def test_signs_ranges_and_words_are_read_too(number, case, expected):
    assert f"{Numeral(number):{case}}" == expected


def test_words_put_the_ending_where_a_place_names_a_case():
    words = Words("kk", {"said": "{all} өңірдің {count:possessive locative}"})
    assert words.say("said", all=20, count=6) == "20 өңірдің 6-сында"
    assert words.say("said", all=20, count=9) == "20 өңірдің 9-ында"


def test_an_unknown_case_is_refused():
    with pytest.raises(ValueError, match="no case 'vocative'"):
        ending("3", "vocative")


def test_typed_numbers_of_the_register_have_the_endings_that_the_grammar_gives(project):
    """What a person wrote by hand beside a number, in all statements, agrees with the rules."""
    found = 0
    for path in sorted((project / "config/article/claims").glob("*.yaml")):
        for number, typed in re.findall(
            r"(\d[\d,\u00a0]*(?:\u00a0?%)?)-([а-яәіңғүұқөһ]+)", path.read_text("utf-8")
        ):
            endings = {
                ending(number, case) for case in (*CASES, "possessive dative", "possessive accusative")
            }
            assert typed in endings, f"{path.name}: {number}-{typed}"
            found += 1
    assert found > 10
