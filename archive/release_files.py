"""Whether the files of a release are what its lists say: checksums, and the bag's own manifests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from archive.files import file_sha256
from archive.fixity import Fault
from archive.release import BAG, SUMS

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_TAGS = {"bag-info.txt", "bagit.txt", "manifest-sha256.txt"}


def listed(folder: Path, name: str) -> dict[str, str]:
    """What a list of checksums in the folder says, hash by name; {} when there is none."""
    path = folder / name
    if not path.is_file():
        return {}
    found = map(_LINE.fullmatch, path.read_text("utf-8", "replace").splitlines())
    return {match[2]: match[1] for match in found if match}


def sums_faults(folder: Path, sums: Mapping[str, str]) -> Iterator[Fault]:
    """What is missing, altered, or not listed in SHA256SUMS."""
    lines = (folder / SUMS).read_text("utf-8", "replace").splitlines()
    if len(lines) != len(sums):
        yield _fault("altered", SUMS, f"{SUMS} has lines that are no checksums, or twice the same")
    for name, digest in sums.items():
        path = folder / name
        if ".." in path.parts or Path(name).is_absolute():
            yield _fault("altered", SUMS, f"{SUMS} names {name}, which is not in the release")
        elif not path.is_file():
            yield _fault("missing", name, f"{name} is not there")
        elif file_sha256(path) != digest:
            yield _fault("altered", name, f"{name} is not as {SUMS} says")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != SUMS and name not in sums:
            yield _fault("stranger", name, f"{name} is not listed in {SUMS}")


def bag_faults(folder: Path, sums: Mapping[str, str]) -> Iterator[Fault]:
    """What makes the bag no valid one; `sums` are the checksums that its files have."""
    bag = folder / BAG
    declaration = bag / "bagit.txt"
    if not declaration.is_file() or "BagIt-Version: 1.0" not in declaration.read_text(
        "utf-8", "replace"
    ):
        yield _bag("bagit.txt does not declare a bag")
        return
    manifest, tags = listed(bag, "manifest-sha256.txt"), listed(bag, "tagmanifest-sha256.txt")
    payload = {
        name.removeprefix(f"{BAG}/"): digest
        for name, digest in sums.items()
        if name.startswith(f"{BAG}/data/")
    }
    for name in sorted(manifest.keys() ^ payload.keys()):
        where = "has no such file" if name in manifest else "does not list it in its manifest"
        yield _bag(f"{name}: the bag {where}")
    for name in sorted(manifest.keys() & payload.keys()):
        if manifest[name] != payload[name]:
            yield _bag(f"{name} is not as its manifest says")
    for name in sorted(_TAGS | tags.keys()):
        if tags.get(name) != sums.get(f"{BAG}/{name}"):
            yield _bag(f"{name} is not as its tag manifest says")
    yield from _oxum(bag, payload)


def _oxum(bag: Path, payload: Mapping[str, str]) -> Iterator[Fault]:
    """Whether as many bytes in as many files are there as the bag says."""
    information = bag / "bag-info.txt"
    text = information.read_text("utf-8", "replace") if information.is_file() else ""
    said = re.search(r"^Payload-Oxum: (\S+)$", text, re.MULTILINE)
    there = [bag / name for name in payload if (bag / name).is_file()]
    found = f"{sum(path.stat().st_size for path in there)}.{len(there)}"
    if said is None or said[1] != found:
        yield _bag(f"its payload is {found}, its Payload-Oxum {said[1] if said else 'missing'}")


def _bag(words: str) -> Fault:
    return _fault("bag", BAG, f"the bag is not valid: {words}")


def _fault(code: str, path: str, message: str) -> Fault:
    return Fault(code=code, path=path, message=message)
