"""What a person sees of the demo: a live view on a terminal, plain lines elsewhere, a summary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipelines.commands.present import day_of, quote_lines
from schemas.books import Books
from schemas.enriched import EnrichedArticle

if TYPE_CHECKING:
    from pipelines.jobs.demo import DemoOutcome, Example, Progress

_LINE_EVERY_S: Final = 2.0
_ACTORS: Final = 3
_PLAIN_WIDTH: Final = 100
_PHASES: Final = {
    "starting": "starting",
    "collecting": "collecting and processing",
    "draining": "processing the last articles",
    "done": "done",
}


@contextmanager
def open_view() -> Iterator[Callable[[Progress], None]]:
    """Give a function that shows progress: redrawn on a terminal, a line every two seconds elsewhere."""
    console = Console(highlight=False)
    if not console.is_terminal:
        yield _Lines(console)
        return
    with Live(console=console, refresh_per_second=8, transient=True) as live:
        yield lambda progress: live.update(_screen(progress, console.height))


class _Lines:
    """Progress as plain lines."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._next_s = 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.elapsed_s < self._next_s and progress.phase != "done":
            return
        self._next_s = progress.elapsed_s + _LINE_EVERY_S
        self._console.print(
            f"{progress.elapsed_s:4.0f} s  {progress.polls} polls of {progress.feeds} feeds, "
            f"{_sum(progress.books)}",
            soft_wrap=True,
        )


def _screen(progress: Progress, height: int) -> RenderableType:
    """The live view, as high as the terminal allows."""
    of = f" of {progress.for_s:.0f}" if progress.for_s else ""
    head = f"[bold]dateline demo[/] · {_PHASES[progress.phase]} · {progress.elapsed_s:.0f}{of} s"
    rows = max(1, min(len(progress.latest), height - 13))
    # An empty last line: the ^C that a terminal echoes there must not wrap, or a line is left over.
    return Group(head, "", _counts(progress), "", _latest(progress.latest[:rows]), "")


def _counts(progress: Progress) -> Table:
    books = progress.books
    rate = books.received / progress.busy_s if progress.busy_s else 0.0
    table = Table.grid(padding=(0, 3))
    table.add_row(
        "[dim]feeds[/]", str(progress.feeds), "[dim]indexed[/]", f"[green]{books.indexed}[/]"
    )
    table.add_row("[dim]polls[/]", str(progress.polls), "[dim]duplicate[/]", str(books.duplicate))
    table.add_row("[dim]collected[/]", str(progress.in_log), "[dim]stale[/]", str(books.stale))
    table.add_row("[dim]records/s[/]", f"{rate:.0f}", "[dim]rejected[/]", _rejected(books))
    return table


def _rejected(books: Books) -> str:
    reasons = ", ".join(
        f"{name} {count}" for name, count in sorted(books.rejected_by_reason.items())
    )
    return f"[red]{books.rejected}[/] ({reasons})" if books.rejected else "0"


def _latest(documents: tuple[EnrichedArticle, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), expand=True)
    table.add_column("outlet", no_wrap=True, ratio=2)
    table.add_column("latest articles", no_wrap=True, ratio=5)
    table.add_column("actors", no_wrap=True, ratio=4, style="cyan")
    for document in documents:
        article = document.article
        outlet = article.source.name or article.source.host
        table.add_row(escape(outlet), escape(article.title), escape(_actors(document)))
    return table


def _actors(document: EnrichedArticle) -> str:
    """The most salient actors' names."""
    actors = sorted(document.analysis.actors, key=lambda actor: -actor.salience)
    return ", ".join(actor.name for actor in actors[:_ACTORS])


def _sum(books: Books) -> str:
    return (
        f"received {books.received} = indexed {books.indexed} + duplicate {books.duplicate}"
        f" + stale {books.stale} + rejected {books.rejected}"
    )


def show_summary(outcome: DemoOutcome, settings_file: Path | None) -> None:
    """Print the books, the example searches with what they found, and how to go on."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    report = outcome.report
    console.print(
        f"[bold]{report.in_log} entries from {report.feeds} feeds in {report.elapsed_s:.0f} s[/] "
        f"({report.polls} polls)"
    )
    verdict = (
        "[green]the books balance[/]" if report.balanced else "[red]the books do not balance[/]"
    )
    console.print(
        f"received {report.received} = indexed {report.indexed} + duplicate {report.duplicate}"
        f" + stale {report.stale} + rejected {sum(report.rejected.values())}: {verdict}"
    )
    for reason, count in sorted(report.rejected.items()):
        console.print(f"  rejected as {reason}: {count}")
    if report.received < report.in_log:
        console.print(f"  stopped with {report.in_log - report.received} entries not yet processed")
    for example in outcome.examples:
        console.print()
        console.print(_found(example))
    console.print()
    console.print(_hint(settings_file), soft_wrap=True)  # a command must stay on its line


def _found(example: Example) -> RenderableType:
    head = Text.assemble(
        ("search ", "dim"),
        (example.query, "bold"),
        (f"  {example.result.total} found in {example.elapsed_ms:.0f} ms", "dim"),
    )
    lines: list[Text] = [head]
    for hit in example.result.hits:
        article = hit.document.article
        outlet = article.source.name or article.source.host
        lines.append(Text(f"  {article.title}", overflow="ellipsis", no_wrap=True))
        origin = f"    {day_of(hit.document)}, {outlet} · {_actors(hit.document)}"
        lines.append(Text(origin, "dim", no_wrap=True))
        if hit.quotes:
            lines.append(Text(f"    {next(quote_lines(hit))}", overflow="ellipsis", no_wrap=True))
        elif hit.highlights:
            lines.append(_marked(hit.highlights[0]))
    return Group(*lines)


def _marked(fragment: str) -> Text:
    """One line of the text, with what was searched for in colour."""
    text = Text("    “", overflow="ellipsis", no_wrap=True)
    for piece in re.split(r"(⟦.*?⟧)", " ".join(fragment.split())):
        is_hit = piece.startswith("⟦")
        text.append(piece.strip("⟦⟧"), "yellow" if is_hit else "")
    return text.append("”")


def _hint(settings_file: Path | None) -> RenderableType:
    lines = ["[dim]Go on:[/]"]
    if settings_file is not None:
        lines += [
            f"  dateline -c {escape(str(settings_file))} search 'flood* OR cholera'",
            f"  dateline -c {escape(str(settings_file))} dlq list",
        ]
    else:
        lines.append(
            "  dateline demo --keep demo-data    [dim]to search and look around afterwards[/]"
        )
    lines += [
        "  dateline init                     [dim]settings of your own[/]",
        "  dateline feeds add URL            [dim]real feeds[/]",
        "  dateline run",
    ]
    return "\n".join(lines)
