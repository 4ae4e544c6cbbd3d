"""What plugins offer to a room of the house, and how one that fails is told by its name.

A plugin is a module named by an entry point of the group `policy_archive`. It marks functions
with `hookimpl`; the hooks of each room stand in its `hooks.py`. Which entry points there are is
handed in. A hook returns what its plugin has to offer, and is asked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import EntryPoint
from typing import Generic, TypeVar

import pluggy

from metadata.checks import Check
from metadata.errors import ArchiveError, ConfigError

T = TypeVar("T")

GROUP = "policy_archive"
BUILT_IN = "~built in"  # what the house offers itself; comes after the names of packages
hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)

_MEND = "Mend or update the package that brings it, or uninstall it."
_MOST_SAID = 200  # characters of a plugin's own words in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Generic[T]):
    """Something that a plugin offers."""

    plugin: str  # name of its entry point
    value: T


@dataclass(slots=True, kw_only=True)
class Plugins:
    """The plugins as one room sees them."""

    manager: pluggy.PluginManager
    failed: dict[str, str] = field(default_factory=dict)  # plugin and what is wrong, in words

    def offers(self, hook: str, kind: type[T]) -> list[Offer[T]]:
        """What all plugins offer to a hook, ordered by their names; what is no `kind` is not."""
        found: list[Offer[T]] = []
        implementations = getattr(self.manager.hook, hook).get_hookimpls()
        for each in sorted(implementations, key=lambda each: str(each.plugin_name)):
            try:
                values = attempted(each.plugin_name, f"asked for its {hook}", each.function)
                found += _checked(each.plugin_name, hook, kind, values)
            except ConfigError as error:
                self.failed[each.plugin_name] = error.message
        return found

    def names(self) -> list[str]:
        """The plugins that could be loaded."""
        names = (str(name) for name, _ in self.manager.list_name_plugin())
        return sorted(name for name in names if name != BUILT_IN)


def loaded(points: Iterable[EntryPoint], specifications: type) -> Plugins:
    """Import the plugins and register them; one that cannot be is named in `failed`."""
    plugins = Plugins(manager=pluggy.PluginManager(GROUP))
    plugins.manager.add_hookspecs(specifications)
    for point in sorted(points, key=lambda point: (point.name, point.value)):
        try:
            module = attempted(point.name, "loaded", point.load)
            attempted(point.name, "registered", partial(_register, plugins, module, point))
        except ConfigError as error:
            plugins.failed[point.name] = error.message
    return plugins


def attempted(
    plugin: str, doing: str, call: Callable[[], T], error: type[ArchiveError] = ConfigError,
    *, passing: tuple[type[Exception], ...] = (),
) -> T:  # fmt: skip
    """What a plugin's function returns.

    Whatever it raises becomes an `error` that names the plugin; what this project raises on
    purpose, the wish to end, and the kinds in `passing` stay as they are.
    """
    outcome = pluggy.Result.from_call(call)
    raised = outcome.exception
    if raised is None or isinstance(raised, (ArchiveError, MemoryError, *passing)):
        return outcome.get_result()
    if not isinstance(raised, Exception):
        raise raised
    said = " ".join(f"{type(raised).__name__}: {raised}".split())[:_MOST_SAID]
    raise error(
        f"The plugin {plugin} failed when it was {doing} ({said}). Mend or update it, or "
        "uninstall it; nothing that was kept before is lost."
    ) from raised


def plugin_checks(rooms: Sequence[Plugins], offered: Iterable[tuple[str, str]]) -> Iterator[Check]:
    """Every plugin for `doctor`; `offered` are pairs of a plugin and what it offers, in words."""
    says: dict[str, list[str]] = {name: [] for room in rooms for name in room.names()}
    for plugin, words in offered:
        says.setdefault(plugin, []).append(words)
    failed = {name: words for room in rooms for name, words in room.failed.items()}
    for plugin in sorted(says.keys() | failed.keys()):
        found = ", ".join(says.get(plugin, [])) or "offers nothing"
        name = "built in" if plugin == BUILT_IN else f"plugin {plugin}"
        yield Check(
            name=name, well=plugin not in failed, found=failed.get(plugin, found),
            mend=_MEND if plugin in failed else "",
        )  # fmt: skip


def _register(plugins: Plugins, module: object, point: EntryPoint) -> None:
    plugins.manager.register(module, name=point.name)


def _checked(plugin: str, hook: str, kind: type[T], values: object) -> list[Offer[T]]:
    offered = list(values) if isinstance(values, list | tuple) else [values]
    wrong = next((value for value in offered if not isinstance(value, kind)), None)
    if wrong is not None or values is None:
        raise ConfigError(
            f"The plugin {plugin} offers {type(wrong).__name__} for {hook}, not {kind.__name__}. "
            "Update it, or uninstall it."
        )
    return [Offer(plugin=plugin, value=value) for value in offered if isinstance(value, kind)]
