"""The verdict board and the dossiers behind it."""

import re
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from lib.i18n import Words

VERDICTS = ("matches", "close", "holds", "depends", "differs", "fails", "inconsistent", "not testable")
DECIMALS = 2
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
        return spoken(speakers, lambda words: _names(value, words))
    large = abs(number) >= 1000
    decimals = 0 if large or number.is_integer() else DECIMALS
    return spoken(speakers, lambda words: _with_unit(words.number(number, decimals), unit, words))


def _names(text: str, words: Words) -> str:
    codes = "|".join(sorted(words.units, key=len, reverse=True))
    return re.sub(rf"\b(?:{codes})\b", lambda match: words.unit(match[0]), text) if codes else text


def _with_unit(number: str, unit: str, words: Words) -> str:
    key = f"measures.{unit.replace(' ', '_')}"
    if unit == "percent":
        return f"{number}%" if words.language == "en" else f"{number}\N{NO-BREAK SPACE}%"
    return f"{number}\N{NO-BREAK SPACE}{words.texts[key]}" if key in words.texts else number


def board_rows(
    verdicts: pd.DataFrame, ranges: pd.DataFrame, wording: pd.DataFrame, claims: Mapping[str, Mapping]
) -> list[dict]:
    """One row a part of a claim, in the order of verdicts.csv.

    Parameters
    ----------
    verdicts, ranges, wording : tables of results/claims, every column as text
    claims : the register by id: `theme`, `words`, `parts`, perhaps `caveat`
    """
    agreed = _of_parts(ranges).set_index(["claim", "part"])
    told = {key: rows.set_index("language") for key, rows in _of_parts(wording).groupby(["claim", "part"])}
    return [
        _board_row(place, row, agreed.loc[key], told[key], claims[row["claim"]])
        for place, row in enumerate(verdicts.to_dict("records"))
        if (key := (row["claim"], row["part"]))
    ]


def _of_parts(table: pd.DataFrame) -> pd.DataFrame:
    """The rows about the parts themselves, without those about proxies."""
    return table[table["proxy"] == ""]


def _board_row(place: int, row: Mapping, agreed: pd.Series, told: pd.DataFrame, claim: Mapping) -> dict:
    outcomes, agreeing = (int(float(agreed[column] or 0)) for column in ("outcomes", "agreeing"))
    return {
        **row,
        **{column: told[column].to_dict() for column in ("asserted", "computed", "reading", "why")},
        "order": place,
        "theme": claim["theme"],
        "statement": claim["words"],
        "part_title": claim["parts"][row["part"]].get("title") if len(claim["parts"]) > 1 else None,
        "agreement": f"{agreeing}/{outcomes}" if outcomes else "–",
        "agreement_order": agreeing / outcomes if outcomes else -1,
        "trail": trail(row),
    }


def dossiers(
    board: Iterable[Mapping], readings: pd.DataFrame, claims: Mapping[str, Mapping], speakers: Speakers
) -> list[dict]:
    """For each claim its parts, each with its verdict, why, the readings tried, and how the number was made.

    Parameters
    ----------
    board : rows of `board_rows`
    readings : results/claims/readings.csv, every column as text
    claims : the register by id
    speakers : the words of each language
    """
    tried = dict(list(readings.groupby(["claim", "part"])))
    found: dict[str, dict] = {}
    for row in board:
        claim = claims[row["claim"]]
        entry = found.setdefault(
            row["claim"],
            {"claim": row["claim"], "statement": claim["words"], "caveat": claim.get("caveat"), "parts": []},
        )
        entry["parts"].append(
            {**row, "readings": _readings(tried.get((row["claim"], row["part"])), speakers)}
        )
    return list(found.values())


def trail(row: Mapping) -> list[str]:
    """How a value was made, file by file from the verdict back to the figures, with the rule of each."""
    if not row["vintage"]:
        return ["results/claims/verdicts.csv (judge_claims)"]
    steps = ["results/claims/verdicts.csv (judge_claims)"]
    if row["unit"] == "coefficient":
        steps.append("results/models/coefficients.csv (estimate_models)")
    layouts = [row["layout"]] if row["layout"] else []
    steps += [f"results/data/panel_{layout}.csv (harmonise_regions)" for layout in layouts]
    files = [each.split() for each in row["vintage"].split("; ")]
    return steps + [f"data/raw/{series}/{vintage}.csv (verify_snapshot)" for series, vintage in files]


def _readings(table: pd.DataFrame | None, speakers: Speakers) -> list[dict]:
    if table is None:
        return []
    return [
        {
            "reading": each["reading"],
            "year": each["year"],
            "layout": each["layout"],
            "chosen": each["chosen"] == "yes",
            "computed": quantity(each["computed"], each["unit"], speakers),
            "verdict": each["verdict"],
        }
        for each in table.to_dict("records")
    ]


def tally(board: Iterable[Mapping]) -> list[tuple[str, int]]:
    """How many parts have each verdict, in the order of the words of the house."""
    counts = pd.Series([row["verdict"] for row in board]).value_counts()
    return [(verdict, int(counts[verdict])) for verdict in VERDICTS if verdict in counts]


def vintages(table: pd.DataFrame) -> dict | None:
    """Verdicts as of each date, {"dates": [...], "verdicts": {part: {date: verdict}}}, or None without rows.

    Parameters
    ----------
    table : results/claims/vintages.csv, every column as text
    """
    if table.empty:
        return None
    found: dict[str, dict[str, str]] = {}
    for row in table.to_dict("records"):
        found.setdefault(f"{row['claim']}.{row['part']}", {})[row["as_of"]] = row["verdict"]
    return {"dates": sorted(set(table["as_of"])), "verdicts": found}
