"""The recordings of a corpus, and where their embeddings go: what both examples have in common."""

import os
from pathlib import Path

EXTENSIONS = {".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".aiff", ".aif"}


def recordings(corpus):
    """All recordings below a folder: pairs of id and file, sorted.

    The id is the path relative to the corpus's root with forward slashes and without extension: that is what EMO-DNA
    looks an embedding up by.
    """
    root = Path(corpus)
    found = []
    for folder, folders, files in os.walk(root, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            file = Path(folder) / name
            if file.suffix.lower() in EXTENSIONS and not name.startswith("."):
                found.append((file.relative_to(root).with_suffix("").as_posix(), file))
    if not found:
        raise SystemExit(f"{corpus}: holds no recordings")
    return sorted(found)


def place(out, identity):
    """The file of an embedding; its folders are made."""
    file = Path(out) / (identity + ".npy")
    file.parent.mkdir(parents=True, exist_ok=True)
    return file
