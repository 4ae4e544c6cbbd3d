"""Install the Debian packages that the project uses beside Python, when they are missing.

As root or through sudo it installs them; elsewhere it says exactly what to install. With
`--python` only what is needed to make the virtual environment.
"""

import os
import shutil
import subprocess
import sys

PYTHON = {"python3-venv": "ensurepip"}
OTHERS = {
    "chromium": "/usr/bin/chromium",
    "tesseract-ocr": "/usr/bin/tesseract",
    "tesseract-ocr-eng": "/usr/share/tesseract-ocr/5/tessdata/eng.traineddata",
    "tesseract-ocr-jpn": "/usr/share/tesseract-ocr/5/tessdata/jpn.traineddata",
    "tesseract-ocr-jpn-vert": "/usr/share/tesseract-ocr/5/tessdata/jpn_vert.traineddata",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "fonts-noto-core": "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
}


def missing(python_only: bool) -> list[str]:
    """The packages that are not there."""
    if python_only:
        try:
            import ensurepip  # noqa: F401
        except ImportError:
            return list(PYTHON)
        return []
    return [name for name, path in OTHERS.items() if not os.path.exists(path)]


def main() -> int:
    """Install what is missing, or say what to install."""
    wanted = missing("--python" in sys.argv)
    if not wanted:
        return 0
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if not shutil.which("apt-get") or (as_root and not shutil.which("sudo")):
        print("Please install: " + " ".join(wanted) + " (Debian's names), then run make again.")
        return 1
    print("Installing Debian packages: " + " ".join(wanted), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", *wanted],
    ):
        subprocess.run([*as_root, "apt-get", *command], env=environment, stdout=subprocess.DEVNULL)
    still = missing("--python" in sys.argv)
    if still:
        print(
            "Could not install: " + " ".join(still) + ". Install them by hand, then run make again."
        )
    return 1 if still else 0


if __name__ == "__main__":
    sys.exit(main())
