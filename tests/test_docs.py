from __future__ import annotations

import re
from pathlib import Path

from tests.docs import TARGET, data_dictionary

ROOT = Path(__file__).resolve().parent.parent


def test_the_data_dictionary_is_the_schemas() -> None:
    assert TARGET.read_text(encoding="utf-8") == data_dictionary(), "run `make docs`"


def test_links_between_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links {target}"
