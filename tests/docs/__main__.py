"""What `make docs` does beside Sphinx.

`python -m tests.docs --write` generates, `--check FOLDER` looks at built pages, `--pictures` takes
the tutorial's screenshots.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.docs import built, generated


def main(arguments: list[str]) -> int:
    """Do what was asked; 1 when the built pages are not right."""
    match arguments:
        case ["--write"]:
            generated.write()
        case ["--pictures"]:
            from tests.docs import pictures  # needs a browser

            pictures.take()
        case ["--check", folder]:
            wrong = built.wrong(Path(folder))
            print(*wrong, sep="\n", file=sys.stderr)
            return 1 if wrong else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
