"""History of the project in git: the commit checked out, files that differ from it, a manifest's word on it.

git is read without the settings of user and machine. Where there is no git, no repository, or a repository
without a commit, there is no history, and nothing fails.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lib.core.files import sha256
from lib.runs.grades import Discrepancy, Grade

NO_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
MANIFEST = "results/manifest.json"


def git(root: str | Path, *words: str, stdin: bytes = b"") -> bytes | None:
    """What git prints, None where it fails; of a repository that another user owns too, as in a container."""
    if shutil.which("git") is None:
        return None
    safe = f"safe.directory={Path(root).resolve()}"
    command = ["git", "-c", safe, "-c", "core.quotePath=false", "-c", "core.fsmonitor=false"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        [*command, "-C", str(root), *words], input=stdin, capture_output=True, env=kept | NO_SETTINGS
    )
    return done.stdout if done.returncode == 0 else None


def head_of(root: str | Path) -> str | None:
    """The commit that is checked out; None without a repository of its own, git, or a first commit."""
    if not (Path(root) / ".git").exists():  # a project unpacked inside another repository has no history
        return None
    head = git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return head.decode().strip() if head else None


def blobs_of(root: str | Path, commit: str, *folders: str) -> dict[str, str] | None:
    """git's own hash of every file of a commit below the folders; None where there is no such commit."""
    listed = git(root, "ls-tree", "-r", "-z", commit, "--", *folders)
    if listed is None:
        return None
    entries = (entry.partition("\t") for entry in listed.decode().split("\0") if entry)
    return {path: words.split()[2] for words, _, path in entries}


def blob_of(content: bytes, like: str) -> str:
    """The hash that git gives a content, of the same kind as another: sha1, in newer repositories sha256."""
    text = b"blob %d\0" % len(content) + content
    return (hashlib.sha256 if len(like) == 64 else hashlib.sha1)(text, usedforsecurity=False).hexdigest()


def commit_of(root: str | Path = ".") -> dict[str, Any]:
    """The commit of the working copy and the tracked files that differ from it; empty without a history."""
    head = head_of(root)
    blobs = blobs_of(root, head) if head else None
    if head is None or blobs is None:
        return {}
    return {
        "commit": head,
        "uncommitted": sorted(path for path in blobs if not _holds(root, path, blobs[path])),
    }


def _holds(root: str | Path, path: str, blob: str) -> bool:
    """Whether a file on disk has the content that git's hash stands for; contents, since times can lie."""
    there = Path(root) / path
    if there.is_symlink():
        return blob_of(os.fsencode(there.readlink()), blob) == blob
    return there.is_file() and blob_of(there.read_bytes(), blob) == blob


def uncommitted(root: str | Path, folder: str) -> list[str]:
    """The files of a folder whose content is not the last commit's, sorted; empty without a history."""
    head = head_of(root)
    blobs = blobs_of(root, head, folder) if head else None
    if blobs is None:
        return []
    there = {str(path.relative_to(root)) for path in (Path(root) / folder).rglob("*") if path.is_file()}
    return sorted(
        path for path in {*blobs, *there} if path not in blobs or not _holds(root, path, blobs[path])
    )


def recorded_commit_faults(root: Path, manifest: Mapping[str, Any]) -> Iterator[Discrepancy]:
    """What a manifest says falsely of its commit: one that does not exist, or that holds other sources."""
    recorded = manifest["version_control"]
    if head_of(root) is None or not recorded:
        return
    commit = recorded["commit"]
    blobs = blobs_of(root, commit)
    if blobs is None:
        yield Discrepancy(
            MANIFEST, f"{MANIFEST} names the commit {commit}, which this repository does not have."
        )
        return
    for path, digest in sorted(
        {k: v for part in manifest["sources"].values() for k, v in part.items()}.items()
    ):
        there = root / path
        if path in recorded["uncommitted"] or not there.is_file() or sha256(there) != digest:
            continue  # told as such, or found changed by the check of sources
        if path in blobs and not _holds(root, path, blobs[path]):
            yield Discrepancy(MANIFEST, f"{MANIFEST}: {path} is not what the commit {commit[:12]} holds.")
        elif path not in blobs:
            yield Discrepancy(MANIFEST, f"{MANIFEST}: {path} is in no commit {commit[:12]}.", Grade.IDENTICAL)
