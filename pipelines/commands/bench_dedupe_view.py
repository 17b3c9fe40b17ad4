"""What `dateline bench dedupe` found, for people: one table, and the cost by the size of the state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.table import Table

_SCORES: Final = ("precision", "recall", "f1")
_BAR_CHARS: Final = 40


def dedupe_view(result: Mapping[str, Any]) -> None:
    """Print it to stdout."""
    console = Console()
    console.print(_methods(result["methods"]))
    for line in (*_state(result), *_adversaries(result), *_curve(result)):
        console.print(line, markup=False, highlight=False)


def _methods(methods: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("method", "articles/s/core", *_SCORES):
        table.add_column(column, justify="left" if column == "method" else "right")
    for name, figures in methods.items():
        if "missing" in figures:
            table.add_row(name, figures["missing"])
        else:
            scores = (f"{figures[score]:.3f}" for score in _SCORES)
            table.add_row(name, f"{figures['articles_per_s_core']:,.0f}", *scores)
    return table


def _state(result: Mapping[str, Any]) -> Iterator[str]:
    state = result["state"]
    yield (
        f"A million articles in state take {state['disk_mb_per_million']:,.0f} MB of disk and"
        f" {state['memory_mb_per_million']:,.0f} MB of memory."
    )


def _adversaries(result: Mapping[str, Any]) -> Iterator[str]:
    for name, figures in result.get("adversarial", {}).items():
        if isinstance(figures, Mapping):
            yield (
                f"{name}: {figures['us_per_article']:,.0f} µs an article,"
                f" {figures['times_normal']:.2f} times the normal cost"
            )


def _curve(result: Mapping[str, Any]) -> Iterator[str]:
    costs: Mapping[str, float] = result.get("curve_us_per_article", {})
    if costs:
        yield "µs an article by the number in state:"
    for point, cost in costs.items():
        bar = "█" * round(cost / max(costs.values()) * _BAR_CHARS)
        yield f"{int(point):>12,} {bar} {cost:,.0f}"
