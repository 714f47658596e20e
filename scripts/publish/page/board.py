"""The verdict board and the dossiers behind it."""

import re
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from lib.claims.outcomes import TRUE_VERDICTS
from lib.claims.telling.values import localised, with_unit
from lib.core.country import languages
from lib.words.language import Words
from publish.page.trails import Trails

VERDICT_ORDER = (
    "matches", "close", "holds", "borne out", "borne out but small", "depends", "undecided",
    "differs", "fails", "contradicted", "no association of a size that matters",
    "inconsistent", "not testable",
)  # fmt: skip
BOARD_DECIMALS = 2
NO_NUMBER = -1e12
Speakers = Mapping[str, Words]


def spoken(speakers: Speakers, say: Callable[[Words], str]) -> dict[str, str]:
    """The same said in each language."""
    return {language: say(words) for language, words in speakers.items()}


def quantity(value: str, unit: str, speakers: Speakers) -> dict[str, str]:
    """A cell in each language: a figure with its unit, or words with codes of units spelt out."""
    if not value:
        return spoken(speakers, lambda _: "–")
    try:
        number = float(value)
    except ValueError:
        return spoken(speakers, lambda words: localised(_names(value, words), words))
    large = abs(number) >= 1000
    decimals = 0 if large or number.is_integer() else BOARD_DECIMALS
    return spoken(speakers, lambda words: with_unit(words.number(number, decimals), unit, words))


def _names(text: str, words: Words) -> str:
    codes = "|".join(sorted(words.units, key=len, reverse=True))
    return re.sub(rf"\b(?:{codes})\b", lambda match: words.unit(match[0]), text) if codes else text


def board_rows(
    verdicts: pd.DataFrame,
    readings: pd.DataFrame,
    wording: pd.DataFrame,
    claims: Mapping[str, Mapping],
    trails: Trails,
) -> list[dict]:
    """One row a part of a claim, in the order of verdicts.csv.

    Parameters
    ----------
    verdicts, readings, wording : tables of results/claims, every column as text
    claims : the register by id: `theme`, `words`, `parts`, perhaps `caveat`
    """
    of_parts = wording[wording["proxy"] == ""]
    wording_of = {key: rows.set_index("language") for key, rows in of_parts.groupby(["claim", "part"])}
    own = readings[~readings["reading"].str.match(r"(?:instead|beside), \w+: ")]
    tried = own.assign(true=own["verdict"].isin(TRUE_VERDICTS)).groupby(["claim", "part"])["true"]
    truth = {key: (int(true.sum()), len(true)) for key, true in tried}
    return [
        {
            **_board_row(row, truth.get(key, (0, 0)), wording_of[key], claims[row["claim"]]),
            "order": place,
            "trail": trails.of_reading(row, "verdicts"),
        }
        for place, row in enumerate(verdicts.to_dict("records"))
        if (key := (row["claim"], row["part"]))
    ]


def _board_row(row: Mapping, truth: tuple[int, int], wording: pd.DataFrame, claim: Mapping) -> dict:
    true, tried = truth
    return {
        **row,
        **{f"{column}_words": wording[column].to_dict() for column in ("asserted", "computed")},
        **{column: wording[column].to_dict() for column in ("reading", "why", "how_severe", "how_fragile")},
        "asserted_order": _number_in(row["asserted"]),
        "computed_order": _number_in(row["computed"]),
        "verdict_order": VERDICT_ORDER.index(row["verdict"]),
        "theme": claim["theme"],
        "statement": claim["words"],
        "part_title": claim["parts"][row["part"]].get("title") if len(claim["parts"]) > 1 else None,
        "true": true,
        "tried": tried,
        "truth_order": true / tried if tried else -1,
    }


def _number_in(cell: str) -> float:
    """The first number of a cell, to sort by; cells without one stand first."""
    match = re.search(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", cell)
    return float(match[0]) if match else NO_NUMBER


def glance(board: Iterable[Mapping]) -> list[tuple[str, list[tuple[str, list[Mapping]]]]]:
    """The board's rows by theme and claim, both in the order of the board."""
    themes: dict[str, dict[str, list[Mapping]]] = {}
    for row in board:
        themes.setdefault(row["theme"], {}).setdefault(row["claim"], []).append(row)
    return [(theme, list(claims.items())) for theme, claims in themes.items()]


def dossiers(
    board: Iterable[Mapping],
    readings: pd.DataFrame,
    claims: Mapping[str, Mapping],
    trails: Trails,
    speakers: Speakers,
    register: Mapping,
) -> list[dict]:
    """For each claim its parts, each with its verdict, why, the readings tried, and how the number was made.

    Parameters
    ----------
    readings : results/claims/readings.csv, every column as text
    register : of `publish.page.register.engine_register`
    """
    answers = answer_titles(register, speakers)
    tried = dict(list(readings.groupby(["claim", "part"])))
    nothing = readings.iloc[:0]
    return [
        {
            "claim": claim,
            "statement": claims[claim]["words"],
            "caveat": claims[claim].get("caveat"),
            "dated": register["claims"][claim]["dated"],
            "questions": _asked(register["claims"][claim]["parts"].values(), register["questions"]),
            "parts": [
                {
                    **row,
                    "readings": [
                        {
                            **each,
                            "chosen": each["chosen"] == "yes",
                            "reading": _reading(each["reading"], answers, speakers),
                            "computed": quantity(each["computed"], each["unit"], speakers),
                            "trail": trails.of_reading(each, "readings"),
                        }
                        for each in tried.get((claim, row["part"]), nothing).to_dict("records")
                    ],
                }
                for row in parts
            ],
        }
        for _, of_theme in glance(board)
        for claim, parts in of_theme
    ]


def _asked(parts: Iterable[Mapping], questions: Mapping[str, Mapping]) -> list[dict]:
    """What the words of a claim leave open, each question once: answers in order, why the first is first."""
    asked = {(each["name"], each["answers"][0]): each for part in parts for each in part["questions"]}
    return [
        {
            "asks": questions[each["name"]]["asks"],
            "answers": [questions[each["name"]]["answers"][answer]["title"] for answer in each["answers"]],
            "because": each["because"],
        }
        for each in asked.values()
    ]


def answer_titles(register: Mapping, speakers: Speakers) -> dict[str, Mapping[str, str]]:
    """What answers are called in the main language, as readings name them -> the same in each language."""
    asked, main = register["questions"].values(), languages()[0]
    titles = [answer["title"] for question in asked for answer in question["answers"].values()]
    titles.append(spoken(speakers, lambda words: words.say("claims.as_stated")))
    return {title[main]: title for title in titles if main in title}


def _reading(text: str, answers: Mapping[str, Mapping[str, str]], speakers: Speakers) -> dict[str, str]:
    parts = text.split("; ")
    return {
        language: "; ".join(answers[part][language] if part in answers else part for part in parts)
        for language in speakers
    }


def tally(board: Iterable[Mapping]) -> list[tuple[str, int]]:
    """How many parts have each verdict, in the order of the words of the house."""
    counts = pd.Series([row["verdict"] for row in board]).value_counts()
    return [(verdict, int(counts[verdict])) for verdict in VERDICT_ORDER if verdict in counts]


def vintages(table: pd.DataFrame, board: Iterable[Mapping], speakers: Speakers) -> dict | None:
    """How the board stood on each date, or None where there is no earlier one.

    Returns {"dates": [...], "days": in each language, "parts": {"P1.share": [{date, verdict, computed}]}};
    a date is told by its place in `dates`, and a part stands as its last entry on or before the date says.

    Parameters
    ----------
    table : results/claims/vintages.csv, every column as text
    """
    dates = sorted(set(table["as_of"]))
    if len(dates) < 2:
        return None
    units = {f"{row['claim']}.{row['part']}": row["unit"] for row in board}
    parts: dict[str, list[dict]] = {}
    for row in table.sort_values("as_of", kind="stable").to_dict("records"):
        key = f"{row['claim']}.{row['part']}"
        change = {
            "date": dates.index(row["as_of"]),
            "verdict": row["verdict"],
            "computed": quantity(row["computed"], units[key], speakers),
        }
        parts.setdefault(key, []).append(change)
    days = spoken(speakers, lambda words: [words.day(date) for date in dates])
    return {"dates": dates, "days": days, "parts": parts}
