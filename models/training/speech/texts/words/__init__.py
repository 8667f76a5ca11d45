"""Word lists, one file each. A line that starts with # is a comment and may open a new section."""

from pathlib import Path

HERE = Path(__file__).parent


def sections(name: str) -> list[list[str]]:
    """The words of a list, split wherever comment lines stand between words."""
    out = [[]]
    for line in (HERE / f"{name}.txt").read_text().splitlines():
        if not line.startswith("#"):
            out[-1] += [word.replace("_", " ") for word in line.split()]
        elif out[-1]:
            out.append([])
    return out


def words(name: str) -> list[str]:
    return list(dict.fromkeys(word for part in sections(name) for word in part))
