"""How Sphinx builds the pages: `make docs`."""

from importlib import metadata
from typing import Any

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.highlighting import lexers

project = "policy-archive"
copyright = "the contributors"
version = release = metadata.version("policy-archive")
html_title = f"policy-archive {release}"

extensions = ["myst_parser"]
exclude_patterns = ["_build", "operations/*"]
nitpicky = True
smartquotes = False  # --option and "words" stay what is typed
myst_heading_anchors = 4  # levels whose headings can be linked, named as GitHub names them

html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
lexers["cron"] = TextLexer()

LANGUAGES = {"ja": "ja"}  # pages that are not in English


def speak(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Say in the page's head which language it is in."""
    context["language"] = LANGUAGES.get(page, "en")


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("html-page-context", speak)
