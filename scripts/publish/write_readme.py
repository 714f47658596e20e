"""README in every language, written from docs/readme: numbers from the results by key, pictures as drawn."""

import re
from pathlib import Path

from lib.core.country import languages, words_files
from lib.core.files import write_bytes, write_text
from lib.core.tables import read_table
from lib.words.language import load_words
from lib.words.result_values import Numbers, numbers_of

README_TEMPLATES = Path("docs/readme")
RESULTS = {
    "verdicts": "results/claims/verdicts.csv",
    "wording": "results/claims/wording.csv",
    "codebook": "results/data/codebook.csv",
}
PICTURE = re.compile(r"\bdocs/pictures/(\w+/\w+\.png)\b")


def readme_path(language: str) -> Path:
    """Where the README of a language stands: README.md, README.ru.md, README.kk.md."""
    return Path("README.md" if language == "en" else f"README.{language}.md")


def numbers_in(language: str, root: Path = Path()) -> Numbers:
    """What a README may quote, as its language prints it, from the results below a folder."""
    words = load_words(
        language,
        words=words_files(language, root),
        units=root / "data/raw/units.csv",
        codebook=root / RESULTS["codebook"],
        groups=root / "config/groups.yaml",
    )
    tables = {name: read_table(root / path) for name, path in RESULTS.items()}
    return numbers_of(tables, {language: words})[language]


def readme(language: str, numbers: Numbers, root: Path = Path()) -> str:
    """Return the README of a language, its template filled.

    Raises
    ------
    ProblemsError
        When a key leads nowhere.
    """
    template = root / README_TEMPLATES / f"{language}.md"
    return numbers.fill(template.read_text(encoding="utf-8"), str(template))


def pictures(text: str) -> list[str]:
    """Return the files of docs/pictures that a README shows, <language>/<figure>.png, each once."""
    return list(dict.fromkeys(PICTURE.findall(text)))


if __name__ == "__main__":
    for language in languages():
        text = readme(language, numbers_in(language))
        write_text(readme_path(language), text)
        for name in pictures(text):
            write_bytes(Path("docs/pictures") / name, (Path("results/figures") / name).read_bytes())
