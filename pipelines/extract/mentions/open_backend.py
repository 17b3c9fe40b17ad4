"""Which mention backend a name means: the default one, or a model of one's own on this machine."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from pipelines.extract.mentions.backend import MentionBackend
from pipelines.extract.mentions.default import open_default_backend
from schemas.errors import SettingsError

_EXTRAS: Final = {"spacy": ("spacy",), "gliner": ("onnxruntime", "tokenizers")}


def open_backend(name: str) -> MentionBackend:
    """Open "default", "spacy:PATH" (a pipeline's folder) or "gliner:PATH" (a folder with an ONNX export).

    Nothing is downloaded. Raises `SettingsError` where the name, the package or the file is wrong.
    """
    if name == "default":
        return open_default_backend()
    kind, _, path = name.partition(":")
    if kind not in _EXTRAS or not path:
        raise SettingsError(
            f"backend {name!r}: there is default, spacy:PATH and gliner:PATH, PATH being a folder."
        )
    missing = [package for package in _EXTRAS[kind] if find_spec(package) is None]
    if missing:
        raise SettingsError(
            f"backend {name!r} needs {' and '.join(missing)}: pip install 'dateline[{kind}]'."
        )
    folder = Path(path)
    if not folder.is_dir():
        raise SettingsError(
            f"backend {name!r}: {path} is no folder. Download the model first; dateline downloads nothing."
        )
    return _openers()[kind](folder)


def _openers() -> dict[str, Callable[[Path], MentionBackend]]:
    from pipelines.extract.mentions.gliner_backend import open_gliner
    from pipelines.extract.mentions.spacy_backend import open_spacy

    return {"spacy": open_spacy, "gliner": open_gliner}
