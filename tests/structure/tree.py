"""The project's own files, as git would commit them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def project_files() -> list[Path]:
    """Every file that is or could be committed, relative to the root; what .gitignore names is left out."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):  # a copy without git: walk it
        return sorted(path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file() and not _ignored(path))
    names = sorted(set(filter(None, listed.stdout.split("\0"))))
    return [Path(name) for name in names if (ROOT / name).is_file()]


def _ignored(path: Path) -> bool:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    patterns = [".git", *(line.rstrip("/") for line in lines if line and not line.startswith("#"))]
    return any(Path(part).match(pattern) for part in path.relative_to(ROOT).parts for pattern in patterns)
