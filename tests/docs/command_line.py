"""The command line: every command, option, environment variable and exit code, from click."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click

import pipeline
from ingest import outside
from metadata.errors import ArchiveError
from tests.docs.tables import table

HEAD = """\
# Command line

Generated from `pipeline.py` and `metadata/errors.py` by `make docs`. `python pipeline.py` in a
checkout is `policy-archive` where it is installed. Progress and messages go to stderr, results to
stdout.
"""
EXIT_CODES = """\
## Exit codes

What to do about each stands in [operations](../operations.md#how-a-run-ended).
"""
ENDED = {
    0: "All well, also when nothing was new.",
    2: "The command was written wrongly.",
    130: "Interrupted (SIGINT).",
    143: "Terminated (SIGTERM).",
}
VARIABLES = {
    "POLICY_ARCHIVE": "The archive's folder, as `--archive`.",
    "POLICY_FILES": "Where the files are kept, as `--files`; the archive remembers it.",
    "POLICY_SOURCES": "Sources, as `--sources`.",
    "POLICY_CONTACT": "Where a publisher can complain; part of the User-Agent.",
    "POLICY_USER_AGENT": "Replaces the User-Agent altogether.",
    "POLICY_WAYBACK": "Another service that speaks like the Wayback Machine.",
    "POLICY_PING_URL": "A health check that is told of every `run`.",
    "POLICY_WEBHOOK_URL": "A receiver of changes.",
    "POLICY_WEBHOOK_SECRET": "Signs what goes there; several, with spaces between, while changing.",
}
OPTION = re.compile(r"`[^`]*`|(--[a-z][a-z-]*)")  # code as it is, or an option outside of it
FEW = 3  # choices that are named with the option
MARKS = {
    "serve": "goes on; ready when it says: Uvicorn running",
    "merge": "not run: it takes two archives; the guide to many archives makes and joins them",
}  # how an example is tried, where it is not simply run


def command_line() -> str:
    """The text of docs/reference/command-line.md."""
    commands = sorted(pipeline.cli.commands.items())
    common = set.intersection(*({_name(o) for o in _options(c)} for _, c in commands))
    lines = [HEAD, "## Options of every command", ""]
    lines += _option_table([o for o in _options(commands[0][1]) if _name(o) in common])
    for name, command in commands:
        lines += ["", *_section(name, command, common)]
    lines += ["", EXIT_CODES, *table(("code", "means"), *_exit_codes()), ""]
    lines += ["## Environment", "", *table(("variable", "says"), *_variables()), ""]
    return "\n".join(lines)


def _section(name: str, command: click.Command, common: set[str]) -> list[str]:
    says, _, example = (command.help or "").partition("\n\n\b\nExample:\n")
    pieces = command.collect_usage_pieces(click.Context(command, info_name=name))
    usage = " ".join(["policy-archive", name, *pieces])
    mark = [f"<!-- {MARKS[name]} -->"] if name in MARKS else []
    own = [option for option in _options(command) if _name(option) not in common]
    lines = [f"## `{name}`", "", says, "", "```text", usage, "```", "", "For example:", ""]
    lines += [*mark, "```sh", example.strip(), "```"]
    return [*lines, "", *_option_table(own)] if own else lines


def _options(command: click.Command) -> list[click.Option]:
    return [param for param in command.params if isinstance(param, click.Option)]


def _name(option: click.Option) -> str:
    return option.opts[0]


def _option_table(options: list[click.Option]) -> list[str]:
    return table(("option", "meaning", "default"), *map(_option, options))


def _option(option: click.Option) -> tuple[str, str, str]:
    assert option.help, f"{_name(option)} needs a help text"
    name = " ".join([_name(option), *_value(option)])
    says = OPTION.sub(lambda found: found[0] if found[1] is None else f"`{found[1]}`", option.help)
    choices = _choices(option)
    if len(choices) > FEW:
        words = ", ".join(f"`{choice}`" for choice in choices)
        return f"`{name}`", f"{says} One of {words}.", _default(option)
    return f"`{name}`", says, _default(option)


def _choices(option: click.Option) -> list[str]:
    return list(option.type.choices) if isinstance(option.type, click.Choice) else []


def _value(option: click.Option) -> list[str]:
    """How the option's value is called, nothing for a switch."""
    if option.is_flag:
        return []
    if isinstance(option.type, click.types.IntParamType) and not option.metavar:
        return ["NUMBER"]
    if len(_choices(option)) > FEW:
        return [(option.name or "").upper()]
    return [option.make_metavar(click.Context(pipeline.cli))]


def _default(option: click.Option) -> str:
    if _name(option) == "--workers":
        return "one for each processor"  # of the machine it runs on
    said = isinstance(option.default, str | int) and not isinstance(option.default, bool)
    return f"`{option.default}`" if said else ""


def _exit_codes() -> list[tuple[str, str]]:
    classes: list[type[ArchiveError]] = [ArchiveError]
    for found in classes:
        classes += [
            below for below in found.__subclasses__() if below.__module__ == ArchiveError.__module__
        ]
    said: dict[int, list[str]] = {code: [words] for code, words in ENDED.items()}
    for found in classes:
        if "exit_code" in vars(found) and found is not ArchiveError:
            said.setdefault(found.exit_code, []).append((found.__doc__ or "").split("\n")[0])
    said[ArchiveError.exit_code] = ["Finished; some documents or sources have problems."]
    return [(str(code), " ".join(said[code])) for code in sorted(said)]


def _variables() -> list[tuple[str, str]]:
    named = {v for c in pipeline.cli.commands.values() for o in _options(c) for v in _envvar(o)}
    named |= _asked_for(Path(outside.__file__))
    assert named == set(VARIABLES), "tests/docs/command_line.py says what each variable does"
    return [(f"`{name}`", says) for name, says in VARIABLES.items()]


def _envvar(option: click.Option) -> list[str]:
    return [option.envvar] if isinstance(option.envvar, str) else list(option.envvar or ())


def _asked_for(path: Path) -> set[str]:
    """The names that a module asks the environment for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call | ast.Subscript)]
    asked = {ast.unparse(node) for node in calls if "environ" in ast.unparse(node)}
    return {
        word.value
        for text in asked
        for word in ast.walk(ast.parse(text))
        if isinstance(word, ast.Constant) and str(word.value).startswith("POLICY_")
    }
