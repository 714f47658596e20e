"""Prepare a release: versions and changelog in step, the reviewer's pack, its hashes, and notes.

    python scripts/setup/prepare_release.py 0.2.0

The release is one commit, taken back when its pack does not verify; tagging and publishing stay with people.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from lib.core.country import languages
from lib.core.files import sha256, write_bytes, write_text
from lib.core.problems import ProblemsError, ending_with_sentences, stop_if
from lib.runs.reference import REFERENCE
from setup.write_metadata import written_files

PACK_TO_RELEASE = Path("results/pack/replication_package.zip")
RELEASE = Path("results/release")
RELEASE_VERSION = re.compile(r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)")
VERSION_DIGITS = r"\d+\.\d+\.\d+"
SHOWN = Path("docs/release")  # what README links: the page, and the article in each language
PLACES = {"pyproject.toml": r'(?m)^version = "[^"]*"$', "CITATION.cff": r"(?m)^version: .*$"}


def release_problems(version: str, changelog: str, unsaved: str) -> list[str]:
    """Sentences on what keeps a version from being released; `unsaved` is what git status says."""
    earlier = [_order(each) for each in re.findall(rf"(?m)^## ({VERSION_DIGITS})", changelog)]
    problems = (
        [] if RELEASE_VERSION.fullmatch(version) else [f"'{version}' is no version; name one as 0.2.0."]
    )
    if not problems and earlier and _order(version) <= max(earlier):
        problems.append(
            f"{version} does not come after {'.'.join(map(str, max(earlier)))}; name a later one."
        )
    if not changes_of("Unreleased", changelog):
        problems.append("CHANGELOG.md, Unreleased: nothing stands there; say what changed for users.")
    if unsaved:
        files = ", ".join(line[3:] for line in unsaved.splitlines()[:5])
        problems.append(f"not committed: {files}; commit first.")
    return problems


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def changes_of(version: str, changelog: str) -> str:
    """What the changelog says of a version; empty when it says nothing."""
    match = re.search(rf"(?ms)^## {re.escape(version)}[^\n]*\n(.*?)(?=^## |\Z)", changelog)
    return match.group(1).strip() if match else ""


def released_texts(version: str, texts: dict[str, str]) -> dict[str, str]:
    """The files that name the version, with the new one; `texts` are theirs and that of CHANGELOG.md."""
    new_texts = {
        name: re.sub(pattern, lambda old: re.sub(VERSION_DIGITS, version, old.group()), texts[name], count=1)
        for name, pattern in PLACES.items()
    }
    heading = f"## Unreleased\n\n## {version}\n"
    return new_texts | {"CHANGELOG.md": texts["CHANGELOG.md"].replace("## Unreleased\n", heading, 1)}


def run_make(*targets: str) -> None:
    """Run make for one target after another; a `ProblemsError` names the first that does not end well."""
    program = shutil.which("make") or "make"
    for target in targets:
        if subprocess.run([program, target], check=False).returncode:
            sentence = f"make {target} did not end well, for what it says above; no file has the new version."
            raise ProblemsError("Preparing a release", [sentence])


def run_git(*arguments: str) -> str:
    """What git answers, without the line's end."""
    command = [shutil.which("git") or "git", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.rstrip()


def shown_files() -> dict[str, Path]:
    """The results that a release shows, by their names in docs/release."""
    articles = {f"article.{name}.pdf": Path(f"results/article/{name}/article.pdf") for name in languages()}
    return articles | {"index.html": Path("results/report/index.html")}


def prepare_release(version: str) -> None:
    """Commit a version with its results and what README shows; lay its pack, checked, into results/release.

    What names the version is made anew with it, the reference too; so everything must hold before. When it
    cannot be, or a target fails, a `ProblemsError` tells, and what a release writes is as it was before.
    """
    texts = {name: Path(name).read_text(encoding="utf-8") for name in (*PLACES, "CHANGELOG.md")}
    unsaved = run_git("status", "--porcelain")
    stop_if(release_problems(version, texts["CHANGELOG.md"], unsaved), "Preparing a release")
    run_make("all", "verify")
    before = run_git("rev-parse", "HEAD")
    released = [*texts, *written_files(Path()), str(SHOWN), str(REFERENCE)]
    try:
        for name, text in released_texts(version, texts).items():
            write_text(name, text)
        for name, text in written_files(Path()).items():
            write_text(name, text)
        run_make("all", "reference")
        for name, path in shown_files().items():
            write_bytes(SHOWN / name, path.read_bytes())
        run_git("add", "--", *released)
        run_git("commit", "--quiet", "--message", f"Release {version}", "--", *released)
        run_make("all", "pack")
    except BaseException:
        run_git("reset", "--quiet", "--soft", before)
        run_git("restore", "--source", before, "--staged", "--worktree", "--", *released)
        raise
    RELEASE.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PACK_TO_RELEASE, RELEASE / PACK_TO_RELEASE.name)
    write_text(RELEASE / "SHA256SUMS", f"{sha256(PACK_TO_RELEASE)}  {PACK_TO_RELEASE.name}\n")
    write_text(RELEASE / "notes.md", f"# {version}\n\n{changes_of('Unreleased', texts['CHANGELOG.md'])}\n")
    print(f"Release {version} is committed; {RELEASE} has pack, hash and notes. When they are right:")
    print(f"  git tag --annotate v{version} --file {RELEASE}/notes.md")


if __name__ == "__main__":
    with ending_with_sentences():
        prepare_release(sys.argv[1] if len(sys.argv) > 1 else "")
