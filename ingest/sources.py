"""The sources: pages of data, one YAML file each, read strictly.

Every key is checked before anything is fetched. A mistake is a ConfigError that names the
file, the line and what was expected there. Adding a publisher is adding a file, not code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from ingest.sources_yaml import Reader, read_mapping
from metadata.errors import ConfigError
from metadata.records import Source

_LARGEST = 1_000_000  # bytes of a source's file
SHIPPED = Path(__file__).with_name("sources")

_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_REGULAR_EXPRESSION = re.compile(r"/(.+)/", re.DOTALL)
_LANGUAGES = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu
    hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb
    lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om
    or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh
    zu"""


def load_sources(path: Path | None = None, only: Sequence[str] = ()) -> tuple[Source, ...]:
    """All sources of a folder of YAML files, or of one file, ordered by id.

    `path` None means the shipped ones. `only` keeps the named ids. Disabled sources are
    included; whoever runs them decides. Raises ConfigError.
    """
    sources: dict[str, Source] = {}
    origin: dict[str, str] = {}
    for file, shown in _files(path):
        source = _load(file, shown)
        if source.id in sources:
            raise ConfigError(
                f"{shown}: the id {source.id} is already used by {origin[source.id]}; "
                "give one of the two another id"
            )
        sources[source.id], origin[source.id] = source, shown
    _require_known(only, sources)
    return tuple(sources[key] for key in sorted(sources) if not only or key in only)


def chosen_sources(path: Path | None, only: Sequence[str]) -> tuple[Source, ...]:
    """The named sources, or all enabled ones. Raises ConfigError, also when there is none."""
    sources = load_sources(path, only)
    chosen = tuple(s for s in sources if s.enabled or only)
    if not chosen:
        raise ConfigError("No source is enabled. Set `enabled: true` in one, or name one.")
    return chosen


def compile_follow(pattern: str) -> re.Pattern[str]:
    """A `follow` entry as a regular expression: `/.../` as written, else the plain text.

    Case is ignored and white space in plain text matches any white space. Raises re.error.
    """
    expression = _REGULAR_EXPRESSION.fullmatch(pattern)
    if expression:
        return re.compile(expression[1], re.IGNORECASE)
    return re.compile(r"\s+".join(map(re.escape, pattern.split())), re.IGNORECASE)


def _files(path: Path | None) -> list[tuple[Path, str]]:
    if path is None:
        return [(file, f"ingest/sources/{file.name}") for file in _yaml_files(SHIPPED)]
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); see who may") from error
    if is_folder:
        return [(file, str(file)) for file in _yaml_files(path)]
    if not is_there:
        raise ConfigError(f"{path}: no such file or folder; name a source file or a folder of them")
    return [(path, str(path))]


def _yaml_files(folder: Path) -> list[Path]:
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix in (".yaml", ".yml"))
    except OSError as error:
        raise ConfigError(f"{folder}: the folder cannot be read ({error.strerror})") from error
    if not files:
        raise ConfigError(f"{folder}: holds no source file; put at least one <id>.yaml there")
    return files


def _require_known(only: Sequence[str], sources: Mapping[str, Source]) -> None:
    unknown = sorted(set(only) - set(sources))
    if unknown:
        raise ConfigError(
            f"no source is called {', '.join(unknown)}; known are {', '.join(sorted(sources))}"
        )


def _load(file: Path, shown: str) -> Source:
    text = _text(file, shown)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError(_not_yaml(shown, text, error)) from error
    except RecursionError as error:
        raise ConfigError(
            f"{shown}:1: has lists or keys too deep in each other; a source needs two levels"
        ) from error
    reader = Reader(shown)
    values = read_mapping(reader, root, _KEYS, required=_REQUIRED, what="a source")
    return _source(reader, root, values)


def _text(file: Path, shown: str) -> str:
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            raise ConfigError(f"{shown}: is no text file of up to {_LARGEST:,} bytes; name one")
        content = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read ({error.strerror}); see who may") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{shown}:{line}: cannot be read as UTF-8 ({error.reason}); save it as that"
        ) from error


def _not_yaml(shown: str, text: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0))
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or error
    return f"{shown}:{line + 1}: is not valid YAML: {why}"


def _source(reader: Reader, root: yaml.Node | None, values: dict[str, Any]) -> Source:
    values.update(values.pop("expect", {}))
    values.setdefault(
        "hosts", tuple(dict.fromkeys(urlsplit(page).netloc.lower() for page in values["pages"]))
    )
    for page in values["pages"]:
        parts = urlsplit(page)
        if not {parts.netloc.lower(), parts.hostname} & set(values["hosts"]):
            raise ConfigError(
                f"{reader.place(root, 'pages')}: the page {page} is on {parts.netloc}, "
                "which is not in hosts; add it there"
            )
    return Source(**values)


def _id(reader: Reader, node: yaml.Node) -> str:
    return reader.matching(node, r"[a-z0-9-]+", "small letters, digits and hyphens")


def _language(reader: Reader, node: yaml.Node) -> str:
    code = reader.scalar(node)
    if code not in _LANGUAGES.split():
        raise reader.wrong(node, "an ISO 639-1 code such as en or ja")
    return code


def _pages(reader: Reader, node: yaml.Node) -> tuple[str, ...]:
    return reader.many(node, _page, "addresses", least=1)


def _page(reader: Reader, node: yaml.Node) -> str:
    page = reader.text(node)
    try:
        parts = urlsplit(page)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or "@" in parts.netloc or re.search(r"\s", page):
        raise reader.wrong(node, "an http or https address")
    return page


def _follow(reader: Reader, node: yaml.Node) -> tuple[str, ...]:
    return reader.many(node, _follow_text, "link texts")


def _follow_text(reader: Reader, node: yaml.Node) -> str:
    pattern = reader.text(node)
    try:
        compile_follow(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise reader.wrong(
            node, f"a link text or a valid /regular expression/ ({error})"
        ) from error
    return pattern


def _select(reader: Reader, node: yaml.Node) -> str | None:
    if reader.is_null(node):
        return None
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    selector = reader.text(node)
    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError as error:
        raise reader.wrong(node, "a valid CSS selector, or null") from error
    return selector


def _hosts(reader: Reader, node: yaml.Node) -> tuple[str, ...]:
    return reader.many(node, _host, "host names", least=1)


def _host(reader: Reader, node: yaml.Node) -> str:
    host = reader.text(node).lower()
    if not _HOST.fullmatch(host):
        raise reader.wrong(node, "a host name or host:port without a scheme or path")
    return host


def _delay(reader: Reader, node: yaml.Node) -> float:
    return reader.number(node, "a number of seconds, 0 or more")


def _depth(reader: Reader, node: yaml.Node) -> int:
    return reader.integer(node, "0 or 1", most=1)


def _expect(reader: Reader, node: yaml.Node) -> dict[str, Any]:
    keys = {"min_entries": lambda r, n: r.integer(n, "a whole number, 0 or more")}
    return read_mapping(reader, node, keys, what="expect")


def _wayback(reader: Reader, node: yaml.Node) -> bool:
    # YAML 1.1 reads a bare `off` as a boolean, so the word itself is looked at
    word = reader.scalar(node)
    if word not in ("fallback", "off"):
        raise reader.wrong(node, "fallback or off")
    return word == "fallback"


def _passwords(reader: Reader, node: yaml.Node) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise reader.wrong(node, "a list of texts in quotes", show=False)
    return reader.many(node, Reader.secret, "passwords")


_KEYS: Mapping[str, Callable[[Reader, yaml.Node], Any]] = {
    "id": _id,
    "title": Reader.text,
    "publisher": Reader.text,
    "language": _language,
    "pages": _pages,
    "follow": _follow,
    "select": _select,
    "hosts": _hosts,
    "delay": _delay,
    "depth": _depth,
    "expect": _expect,
    "wayback": _wayback,
    "enabled": Reader.boolean,
    "passwords": _passwords,
}
_REQUIRED = ("id", "title", "publisher", "language", "pages")
