"""The texts that `dateline extract` is given: files, folders and standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

STANDARD_INPUT: Final = "-"
_TEXT_FILES: Final = "*.txt"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
# Control characters, but tabs and line feeds: a stray one is in many texts, many are in none.
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\v\f\r"))
_MOST_CONTROLS: Final = 0.01
_LOOKED_AT_BYTES: Final = 8192


class Unreadable(click.ClickException):
    """A text that can't be read; the message names the file, what is wrong and what to do."""


def find_texts(sources: Sequence[str]) -> list[str]:
    """Give the files to read, those of folders in order of their names; raises where there are none."""
    found: list[str] = []
    for source in sources:
        path = Path(source)
        if source == STANDARD_INPUT or not path.is_dir():
            found.append(source)
            continue
        files = sorted(path.glob(_TEXT_FILES))
        if not files:
            others = sum(1 for each in path.iterdir() if each.is_file())
            beside = f" (of {others} files)" if others else ""
            raise click.ClickException(
                f"{source}: the folder holds no {_TEXT_FILES} files{beside}. "
                "Rename them, or name the files themselves."
            )
        found += map(str, files)
    return found


def read_texts(names: Sequence[str], left_out: list[str]) -> Iterator[tuple[str, str]]:
    """Give each text with its name.

    Of several, those that can't be read are told on standard error and added to `left_out`; of a
    single one `Unreadable` is raised.
    """
    for name in _with_progress(names):
        try:
            text = _read(name)
        except Unreadable as error:
            if len(names) == 1:
                raise
            left_out.append(name)
            click.echo(f"Left out: {error.message}", err=True)
        else:
            yield ("standard input" if name == STANDARD_INPUT else name), text


def _with_progress(names: Sequence[str]) -> Iterator[str]:
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    is_quiet = not console.is_terminal or len(names) < 2
    yield from track(names, description="extracting", console=console, disable=is_quiet)


def _read(name: str) -> str:
    if name == STANDARD_INPUT:
        return _decode("standard input", sys.stdin.buffer.read())
    try:
        return _decode(name, Path(name).read_bytes())
    except OSError as error:
        raise Unreadable(f"{name}: can't be read: {error.strerror}.") from None


def _decode(name: str, data: bytes) -> str:
    if data.startswith(_UTF16_MARKS):
        raise Unreadable(
            f"{name}: is UTF-16. Convert the text to UTF-8 first: iconv -f utf-16 -t utf-8."
        )
    beginning = data[:_LOOKED_AT_BYTES]
    controls = len(beginning) - len(beginning.translate(None, _CONTROLS))
    if b"\0" in beginning or controls > _MOST_CONTROLS * len(beginning):
        raise Unreadable(
            f"{name}: is no text (it has control characters). Of a PDF or a document, save the text first."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"{name}: byte {error.start} is no UTF-8. Convert the text to UTF-8 first, "
            "for example with iconv -f windows-1252 -t utf-8."
        ) from None
